"""The forms of the inclusion visit in the browser: every item, every refusal, nothing stored half-way."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tests.makers import make_centre, make_eligible, make_patient, make_person
from trial.models import Identity, Measurements, Patient
from trial.models.fields import items_of
from trial.models.inclusion_visit import DIAGNOSES, inclusion_visit_of
from trial.models.medications import ConcomitantMedication
from trial.models.people import Centre, User
from trial.protocol.access import Role

pytestmark = pytest.mark.django_db


def address(patient: Patient, slug: str) -> str:
    return reverse("visit-form", args=[patient.screening_number, slug])


def date_boxes(name: str, text: str) -> dict[str, str]:
    return dict(zip((f"{name}_day", f"{name}_month", f"{name}_year"), text.split("/"), strict=True))


@pytest.mark.parametrize("cohort", DIAGNOSES)
@pytest.mark.requirement("R17")
def test_every_item_of_every_form_stands_on_its_page(
    cohort: str, client: Client, investigator: User, centre: Centre
) -> None:
    patient = make_patient(investigator, centre, cohort)
    for definition in inclusion_visit_of(cohort):
        page = client.get(address(patient, definition.slug)).content.decode()
        for item in items_of(definition.model):
            if item.attname == "steroid_is_immunosuppressive" and cohort != "THYR":
                assert f'id="id_{item.attname}"' not in page
            else:
                assert f'id="id_{item.attname}"' in page, item.attname
        if definition.slug == "medications":
            for item in items_of(ConcomitantMedication):
                assert f'id="id_lines-__n__-{item.attname}"' in page, item.attname


@pytest.mark.parametrize(
    ("slug", "posted", "field", "says"),
    [
        ("consent", date_boxes("visit_on", "31/2/2026"), "visit_on", "There is no 31 February 2026"),
        ("identity", {"birth_month": "12/04/1980", "birth_year": ""}, "birth", "never collected"),
        ("identity", {"birth_month": "4", "birth_year": "2097"}, "birth", "from 1900 to 2010"),
        (
            "consent",
            {**date_boxes("consent_on", "3/10/2023"), **date_boxes("visit_on", "2/10/2023")},
            "visit_on",
            "cannot take place before the consent",
        ),
        (
            "measurements",
            {"lymphocytes_value": "800", "lymphocytes_unit": "G/L"},
            "lymphocytes_value",
            "Did you mean 800 /mm³",
        ),
        ("measurements", {"lymphocytes_value": "0,8"}, "lymphocytes_unit", "Give the unit"),
        ("measurements", {"weight_kg": "700"}, "weight_kg", "between 20 and 350"),
    ],
)
@pytest.mark.requirement("R17")
def test_bad_input_has_its_sentence_beside_its_field_and_stores_nothing(
    slug: str,
    posted: dict[str, str],
    field: str,
    says: str,
    client: Client,
    investigator: User,
    centre: Centre,
) -> None:
    patient = make_patient(investigator, centre, "GVHD")
    answer = client.post(address(patient, slug), {"version": "0", **posted})
    page = answer.content.decode()
    assert answer.status_code == 422
    beside = page.split(f'id="id_{field}_error"')[1].split("</div>")[0]
    assert says in beside
    assert "<title>Error:" in page
    assert 'id="error-summary"' in page
    for typed in posted.values():
        assert f'value="{typed}"' in page
    assert not Identity.objects.exists()
    assert not Measurements.objects.exists()


def test_a_posted_patient_number_and_centre_are_ignored(
    client: Client, investigator: User, centre: Centre
) -> None:
    patient, other = make_patient(investigator, centre), make_patient(investigator, centre)
    far = make_centre("02")
    client.post(
        address(patient, "identity"),
        {
            "version": "0",
            "sex": "F",
            "screening_number": other.screening_number,
            "patient": str(other.pk),
            "centre": str(far.pk),
            "inclusion_number": "99-0001",
        },
    )
    stored = Identity.objects.get()
    assert (stored.patient_id, stored.centre_id) == (patient.pk, centre.pk)
    assert Patient.objects.get(pk=patient.pk).inclusion_number is None


@pytest.mark.parametrize("slug", [*(d.slug for d in inclusion_visit_of("VIT")), "nothing"])
@pytest.mark.requirement("R12")
def test_another_centres_patient_is_a_404_on_every_page(
    slug: str, client: Client, investigator: User
) -> None:
    far = make_centre("02")
    patient = make_patient(make_person(centre=far), far)
    for path in (address(patient, slug), reverse("panel", args=[patient.screening_number, slug])):
        assert client.post(path, {"version": "0"}).status_code == 404
    assert client.get(address(patient, slug)).status_code == 404
    assert client.get(reverse("decision", args=[patient.screening_number])).status_code == 404
    assert client.get(reverse("patient-cohort", args=[patient.screening_number])).status_code == 404


@pytest.mark.parametrize(
    ("role", "status"),
    [
        (Role.INVESTIGATOR, 302),
        (Role.TECHNICIAN, 302),
        (Role.MONITOR, 403),
        (Role.DATA_MANAGER, 403),
        (Role.COORDINATOR, 403),
        (Role.BIOLOGIST, 404),
        (Role.STATISTICIAN, 404),
        (Role.ACCOUNT_MANAGER, 404),
    ],
)
@pytest.mark.requirement("R12")
def test_each_role_saves_a_form_or_is_refused(
    role: Role, status: int, client: Client, centre: Centre
) -> None:
    patient = make_patient(make_person(centre=centre), centre)
    client.force_login(make_person(role, centre, language="en"))
    for slug in ("identity", "medications"):
        answer = client.post(address(patient, slug), {"version": "0", "sex": "F", "any_medication": "N"})
        assert answer.status_code == status
    assert Identity.objects.exists() is (status == 302)
    if status == 403:
        page = client.get(address(patient, "identity")).content.decode()
        assert "Your role reads this form" in page
        assert "<input" not in page.split("<main")[1].split("</main>")[0]


def test_nobody_who_is_not_logged_in_reaches_a_form(client: Client, centre: Centre) -> None:
    patient = make_patient(make_person(centre=centre), centre)
    for path in (address(patient, "identity"), reverse("decision", args=[patient.screening_number])):
        answer = client.get(path)
        assert answer.status_code == 302
        assert answer.url.startswith(reverse("login"))


def test_save_and_stay_stays_and_save_and_next_goes_through_the_visit_to_the_decision(
    client: Client, investigator: User, centre: Centre
) -> None:
    patient = make_patient(investigator, centre)
    assert client.post(address(patient, "identity"), {"version": "0", "action": "save"}).url == address(
        patient, "identity"
    )
    slugs = [definition.slug for definition in inclusion_visit_of("VIT")]
    following = [
        *(address(patient, slug) for slug in slugs[1:]),
        reverse("decision", args=[patient.screening_number]),
    ]
    for slug, after in zip(slugs, following, strict=True):
        assert client.post(address(patient, slug), {"version": "0", "action": "next"}).url == after


@pytest.mark.requirement("R25")
def test_a_stale_form_shows_both_values_and_overwrites_neither(
    client: Client, investigator: User, centre: Centre
) -> None:
    patient = make_patient(investigator, centre)
    path = address(patient, "identity")
    client.post(path, {"version": "0", "sex": "F", "birth_month": "4", "birth_year": "1980"})

    answer = client.post(path, {"version": "0", "sex": "M", "birth_month": "5", "birth_year": "1980"})
    page = answer.content.decode()
    assert answer.status_code == 409
    for shown in ("Female", "Male", "April 1980", "May 1980", investigator.full_name):
        assert shown in page
    assert Identity.objects.get().birth == "1980-04"

    carried = {"sex": "M", "birth_month": "5", "birth_year": "1980", "version": "1", "why-all": "new_source"}
    answer = client.post(path, {**carried, "choose-sex": "theirs", "choose-birth": "mine"})
    assert answer.status_code == 302
    stored = Identity.objects.get()
    assert (stored.sex, stored.birth, stored.version) == ("F", "1980-05", 2)


def test_the_same_answers_posted_twice_are_saved_once(
    client: Client, investigator: User, centre: Centre
) -> None:
    patient = make_patient(investigator, centre)
    posted = {"version": "0", "sex": "F"}
    assert [client.post(address(patient, "identity"), posted).status_code for _ in range(2)] == [302, 302]
    assert Identity.objects.get().version == 1


def test_a_version_that_is_no_number_counts_as_stale_and_not_as_an_error(
    client: Client, investigator: User, centre: Centre
) -> None:
    patient = make_patient(investigator, centre)
    client.post(address(patient, "identity"), {"version": "0", "sex": "F"})
    for version in ("", "abc", "-1", "9" * 30):
        assert client.post(address(patient, "identity"), {"version": version, "sex": "M"}).status_code == 409
    assert Identity.objects.get().sex == "F"


def test_pregnancy_is_not_asked_of_a_man_and_asked_while_the_sex_is_not_known(
    client: Client, investigator: User, centre: Centre
) -> None:
    patient = make_patient(investigator, centre)
    assert 'name="pregnant"' in client.get(address(patient, "general")).content.decode()
    client.post(address(patient, "general"), {"version": "0", "pregnant": "N"})
    client.post(address(patient, "identity"), {"version": "0", "sex": "M"})
    page = client.get(address(patient, "general")).content.decode()
    assert 'name="pregnant"' not in page
    assert page.count("Not applicable: male") == 4
    client.post(address(patient, "general"), {"version": "1", "pregnant": "Y", "refusal": "N"})
    stored = Patient.objects.get(pk=patient.pk).generalcriteria
    assert (stored.pregnant, stored.refusal) == (None, "N")


def test_an_unusual_value_is_saved_and_noted(client: Client, investigator: User, centre: Centre) -> None:
    patient = make_patient(investigator, centre)
    assert (
        client.post(address(patient, "measurements"), {"version": "0", "weight_kg": "160"}).status_code == 302
    )
    assert "outside the expected 40–150 kg" in client.get(address(patient, "measurements")).content.decode()


@pytest.mark.requirement("R19")
def test_the_forms_of_an_included_patient_are_text_and_a_forced_save_is_refused(
    client: Client, investigator: User, centre: Centre
) -> None:
    patient = make_eligible(investigator, centre)
    client.post(reverse("decision", args=[patient.screening_number]), {"action": "include"})
    for definition in inclusion_visit_of("VIT"):
        page = client.get(address(patient, definition.slug)).content.decode()
        assert "This patient is included" in page
        assert "<input" not in page.split("<main")[1].split("</main>")[0]
        assert client.post(address(patient, definition.slug), {"version": "1", "sex": "F"}).status_code == 409
    assert Identity.objects.get().sex == "M"


def test_the_sentences_are_in_the_readers_language(client: Client, centre: Centre) -> None:
    person = make_person(centre=centre, language="fr")
    client.force_login(person)
    patient = make_patient(person, centre)
    page = client.post(address(patient, "measurements"), {"version": "0", "weight_kg": "39,5"}, follow=True)
    assert 'value="39,5"' in page.content.decode()
    assert '<html lang="fr">' in page.content.decode()


def test_the_queries_of_a_form_do_not_grow(
    client: Client, investigator: User, centre: Centre, django_assert_max_num_queries: Any
) -> None:
    patient = make_eligible(investigator, centre, "GVHD")
    client.get(address(patient, "identity"))
    for definition in inclusion_visit_of("GVHD"):
        with django_assert_max_num_queries(18):
            assert client.get(address(patient, definition.slug)).status_code == 200
