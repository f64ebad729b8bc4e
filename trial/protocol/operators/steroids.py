"""Dose limits of systemic glucocorticoids, summed as prednisone, exactly."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from trial.protocol.definition import CriterionDefinition, Definition
from trial.protocol.facts import PatientFacts
from trial.protocol.medication import (
    Medication,
    daily_dose_mg,
    missing_for_dose,
    prednisone_equivalent_mg,
)
from trial.protocol.operators.finding import Finding, failed, passed, undetermined
from trial.protocol.operators.lines import Line, incomplete_list, lines_of, open_line
from trial.protocol.reasons import Amount, FactNames, Reason, Sequence, because

PREDNISONE = "prednisone"


@dataclass(frozen=True)
class Dosed:
    """An ongoing systemic line: its daily dose and what that is in prednisone, None where not known."""

    line: Line
    dose_mg: Fraction | None
    prednisone_mg: Fraction | None


def dosed_lines(
    facts: PatientFacts, definition: Definition, *, alternative: bool = False
) -> tuple[tuple[Dosed, ...], tuple[Line, ...]]:
    """Convert the systemic lines that are taken, and list those of which that is not known.

    `alternative` converts by the other published factor where there is one."""
    formulary = definition.formulary
    only_prednisone = not definition.choice("prednisone_means_equivalent")

    def counts(medication: Medication) -> bool | None:
        steroid = formulary.glucocorticoid(medication)
        if only_prednisone and steroid is not None and steroid.inn != PREDNISONE:
            return False
        return formulary.is_systemic_glucocorticoid(medication)

    lines = tuple(lines_of(facts, formulary, counts))
    dosed: list[Dosed] = []
    for line in lines:
        if line.stands:
            dose = daily_dose_mg(line.medication)
            factor = _factor(line.medication, definition, alternative=alternative)
            known = dose is not None and factor is not None
            dosed.append(
                Dosed(
                    line,
                    dose,
                    prednisone_equivalent_mg(dose, factor) if known and dose is not None and factor else None,
                )
            )
    return tuple(dosed), tuple(line for line in lines if line.stands is None)


def _factor(medication: Medication, definition: Definition, *, alternative: bool) -> Decimal | None:
    steroid = definition.formulary.glucocorticoid(medication)
    if steroid is None:
        return None
    other = steroid.alternative_mg if alternative else None
    return other or steroid.mg_equal_to_5mg_prednisone


def judge_dose(facts: PatientFacts, criterion: CriterionDefinition, definition: Definition) -> Finding:
    """Judge that the prednisone equivalent a day does not exceed the limit; exactly the limit passes."""
    limit = Fraction(criterion.parameters["mg_per_day"])

    def told(amount: Sequence) -> Reason:
        return because("steroid_against_limit", doses=amount, limit=Amount(limit))

    return _judge(facts, definition, limit, told, weight_missing=False)


def judge_dose_per_kg(facts: PatientFacts, criterion: CriterionDefinition, definition: Definition) -> Finding:
    """Judge that the prednisone equivalent a day does not exceed the limit for the weight."""
    per_kg = Fraction(criterion.parameters["mg_per_kg_per_day"])
    weight = facts.weight_kg
    limit = None if weight is None else per_kg * Fraction(weight)

    def told(amount: Sequence) -> Reason:
        if limit is None:
            return because("steroid_without_weight", doses=amount, per_kg=Amount(per_kg))
        return because(
            "steroid_against_weight", doses=amount, per_kg=Amount(per_kg), weight=weight, limit=Amount(limit)
        )

    return _judge(facts, definition, limit, told, weight_missing=weight is None)


def _judge(
    facts: PatientFacts,
    definition: Definition,
    limit: Fraction | None,
    told: Callable[[Sequence], Reason],
    *,
    weight_missing: bool,
) -> Finding:
    dosed, opened = dosed_lines(facts, definition)
    converted = [dose for dose in dosed if dose.prednisone_mg is not None]
    total = sum((dose.prednisone_mg or Fraction(0) for dose in converted), Fraction(0))
    reason = told(arithmetic(converted, total, limit))
    if limit is not None and total > limit:
        return failed(reason)
    unconverted = [dose for dose in dosed if dose.prednisone_mg is None]
    if unconverted:
        return _unconverted(unconverted[0], definition, weight_missing=weight_missing)
    if opened:
        return open_line(opened[0], facts)
    if dosed and weight_missing:
        return undetermined(reason, "weight_kg")
    incomplete = incomplete_list(facts)
    if incomplete:
        return incomplete
    return passed(reason) if dosed else passed(because("no_steroid"))


def _unconverted(dose: Dosed, definition: Definition, *, weight_missing: bool) -> Finding:
    medication, line = dose.line.medication, dose.line
    names = [line.path(key) for key in missing_for_dose(medication)]
    key = "steroid_without_dose"
    if medication.depot:
        key = "steroid_depot"
    elif medication.as_needed:
        key = "steroid_as_needed"
    elif not names:
        key, names = "steroid_without_factor", [line.path("inn")]
    if weight_missing:
        names.append("weight_kg")
    return undetermined(because(key, drug=line.name, facts=FactNames(tuple(names))), *names)


def arithmetic(converted: list[Dosed], total: Fraction, limit: Fraction | None) -> Sequence:
    """Tell the conversion of each line, and their sum when there are several."""
    parts: list[object] = [
        because(
            "steroid_dose",
            drug=dose.line.name,
            dose=Amount(dose.dose_mg or Fraction(0)),
            prednisone=Amount(dose.prednisone_mg or Fraction(0), limit),
        )
        for dose in converted
    ]
    if len(parts) == 1:
        return Sequence(tuple(parts))
    summed = because("steroid_total", total=Amount(total, limit))
    return Sequence((Sequence(tuple(parts), " + "), summed) if parts else (summed,), "; ")
