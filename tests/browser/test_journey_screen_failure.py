"""A drug picked by its brand, a dose too high by its equivalent, and the screen failure that follows."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.browser.person import choose, criterion, expect_verdict, go_on, open_form, type_date
from tests.browsers import OpenPage, SignIn
from tests.makers import make_eligible
from trial.models import Assessment, ConcomitantMedication, Patient
from trial.models.people import Centre, User


@pytest.mark.requirement("R18")
def test_a_dose_above_ten_milligrams_ends_in_a_screen_failure(
    open_page: OpenPage, sign_in: SignIn, investigator: User, centre: Centre
) -> None:
    patient = make_eligible(investigator, centre, "SLE")
    page = open_page(language="fr-FR")
    sign_in(page, investigator)
    open_form(page, patient, "medications")
    choose(page, "Un traitement est-il pris ?", "Oui")
    page.get_by_role("button", name="Ajouter un traitement").click()
    line = page.locator("#lines fieldset.line")
    drug = line.get_by_label("Médicament : DCI ou nom commercial")
    expect(drug).to_be_focused()
    page.keyboard.type("cortan")
    offered = page.locator('datalist option[data-brand="Cortancyl"]').first
    # The list that a browser draws is out of a test's reach: what it does on a choice is to put the value in.
    drug.fill(offered.get_attribute("value") or "")
    expect(drug).to_have_value("prednisone")
    expect(line.get_by_label("Nom commercial", exact=True)).to_have_value("Cortancyl")
    expect(line.get_by_label("Code ATC")).to_have_value("H02AB07")
    line.get_by_label("Voie").select_option("oral")

    dose, daily = line.get_by_label("Dose par prise"), line.locator(".daily")
    line.get_by_label("Unité de la dose").select_option("mg")
    line.get_by_label("Fréquence").select_option("once")
    type_date(page, "Début", "6/2023")
    choose(page, "En cours", "Oui")
    dose.fill("10")
    expect(daily).to_contain_text("10 mg par jour = 10 mg par jour de prednisone")
    expect(criterion(page, "C2-E1")).to_have_class(re.compile("is-pass"))
    dose.fill("11")
    expect(daily).to_contain_text("11 mg par jour de prednisone")
    failed = criterion(page, "C2-E1")
    expect(failed).to_have_class(re.compile("is-fail"))
    expect(failed.locator(".criterion-because")).to_contain_text(re.compile(r"11 mg.*10 mg"))
    expect_verdict(page, "not_eligible")
    assert not ConcomitantMedication.objects.exists()

    # The answer was no, on a page that was complete: the change needs its reason.
    page.keyboard.press("Control+s")
    page.get_by_label("Même motif pour toutes").select_option(label="Nouveau document source")
    go_on(page)
    expect(page.locator("#include")).to_have_attribute("aria-disabled", "true")
    page.locator("#screen-failure").click()
    dialog = page.get_by_role("dialog")
    expect(dialog.locator("li")).to_have_count(1)
    expect(dialog.locator("li")).to_contain_text("C2-E1")
    dialog.get_by_role("button", name="Enregistrer l'échec à la sélection").click()
    expect(page.get_by_role("heading", name="Décision")).to_be_visible()

    page.goto(f"/patients/{patient.screening_number}/")
    decided = page.get_by_role("region", name="Décision : échec à la sélection")
    expect(decided).to_contain_text("C2-E1")
    assert Patient.objects.get().status == "screen_failure"
    assert Patient.objects.get().inclusion_number is None
    assert Assessment.objects.get().decided_by == investigator
    open_form(page, patient, "medications")
    expect(page.locator(".said-lines li")).to_contain_text("prednisone (Cortancyl)")
    expect(page.locator("#casebook-form")).to_have_count(0)
