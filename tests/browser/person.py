"""What a person does on a page: answers by the question's words, dates in their boxes, buttons by their names."""

from __future__ import annotations

import re

from playwright.sync_api import Locator, Page, expect

from trial.models.patients import Patient

DAY = {"fr": ("Jour", "Mois", "Année"), "en": ("Day", "Month", "Year")}


def group(page: Page, question: str) -> Locator:
    """Find the question that several inputs answer together."""
    return page.get_by_role("group", name=question, exact=True)


def choose(page: Page, question: str, reply: str) -> None:
    """Click an answer of a closed list."""
    group(page, question).get_by_text(reply, exact=True).click()


def type_date(page: Page, question: str, date: str) -> None:
    """Type a date into its boxes by the keyboard, "2/10/2023", "4/1980" or "1980"."""
    boxes = group(page, question).get_by_role("textbox")
    parts = date.split("/")
    boxes.nth(boxes.count() - len(parts)).focus()
    for part in parts:
        page.keyboard.press("ControlOrMeta+a")
        page.keyboard.type(part)
        page.keyboard.press("Tab")


def verdict(page: Page) -> Locator:
    """Find the verdict that stands on the page."""
    return page.locator("[data-verdict]")


def expect_verdict(page: Page, word: str) -> None:
    """Wait until the page shows this verdict."""
    expect(verdict(page)).to_have_attribute("data-verdict", word)


def criterion(page: Page, code: str) -> Locator:
    """Find a criterion in the panel or the recapitulation."""
    return page.locator(f'[data-criterion="{code}"]')


def go_on(page: Page) -> None:
    """Save by the keyboard and go to the next page of the visit."""
    address = page.url
    page.keyboard.press("Control+Enter")
    expect(page).not_to_have_url(address)
    expect(page.locator("#error-summary")).to_have_count(0)


def open_form(page: Page, patient: Patient, slug: str) -> None:
    """Open a form of the inclusion visit."""
    page.goto(f"/patients/{patient.screening_number}/visit/{slug}/")


def expect_form(page: Page, slug: str) -> None:
    """Wait until a form of the inclusion visit is open."""
    expect(page).to_have_url(re.compile(rf"/visit/{slug}/(#\w+)?$"))
