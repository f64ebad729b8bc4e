"""Create, enter, see undetermined, complete, include: a whole screening as an investigator does it, in French."""

from __future__ import annotations

import re
import time

import pytest
from playwright.sync_api import Page, expect

from tests.browser.person import (
    choose,
    criterion,
    expect_form,
    expect_verdict,
    go_on,
    open_form,
    type_date,
)
from tests.browsers import OpenPage, SignIn
from tests.makers import PASSWORD, make_eligible
from trial.models import Assessment, Patient
from trial.models.people import Centre, User

GENERAL = [
    ("Sécurité sociale", "Assuré"),
    ("Bénéficiaire de l'aide médicale de l'État (AME)", "Non"),
    ("Protection juridique", "Aucune"),
    ("En âge de procréer", "Oui"),
    ("Enceinte", "Non"),
    ("Parturiente", "Non"),
    ("Allaitante", "Non"),
    ("Privé de liberté", "Non"),
    ("Hospitalisé sans consentement", "Non"),
    ("Admis dans un établissement sanitaire ou social à d'autres fins que la recherche", "Non"),
    ("Majeur hors d'état d'exprimer son consentement", "Non"),
    ("Refuse de participer", "Non"),
]


def log_in(page: Page, user: User) -> None:
    page.goto("/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Se connecter")
    page.get_by_label("Identifiant").fill(user.username)
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text(f"Bonjour, {user.full_name}")


def screen(page: Page, cohort: str) -> Patient:
    page.get_by_role("link", name="Nouveau patient en sélection").first.click()
    page.locator("label", has_text=cohort).click()
    page.get_by_role("button", name="Créer et saisir l'identité").click()
    expect_form(page, "identity")
    return Patient.objects.get()


def fill_identity(page: Page) -> None:
    type_date(page, "Année et mois de naissance", "4/1980")
    choose(page, "Sexe", "Femme")


def fill_consent(page: Page) -> None:
    type_date(page, "Date de l'information", "2/10/2023")
    choose(page, "Consentement signé", "Oui")
    type_date(page, "Date du consentement", "2/10/2023")
    type_date(page, "Date de la visite d'inclusion", "2/10/2023")


def fill_diagnosis(page: Page) -> None:
    choose(page, "Lupus érythémateux systémique", "Oui")
    choose(page, "Critères de classification documentés", "ACR 1982/1997")
    page.get_by_label("Critères ACR 1997 remplis").fill("4")


def fill_measurements(page: Page) -> None:
    page.get_by_label("Poids").fill("62,5")
    page.get_by_label("Opérateur").select_option("=")
    page.get_by_label("Lymphocytes", exact=True).fill("1,2")
    page.get_by_label("Unité").select_option("G/L")
    type_date(page, "Date de la numération", "1/10/2023")


@pytest.mark.requirement("R15", "R18")
def test_a_patient_is_screened_completed_and_included(open_page: OpenPage, investigator: User) -> None:
    page = open_page(language="fr-FR")
    log_in(page, investigator)
    patient = screen(page, "Lupus érythémateux systémique")
    expect_verdict(page, "undetermined")

    fill_identity(page)
    go_on(page)
    fill_consent(page)
    go_on(page)
    for question, reply in GENERAL[:-1]:
        choose(page, question, reply)
    expect_verdict(page, "undetermined")
    go_on(page)
    fill_diagnosis(page)
    go_on(page)
    fill_measurements(page)
    go_on(page)
    choose(page, "Un traitement est-il pris ?", "Non")
    go_on(page)

    expect(page).to_have_url(re.compile(r"/decision/$"))
    expect_verdict(page, "undetermined")
    expect(page.locator("#include")).to_have_attribute("aria-disabled", "true")
    page.locator("#include").click(force=True)
    assert Patient.objects.get().status == "screening"
    page.locator("[data-criterion].is-undetermined").get_by_role("link", name="Refuse de participer").click()
    expect_form(page, "general")
    expect(page.locator('[name="refusal"]').first).to_be_focused()
    choose(page, "Refuse de participer", "Non")
    expect_verdict(page, "eligible")
    page.keyboard.press("Control+s")
    expect(page.locator("#save-state")).to_have_text("Tout est enregistré")

    page.get_by_role("link", name="Décision").click()
    page.locator("#include").click()
    dialog = page.get_by_role("dialog", name="Inclure ce patient ?")
    expect(dialog).to_contain_text(patient.screening_number)
    dialog.get_by_role("button", name="Inclure").click()
    expect(page.locator(".number")).to_have_text("01-0001")
    assert Patient.objects.get().inclusion_number == "01-0001"
    assert Assessment.objects.get().decided_by == investigator

    page.goto(f"/patients/{patient.screening_number}/visit/general/")
    expect(page.get_by_text("Ce patient est inclus", exact=False).first).to_be_visible()
    expect(page.locator("main input:not([type=hidden]), main select, #casebook-form")).to_have_count(0)
    expect(page.locator("#id_refusal")).to_have_text("Non")


@pytest.mark.requirement("R28")
def test_the_panel_answers_within_a_second_and_the_focus_stays(
    open_page: OpenPage, sign_in: SignIn, investigator: User, centre: Centre
) -> None:
    page = open_page(language="fr-FR")
    sign_in(page, investigator)
    score = {"eular_acr_2019_score": 0, "ana_80": "N", "clinical_item": "N"}
    patient = make_eligible(investigator, centre, "SLE", diagnosis=score)
    open_form(page, patient, "diagnosis")
    expect(page.locator("#panel [aria-live=polite]")).to_have_count(1)
    count = page.get_by_label("Critères ACR 1997 remplis")
    count.focus()
    took = []
    for typed, state in (("3", "fail"), ("4", "pass"), ("2", "fail")):
        page.keyboard.press("ControlOrMeta+a")
        started = time.monotonic()
        page.keyboard.type(typed)
        expect(criterion(page, "C2-I1")).to_have_class(re.compile(f"is-{state}"))
        took.append(time.monotonic() - started)
        expect(count).to_be_focused()
    assert min(took) < 1, took
    expect_verdict(page, "not_eligible")
    page.reload()
    expect_verdict(page, "eligible")


def test_a_missing_answer_is_a_link_to_its_field(open_page: OpenPage, investigator: User) -> None:
    page = open_page(language="fr-FR")
    log_in(page, investigator)
    screen(page, "Vitiligo")
    link = page.locator("#panel .criterion-missing").get_by_role("link", name="Sexe").first
    link.click()
    expect(page.locator('[name="sex"]').first).to_be_focused()


@pytest.mark.requirement("R18")
def test_without_javascript_the_same_is_done_by_saving(open_page: OpenPage, investigator: User) -> None:
    page = open_page(language="fr-FR", javascript=False)
    log_in(page, investigator)
    screen(page, "Lupus érythémateux systémique")
    for fill in (fill_identity, fill_consent):
        fill(page)
        page.get_by_role("button", name="Enregistrer et continuer").click()
    for question, reply in GENERAL[:-1]:
        choose(page, question, reply)
    page.get_by_role("button", name="Enregistrer et continuer").click()
    for fill in (fill_diagnosis, fill_measurements):
        fill(page)
        page.get_by_role("button", name="Enregistrer et continuer").click()
    choose(page, "Un traitement est-il pris ?", "Non")
    page.get_by_role("button", name="Enregistrer et continuer").click()
    expect_verdict(page, "undetermined")
    page.get_by_role("link", name="Refuse de participer").first.click()
    choose(page, "Refuse de participer", "Non")
    page.get_by_role("button", name="Enregistrer", exact=True).click()
    expect_verdict(page, "eligible")
    page.get_by_role("link", name="Décision").click()
    page.locator("#include").click()
    page.get_by_role("button", name="Inclure").click()
    expect(page.locator(".number")).to_have_text("01-0001")
