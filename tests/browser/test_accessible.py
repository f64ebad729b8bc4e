"""Every page and state against WCAG 2.2 AA, in both languages, on an office screen and a phone."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from tests.accessibility import assert_accessible
from tests.browser.person import open_form
from tests.browsers import OpenPage, SignIn
from tests.makers import make_centre, make_eligible, make_patient, make_person
from trial.models import Identity, Patient
from trial.models.people import Centre, User
from trial.protocol.access import Role
from trial.services.patients import patient_fail_screening, patient_include

pytestmark = pytest.mark.requirement("R28")

LANGUAGES = [pytest.param("fr-FR", id="fr"), pytest.param("en-GB", id="en")]
WIDTHS = (1280, 390)
SLUGS = ("identity", "consent", "general", "diagnosis", "measurements", "medications")

Visit = Callable[[str], None]


def check(page: Page) -> None:
    """Check the page as it stands: the language, one title, axe, and no sideways scroll down to 320 px.

    The longer language is checked by axe on a phone, too.
    """
    language = page.evaluate("[navigator.language.slice(0, 2), document.documentElement.lang]")
    assert language[0] == language[1], page.url
    assert page.get_by_role("heading", level=1).count() == 1, page.url
    for width in WIDTHS if language[0] == "fr" else WIDTHS[:1]:
        page.set_viewport_size({"width": width, "height": 900})
        assert_accessible(page)
    for width in (390, 320):
        page.set_viewport_size({"width": width, "height": 900})
        wide = page.evaluate(
            """() => document.documentElement.scrollWidth <= innerWidth ? [] :
            [...document.querySelectorAll("body *")].filter(e => e.getBoundingClientRect().right > innerWidth + 1)
            .map(e => `${e.tagName}.${e.className}`).slice(0, 5)"""
        )
        assert not wide, f"{page.url} scrolls sideways at {width} px: {wide}"
    page.set_viewport_size({"width": WIDTHS[0], "height": 900})


def visiting(page: Page, *, status: int = 200) -> Visit:
    """Open an address and check what it shows."""

    def visited(address: str, status: int = status) -> None:
        answer = page.goto(address)
        assert answer is not None
        assert answer.status == status, f"{address}: {answer.status}"
        check(page)

    return visited


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_pages_around_the_patients(
    language: str, open_page: OpenPage, sign_in: SignIn, centre: Centre, investigator: User
) -> None:
    page = open_page(language=language)
    visit = visiting(page)
    visit("/login/")
    page.locator("[name=username]").fill("nobody")
    page.locator("[name=password]").fill("nothing")
    page.keyboard.press("Enter")
    expect(page.locator("#login-error")).to_be_visible()
    check(page)
    visit("/accessibility/")

    sign_in(page, investigator)
    visit("/patients/")
    visit("/")
    visit("/patients/new/")
    page.locator("main form[method=post] button.btn-primary").evaluate(
        "button => button.form.noValidate = true"
    )
    page.locator("main form[method=post] button.btn-primary").click()
    expect(page.locator("#id_cohort_error")).to_be_visible()
    check(page)
    for cohort in ("SLE", "VIT"):
        make_patient(investigator, centre, cohort)
    patient_include(patient=make_eligible(investigator, centre), by=investigator)
    visit("/patients/")
    visit("/patients/?q=S-99")
    visit("/")
    page.locator("details.person summary").click()
    check(page)
    visit("/protocol/")
    visit("/no-such-page/", 404)
    visit("/admin/", 403)
    visit(reverse("password-set", args=["MQ", "set-password"]))


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_patient_from_the_first_form_to_the_decision(
    language: str, open_page: OpenPage, sign_in: SignIn, centre: Centre, investigator: User
) -> None:
    page = open_page(language=language)
    visit = visiting(page)
    sign_in(page, investigator)
    patient = make_patient(investigator, centre, "SLE")
    here = f"/patients/{patient.screening_number}/"
    for slug in SLUGS:
        visit(f"{here}visit/{slug}/")
    visit(here)
    visit(f"{here}cohort/")
    visit(f"{here}decision/")

    open_form(page, patient, "medications")
    page.locator("[data-add-line]").click()
    check(page)
    page.locator("[name=lines-0-inn]").fill("Cortancyl")
    page.locator("[name=lines-0-atc]").fill("H0")
    page.locator("button[value=save]").click()
    expect(page.locator("#error-summary")).to_be_focused()
    check(page)

    open_form(page, patient, "measurements")
    page.locator("[name=weight_kg]").fill("7000")
    page.locator("[name=lymphocytes_on_year]").fill("20")
    page.locator("button[value=save]").click()
    expect(page.locator("#error-summary")).to_be_focused()
    check(page)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_decision_in_each_state(
    language: str, open_page: OpenPage, sign_in: SignIn, centre: Centre, investigator: User
) -> None:
    page = open_page(language=language)
    visit = visiting(page)
    sign_in(page, investigator)
    eligible = make_eligible(investigator, centre, "SLE")
    failing = make_eligible(investigator, centre, "SLE", general={"refusal": "Y"})
    for patient, act in ((eligible, "include"), (failing, "screen_failure")):
        visit(f"/patients/{patient.screening_number}/decision/")
        page.locator(f'[data-dialog="confirm-{act}"]').click()
        expect(page.get_by_role("dialog")).to_be_visible()
        check(page)
    patient_include(patient=eligible, by=investigator)
    patient_fail_screening(patient=failing, by=investigator)
    for patient in (eligible, failing):
        visit(f"/patients/{patient.screening_number}/decision/")
        visit(f"/patients/{patient.screening_number}/")
    for slug in ("identity", "medications"):
        visit(f"/patients/{eligible.screening_number}/visit/{slug}/")


def test_the_diagnosis_of_the_cohorts_that_ask_more_than_one_question(
    open_page: OpenPage, sign_in: SignIn, centre: Centre, investigator: User
) -> None:
    page = open_page(language="fr-FR")
    visit = visiting(page)
    sign_in(page, investigator)
    for cohort in ("GVHD", "APLASIA", "MS", "RA", "THYR"):
        patient = make_eligible(investigator, centre, cohort)
        visit(f"/patients/{patient.screening_number}/visit/diagnosis/")


def test_the_review_pages(open_page: OpenPage, sign_in: SignIn, centre: Centre, investigator: User) -> None:
    page = open_page(language="fr-FR")
    visit = visiting(page)
    sign_in(page, make_person(Role.DATA_MANAGER, make_centre("02")))
    patient: Patient = patient_include(patient=make_eligible(investigator, centre, "SLE"), by=investigator)
    visit("/admin/")
    for model in ("patient", "identity", "assessment", "concomitantmedication", "cohort"):
        visit(reverse(f"admin:trial_{model}_changelist"))
    for record in (patient, Identity.objects.get()):
        name = record._meta.model_name
        visit(reverse(f"admin:trial_{name}_change", args=[record.pk]))
        visit(reverse(f"admin:trial_{name}_history", args=[record.pk]))

    manager = open_page(language="fr-FR")
    visit = visiting(manager)
    sign_in(manager, make_person(Role.ACCOUNT_MANAGER))
    visit("/")
    visit("/admin/")
    for model in ("user", "membership"):
        visit(reverse(f"admin:trial_{model}_changelist"))
        visit(reverse(f"admin:trial_{model}_add"))
    visit(reverse("admin:trial_user_change", args=[investigator.pk]))
    visit(reverse("admin:trial_membership_change", args=[investigator.memberships.get().pk]))


@pytest.mark.parametrize("slug", ["general", "medications"])
def test_on_a_phone_what_is_touched_is_44_pixels_high_and_typed_in_16_pixels(
    slug: str, phone: Page, sign_in: SignIn, centre: Centre, investigator: User
) -> None:
    sign_in(phone, investigator)
    open_form(phone, make_patient(investigator, centre), slug)
    if slug == "medications":
        phone.locator("[data-add-line]").click()
    small = phone.evaluate(
        """() => [...document.querySelectorAll("main .btn, main .choice, main select, main input[type=text]")]
        .filter(e => e.offsetParent && (e.getBoundingClientRect().height < 44 ||
            !e.matches(".btn, .choice") && parseFloat(getComputedStyle(e).fontSize) < 16))
        .map(e => `${e.tagName} ${e.id || e.className} ${e.getBoundingClientRect().height}`)"""
    )
    assert not small, small
