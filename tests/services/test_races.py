"""Two people at once, with real transactions on real connections."""

from __future__ import annotations

import threading
from collections.abc import Callable
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection

from tests.makers import make_centre, make_eligible, make_person
from trial.audit.context import acting
from trial.audit.reasons import Reason
from trial.models import Cohort, Measurements, Patient
from trial.services.forms import form_save
from trial.services.patients import patient_include, patient_screen
from trial.services.refusals import Refusal, StaleForm

pytestmark = pytest.mark.django_db(transaction=True)

CORRECTED = {"*": Reason("new_source")}


def at_once(*acts: Callable[[], Any]) -> list[Any]:
    """Do several acts at the same moment, each on its own connection; give what each returned or raised."""
    results: list[Any] = [None] * len(acts)
    start = threading.Barrier(len(acts))

    def run(position: int, act: Callable[[], Any]) -> None:
        try:
            connection.ensure_connection()
            start.wait()
            results[position] = act()
        except Exception as raised:  # What it raised is the result that the test reads.
            results[position] = raised
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(position, act)) for position, act in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


@pytest.mark.requirement("R19")
def test_two_who_ask_for_the_last_place_get_one_inclusion_and_one_refusal() -> None:
    centre, elsewhere = make_centre("01"), make_centre("02")
    here, there = make_person(centre=centre), make_person(centre=elsewhere)
    with acting(system="tests"):
        Cohort.objects.filter(code="VIT").update(target=1, ceiling=1)
    first, second = make_eligible(here, centre), make_eligible(there, elsewhere)

    results = at_once(
        lambda: patient_include(patient=first, by=here), lambda: patient_include(patient=second, by=there)
    )

    assert sorted(type(result).__name__ for result in results) == ["Patient", "Refusal"]
    assert Patient.objects.filter(status="included").count() == 1


@pytest.mark.requirement("R15")
def test_twenty_screened_at_once_get_twenty_numbers_without_a_hole() -> None:
    centre = make_centre()
    by, cohort = make_person(centre=centre), Cohort.objects.get(code="VIT")

    results = at_once(
        *[
            lambda: patient_screen(centre=centre, cohort=cohort, creation_key=uuid4(), by=by)
            for _ in range(20)
        ]
    )

    numbers = sorted(result.screening_number for result in results)
    assert numbers == [f"S-01-{number:04d}" for number in range(1, 21)]


def test_a_refused_inclusion_takes_no_number() -> None:
    centre = make_centre()
    by = make_person(centre=centre)
    with acting(system="tests"):
        Cohort.objects.filter(code="VIT").update(target=2, ceiling=2)
    patients = [make_eligible(by, centre) for _ in range(4)]

    results = at_once(*[lambda p=p: patient_include(patient=p, by=by) for p in patients])  # type: ignore[misc]

    assert sum(isinstance(result, Refusal) for result in results) == 2
    with acting(system="tests"):
        Cohort.objects.filter(code="VIT").update(ceiling=4)
    for patient in patients:
        patient_include(patient=patient, by=by)
    numbers = Patient.objects.order_by("inclusion_number").values_list("inclusion_number", flat=True)
    assert list(numbers) == [f"01-{number:04d}" for number in range(1, 5)]


@pytest.mark.requirement("R19")
def test_of_two_who_save_the_same_version_one_wins_and_the_other_is_told() -> None:
    centre = make_centre()
    first, second = make_person(centre=centre), make_person(centre=centre)
    patient = make_eligible(first, centre)

    def save(weight: str, by: Any) -> Any:
        values = {"weight_kg": Decimal(weight)}
        return form_save(
            patient=patient, slug="measurements", values=values, version=1, by=by, reasons=CORRECTED
        )

    results = at_once(lambda: save("71", first), lambda: save("72", second))

    assert sorted(type(result).__name__ for result in results) == ["Measurements", "StaleForm"]
    lost = next(result for result in results if isinstance(result, StaleForm))
    assert lost.theirs["weight_kg"] == Measurements.objects.get().weight_kg


@pytest.mark.requirement("R19")
def test_a_save_and_an_inclusion_at_once_never_leave_an_included_patient_who_fails() -> None:
    centre = make_centre()
    by = make_person(centre=centre)
    patient = make_eligible(by, centre, "MS")

    def make_fail() -> Any:
        values = {"lymphocytes_value": Decimal("0.4")}
        return form_save(
            patient=patient, slug="measurements", values=values, version=1, by=by, reasons=CORRECTED
        )

    at_once(make_fail, lambda: patient_include(patient=patient, by=by))

    patient.refresh_from_db()
    failing = Measurements.objects.get().lymphocytes_value < Decimal("0.5")
    assert failing == (patient.status == "screening")
