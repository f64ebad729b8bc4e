"""Fill an empty database with the demonstration: all of it through the services, or nothing."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import transaction

from trial.audit.context import acting
from trial.models.patients import Eligibility, Patient
from trial.models.people import Centre, User
from trial.models.protocol import Cohort, ProtocolVersion
from trial.services.demo.casebooks import DemoCasebook, eligible_casebook
from trial.services.demo.people import centres_create, people_create
from trial.services.demo.plan import PlannedPatient, plan_patients
from trial.services.forms import form_save, medications_save
from trial.services.patients import patient_fail_screening, patient_include, patient_screen
from trial.services.refusals import Refusal

if TYPE_CHECKING:
    from collections.abc import Mapping


class NotAnEmptyDatabase(Refusal):
    """There are centres, people or patients already."""


class DemoOutOfStep(Exception):
    """The protocol judges a made-up patient otherwise than planned: the demonstration needs a mend."""


@dataclass(frozen=True)
class Staff:
    """Who enters and who decides in one centre."""

    enters: User
    decides: User


def is_empty() -> bool:
    """Say whether the database holds nobody and no centre yet."""
    return not (Centre.objects.exists() or User.objects.exists() or Patient.objects.exists())


def demo_seed(*, patients: int, centres: int, seed: int) -> list[Patient]:
    """Make centres, accounts and patients; the same seed and numbers give the same patients.

    Raises NotAnEmptyDatabase, LookupError before a protocol is loaded, and DemoOutOfStep."""
    if not is_empty():
        raise NotAnEmptyDatabase("This database is in use: demonstration data go into an empty one only.")
    protocol = ProtocolVersion.objects.order_by("id").last()
    if protocol is None:
        raise LookupError("No protocol is loaded yet.")
    with transaction.atomic():
        with acting(system="seed_demo"):
            opened = centres_create(count=centres, protocol=protocol)
            staff = _staff_of(opened, people_create(centres=opened))
        cohorts = {cohort.code: cohort for cohort in Cohort.objects.all()}
        ceilings = {code: cohort.ceiling for code, cohort in cohorts.items()}
        plan = plan_patients(
            patients=patients, centres=centres, ceilings=ceilings, rng=Random(f"plan {seed}")
        )
        return [
            _patient_make(
                planned, opened[planned.centre_position], staff, cohorts, Random(f"{seed} {planned.number}")
            )
            for planned in plan
        ]


def _staff_of(centres: list[Centre], people: Mapping[str, User]) -> dict[int, Staff]:
    """Name who works where: the technician enters where there is one, else the investigator."""
    staff = {}
    for centre in centres:
        investigator = people[f"investigator-{centre.code}"]
        staff[centre.pk] = Staff(people.get(f"technician-{centre.code}", investigator), investigator)
    return staff


def _patient_make(
    planned: PlannedPatient,
    centre: Centre,
    staff: Mapping[int, Staff],
    cohorts: Mapping[str, Cohort],
    rng: Random,
) -> Patient:
    who = staff[centre.pk]
    book = eligible_casebook(planned.cohort, planned.visit_on, rng)
    for change in (planned.fault.spoil if planned.fault else None, planned.gap):
        if change is not None:
            change(book, rng)
    key = UUID(int=rng.getrandbits(128), version=4)
    patient = patient_screen(centre=centre, cohort=cohorts[planned.cohort], creation_key=key, by=who.enters)
    _enter(patient, book, who.enters)
    patient.refresh_from_db()
    _refuse_other_verdict(patient, planned)
    if planned.is_included:
        return patient_include(patient=patient, by=who.decides)
    if planned.fault:
        return patient_fail_screening(patient=patient, by=who.decides)
    return patient


def _enter(patient: Patient, book: DemoCasebook, by: User) -> None:
    for slug, values in book.forms.items():
        if slug == "medications":
            medications_save(patient=patient, values=values, lines=book.lines, version=0, by=by)
        else:
            form_save(patient=patient, slug=slug, values=values, version=0, by=by)


def _refuse_other_verdict(patient: Patient, planned: PlannedPatient) -> None:
    if planned.fault:
        expected = Eligibility.NOT_ELIGIBLE
    else:
        expected = Eligibility.UNDETERMINED if planned.gap else Eligibility.ELIGIBLE
    if patient.eligibility != expected:
        criteria = ", ".join(planned.fault.criteria) if planned.fault else "none"
        raise DemoOutOfStep(
            f"{patient.screening_number} in {planned.cohort} is {patient.eligibility}, "
            f"planned was {expected} (failing: {criteria})"
        )
