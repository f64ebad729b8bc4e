"""The medications page: lines by name, brand or code, doses as typed, and nothing stored half-way."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse

from tests.makers import make_centre, make_patient, make_person
from trial.models import ConcomitantMedication, Medications, Patient
from trial.models.people import Centre, User
from trial.services.forms import form_save

pytestmark = pytest.mark.django_db

PREDNISOLONE = {
    "inn": "Solupred",
    "route": "oral",
    "dose": "20",
    "dose_unit": "mg",
    "frequency": "alternate",
    "started_on_month": "6",
    "started_on_year": "2023",
    "ongoing": "Y",
}


@pytest.fixture
def patient(investigator: User, centre: Centre) -> Patient:
    return make_patient(investigator, centre, "SLE")


def page_of(patient: Patient) -> str:
    return reverse("visit-form", args=[patient.screening_number, "medications"])


def posted(*lines: dict[str, str], version: str = "0", **values: str) -> dict[str, str]:
    given = {"version": version, "lines-total": str(len(lines)), "any_medication": "Y", **values}
    # Once the page was answered, a change needs a reason.
    given |= {"why-all": "new_source"}
    return given | {
        f"lines-{index}-{key}": text for index, line in enumerate(lines) for key, text in line.items()
    }


def test_a_french_brand_becomes_its_inn_with_its_code_and_the_frequency_its_numbers(
    client: Client, patient: Patient
) -> None:
    assert client.post(page_of(patient), posted(PREDNISOLONE)).status_code == 302
    line = ConcomitantMedication.objects.get()
    assert (line.inn, line.brand, line.atc) == ("prednisolone", "Solupred", "H02AB06")
    assert (line.intakes_per_day, line.days_on, line.days_cycle, line.started_on) == (
        Decimal(1),
        1,
        2,
        "2023-06",
    )
    page = client.get(page_of(patient)).content.decode()
    assert '<option value="alternate" selected>' in page
    assert "10 mg a day" in page


@pytest.mark.parametrize(
    ("changes", "field", "says"),
    [
        ({"dose_unit": ""}, "dose_unit", "Give the unit of the dose"),
        ({"dose": "1.234,5"}, "dose", "two ways"),
        ({"inn": ""}, "inn", "Name the drug"),
        ({"atc": "H0"}, "atc", "is not an ATC code"),
        ({"started_on_day": "31", "started_on_month": "2"}, "started_on", "There is no 31 February"),
        ({"stopped_on_year": "2023"}, "stopped_on", "no stop date"),
        ({"ongoing": "N", "stopped_on_year": "2022"}, "stopped_on", "stops before it starts"),
        (
            {"frequency": "other", "intakes_per_day": "1", "days_on": "9", "days_cycle": "7"},
            "days_cycle",
            "shorter",
        ),
        (
            {"frequency": "other", "intakes_per_day": "1", "days_on": "0", "days_cycle": "7"},
            "days_on",
            "not possible",
        ),
        ({"route": "by post"}, "route", "Choose one"),
    ],
)
@pytest.mark.requirement("R17")
def test_bad_input_of_a_line_has_its_sentence_and_neither_line_is_stored(
    changes: dict[str, str], field: str, says: str, client: Client, patient: Patient
) -> None:
    answer = client.post(page_of(patient), posted({"inn": "ibuprofen"}, {**PREDNISOLONE, **changes}))
    page = answer.content.decode()
    assert answer.status_code == 422
    beside = page.split(f'id="id_lines-1-{field}_error"')[1].split("</div>")[0]
    assert says in beside
    assert 'value="ibuprofen"' in page
    assert not ConcomitantMedication.objects.exists()
    assert not Medications.objects.exists()


def test_a_line_can_be_added_without_javascript_and_nothing_is_stored(
    client: Client, patient: Patient
) -> None:
    answer = client.post(page_of(patient), posted(PREDNISOLONE) | {"action": "add"})
    page = answer.content.decode()
    assert answer.status_code == 200
    assert 'value="Solupred"' in page
    assert 'id="id_lines-1-inn"' in page
    assert 'name="lines-total" id="id_lines-total" value="2"' in page
    assert not ConcomitantMedication.objects.exists()


def test_an_empty_line_is_nothing(client: Client, patient: Patient) -> None:
    assert client.post(page_of(patient), posted({}, PREDNISOLONE, {"inn": ""})).status_code == 302
    assert ConcomitantMedication.objects.count() == 1


def test_a_line_is_removed_after_being_asked_and_can_be_kept(client: Client, patient: Patient) -> None:
    client.post(page_of(patient), posted(PREDNISOLONE))
    line = {**PREDNISOLONE, "line_id": str(ConcomitantMedication.objects.get().pk)}
    page = client.post(page_of(patient), posted(line, version="1") | {"action": "remove-0"}).content.decode()
    assert 'name="lines-0-removed" value="1"' in page
    assert ConcomitantMedication.objects.get().is_removed is False
    client.post(page_of(patient), posted({**line, "removed": "1"}, version="1"))
    assert ConcomitantMedication.objects.get().is_removed is True


@pytest.mark.requirement("R12")
def test_the_line_of_another_patient_in_a_hidden_field_is_refused(
    client: Client, patient: Patient, investigator: User
) -> None:
    far = make_centre("02")
    there = make_person(centre=far)
    other = make_patient(there, far, "SLE")
    client.force_login(there)
    client.post(page_of(other), posted(PREDNISOLONE))
    theirs = ConcomitantMedication.objects.get()
    client.force_login(investigator)
    stolen = {**PREDNISOLONE, "dose": "1", "line_id": str(theirs.pk)}
    answer = client.post(page_of(patient), posted(stolen))
    assert answer.status_code == 409
    assert "no longer exists" in answer.content.decode()
    theirs.refresh_from_db()
    assert theirs.dose == 20
    assert not Medications.objects.filter(patient=patient).exists()


@pytest.mark.requirement("R25")
def test_two_saves_of_the_lines_are_shown_side_by_side(client: Client, patient: Patient) -> None:
    client.post(page_of(patient), posted(PREDNISOLONE))
    line = {**PREDNISOLONE, "inn": "prednisolone", "brand": "Solupred", "atc": "H02AB06"}
    line["line_id"] = str(ConcomitantMedication.objects.get().pk)
    client.post(page_of(patient), posted({**line, "dose": "30"}, version="1"))

    mine = posted({**line, "dose": "40"}, version="1")
    answer = client.post(page_of(patient), mine)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "30 mg" in page
    assert "40 mg" in page
    assert ConcomitantMedication.objects.get().dose == 30

    client.post(page_of(patient), mine | {"version": "2", "choose-lines-0": "theirs"})
    assert ConcomitantMedication.objects.get().dose == 30
    client.post(page_of(patient), mine | {"version": "2", "choose-lines-0": "mine"})
    assert ConcomitantMedication.objects.get().dose == 40


def test_a_line_that_somebody_removed_can_be_kept_or_let_go(client: Client, patient: Patient) -> None:
    client.post(page_of(patient), posted(PREDNISOLONE))
    line = {**PREDNISOLONE, "line_id": str(ConcomitantMedication.objects.get().pk)}
    client.post(page_of(patient), posted({**line, "removed": "1"}, version="1"))
    mine = posted({**line, "dose": "40"}, version="1")
    answer = client.post(page_of(patient), mine)
    assert answer.status_code == 409
    assert "Removed" in answer.content.decode()
    client.post(page_of(patient), mine | {"version": "2", "choose-lines-0": "theirs"})
    assert not ConcomitantMedication.objects.filter(is_removed=False).exists()
    client.post(page_of(patient), mine | {"version": "2", "choose-lines-0": "mine"})
    assert ConcomitantMedication.objects.get(is_removed=False).dose == 40


def test_the_same_new_line_posted_twice_is_stored_once(client: Client, patient: Patient) -> None:
    assert [client.post(page_of(patient), posted(PREDNISOLONE)).status_code for _ in range(2)] == [302, 302]
    assert ConcomitantMedication.objects.count() == 1


def test_the_panel_says_the_dose_as_typed_and_stores_nothing(client: Client, patient: Patient) -> None:
    path = reverse("panel", args=[patient.screening_number, "medications"])
    line = {**PREDNISOLONE, "inn": "methylprednisolone", "dose": "57", "frequency": "once"}
    page = client.post(path, posted({}, line)).content.decode()
    assert "57 mg a day = 71.25 mg a day of prednisone" in page
    assert not ConcomitantMedication.objects.exists()


def test_a_missing_answer_of_a_line_links_to_the_line_of_the_page(
    client: Client, patient: Patient, investigator: User
) -> None:
    form_save(
        patient=patient, slug="consent", values={"visit_on": date(2023, 10, 2)}, version=0, by=investigator
    )
    path = reverse("panel", args=[patient.screening_number, "medications"])
    page = client.post(path, posted({}, {**PREDNISOLONE, "dose": ""})).content.decode()
    assert 'href="#id_lines-1-dose"' in page


def test_the_dictionary_offers_brands_and_names(client: Client, investigator: User) -> None:
    options = client.get(reverse("medication-search"), {"lines-0-inn": "cortan"}).content.decode()
    assert 'data-inn="prednisone"' in options
    assert 'data-atc="H02AB07"' in options
    assert "<option" not in client.get(reverse("medication-search"), {"q": ""}).content.decode()


def test_the_steroid_question_is_asked_of_thyroid_patients_only(
    client: Client, investigator: User, centre: Centre
) -> None:
    asked = {
        cohort: "steroid_is_immunosuppressive"
        in client.get(page_of(make_patient(investigator, centre, cohort))).content.decode()
        for cohort in ("THYR", "SLE")
    }
    assert asked == {"THYR": True, "SLE": False}
