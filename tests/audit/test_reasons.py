"""A saved value of a complete form changes with a reason only: asked by the service, refused by the database."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from tests.makers import make_centre, make_eligible, make_patient, make_person
from trial.audit.reasons import Reason
from trial.models import ConcomitantMedication, Identity, Measurements, Patient, User
from trial.services.forms import form_save, medications_save
from trial.services.refusals import ReasonNeeded

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("R3")]


@pytest.fixture
def by() -> User:
    return make_person(centre=make_centre())


@pytest.fixture
def patient(by: User) -> Patient:
    return make_eligible(by, by.memberships.get().centre)


def weigh(patient: Patient, by: User, weight_kg: str | None, **given: Any) -> None:
    values = {"weight_kg": Decimal(weight_kg) if weight_kg else None}
    version = Measurements.objects.get(patient=patient).version
    form_save(patient=patient, slug="measurements", values=values, version=version, by=by, **given)


def test_a_form_is_complete_once_nothing_it_asks_for_is_missing(by: User) -> None:
    patient = make_patient(by, by.memberships.get().centre)
    form = form_save(patient=patient, slug="identity", values={"sex": "M"}, version=0, by=by)
    assert form.completed_at is None
    form = form_save(patient=patient, slug="identity", values={"sex": "F"}, version=1, by=by)
    assert form.completed_at is None, "still no year of birth: a change needs no reason yet"
    form = form_save(patient=patient, slug="identity", values={"birth": "1980-04"}, version=2, by=by)
    assert form.completed_at is not None


@pytest.mark.parametrize("weight_kg", ["71", None])
def test_a_change_or_a_clearing_without_a_reason_is_refused_before_anything_is_written(
    patient: Patient, by: User, weight_kg: str | None
) -> None:
    before = Measurements.history.count()
    with pytest.raises(ReasonNeeded) as refused:
        weigh(patient, by, weight_kg)
    assert refused.value.fields == ("weight_kg",)
    assert Measurements.objects.get().weight_kg == Decimal(70)
    assert Measurements.history.count() == before


@pytest.mark.parametrize(
    "reason",
    [
        Reason(""),
        Reason("no such code"),
        Reason("other"),
        Reason("other", "   "),
        Reason("other", "ab"),
        Reason("other", "\u00a0\u2003 \t\n"),
    ],
)
def test_a_reason_that_says_nothing_is_none(patient: Patient, by: User, reason: Reason) -> None:
    with pytest.raises(ReasonNeeded):
        weigh(patient, by, "71", reasons={"weight_kg": reason})


def test_the_reason_stands_beside_the_change_by_field(patient: Patient, by: User) -> None:
    weigh(
        patient,
        by,
        "71",
        reasons={"weight_kg": Reason("other", " scales were wrong "), "*": Reason("new_source")},
    )
    told = Measurements.history.latest("history_id")
    assert told.history_reasons == {"weight_kg": {"code": "other", "text": "scales were wrong"}}
    assert told.history_change_reason == "weight_kg: other: scales were wrong"


def test_one_reason_serves_all_fields_of_a_save(patient: Patient, by: User) -> None:
    values = {"weight_kg": Decimal(71), "lymphocytes_value": Decimal("1.3")}
    reasons = {"*": Reason("transcription_error")}
    form_save(patient=patient, slug="measurements", values=values, version=1, by=by, reasons=reasons)
    told = Measurements.history.latest("history_id")
    assert told.history_reasons == {name: {"code": "transcription_error", "text": ""} for name in values}


def test_a_first_entry_and_the_same_values_need_none(patient: Patient, by: User) -> None:
    before = Measurements.history.count()
    weigh(patient, by, "70.0")
    assert Measurements.history.count() == before
    form_save(patient=patient, slug="identity", values={"age_18_attested": "Y"}, version=1, by=by)
    assert Identity.history.latest("history_id").history_reasons is None


def test_lines_of_a_complete_medications_form_need_reasons_by_line(patient: Patient, by: User) -> None:
    line = {"inn": "paracetamol", "ongoing": "N", "stopped_on": "2020"}
    yes = {"any_medication": "Y"}
    reasons = {"any_medication": Reason("new_source")}
    medications_save(patient=patient, values=yes, lines=[line, line], version=1, by=by, reasons=reasons)
    first, second = ConcomitantMedication.objects.order_by("position")
    asked = [{"id": first.pk, "inn": "ibuprofen"}, {"id": second.pk, "is_removed": True}]
    with pytest.raises(ReasonNeeded) as refused:
        medications_save(patient=patient, values=yes, lines=asked, version=2, by=by)
    assert refused.value.fields == (f"{first.pk}.inn", f"{second.pk}.is_removed")
    reasons = {f"{first.pk}.inn": Reason("query_answer"), f"{second.pk}.is_removed": Reason("other", "twice")}
    medications_save(patient=patient, values=yes, lines=asked, version=2, by=by, reasons=reasons)
    told = ConcomitantMedication.history.order_by("-history_id")[:2]
    assert [row.history_reasons for row in reversed(told)] == [
        {"inn": {"code": "query_answer", "text": ""}},
        {"is_removed": {"code": "other", "text": "twice"}},
    ]


def change_in_sql(patient: Patient, reasons: Any, assignment: str) -> None:
    told = {"name": "system: tests", "reasons": reasons}
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT set_config('trial.context', %s, true)", [json.dumps(told)])
        cursor.execute(
            f"UPDATE trial_measurements SET {assignment}, version = version + 1 WHERE patient_id = %s",
            [patient.pk],
        )


@pytest.mark.parametrize("assignment", ["weight_kg = 71", "weight_kg = NULL"])
@pytest.mark.parametrize(
    "reasons",
    [
        None,
        {},
        {"*": None},
        {"weight_kg": None, "*": {"code": None}},
        {"weight_kg": {"code": ""}},
        {"weight_kg": {"code": "   "}},
        {"weight_kg": {"code": "other"}},
        {"weight_kg": {"code": "other", "text": None}},
        {"weight_kg": {"code": "other", "text": ""}},
        {"weight_kg": {"code": "other", "text": "   "}},
        {"weight_kg": {"code": "other", "text": "\u00a0 \u2003\t\n "}},
        {"lymphocytes_value": {"code": "new_source"}},
    ],
)
def test_the_database_itself_refuses_a_change_without_a_reason(
    patient: Patient, reasons: Any, assignment: str
) -> None:
    with pytest.raises(DatabaseError) as refused:
        change_in_sql(patient, reasons, assignment)
    assert refused.value.__cause__.sqlstate == "23514"
    assert "weight_kg" in str(refused.value)


def test_the_database_takes_a_change_with_a_reason(patient: Patient) -> None:
    change_in_sql(patient, {"*": {"code": "new_source"}}, "weight_kg = 71")
    assert Measurements.objects.get().weight_kg == Decimal(71)


def test_a_complete_form_cannot_be_made_incomplete_to_escape(patient: Patient) -> None:
    with pytest.raises(DatabaseError, match="stays so"):
        change_in_sql(patient, {"*": {"code": "new_source"}}, "completed_at = NULL")
