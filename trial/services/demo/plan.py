"""Which made-up patients there are: cohort, centre, day of the visit, and what becomes of the screening."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import TYPE_CHECKING

from trial.services.demo.faults import FAULTS, Fault
from trial.services.demo.gaps import GAPS, Leave

if TYPE_CHECKING:
    from collections.abc import Mapping

FIRST_VISIT_ON, LAST_VISIT_ON = date(2023, 10, 2), date(2024, 6, 6)
"""The study's own dates in the registry."""

ALL_FAULTS_FROM_PATIENTS = 60
FAILED_SHARE, INCLUDED_SHARE, WAITING_SHARE = 0.35, 0.7, 0.12
"""Of all patients; of those who do not fail; again of those who do not fail."""
INCLUDED_SHARE_OF_PLACES = 0.8
NEARLY_FULL_FROM_INCLUDED = 20
FIRST_CENTRE_PERCENT = 45
HOLIDAYS = ((1, 1), (5, 1), (5, 8), (11, 1), (12, 25))
"""Month and day."""


@dataclass
class PlannedPatient:
    """One patient to make; with neither fault nor gap an eligible one."""

    cohort: str
    is_included: bool = False
    fault: Fault | None = None
    gap: Leave | None = None
    centre_position: int = 0
    visit_on: date = FIRST_VISIT_ON
    number: int = 0


def plan_patients(
    *, patients: int, centres: int, ceilings: Mapping[str, int], rng: Random
) -> list[PlannedPatient]:
    """Plan the patients in the order of their visits.

    `ceilings` are by cohort code; no cohort passes its own. From 60 patients on every fault occurs."""
    failing = round(patients * FAILED_SHARE)
    if patients >= ALL_FAULTS_FROM_PATIENTS:
        failing = max(failing, len(FAULTS))
    rest = patients - failing
    included = min(round(rest * INCLUDED_SHARE), int(sum(ceilings.values()) * INCLUDED_SHARE_OF_PLACES))
    waiting = round(rest * WAITING_SHARE)
    planned = [
        *_failing(failing, ceilings, rng),
        *(PlannedPatient(cohort, is_included=True) for cohort in _places(included, ceilings)),
        *(PlannedPatient(cohort) for cohort in _waiting(waiting, ceilings)),
        *_undetermined(rest - included - waiting, ceilings),
    ]
    rng.shuffle(planned)
    _spread(planned, centres, rng)
    return planned


def _failing(count: int, ceilings: Mapping[str, int], rng: Random) -> list[PlannedPatient]:
    faults = list(FAULTS)
    rng.shuffle(faults)
    chosen = [faults[position % len(faults)] for position in range(count)]
    return [PlannedPatient(rng.choice(fault.cohorts or tuple(ceilings)), fault=fault) for fault in chosen]


def _places(count: int, ceilings: Mapping[str, int]) -> list[str]:
    """Give the cohorts of `count` inclusions: evenly, but one cohort full and one short of a single place."""
    hurried = _full_and_nearly_full(ceilings) if count >= NEARLY_FULL_FROM_INCLUDED else {}
    places = [
        (0.0 if place < hurried.get(cohort, 0) else (place + 0.5) / ceiling, cohort)
        for cohort, ceiling in ceilings.items()
        for place in range(ceiling)
        # The place left in the cohort that is nearly full stays free for whoever tries the demonstration.
        if place < hurried.get(cohort, ceiling)
    ]
    places.sort(key=lambda place: place[0])
    return [cohort for _share, cohort in places[:count]]


def _full_and_nearly_full(ceilings: Mapping[str, int]) -> dict[str, int]:
    full, nearly = sorted(ceilings, key=lambda code: ceilings[code])[:2]
    return {full: ceilings[full], nearly: ceilings[nearly] - 1}


def _waiting(count: int, ceilings: Mapping[str, int]) -> list[str]:
    """Give the cohorts of those who wait for a decision, the full one first: there one waits in vain."""
    cohorts = sorted(ceilings, key=lambda code: ceilings[code])
    return [cohorts[position % len(cohorts)] for position in range(count)]


def _undetermined(count: int, ceilings: Mapping[str, int]) -> list[PlannedPatient]:
    cohorts = list(ceilings)
    return [
        PlannedPatient(cohorts[position % len(cohorts)], gap=GAPS[position % len(GAPS)])
        for position in range(count)
    ]


def _spread(planned: list[PlannedPatient], centres: int, rng: Random) -> None:
    days = (LAST_VISIT_ON - FIRST_VISIT_ON).days
    visits = sorted(FIRST_VISIT_ON + timedelta(days=rng.randint(0, days)) for _patient in planned)
    for number, (patient, visit_on) in enumerate(zip(planned, visits, strict=True), start=1):
        patient.number = number
        patient.visit_on = _working_day(visit_on)
        in_first = centres == 1 or rng.randrange(100) < FIRST_CENTRE_PERCENT
        patient.centre_position = 0 if in_first else rng.randint(1, centres - 1)


def _working_day(day: date) -> date:
    day -= timedelta(days=max(0, day.weekday() - 4))
    return day + timedelta(days=1) if (day.month, day.day) in HOLIDAYS else day
