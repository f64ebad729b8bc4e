"""Saving a form: whole or not at all, never over somebody else's save."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction

from tests.makers import ELIGIBLE, make_centre, make_eligible, make_patient, make_person
from trial.audit.context import acting
from trial.audit.reasons import Reason
from trial.models import ConcomitantMedication, Consent, Identity, Measurements, Patient
from trial.protocol.access import Role
from trial.selectors.eligibility import casebook_of, judgement_of
from trial.services.forms import form_save, medications_save
from trial.services.patients import patient_include
from trial.services.refusals import NotAllowed, Refusal, StaleForm

pytestmark = pytest.mark.django_db

CORRECTED = {"*": Reason("transcription_error")}
PREDNISONE: dict[str, Any] = {
    "inn": "prednisone",
    "atc": "H02AB07",
    "route": "oral",
    "dose": Decimal("11"),
    "dose_unit": "mg",
    "intakes_per_day": Decimal(1),
    "ongoing": "Y",
    "started_on": "2023-01",
}


def test_a_save_is_kept_judged_and_named_in_the_history() -> None:
    centre = make_centre()
    by = make_person(centre=centre)
    patient = make_patient(by, centre)
    form_save(patient=patient, slug="identity", values={"birth": "1980-04", "sex": "M"}, version=0, by=by)
    stored = Identity.objects.get(patient=patient)
    assert (stored.birth, stored.sex, stored.version, stored.saved_by) == ("1980-04", "M", 1, by)
    assert [(row.history_user_id, row.birth) for row in stored.history.all()] == [(by.pk, "1980-04")]


@pytest.mark.requirement("R3")
def test_saving_the_same_values_writes_nothing() -> None:
    centre = make_centre()
    by = make_person(centre=centre)
    patient = make_patient(by, centre)
    for version in (0, 1):
        form_save(patient=patient, slug="identity", values={"sex": "M"}, version=version, by=by)
    assert Identity.objects.get().version == 1
    assert Identity.history.count() == 1


@pytest.mark.requirement("R19")
def test_a_stale_save_is_refused_with_what_stands_now() -> None:
    centre = make_centre()
    first, second = make_person(centre=centre), make_person(Role.TECHNICIAN, centre)
    patient = make_patient(first, centre)
    form_save(
        patient=patient, slug="measurements", values={"weight_kg": Decimal("70.5")}, version=0, by=first
    )
    with pytest.raises(StaleForm) as refused:
        form_save(
            patient=patient, slug="measurements", values={"weight_kg": Decimal(75)}, version=0, by=second
        )
    assert refused.value.theirs["weight_kg"] == Decimal("70.5")
    assert (refused.value.version, refused.value.by) == (1, first)
    assert Measurements.objects.get().weight_kg == Decimal("70.5")


@pytest.mark.requirement("R19")
def test_the_database_refuses_a_save_that_skips_a_version() -> None:
    centre = make_centre()
    patient = make_eligible(make_person(centre=centre), centre)
    with pytest.raises(DatabaseError, match="version"), transaction.atomic():
        Measurements.objects.filter(patient=patient).update(weight_kg=80)


@pytest.mark.parametrize(
    ("slug", "values", "field"),
    [
        ("identity", {"birth": "1980-04-12"}, "birth"),
        ("identity", {"birth": "1980-13"}, "birth"),
        ("identity", {"birth": "2011"}, "birth"),
        ("identity", {"birth": "1899-12"}, "birth"),
        ("identity", {"sex": "X"}, "sex"),
        ("consent", {"visit_on": date(2023, 10, 1), "consent_on": date(2023, 10, 2)}, "visit_on"),
        ("consent", {"visit_on": date(2999, 1, 1)}, "visit_on"),
        ("consent", {"informed_on": date(2023, 10, 3), "consent_on": date(2023, 10, 2)}, "consent_on"),
        ("measurements", {"weight_kg": Decimal("19.9")}, "weight_kg"),
        ("measurements", {"weight_kg": Decimal("350.1")}, "weight_kg"),
        ("measurements", {"lymphocytes_value": Decimal(800), "lymphocytes_unit": "G/L"}, "lymphocytes_value"),
        ("measurements", {"lymphocytes_value": Decimal(800)}, "lymphocytes_unit"),
    ],
)
@pytest.mark.requirement("R18")
def test_what_cannot_be_is_refused_beside_its_field_and_nothing_is_stored(
    slug: str, values: dict[str, Any], field: str
) -> None:
    centre = make_centre()
    by = make_person(centre=centre)
    patient = make_patient(by, centre)
    with pytest.raises(ValidationError) as refused:
        form_save(patient=patient, slug=slug, values=values, version=0, by=by)
    assert field in refused.value.message_dict
    assert not Identity.objects.exists()
    assert not Consent.objects.exists()
    assert not Measurements.objects.exists()


@pytest.mark.requirement("R14")
@pytest.mark.parametrize("birth", ["1980-04-12", "1980-13", "04/1980", "80", "2011"])
def test_the_database_takes_no_day_of_birth_whoever_writes(birth: str) -> None:
    centre = make_centre()
    patient = make_eligible(make_person(centre=centre), centre)
    with pytest.raises(DatabaseError), transaction.atomic():
        Identity.objects.filter(patient=patient).update(birth=birth, version=2)


def test_a_medication_line_is_added_corrected_and_removed_without_being_deleted() -> None:
    centre = make_centre()
    by = make_person(centre=centre)
    patient = make_eligible(by, centre, "SLE")
    answered = {"any_medication": "Y"}

    medications_save(
        patient=patient, values=answered, lines=[PREDNISONE], version=1, by=by, reasons=CORRECTED
    )
    patient.refresh_from_db()
    assert patient.eligibility == "not_eligible"
    line = ConcomitantMedication.objects.get()

    corrected = {**PREDNISONE, "id": line.pk, "dose": Decimal(10)}
    medications_save(patient=patient, values=answered, lines=[corrected], version=2, by=by, reasons=CORRECTED)
    patient.refresh_from_db()
    assert patient.eligibility == "eligible"

    removed = {"id": line.pk, "is_removed": True}
    medications_save(
        patient=patient, values={"any_medication": "N"}, lines=[removed], version=3, by=by, reasons=CORRECTED
    )
    line.refresh_from_db()
    assert (line.is_removed, line.dose) == (True, Decimal(10))
    assert casebook_of(patient).medication_lines == []


@pytest.mark.requirement("R5")
def test_a_medication_line_of_another_patient_is_refused() -> None:
    centre = make_centre()
    by = make_person(centre=centre)
    mine, other = make_eligible(by, centre, "SLE"), make_eligible(by, centre, "SLE")
    medications_save(
        patient=other,
        values={"any_medication": "Y"},
        lines=[PREDNISONE],
        version=1,
        by=by,
        reasons=CORRECTED,
    )
    line = ConcomitantMedication.objects.get()
    with pytest.raises(Refusal):
        medications_save(
            patient=mine,
            values={"any_medication": "Y"},
            lines=[{**PREDNISONE, "id": line.pk}],
            version=1,
            by=by,
        )
    assert ConcomitantMedication.objects.filter(patient=mine).count() == 0


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"dose_unit": None}, "dose_unit"),
        ({"inn": None, "atc": None}, "inn"),
        ({"stopped_on": "2023-05"}, "stopped_on"),
        ({"ongoing": "N", "stopped_on": "2022"}, "stopped_on"),
        ({"started_on": "2023-02-30"}, "started_on"),
        ({"days_on": 3, "days_cycle": 2}, "days_cycle"),
        ({"dose": Decimal(-1)}, "dose"),
    ],
)
def test_a_medication_that_cannot_be_is_refused_and_no_line_of_the_page_is_stored(
    change: dict[str, Any], field: str
) -> None:
    centre = make_centre()
    by = make_person(centre=centre)
    patient = make_patient(by, centre, "SLE")
    with pytest.raises(ValidationError) as refused:
        medications_save(
            patient=patient,
            values={"any_medication": "Y"},
            lines=[PREDNISONE, {**PREDNISONE, **change}],
            version=0,
            by=by,
        )
    assert field in refused.value.message_dict
    assert not ConcomitantMedication.objects.exists()


@pytest.mark.parametrize(
    ("role", "may_enter"),
    [(role, role in (Role.INVESTIGATOR, Role.TECHNICIAN)) for role in Role],
)
def test_only_those_who_enter_data_do(role: Role, may_enter: bool) -> None:
    centre = make_centre()
    patient = make_patient(make_person(centre=centre), centre)
    person = make_person(role, centre)
    if may_enter:
        form_save(patient=patient, slug="identity", values={"sex": "F"}, version=0, by=person)
        return
    with pytest.raises(NotAllowed):
        form_save(patient=patient, slug="identity", values={"sex": "F"}, version=0, by=person)


def test_a_role_ends_on_its_last_day_and_a_deactivated_person_holds_none() -> None:
    centre = make_centre()
    patient = make_patient(make_person(centre=centre), centre)
    former, deactivated = make_person(centre=centre), make_person(centre=centre, is_active=False)
    with acting(system="tests"):
        former.memberships.update(until_on=date(2023, 6, 30))
    for person in (former, deactivated):
        with pytest.raises(NotAllowed):
            form_save(patient=patient, slug="identity", values={"sex": "F"}, version=0, by=person)


def test_once_decided_the_forms_of_the_visit_stand() -> None:
    centre = make_centre()
    by = make_person(centre=centre)
    patient = patient_include(patient=make_eligible(by, centre), by=by)
    with pytest.raises(Refusal):
        form_save(patient=patient, slug="identity", values={"sex": "F"}, version=1, by=by)


def test_the_judgement_of_a_casebook_takes_three_queries_at_most(django_assert_max_num_queries: Any) -> None:
    centre = make_centre()
    patient = make_eligible(make_person(centre=centre), centre, "SLE")
    stored = Patient.objects.select_related("cohort", "centre").get(pk=patient.pk)
    judgement_of(casebook_of(stored))
    with django_assert_max_num_queries(3):
        judgement_of(casebook_of(stored))


def test_the_makers_answer_every_form() -> None:
    centre = make_centre()
    patient = make_eligible(make_person(centre=centre), centre)
    assert set(ELIGIBLE) | {"diagnosis", "medications"} == set(casebook_of(patient).forms)
