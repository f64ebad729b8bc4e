"""The lymphocyte count: units, and results given as below or above a number."""

from decimal import Decimal
from fractions import Fraction

from trial.protocol.definition import CriterionDefinition, Definition
from trial.protocol.facts import Lymphocytes, PatientFacts
from trial.protocol.operators.finding import Finding, failed, passed, undetermined
from trial.protocol.reasons import Amount, FactNames, Sequence, because

PER_G_PER_L = {"G/L": Fraction(1), "/mm3": Fraction(1, 1000)}


def in_g_per_l(value: Decimal, unit: str) -> Fraction:
    """Convert a count to G/L, exactly."""
    return Fraction(value) * PER_G_PER_L[unit]


def is_above(value: Fraction, operator: str, limit: Fraction) -> bool | None:
    """Tell whether a reported count is above the limit; None when below-or-above leaves it open."""
    if operator == "=":
        return value > limit
    if operator == "<":
        return False if value <= limit else None
    return True if value >= limit else None


def is_below(value: Fraction, operator: str, limit: Fraction) -> bool | None:
    """Tell whether a reported count is below the limit; None when below-or-above leaves it open."""
    if operator == "=":
        return value < limit
    if operator == "<":
        return True if value <= limit else None
    return False if value >= limit else None


def _judge(
    facts: PatientFacts, criterion: CriterionDefinition, definition: Definition, *, above: bool
) -> Finding:
    count = facts.lymphocytes or Lymphocytes()
    if count.value is None or count.unit is None or count.operator is None:
        names = [key for key in ("operator", "value", "unit") if getattr(count, key) is None]
        missing = [f"lymphocytes.{key}" for key in names] if facts.lymphocytes else ["lymphocytes"]
        return undetermined(because("lymphocytes_unknown", facts=FactNames(tuple(missing))), *missing)
    value = in_g_per_l(count.value, count.unit)
    limit = Fraction(criterion.parameters["g_per_l"])
    told = _told(count, value, limit)
    if value > Fraction(definition.soft_checks["lymphocytes_most_g_per_l"]):
        return undetermined(because("lymphocytes_implausible", told=told), "lymphocytes.unit")
    found = (is_above if above else is_below)(value, count.operator, limit)
    if found is None:
        return undetermined(because("lymphocytes_open", told=told), "lymphocytes.value")
    relation = ("above" if found else "not_above") if above else ("below" if found else "not_below")
    reason = because(f"lymphocytes_{relation}", told=told, limit=Amount(limit))
    return passed(reason) if found is above else failed(reason)


def _told(count: Lymphocytes, value: Fraction, limit: Fraction) -> Sequence:
    sign = "" if count.operator == "=" else f"{count.operator} "
    raw: tuple[object, ...] = (sign, count.value, f" {count.unit}")
    if count.unit == "G/L":
        return Sequence(raw, "")
    return Sequence((*raw, " = ", sign, Amount(value, limit), " G/L"), "")


def judge_above(facts: PatientFacts, criterion: CriterionDefinition, definition: Definition) -> Finding:
    """Judge a count that must be above the limit, strictly."""
    return _judge(facts, criterion, definition, above=True)


def judge_not_below(facts: PatientFacts, criterion: CriterionDefinition, definition: Definition) -> Finding:
    """Judge a count that must not be below the limit; exactly the limit passes."""
    return _judge(facts, criterion, definition, above=False)
