"""The list of patients, the new patient, and the page of one."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from tests.makers import make_centre, make_eligible, make_patient, make_person
from trial.audit.context import acting
from trial.audit.reasons import Reason
from trial.models import Cohort, Patient, User
from trial.models.people import Centre
from trial.protocol.access import Role
from trial.services.forms import form_save
from trial.services.patients import patient_fail_screening, patient_include
from trial.web.patients import COUNTED_AT_MOST, PAGE_SIZE

pytestmark = pytest.mark.django_db

LIST_QUERIES = 11
HOME_QUERIES = 13


@pytest.fixture
def centre() -> Centre:
    return make_centre()


@pytest.fixture
def investigator(centre: Centre, client: Client) -> User:
    person = make_person(Role.INVESTIGATOR, centre, language="en")
    client.force_login(person)
    return person


def many_patients(number: int, *, centre: Centre, by: User, first: int = 1) -> None:
    """Store patients in bulk, as only a test may."""
    cohort = Cohort.objects.get(code="MS")
    with acting(system="tests"):
        Patient.objects.bulk_create(
            Patient(
                centre=centre,
                cohort=cohort,
                screening_number=f"S-{centre.code}-{n:04d}",
                creation_key=uuid4(),
                created_by=by,
            )
            for n in range(first, first + number)
        )


def rows(page: str) -> list[str]:
    return [
        part.split("<")[0] for part in page.split('/">')[1:] if part.startswith("S-") or part[:2].isdigit()
    ]


def test_the_list_shows_the_patients_of_ones_centres_only(
    client: Client, investigator: User, centre: Centre
) -> None:
    mine = make_patient(investigator, centre)
    other = make_centre("02")
    theirs = make_patient(make_person(Role.INVESTIGATOR, other), other)
    page = client.get("/patients/").content.decode()
    assert mine.screening_number in page
    assert theirs.screening_number not in page
    assert "1 patient<" in page


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("S-01-0012", ["S-01-0012"]),
        ("s-01-001", [f"S-01-{n:04d}" for n in range(19, 9, -1)]),
        (" 01-0003 ", ["S-01-0003"]),
        ("01-%", []),
        ("99", []),
    ],
)
def test_a_number_is_found_by_its_beginning(
    client: Client, investigator: User, centre: Centre, typed: str, found: list[str]
) -> None:
    many_patients(30, centre=centre, by=investigator)
    page = client.get("/patients/", {"q": typed}).content.decode()
    assert rows(page.split("<tbody>")[1] if "<tbody>" in page else "") == found


def test_an_inclusion_number_is_found_too(client: Client, investigator: User, centre: Centre) -> None:
    patient = patient_include(patient=make_eligible(investigator, centre), by=investigator)
    page = client.get("/patients/", {"q": patient.inclusion_number}).content.decode()
    assert f">{patient.inclusion_number}</a>" in page


def test_the_list_is_filtered_sorted_and_paged(client: Client, investigator: User, centre: Centre) -> None:
    many_patients(PAGE_SIZE + 5, centre=centre, by=investigator)
    first = client.get("/patients/").content.decode()
    assert rows(first.split("<tbody>")[1])[0] == f"S-01-{PAGE_SIZE + 5:04d}"
    assert 'rel="next"' in first
    second = client.get("/patients/", {"page": "2"}).content.decode()
    assert len(rows(second.split("<tbody>")[1])) == 5
    assert 'rel="prev"' in second
    assert 'rel="next"' not in second
    upwards = client.get("/patients/", {"order": "number"}).content.decode()
    assert rows(upwards.split("<tbody>")[1])[0] == "S-01-0001"
    assert 'aria-sort="ascending"' in upwards
    assert (
        "No patient of your centres is like this."
        in client.get("/patients/", {"cohort": "VIT"}).content.decode()
    )
    assert "30 patients" in client.get("/patients/", {"status": "screening"}).content.decode()


@pytest.mark.parametrize(
    "asked", [{"page": "x"}, {"page": "-1"}, {"page": "٣"}, {"page": "9" * 30}, {"order": "id;"}]
)
def test_a_nonsense_address_gives_a_page_and_no_error(
    client: Client, investigator: User, asked: dict[str, str]
) -> None:
    assert client.get("/patients/", asked).status_code == 200


@pytest.mark.requirement("R5")
def test_another_centre_cannot_be_asked_for_in_the_filter(client: Client, investigator: User) -> None:
    other = make_centre("02")
    theirs = make_patient(make_person(Role.INVESTIGATOR, other), other)
    page = client.get("/patients/", {"centre": "02"}).content.decode()
    assert "Choose one of your centres." in page
    assert theirs.screening_number not in page


def test_the_list_says_when_it_is_empty(client: Client, investigator: User) -> None:
    assert "No patient has been screened in your centres yet." in client.get("/patients/").content.decode()
    assert "There are no more patients." in client.get("/patients/", {"page": "3"}).content.decode()


def test_the_list_takes_as_many_queries_for_one_patient_as_for_thousands(
    client: Client, investigator: User, centre: Centre, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    many_patients(COUNTED_AT_MOST + 50, centre=centre, by=investigator)
    with django_assert_num_queries(LIST_QUERIES):
        page = client.get("/patients/").content.decode()
    assert "More than 1000 patients" in page or "More than 1,000 patients" in page
    with django_assert_num_queries(LIST_QUERIES):
        client.get("/patients/", {"q": "S-01-0001"})


def test_home_takes_as_many_queries_for_one_patient_as_for_many(
    client: Client, investigator: User, centre: Centre, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    make_patient(investigator, centre)
    with django_assert_num_queries(HOME_QUERIES):
        client.get("/")
    many_patients(40, centre=centre, by=investigator, first=100)
    with django_assert_num_queries(HOME_QUERIES):
        client.get("/")


def new_patient(centre: Centre) -> dict[str, Any]:
    return {"creation_key": str(uuid4()), "centre": centre.pk, "cohort": "SLE"}


def test_a_new_patient_gets_its_number_from_the_server_and_leads_to_the_identity(
    client: Client, investigator: User, centre: Centre
) -> None:
    answer = client.post(
        "/patients/new/", {**new_patient(centre), "screening_number": "S-01-0777", "status": "included"}
    )
    patient = Patient.objects.get()
    assert patient.screening_number == "S-01-0001"
    assert patient.status == "screening"
    assert answer["Location"] == "/patients/S-01-0001/visit/identity/"


def test_a_double_click_makes_one_patient(client: Client, investigator: User, centre: Centre) -> None:
    typed = new_patient(centre)
    answers = [client.post("/patients/new/", typed)["Location"] for _click in range(2)]
    assert answers[0] == answers[1]
    assert Patient.objects.count() == 1


@pytest.mark.requirement("R5")
def test_another_centres_id_is_refused_beside_the_field_and_what_was_typed_stays(
    client: Client, investigator: User
) -> None:
    page = client.post("/patients/new/", new_patient(make_centre("02"))).content.decode()
    assert "Choose one of your centres that are open." in page
    assert 'value="SLE" required checked' in page
    assert not Patient.objects.exists()


@pytest.mark.parametrize("missing", ["centre", "cohort", "creation_key"])
def test_an_incomplete_new_patient_is_refused_in_words(
    client: Client, investigator: User, centre: Centre, missing: str
) -> None:
    page = client.post("/patients/new/", {**new_patient(centre), missing: ""}).content.decode()
    words = {
        "centre": "Choose the centre.",
        "cohort": "Choose the cohort",
        "creation_key": "This page is incomplete",
    }
    assert words[missing] in page
    assert not Patient.objects.exists()


def test_a_closed_centre_screens_nobody(client: Client, investigator: User, centre: Centre) -> None:
    with acting(system="tests"):
        Centre.objects.filter(pk=centre.pk).update(closed_on=centre.opened_on)
    assert "None of your centres is open today" in client.get("/patients/new/").content.decode()
    client.post("/patients/new/", new_patient(centre))
    assert not Patient.objects.exists()


def test_the_page_of_a_patient_names_the_forms_the_missing_answers_and_the_next_thing(
    client: Client, investigator: User, centre: Centre
) -> None:
    patient = make_patient(investigator, centre, "SLE")
    page = client.get(f"/patients/{patient.screening_number}/").content.decode()
    assert "Next: Identity" in page
    assert page.count("Not started") == 6
    assert "/visit/general/#id_social_security" in page
    assert "/visit/diagnosis/#id_" in page
    assert "/visit/medications/#id_any_medication" in page


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_page_of_an_included_patient_shows_the_decision_and_every_criterion(
    client: Client, centre: Centre, language: str
) -> None:
    investigator = make_person(Role.INVESTIGATOR, centre, language=language)
    client.force_login(investigator)
    patient = patient_include(patient=make_eligible(investigator, centre, "SLE"), by=investigator)
    page = client.get(f"/patients/{patient.screening_number}/").content.decode()
    assert patient.inclusion_number in page
    assert investigator.full_name in page
    for row in patient.assessment.criteria.select_related("criterion"):
        assert row.criterion.code in page
    assert "Next:" not in page


def test_the_page_of_a_screen_failure_names_the_criterion_that_failed(
    client: Client, investigator: User, centre: Centre
) -> None:
    patient = make_eligible(investigator, centre, general={"refusal": "Y"})
    page = client.get(f"/patients/{patient.screening_number}/").content.decode()
    assert "Record the screen failure" in page
    patient_fail_screening(patient=patient, by=investigator)
    page = client.get(f"/patients/{patient.screening_number}/").content.decode()
    assert "Decision: screen failure" in page
    assert "<strong>G-E8</strong>" in page


def test_the_latest_changes_say_who_what_and_from_what_to_what(
    client: Client, investigator: User, centre: Centre
) -> None:
    patient = make_patient(investigator, centre)
    form_save(
        patient=patient, slug="identity", values={"sex": "F", "birth": "1980-04"}, version=0, by=investigator
    )
    reasons = {"sex": Reason("transcription_error")}
    form_save(
        patient=patient, slug="identity", values={"sex": "M"}, version=1, by=investigator, reasons=reasons
    )
    page = client.get(f"/patients/{patient.screening_number}/").content.decode()
    assert "<s>Female</s>" in page
    assert "April 1980" in page
    assert investigator.full_name in page


@pytest.mark.requirement("R39")
def test_reading_changes_nothing(client: Client, investigator: User, centre: Centre) -> None:
    patient = make_eligible(investigator, centre)
    before = Patient.history.count()
    for address in (
        "/",
        "/patients/",
        "/patients/new/",
        "/protocol/",
        f"/patients/{patient.screening_number}/",
    ):
        client.get(address)
    assert Patient.history.count() == before
