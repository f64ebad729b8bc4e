"""A saved value is changed with its reason, and seen with it in the field's history and in the trail."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.person import choose, open_form
from tests.browser.test_accessible import LANGUAGES, check
from tests.browsers import OpenPage, SignIn
from tests.makers import make_eligible, make_person
from trial.models import Measurements
from trial.models.people import Centre, User
from trial.protocol.access import Role

pytestmark = pytest.mark.requirement("R2", "R3")


def save(page: Page) -> None:
    page.keyboard.press("Control+s")


def test_a_change_asks_why_and_is_seen_in_the_history_of_the_field_and_in_the_trail(
    page: Page, sign_in: SignIn, investigator: User, centre: Centre
) -> None:
    patient = make_eligible(investigator, centre)
    sign_in(page, investigator)
    open_form(page, patient, "measurements")
    page.get_by_label("Weight").fill("71.5")
    save(page)
    expect(page.locator("#error-summary")).to_be_focused()
    expect(page.get_by_label("Weight", exact=True)).to_have_value("71.5")
    page.locator("#error-summary").get_by_role("link").click()
    why = page.get_by_label("Why is this changed? (Weight)")
    expect(why).to_be_focused()
    why.select_option(label="Other")
    page.locator("#id_why-weight_kg_text").fill("scales were wrong")
    save(page)
    expect(page.get_by_text("Saved.", exact=True)).to_be_visible()
    expect(page.locator(".why")).to_have_count(0)

    # By keyboard: opened from its link, closed by Escape, the focus back where it was.
    link = page.get_by_role("link", name="History of Weight")
    link.focus()
    page.keyboard.press("Enter")
    history = page.get_by_role("dialog", name="History of Weight")
    expect(history).to_be_visible()
    for fact in (
        "70 kg",
        "71.5 kg",
        "Other: scales were wrong",
        investigator.full_name,
        "Investigator",
        centre.name,
    ):
        expect(history).to_contain_text(fact)
    expect(history.locator("del")).to_have_text("70 kg")
    expect(history.locator("time").first).to_have_text(re.compile(r"\d\d:\d\d:\d\d CES?T \(\+0[12]00\)"))
    page.keyboard.press("Escape")
    expect(history).to_be_hidden()
    expect(link).to_be_focused()

    page.goto(f"/patients/{patient.screening_number}/")
    page.get_by_role("link", name="Full audit trail").click()
    newest = page.locator(".trail-save").first
    expect(newest.locator("del").first).to_have_text("70 kg")
    expect(newest.locator("ins").first).to_have_text("71.5 kg")
    expect(newest).to_contain_text("Why: Other: scales were wrong")
    newest.get_by_role("link", name="The form as it stood then").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Weight and lymphocytes")
    expect(page.locator("dl")).to_contain_text("71.5 kg")


def test_without_javascript_the_history_is_a_page_and_one_reason_serves_all(
    open_page: OpenPage, sign_in: SignIn, investigator: User, centre: Centre
) -> None:
    patient = make_eligible(investigator, centre)
    page = open_page(javascript=False)
    sign_in(page, investigator)
    open_form(page, patient, "measurements")
    page.get_by_label("Weight").fill("72")
    page.get_by_label("Lymphocytes", exact=True).fill("1.5")
    page.get_by_role("button", name="Save and stay").click()
    page.get_by_label("Same reason for all").select_option(label="Transcription error")
    page.get_by_role("button", name="Save and stay").click()
    told = Measurements.history.latest("history_id").history_reasons
    assert sorted(told) == ["lymphocytes_value", "weight_kg"]
    page.get_by_role("link", name="History of Weight").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("History of Weight")
    expect(page.locator(".past")).to_contain_text("Transcription error")


def test_a_removed_medication_line_asks_why(
    page: Page, sign_in: SignIn, investigator: User, centre: Centre
) -> None:
    patient = make_eligible(investigator, centre)
    sign_in(page, investigator)
    open_form(page, patient, "medications")
    choose(page, "Is any treatment taken?", "Yes")
    page.locator("[data-add-line]").click()
    page.locator("[name=lines-0-inn]").fill("paracetamol")
    save(page)
    page.get_by_label("Same reason for all").select_option(label="New source document")
    save(page)
    expect(page.get_by_text("Saved.", exact=True)).to_be_visible()
    page.get_by_text("Remove this medication").click()
    page.locator("[data-remove-line]").click()
    save(page)
    page.get_by_label("removed: paracetamol").select_option(label="Answer to a query")
    save(page)
    expect(page.get_by_text("Saved.", exact=True)).to_be_visible()
    expect(page.locator("[name=lines-0-inn]")).to_have_count(0)


@pytest.mark.requirement("R28")
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_pages_of_the_trail_are_open_to_all(
    language: str, open_page: OpenPage, sign_in: SignIn, investigator: User, centre: Centre
) -> None:
    patient = make_eligible(investigator, centre, "SLE")
    page = open_page(language=language)
    sign_in(page, investigator)
    open_form(page, patient, "measurements")
    page.locator("[name=weight_kg]").fill("72")
    save(page)
    expect(page.locator("#error-summary")).to_be_focused()
    check(page)
    page.locator("#id_why-all").select_option("new_source")
    save(page)
    expect(page.locator(".why")).to_have_count(0)
    page.locator("[data-history]").first.click()
    expect(page.get_by_role("dialog")).to_be_visible()
    check(page)
    here = f"/patients/{patient.screening_number}/"
    for address in (
        f"{here}trail/",
        f"{here}trail/?reason=other",
        f"{here}visit/measurements/history/weight_kg/",
        f"{here}visit/measurements/stood/",
        "/trail/?item=weight_kg",
    ):
        page.goto(address)
        check(page)
    page.goto("/trail/")
    page.locator(".trail-entry-head a[href^='/trail/']").first.click()
    check(page)

    monitor = open_page(language=language)
    sign_in(monitor, make_person(Role.MONITOR, centre))
    open_form(monitor, patient, "measurements")
    check(monitor)
    monitor.goto("/admin/")
    monitor.locator("#content a[href='/trail/']").click()
    expect(monitor.locator(".trail-save").first).to_be_visible()
    monitor.goto(f"/admin/trial/measurements/{Measurements.objects.get().pk}/history/")
    check(monitor)
