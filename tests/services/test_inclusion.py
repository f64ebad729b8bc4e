"""Screening, inclusion and screen failure, by the services."""

from __future__ import annotations

import json
from decimal import Decimal
from uuid import uuid4

import pytest
from django.db import DatabaseError, connection, transaction

from tests.makers import ELIGIBLE, make_centre, make_eligible, make_patient, make_person
from trial.audit.context import acting
from trial.audit.record import save_as
from trial.models import (
    Assessment,
    AssessmentCriterion,
    Cohort,
    ConcomitantMedication,
    Measurements,
    Patient,
)
from trial.protocol.access import Role
from trial.protocol.definition import load_definition
from trial.services.forms import form_save
from trial.services.patients import (
    patient_change_cohort,
    patient_fail_screening,
    patient_include,
    patient_screen,
)
from trial.services.refusals import NotAllowed, Refusal

pytestmark = pytest.mark.django_db

COHORTS = ("GVHD", "APLASIA", "SLE", "MS", "RA", "THYR", "VIT", "AA", "AD")


@pytest.mark.requirement("R15")
def test_screening_numbers_count_by_centre_and_say_nothing_else() -> None:
    first, second = make_centre("01"), make_centre("02")
    here, there = make_person(centre=first), make_person(centre=second)
    numbers = [make_patient(here, first).screening_number for _ in range(2)]
    assert [*numbers, make_patient(there, second).screening_number] == ["S-01-0001", "S-01-0002", "S-02-0001"]


def test_the_same_creation_key_gives_the_same_patient() -> None:
    centre = make_centre()
    by, key, cohort = make_person(centre=centre), uuid4(), Cohort.objects.get(code="VIT")
    twice = [patient_screen(centre=centre, cohort=cohort, creation_key=key, by=by).pk for _ in range(2)]
    assert twice[0] == twice[1]
    assert Patient.objects.count() == 1


@pytest.mark.parametrize("cohort", COHORTS)
@pytest.mark.requirement("R18")
def test_an_eligible_patient_of_each_cohort_is_included_with_the_assessment(cohort: str) -> None:
    centre = make_centre()
    by = make_person(centre=centre)
    patient = make_eligible(by, centre, cohort)
    assert (patient.eligibility, patient.missing_count) == ("eligible", 0)

    included = patient_include(patient=patient, by=by)

    assert (included.status, included.inclusion_number) == ("included", "01-0001")
    assessment = Assessment.objects.get(patient=patient)
    judged = list(assessment.criteria.values_list("criterion__code", "verdict"))
    assert judged == [(criterion.code, "pass") for criterion in load_definition().criteria_of(cohort)]
    assert json.loads(assessment.facts)["cohort"] == cohort
    assert (assessment.protocol.code, assessment.decided_by_name) == ("1.0", by.full_name)
    assert all(row.because_fr and row.because_en for row in assessment.criteria.all())


def test_asking_twice_for_an_inclusion_gives_one_number() -> None:
    centre = make_centre()
    by = make_person(centre=centre)
    patient = make_eligible(by, centre)
    assert [patient_include(patient=patient, by=by).inclusion_number for _ in range(2)] == ["01-0001"] * 2
    assert Assessment.objects.count() == 1


@pytest.mark.requirement("R18")
def test_an_undetermined_patient_is_neither_included_nor_a_screen_failure() -> None:
    centre = make_centre()
    by = make_person(centre=centre)
    patient = make_eligible(by, centre, diagnosis={"diagnosis_confirmed": "U"})
    assert patient.eligibility == "undetermined"
    with pytest.raises(Refusal):
        patient_include(patient=patient, by=by)
    with pytest.raises(Refusal):
        patient_fail_screening(patient=patient, by=by)
    patient.refresh_from_db()
    assert patient.status == "screening"


def test_a_failing_patient_is_a_screen_failure_with_the_criteria_that_failed() -> None:
    centre = make_centre()
    by = make_person(centre=centre)
    patient = make_eligible(by, centre, "MS", measurements={"lymphocytes_value": Decimal("0.4")})
    with pytest.raises(Refusal):
        patient_include(patient=patient, by=by)

    patient_fail_screening(patient=patient, by=by)

    failed = AssessmentCriterion.objects.filter(assessment__patient=patient, verdict="fail")
    assert [row.criterion.code for row in failed] == ["C3-E3"]
    patient.refresh_from_db()
    assert (patient.status, patient.inclusion_number) == ("screen_failure", None)
    with pytest.raises(Refusal):
        patient_include(patient=patient, by=by)


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.INVESTIGATOR}))
def test_nobody_but_an_investigator_decides(role: Role) -> None:
    centre = make_centre()
    patient = make_eligible(make_person(centre=centre), centre)
    other = make_person(role, centre)
    for decide in (patient_include, patient_fail_screening):
        with pytest.raises(NotAllowed):
            decide(patient=patient, by=other)


@pytest.mark.requirement("R5")
def test_an_investigator_of_another_centre_decides_and_enters_nothing() -> None:
    centre, elsewhere = make_centre("01"), make_centre("02")
    patient = make_eligible(make_person(centre=centre), centre)
    stranger = make_person(centre=elsewhere)
    with pytest.raises(NotAllowed):
        patient_include(patient=patient, by=stranger)
    with pytest.raises(NotAllowed):
        form_save(patient=patient, slug="identity", values={"sex": "F"}, version=1, by=stranger)
    with pytest.raises(NotAllowed):
        patient_screen(centre=centre, cohort=patient.cohort, creation_key=uuid4(), by=stranger)


def test_a_cohort_at_its_ceiling_takes_nobody_more() -> None:
    centre = make_centre()
    by = make_person(centre=centre)
    cohort = Cohort.objects.get(code="VIT")
    cohort.target = cohort.ceiling = 1
    save_as(cohort, by=by)
    first, second = make_eligible(by, centre), make_eligible(by, centre)
    patient_include(patient=first, by=by)
    with pytest.raises(Refusal, match="1"):
        patient_include(patient=second, by=by)
    cohort.ceiling = 2
    save_as(cohort, by=by)
    assert patient_include(patient=second, by=by).inclusion_number == "01-0002"


def test_the_cohort_changes_in_screening_and_is_judged_again_but_never_after() -> None:
    centre = make_centre()
    by = make_person(centre=centre)
    patient = make_eligible(by, centre, "VIT")
    moved = patient_change_cohort(patient=patient, cohort=Cohort.objects.get(code="AA"), by=by)
    assert moved.eligibility == "undetermined"
    back = patient_change_cohort(patient=patient, cohort=Cohort.objects.get(code="VIT"), by=by)
    patient_include(patient=back, by=by)
    with pytest.raises(Refusal):
        patient_change_cohort(patient=patient, cohort=Cohort.objects.get(code="AA"), by=by)
    with pytest.raises(DatabaseError, match="cohort of a patient"), transaction.atomic():
        Patient.objects.filter(pk=patient.pk).update(cohort=Cohort.objects.get(code="AA"))


@pytest.mark.requirement("R15")
@pytest.mark.parametrize("column", ["screening_number", "inclusion_number"])
def test_the_database_refuses_to_change_a_number(column: str) -> None:
    centre = make_centre()
    by = make_person(centre=centre)
    patient = patient_include(patient=make_eligible(by, centre), by=by)
    with pytest.raises(DatabaseError, match="never change"), transaction.atomic():
        Patient.objects.filter(pk=patient.pk).update(**{column: "99-9999"})


def test_an_assessment_is_never_changed() -> None:
    centre = make_centre()
    by = make_person(centre=centre)
    patient_include(patient=make_eligible(by, centre), by=by)
    for write in ("UPDATE trial_assessment SET facts = '{}'", "DELETE FROM trial_assessmentcriterion"):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(write)


def test_a_row_cannot_stand_in_another_centre_than_its_patient() -> None:
    centre, elsewhere = make_centre("01"), make_centre("02")
    patient = make_eligible(make_person(centre=centre), centre)

    def put_a_line_elsewhere() -> None:
        ConcomitantMedication.objects.create(patient=patient, centre=elsewhere, position=1, inn="prednisone")
        connection.check_constraints()

    with acting(system="tests"):
        with pytest.raises(DatabaseError, match="another row"), transaction.atomic():
            Measurements.objects.filter(patient=patient).update(centre=elsewhere, version=2)
        with pytest.raises(DatabaseError, match="in_its_patients_centre"), transaction.atomic():
            put_a_line_elsewhere()


def test_a_centre_that_is_closed_screens_nobody() -> None:
    centre = make_centre()
    by = make_person(centre=centre)
    centre.closed_on = ELIGIBLE["consent"]["visit_on"]
    save_as(centre, by=by)
    with pytest.raises(Refusal):
        make_patient(by, centre)


def test_a_centre_without_a_protocol_in_force_screens_nobody() -> None:
    centre = make_centre(in_force=False)
    with pytest.raises(Refusal, match=r"protocol|protocole"):
        make_patient(make_person(centre=centre), centre)
