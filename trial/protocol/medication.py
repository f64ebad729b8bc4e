"""One medication line: whether it is ongoing, and its daily dose, exactly."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from trial.protocol.partial_dates import PartialDate, full, not_after

__all__ = [
    "Medication",
    "daily_dose_mg",
    "is_contradictory",
    "ongoing_at",
    "prednisone_equivalent_mg",
]

MILLIGRAMS = {"mg": Fraction(1), "g": Fraction(1000), "ug": Fraction(1, 1000)}
PREDNISONE_REFERENCE_MG = 5


@dataclass(frozen=True)
class Medication:
    """A medication as told; None where not known, days 1 and 1 being every day."""

    inn: str | None = None
    atc: str | None = None
    route: str | None = None
    dose: Decimal | None = None
    dose_unit: str | None = None
    intakes_per_day: Decimal | None = None
    days_on: int | None = None
    days_cycle: int | None = None
    depot: bool | None = None
    as_needed: bool | None = None
    started_on: PartialDate | None = None
    stopped_on: PartialDate | None = None
    ongoing: bool | None = None


def is_contradictory(medication: Medication, visit_on: date | None) -> bool:
    """Tell whether its dates cannot all be true: stopped before it started, or ongoing yet stopped before."""
    if not_after(medication.started_on, medication.stopped_on) is False:
        return True
    stopped_before = visit_on is not None and not_after(full(visit_on), medication.stopped_on) is False
    return medication.ongoing is True and stopped_before


def ongoing_at(medication: Medication, visit_on: date | None) -> bool | None:
    """Tell whether the medication is taken on the day of the visit; None when that cannot be known.

    Started on or before the day, and either said to be ongoing or stopped on the day or later. Without a
    start date, ongoing "yes" says that it has started; without a stop date, ongoing "no" says that it has
    stopped. Dates that contradict each other tell nothing."""
    if is_contradictory(medication, visit_on):
        return None
    if medication.ongoing is False and medication.stopped_on is None:
        return False
    if visit_on is None:
        return True if medication.ongoing and medication.started_on is None else None
    visit = full(visit_on)
    started = _started_by(medication, visit)
    if started is False:
        return False
    stopped_later = not_after(visit, medication.stopped_on)
    if stopped_later is False:
        return False
    return True if started and (medication.ongoing is True or stopped_later) else None


def _started_by(medication: Medication, visit: PartialDate) -> bool | None:
    if medication.started_on is not None:
        return not_after(medication.started_on, visit)
    return True if medication.ongoing is True or not_after(medication.stopped_on, visit) else None


def missing_for_ongoing(medication: Medication, visit_on: date | None) -> tuple[str, ...]:
    """Name the fields of the line that would settle whether it is ongoing."""
    if is_contradictory(medication, visit_on):
        return ("stopped_on",)
    names: list[str] = []
    if visit_on is None or _started_by(medication, full(visit_on)) is None:
        names.append("started_on")
    if medication.ongoing is not True and (
        visit_on is None or not_after(full(visit_on), medication.stopped_on) is None
    ):
        names.append("stopped_on" if medication.stopped_on else "ongoing")
    return tuple(names)


def missing_for_dose(medication: Medication) -> tuple[str, ...]:
    """Name the fields of the line without which it has no daily dose; empty when it has one."""
    names = [name for name in ("dose", "intakes_per_day") if getattr(medication, name) is None]
    if medication.dose_unit not in MILLIGRAMS:
        names.append("dose_unit")
    on, cycle = medication.days_on or 1, medication.days_cycle or 1
    if on > cycle:
        names.append("days_cycle")
    if medication.as_needed:
        names.append("as_needed")
    if medication.depot or (medication.depot is None and medication.route == "im"):
        names.append("depot")
    return tuple(names)


def daily_dose_mg(medication: Medication) -> Fraction | None:
    """Work out the dose a day, averaged over the cycle, in mg and exactly; None when it has none.

    As-needed and depot medications have no daily dose; an intramuscular one has none until it is
    said not to be a depot."""
    if missing_for_dose(medication) or medication.dose is None or medication.intakes_per_day is None:
        return None
    intake_mg = Fraction(medication.dose) * MILLIGRAMS[medication.dose_unit or ""]
    share = Fraction(medication.days_on or 1, medication.days_cycle or 1)
    return intake_mg * Fraction(medication.intakes_per_day) * share


def prednisone_equivalent_mg(dose_mg: Fraction | Decimal, mg_equal_to_5mg_prednisone: Decimal) -> Fraction:
    """Convert a glucocorticoid dose to the prednisone dose of equal effect, exactly."""
    return Fraction(dose_mg) * PREDNISONE_REFERENCE_MG / Fraction(mg_equal_to_5mg_prednisone)
