"""Two people fill in the same form at once: the second sees both values and chooses, and nothing is overwritten."""

from __future__ import annotations

from decimal import Decimal

import pytest
from playwright.sync_api import Page, expect

from tests.accessibility import assert_accessible
from tests.browser.person import group, open_form
from tests.browsers import OpenPage, SignIn
from tests.makers import make_eligible, make_person
from trial.models import Measurements
from trial.models.people import Centre, User
from trial.protocol.access import Role


def save(page: Page) -> None:
    page.keyboard.press("Control+s")


def say_why(page: Page) -> None:
    """Answer why the values of a complete form are changed, and save again."""
    page.get_by_label("Same reason for all").select_option(label="Transcription error")
    save(page)


@pytest.mark.requirement("R19")
def test_the_second_to_save_sees_both_values_and_chooses_field_by_field(
    open_page: OpenPage, sign_in: SignIn, investigator: User, centre: Centre
) -> None:
    patient = make_eligible(investigator, centre)
    technician = make_person(Role.TECHNICIAN, centre)
    first, second = open_page(), open_page()
    sign_in(first, investigator)
    sign_in(second, technician)
    for page in (first, second):
        open_form(page, patient, "measurements")
    first.get_by_label("Weight").fill("71.5")
    first.get_by_label("Lymphocytes", exact=True).fill("1.4")
    save(first)
    say_why(first)
    expect(first.get_by_text("Saved.", exact=True)).to_be_visible()

    second.get_by_label("Weight").fill("72.5")
    second.get_by_label("Lymphocytes", exact=True).fill("1.5")
    save(second)
    summary = second.locator("#error-summary")
    expect(summary).to_contain_text(f"{investigator.full_name} saved")
    expect(summary).to_be_focused()
    weight, count = group(second, "Weight"), group(second, "Lymphocytes")
    for question, mine, theirs in ((weight, "72.5 kg", "71.5 kg"), (count, "1.5", "1.4")):
        expect(question.locator("label").first).to_contain_text(mine)
        expect(question.locator("label").last).to_contain_text(theirs)
    assert_accessible(second)
    assert Measurements.objects.get().weight_kg == Decimal("71.5")

    weight.get_by_text("Yours").click()
    count.get_by_text(f"Saved by {investigator.full_name}").click()
    second.get_by_role("button", name="Save what I chose").click()
    say_why(second)
    expect(second.get_by_text("Saved.", exact=True)).to_be_visible()
    stored = Measurements.objects.get()
    assert (stored.weight_kg, stored.lymphocytes_value) == (Decimal("72.5"), Decimal("1.4"))


@pytest.mark.requirement("R19")
def test_a_form_opened_before_the_inclusion_changes_nothing_after_it(
    open_page: OpenPage, sign_in: SignIn, investigator: User, centre: Centre
) -> None:
    patient = make_eligible(investigator, centre)
    first, second = open_page(), open_page()
    sign_in(first, investigator)
    sign_in(second, make_person(Role.TECHNICIAN, centre))
    open_form(second, patient, "measurements")
    first.goto(f"/patients/{patient.screening_number}/decision/")
    first.locator("#include").click()
    first.get_by_role("dialog").get_by_role("button", name="Include").click()
    expect(first.locator(".number")).to_have_text("01-0001")

    second.get_by_label("Weight").fill("90")
    save(second)
    expect(second.get_by_text("Read only").first).to_be_visible()
    expect(second.locator("#id_weight_kg")).to_have_text("70 kg")
    assert Measurements.objects.get().weight_kg == Decimal("70.0")
