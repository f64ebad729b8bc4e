"""The frame: each page for each role, in both languages, with the headers that keep it private."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from tests.makers import PASSWORD, make_centre, make_eligible, make_patient, make_person
from trial.audit.context import acting
from trial.models import Patient, User
from trial.models.people import Centre
from trial.protocol.access import MAY, Act, Role
from trial.protocol.definition import load_definition
from trial.services.patients import patient_include
from trial.web.operator_words import operator_words

pytestmark = pytest.mark.django_db

# What each page asks for; None: any person who is logged in.
PAGES: dict[str, Act | None] = {
    "/": None,
    "/protocol/": None,
    "/accessibility/": None,
    "/patients/": Act.LIST_PATIENTS,
    "/patients/new/": Act.SCREEN_PATIENT,
    "patient": Act.READ_CASEBOOK,
    "/admin/trial/patient/": Act.REVIEW_IN_ADMIN,
    "/admin/trial/user/": Act.MANAGE_PEOPLE,
}


@pytest.fixture
def centre() -> Centre:
    return make_centre()


@pytest.fixture
def patient(centre: Centre) -> Patient:
    return make_patient(make_person(Role.INVESTIGATOR, centre), centre)


@pytest.mark.requirement("R5", "R8")
@pytest.mark.parametrize("role", [*Role, None])
def test_each_role_opens_its_pages_and_no_other(
    client: Client, centre: Centre, patient: Patient, role: Role | None
) -> None:
    client.force_login(make_person(role, centre))
    for page, act in PAGES.items():
        address = reverse("patient", args=[patient.screening_number]) if page == "patient" else page
        allowed = act is None or (role is not None and act in MAY[role])
        refused = 404 if page == "patient" else 403
        assert client.get(address).status_code == (200 if allowed else refused), (role, address)


@pytest.mark.requirement("R23")
def test_who_is_not_logged_in_is_sent_to_the_one_login_page(client: Client, patient: Patient) -> None:
    for address in (
        *(page for page in PAGES if page.startswith("/")),
        f"/patients/{patient.screening_number}/",
    ):
        answer = client.get(address)
        if address == "/accessibility/":
            assert answer.status_code == 200
        else:
            assert answer.status_code == 302
            assert answer["Location"] == f"/login/?next={address}"
    answer = client.get("/admin/login/?next=/admin/")
    assert answer["Location"] == "/login/?next=/admin/"


@pytest.mark.parametrize("language", ["fr", "en"])
def test_every_page_is_in_the_language_of_the_person(
    client: Client, centre: Centre, patient: Patient, language: str
) -> None:
    addresses = ["/", "/patients/", "/patients/new/", "/protocol/", f"/patients/{patient.screening_number}/"]
    client.force_login(make_person(Role.INVESTIGATOR, centre, language=language))
    for address in addresses:
        page = client.get(address, headers={"accept-language": "de"}).content.decode()
        assert f'<html lang="{language}">' in page, address
        assert page.count("<h1") == 1, address
    client.force_login(make_person(Role.DATA_MANAGER, language=language))
    page = client.get("/admin/trial/patient/").content.decode()
    assert f'<html lang="{language}">' in page
    assert page.count("<h1") == 1


@pytest.mark.parametrize(("asked", "given"), [("en-GB,en", "en"), ("fr-FR,fr", "fr"), ("de", "fr")])
def test_the_login_page_speaks_the_browsers_language_or_else_french(
    client: Client, asked: str, given: str
) -> None:
    assert (
        f'<html lang="{given}">' in client.get("/login/", headers={"accept-language": asked}).content.decode()
    )


def test_the_language_switch_is_kept_in_cookie_and_account_and_leads_back(client: Client) -> None:
    person = make_person(Role.COORDINATOR, language="fr")
    client.force_login(person)
    answer = client.post("/language/", {"language": "en", "next": "/protocol/?x=1"})
    assert answer["Location"] == "/protocol/?x=1"
    assert User.objects.get(pk=person.pk).language == "en"
    assert '<html lang="en">' in client.get("/protocol/").content.decode()
    client.post("/logout/")
    assert '<html lang="en">' in client.get("/login/", headers={"accept-language": "fr"}).content.decode()


def test_the_language_switch_leads_to_no_other_host_and_takes_no_other_language(client: Client) -> None:
    answer = client.post("/language/", {"language": "xx", "next": "https://example.org/"})
    assert answer["Location"] == "/"
    assert not answer.cookies
    assert client.get("/language/").status_code == 405


@pytest.mark.requirement("R23")
def test_pages_are_private_and_run_no_script_or_style_of_their_own(
    client: Client, centre: Centre, patient: Patient
) -> None:
    client.force_login(make_person(Role.INVESTIGATOR, centre))
    pages = ["/", "/patients/", "/patients/new/", "/protocol/", f"/patients/{patient.screening_number}/"]
    answers = [client.get(address) for address in pages]
    client.force_login(make_person(Role.MONITOR, centre))
    answers += [
        client.get(f"/admin/{page}") for page in ("", "trial/patient/", f"trial/patient/{patient.pk}/change/")
    ]
    answers.append(Client().get("/login/"))
    for answer in answers:
        text = answer.content.decode()
        assert "no-store" in answer["Cache-Control"]
        assert "default-src 'none'" in answer["Content-Security-Policy"]
        assert "unsafe" not in answer["Content-Security-Policy"]
        assert " style=" not in text
        assert "<style" not in text
        assert all("src=" in tag.split(">")[0] for tag in text.split("<script")[1:])


@pytest.mark.requirement("R11")
@pytest.mark.parametrize("case", ["wrong password", "unknown login", "closed account"])
def test_a_failed_login_says_the_same_whatever_was_wrong(client: Client, case: str) -> None:
    person = make_person(None, is_active=case != "closed account")
    typed = {
        "username": "nobody-knows" if case == "unknown login" else person.username,
        "password": "wrong" if case == "wrong password" else PASSWORD,
    }
    page = client.post("/login/", typed, headers={"accept-language": "en"}).content.decode()
    assert "This login and password do not match an open account. Check both." in page
    assert 'autocomplete="current-password"' in page


def test_the_login_is_found_whatever_its_case_and_leads_where_one_was_going(client: Client) -> None:
    person = make_person(Role.STATISTICIAN, username="Durand")
    typed = {"username": "dURAND", "password": PASSWORD, "next": "/protocol/"}
    assert client.post("/login/", typed)["Location"] == "/protocol/"
    assert client.get("/login/").status_code == 302
    assert int(client.session["_auth_user_id"]) == person.pk
    assert client.get("/logout/").status_code == 405
    assert client.post("/logout/")["Location"] == "/login/"
    assert client.post("/login/", {**typed, "next": "https://example.org/"})["Location"] == "/"


@pytest.mark.requirement("R8")
def test_a_closed_account_and_an_ended_role_count_from_the_next_request(
    client: Client, centre: Centre, patient: Patient
) -> None:
    person = make_person(Role.INVESTIGATOR, centre)
    client.force_login(person)
    page = f"/patients/{patient.screening_number}/"
    assert client.get(page).status_code == 200
    membership = person.memberships.get()
    membership.centre = make_centre("02")
    with acting(system="tests"):
        membership.save()
    assert client.get(page).status_code == 404
    with acting(system="tests"):
        User.objects.filter(pk=person.pk).update(is_active=False)
    assert client.get(page).status_code == 302


def test_a_person_without_a_role_is_told_so(client: Client) -> None:
    client.force_login(make_person(None, language="en"))
    assert "You hold no role in the study today." in client.get("/").content.decode()


def test_the_home_page_of_an_account_manager_shows_no_figure_and_no_patient(
    client: Client, patient: Patient
) -> None:
    client.force_login(make_person(Role.ACCOUNT_MANAGER, language="en"))
    page = client.get("/").content.decode()
    assert "Enrolment" not in page
    assert patient.screening_number not in page


def test_the_home_page_of_a_statistician_shows_figures_and_no_patient(
    client: Client, patient: Patient
) -> None:
    client.force_login(make_person(Role.STATISTICIAN, language="en"))
    page = client.get("/").content.decode()
    assert "Enrolment by cohort" in page
    assert patient.screening_number not in page


def test_home_says_what_waits_where_it_leads_and_which_targets_are_unconfirmed(
    client: Client, centre: Centre
) -> None:
    investigator = make_person(Role.INVESTIGATOR, centre, language="en")
    client.force_login(investigator)
    open_one = make_patient(investigator, centre)
    eligible = make_eligible(investigator, centre)
    page = client.get("/").content.decode()
    assert "Eligible: an investigator decides on the inclusion" in page
    assert "answers missing" in page
    assert "targets are unconfirmed" in page
    assert page.index(eligible.screening_number) < page.index(open_one.screening_number)
    assert client.get(f"/patients/{eligible.screening_number}/next/")["Location"].endswith("/decision/")
    assert client.get(f"/patients/{open_one.screening_number}/next/")["Location"].endswith("/visit/identity/")
    patient_include(patient=eligible, by=investigator)
    assert "1 / 5" in client.get("/").content.decode().replace("<strong>", "").replace("</strong>", "")


def test_full_cohorts_and_fictitious_centres_are_said_in_words(client: Client, centre: Centre) -> None:
    investigator = make_person(Role.INVESTIGATOR, centre, language="en")
    with acting(system="tests"):
        Centre.objects.filter(pk=centre.pk).update(is_fictitious=True)
    patient = make_eligible(investigator, centre)
    patient.cohort.target = patient.cohort.ceiling = 1
    with acting(system="tests"):
        patient.cohort.save()
    patient_include(patient=patient, by=investigator)
    client.force_login(investigator)
    page = client.get("/").content.decode()
    assert "full" in page
    assert "fictitious" in page
    assert "nobody more can be included now" in client.get("/patients/new/").content.decode()


def test_the_protocol_page_shows_all_criteria_in_both_languages_and_every_open_choice(client: Client) -> None:
    client.force_login(make_person(Role.STATISTICIAN, language="en"))
    page = client.get("/protocol/").content.decode()
    definition = load_definition()
    assert len(definition.criteria) == 37
    for criterion in definition.criteria:
        assert f">{criterion.code}<" in page
    assert page.count('lang="fr"') >= 37
    assert page.count("unconfirmed") >= len(definition.choices) + len(definition.cohorts)


@pytest.mark.parametrize("criterion", load_definition().criteria, ids=lambda criterion: criterion.code)
def test_every_criterion_is_said_in_words(criterion: object) -> None:
    words = operator_words(criterion.operator, criterion.parameters)  # type: ignore[attr-defined]
    assert words
    assert "_" not in words


def test_an_unknown_page_is_a_plain_404(client: Client) -> None:
    client.force_login(make_person(Role.COORDINATOR, language="en"))
    answer = client.get("/nothing/")
    assert answer.status_code == 404
    assert "Not found" in answer.content.decode()
