"""Criteria that name drugs, classes of drugs, or groups of the ATC index."""

from collections.abc import Iterable

from trial.protocol.definition import CriterionDefinition, Definition
from trial.protocol.facts import PatientFacts
from trial.protocol.medication import Medication, missing_for_dose
from trial.protocol.operators.finding import Finding, failed, passed, undetermined
from trial.protocol.operators.lines import Line, incomplete_list, lines_of, missing_of, open_line
from trial.protocol.reasons import because
from trial.protocol.verdicts import any_of


def named_classes(criterion: CriterionDefinition, definition: Definition) -> tuple[str, ...]:
    """List the classes that count, by the choices that are open."""
    classes: tuple[str, ...] = criterion.parameters["classes"]
    if definition.choice("unnamed_relatives_count"):
        classes = (*classes, *criterion.parameters.get("related", ()))
    if not definition.choice("topical_jak_counts"):
        classes = tuple(name for name in classes if name != "JAK_TOPICAL")
    return classes


def named_lines(
    facts: PatientFacts, criterion: CriterionDefinition, definition: Definition
) -> tuple[Line, ...]:
    """Look for the drugs that the clause names."""
    classes, inns = named_classes(criterion, definition), criterion.parameters.get("inns", ())

    def counts(medication: Medication) -> bool | None:
        return definition.formulary.is_one_of(medication, classes=classes, inns=inns)

    return tuple(lines_of(facts, definition.formulary, counts))


def judge_classes(facts: PatientFacts, criterion: CriterionDefinition, definition: Definition) -> Finding:
    """Judge that no drug of the named classes is taken."""
    lines = named_lines(facts, criterion, definition)
    return _judged(lines, facts, ever=_ever(criterion, definition))


def _ever(criterion: CriterionDefinition, definition: Definition) -> bool:
    says_ongoing = criterion.parameters.get("says_ongoing", True)
    return not says_ongoing and bool(definition.choice("past_treatment_counts"))


def _judged(lines: Iterable[Line], facts: PatientFacts, *, ever: bool) -> Finding:
    lines = tuple(lines)
    standing = [line for line in lines if line.stands or (ever and line.counts)]
    if standing:
        key = "drug_ongoing" if standing[0].stands else "drug_in_past"
        return failed(because(key, drug=standing[0].name))
    opened = [line for line in lines if line.stands is None or (ever and line.counts is None)]
    if opened:
        return open_line(opened[0], facts)
    return incomplete_list(facts) or _none(lines)


def _none(lines: tuple[Line, ...]) -> Finding:
    past = [line for line in lines if line.counts]
    if past:
        return passed(because("drug_not_ongoing", drug=past[0].name))
    return passed(because("no_named_drug"))


def judge_steroid_or_drug(
    facts: PatientFacts, criterion: CriterionDefinition, definition: Definition
) -> Finding:
    """Judge that neither a systemic glucocorticoid at any dose above zero nor a named drug is taken."""
    ever = _ever(criterion, definition)
    named = named_lines(facts, criterion, definition)
    steroids = steroid_lines(facts, definition)
    found = [line for line in (*named, *steroids) if line.stands is None or line.stands or line.counts]
    certain = [line for line in found if (line.stands or (ever and line.counts)) and not _as_needed(line)]
    if certain:
        return _judged(certain, facts, ever=ever)
    for line in steroids:
        if line.stands and _as_needed(line):
            return undetermined(because("steroid_as_needed", drug=line.name), line.path("as_needed"))
    return _judged((*named, *(line for line in steroids if line.counts is not False)), facts, ever=ever)


def _as_needed(line: Line) -> bool:
    steroid = line.medication.as_needed is True
    return steroid and "as_needed" in missing_for_dose(line.medication) and line.counts is True


def steroid_lines(facts: PatientFacts, definition: Definition) -> tuple[Line, ...]:
    """Look for systemic glucocorticoids at a dose above zero, whatever it is."""
    formulary = definition.formulary

    def counts(medication: Medication) -> bool | None:
        if medication.dose == 0 or medication.intakes_per_day == 0:
            return False
        steroid = formulary.glucocorticoid(medication)
        exempt = not definition.choice("hydrocortisone_counts_in_ms")
        if exempt and steroid is not None and steroid.inn == "hydrocortisone":
            return False
        return formulary.is_systemic_glucocorticoid(medication)

    return tuple(lines_of(facts, formulary, counts))


def judge_immunosuppressant(
    facts: PatientFacts, criterion: CriterionDefinition, definition: Definition
) -> Finding:
    """Judge that no immunosuppressant is taken; of systemic glucocorticoids the investigator decides."""
    formulary = definition.formulary
    prefixes = criterion.parameters["atc_prefixes"]
    steroids = tuple(lines_of(facts, formulary, formulary.is_systemic_glucocorticoid))

    def counts(medication: Medication) -> bool | None:
        return formulary.has_prefix(medication, prefixes)

    drugs = tuple(lines_of(facts, formulary, counts))
    if any(line.stands for line in drugs):
        return _judged(drugs, facts, ever=False)
    adjudicated: bool | None = facts.steroid_is_immunosuppressive
    if not definition.choice("steroid_adjudicated_by_investigator"):
        adjudicated = True
    taken = any_of(*(line.stands for line in steroids)) if steroids else False
    if taken and adjudicated:
        return failed(because("steroid_immunosuppressive", drug=_first(steroids, True).name))
    if any(line.stands is None for line in drugs):
        return _judged(drugs, facts, ever=False)
    if taken is not False and adjudicated is not False:
        line = _first(steroids, taken)
        if taken is None and adjudicated:
            return undetermined(because("steroid_open", drug=line.name), *missing_of(line, facts))
        return undetermined(because("steroid_to_adjudicate", drug=line.name), "steroid_is_immunosuppressive")
    if taken and incomplete_list(facts) is None:
        return passed(because("steroid_not_immunosuppressive", drug=_first(steroids, True).name))
    return _judged(drugs, facts, ever=False)


def _first(lines: tuple[Line, ...], stands: bool | None) -> Line:
    return next(line for line in lines if line.stands is stands)
