"""Soft queries: warnings that need an answer and never change a verdict."""

from collections.abc import Iterator, Mapping
from datetime import timedelta
from fractions import Fraction
from typing import Any, NamedTuple

from trial.protocol.definition import CriterionDefinition, Definition
from trial.protocol.facts import PatientFacts
from trial.protocol.medication import Medication, is_contradictory, ongoing_at
from trial.protocol.operators.drugs import named_lines, steroid_lines
from trial.protocol.operators.general import sampling_days
from trial.protocol.operators.lines import Line, lines_of
from trial.protocol.operators.lymphocytes import in_g_per_l
from trial.protocol.operators.steroids import dosed_lines
from trial.protocol.partial_dates import days_between, full, months_before, not_after, parse_partial_date
from trial.protocol.reasons import Amount, Bilingual, Reason, Word, because

DOSE_OPERATORS = ("steroid_at_most", "steroid_at_most_per_kg")
DRUG_OPERATORS = (*DOSE_OPERATORS, "no_drug_of_class", "no_steroid_nor_drug", "no_immunosuppressant")
LYMPHOCYTE_OPERATORS = ("lymphocytes_above", "lymphocytes_not_below")


class Query(NamedTuple):
    """A warning on a criterion."""

    criterion: str
    reason: Reason

    def message(self, lang: str = "en") -> str:
        """Say the warning."""
        return self.reason.say(lang)


def soft_queries(facts: PatientFacts, definition: Definition) -> tuple[Query, ...]:
    """List all warnings, in the order of the criteria."""
    criteria = definition.criteria_of(facts.cohort)
    found: list[Query] = []
    first_drug_criterion = next((c.code for c in criteria if c.operator in DRUG_OPERATORS), None)
    for criterion in criteria:
        reasons = list(_of_criterion(facts, criterion, definition))
        if criterion.code == first_drug_criterion:
            reasons += _of_lines(facts, definition)
        found += [Query(criterion.code, reason) for reason in reasons]
    return tuple(found)


def _of_criterion(
    facts: PatientFacts, criterion: CriterionDefinition, definition: Definition
) -> Iterator[Reason]:
    if criterion.operator == "consent_before_sampling":
        yield from _consent(facts, definition)
    elif criterion.operator == "no_pregnancy":
        yield from _pregnancy(facts)
    elif criterion.operator == "not_on_ame":
        yield from _ame(facts)
    elif criterion.operator == "answer_is_no":
        yield from _answers(facts, criterion)
    elif criterion.operator == "gvhd_after_allograft":
        yield from _onset(facts)
    elif criterion.operator in LYMPHOCYTE_OPERATORS:
        yield from _lymphocytes(facts, definition)
    elif criterion.operator in DRUG_OPERATORS:
        yield from _drugs(facts, criterion, definition)


def _consent(facts: PatientFacts, definition: Definition) -> Iterator[Reason]:
    if len(sampling_days(facts)) > 1:
        yield because("query_two_sampling_days")
    study = definition.study
    started, completed = parse_partial_date(study.started_on), parse_partial_date(study.completed_on)
    too_early = not_after(started, facts.consent_on) is False
    if too_early or not_after(facts.consent_on, completed) is False:
        yield because("query_consent_outside_study", consent=facts.consent_on, first=started, last=completed)


def _pregnancy(facts: PatientFacts) -> Iterator[Reason]:
    yes = [key for key in ("pregnant", "parturient", "breastfeeding") if getattr(facts, key)]
    if facts.sex == "M" and yes:
        yield because("man_answered_yes", fact=Word(yes[0]))
    if facts.sex != "M" and facts.childbearing_potential is False and (facts.pregnant or facts.parturient):
        yield because("pregnant_without_potential")


def _ame(facts: PatientFacts) -> Iterator[Reason]:
    status = facts.social_security
    if (facts.ame and status in ("insured", "dependant")) or (facts.ame is False and status == "ame"):
        yield because("query_ame", status=Word(f"social_security.{status}"))


def _answers(facts: PatientFacts, criterion: CriterionDefinition) -> Iterator[Reason]:
    key = criterion.parameters["fact"]
    if key == "unable_to_consent" and facts.unable_to_consent and facts.consent_signed:
        yield because("query_unable_yet_signed")
    if key == "refusal" and facts.refusal and facts.consent_signed:
        yield because("query_withdrawal")


def _onset(facts: PatientFacts) -> Iterator[Reason]:
    onset = facts.diagnosis.get("gvhd_onset_on")
    if facts.visit_on and not_after(onset, full(facts.visit_on)) is False:
        yield because("query_onset_after_visit", onset=onset, visit=facts.visit_on)


def _lymphocytes(facts: PatientFacts, definition: Definition) -> Iterator[Reason]:
    count = facts.lymphocytes
    if count is None or count.value is None:
        return
    if count.on is None:
        yield because("query_lymphocytes_undated")
    elif facts.visit_on is not None:
        most = int(definition.soft_checks["lymphocytes_age_days"])
        fewest_days, most_days = days_between(count.on, facts.visit_on)
        if most_days < 0:
            yield because("query_lymphocytes_later", on=count.on, visit=facts.visit_on)
        elif fewest_days > most:
            yield because("query_lymphocytes_old", on=count.on, days=str(most))
    if count.unit is None:
        return
    value = in_g_per_l(count.value, count.unit)
    highest = Fraction(definition.soft_checks["lymphocytes_most_g_per_l"])
    if value > highest and count.unit == "G/L":
        yield because("query_lymphocytes_unit", value=count.value, unit="G/L", other="/mm3")
    if count.unit == "/mm3" and 0 < Fraction(count.value) < 10:
        yield because("query_lymphocytes_unit", value=count.value, unit="/mm3", other="G/L")


def _drugs(facts: PatientFacts, criterion: CriterionDefinition, definition: Definition) -> Iterator[Reason]:
    if criterion.operator in DOSE_OPERATORS:
        yield from _weight(facts, criterion, definition)
        yield from _betamethasone(facts, criterion, definition)
        yield from _intra_articular(facts, definition)
        return
    if criterion.operator == "no_immunosuppressant":
        return
    parameters = criterion.parameters
    lines = named_lines(facts, criterion, definition)
    if not parameters.get("says_ongoing", True):
        steroids = criterion.operator == "no_steroid_nor_drug"
        looked = (*lines, *(steroid_lines(facts, definition) if steroids else ()))
        for line in looked:
            if line.counts and line.ongoing is False:
                yield because("query_past_treatment", drug=line.name)
    yield from _flagged(facts, parameters, definition)
    yield from _recent_anti_cd20(facts, criterion, definition)
    if criterion.operator == "no_steroid_nor_drug":
        yield from _intra_articular(facts, definition)


def _weight(facts: PatientFacts, criterion: CriterionDefinition, definition: Definition) -> Iterator[Reason]:
    lowest, highest = definition.soft_checks["weight_lowest_kg"], definition.soft_checks["weight_highest_kg"]
    weight = facts.weight_kg
    by_weight = criterion.operator == "steroid_at_most_per_kg"
    if by_weight and weight is not None and not lowest <= weight <= highest:
        yield because("query_weight", weight=weight, lowest=lowest, highest=highest)


def _betamethasone(
    facts: PatientFacts, criterion: CriterionDefinition, definition: Definition
) -> Iterator[Reason]:
    limit = _limit(facts, criterion)
    usual, _ = dosed_lines(facts, definition)
    other, _ = dosed_lines(facts, definition, alternative=True)
    totals = [sum((d.prednisone_mg or Fraction(0) for d in doses), Fraction(0)) for doses in (usual, other)]
    if limit is not None and totals[0] <= limit < totals[1]:
        yield because("query_other_factor", total=Amount(totals[1], limit), limit=Amount(limit))


def _limit(facts: PatientFacts, criterion: CriterionDefinition) -> Fraction | None:
    if criterion.operator == "steroid_at_most":
        return Fraction(criterion.parameters["mg_per_day"])
    per_kg = Fraction(criterion.parameters["mg_per_kg_per_day"])
    return None if facts.weight_kg is None else per_kg * Fraction(facts.weight_kg)


def _intra_articular(facts: PatientFacts, definition: Definition) -> Iterator[Reason]:
    formulary = definition.formulary
    days = int(definition.soft_checks["intra_articular_recall_days"])
    for medication in facts.medications or ():
        local = medication.route == "intra_articular" and formulary.glucocorticoid(medication) is not None
        if local and _within(medication, facts, days):
            yield because("query_intra_articular", drug=formulary.name(medication), days=str(days))


def _within(medication: Medication, facts: PatientFacts, days: int) -> bool:
    """Tell whether the last intake may lie within so many days before the visit."""
    if facts.visit_on is None or ongoing_at(medication, facts.visit_on) is not False:
        return True
    last = medication.stopped_on or medication.started_on
    return last is None or last.latest > facts.visit_on - timedelta(days=days)


def _flagged(facts: PatientFacts, parameters: Mapping[str, Any], definition: Definition) -> Iterator[Reason]:
    pairs = (("flagged", "query_bispecific"), ("related", "query_relative"))
    for key, sentence in pairs:
        classes = parameters.get(key, ())
        if key == "related" and definition.choice("unnamed_relatives_count"):
            continue
        for line in _of_classes(facts, classes, definition):
            if line.counts and line.ongoing is not False:
                yield because(sentence, drug=line.name)


def _of_classes(facts: PatientFacts, classes: tuple[str, ...], definition: Definition) -> tuple[Line, ...]:
    formulary = definition.formulary
    if not classes:
        return ()
    return tuple(lines_of(facts, formulary, lambda found: formulary.is_one_of(found, classes=classes)))


def _recent_anti_cd20(
    facts: PatientFacts, criterion: CriterionDefinition, definition: Definition
) -> Iterator[Reason]:
    named = (*criterion.parameters["classes"], *criterion.parameters.get("inns", ()))
    concerned = "ANTI_CD20" in named or "rituximab" in named or criterion.operator == "no_steroid_nor_drug"
    if not concerned or facts.visit_on is None:
        return
    months = int(definition.soft_checks["anti_cd20_recall_months"])
    since = months_before(facts.visit_on, months)
    for line in _of_classes(facts, ("ANTI_CD20",), definition):
        stopped = line.medication.stopped_on
        if line.counts and line.ongoing is False and stopped is not None and stopped.latest >= since:
            yield because("query_recent_anti_cd20", drug=line.name, months=str(months))


def _of_lines(facts: PatientFacts, definition: Definition) -> Iterator[Reason]:
    formulary = definition.formulary
    for medication in facts.medications or ():
        name: Bilingual = formulary.name(medication)
        if is_contradictory(medication, facts.visit_on):
            yield because("query_dates_contradict", drug=name)
        if facts.visit_on and not_after(medication.started_on, full(facts.visit_on)) is False:
            yield because("query_starts_after_visit", drug=name, visit=facts.visit_on)
        if medication.dose == 0 and ongoing_at(medication, facts.visit_on) is not False:
            yield because("query_zero_dose", drug=name)
        if formulary.name_and_code_disagree(medication):
            yield because("query_name_and_code", drug=name, atc=medication.atc)
        if formulary.is_unrecognised(medication):
            yield because("query_unrecognised", drug=name)
    if facts.any_medication is False and any(
        ongoing_at(medication, facts.visit_on) is not False for medication in facts.medications or ()
    ):
        yield because("none_yet_listed")
