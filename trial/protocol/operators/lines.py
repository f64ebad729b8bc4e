"""What all drug criteria share: the lines, whether they are ongoing, and whether the list is complete."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from trial.protocol.facts import PatientFacts
from trial.protocol.formulary import Formulary
from trial.protocol.medication import Medication, missing_for_ongoing, ongoing_at
from trial.protocol.operators.finding import Finding, undetermined
from trial.protocol.reasons import Bilingual, FactNames, because
from trial.protocol.verdicts import all_of


@dataclass(frozen=True)
class Line:
    """One medication line as a criterion sees it: does it count, is it taken."""

    index: int
    medication: Medication
    name: Bilingual
    known: bool
    counts: bool | None
    ongoing: bool | None

    @property
    def stands(self) -> bool | None:
        """Tell whether the line counts and is taken."""
        return all_of(self.counts, self.ongoing)

    def path(self, key: str) -> str:
        """Name a field of the line."""
        return f"medications[{self.index}].{key}"


def lines_of(
    facts: PatientFacts, formulary: Formulary, counts: Callable[[Medication], bool | None]
) -> Iterator[Line]:
    """Look at every medication line with the eyes of one criterion."""
    for index, medication in enumerate(facts.medications or ()):
        yield Line(
            index=index,
            medication=medication,
            name=formulary.name(medication),
            known=not formulary.identity(medication).unknown,
            counts=counts(medication),
            ongoing=ongoing_at(medication, facts.visit_on),
        )


def missing_of(line: Line, facts: PatientFacts) -> tuple[str, ...]:
    """Name what would settle whether the line counts and is taken."""
    names: list[str] = []
    if line.counts is None:
        unnamed = [key for key in ("inn", "atc") if getattr(line.medication, key) is None]
        vague = ["route"] if line.known and line.medication.route in (None, "other") else []
        names += [line.path(key) for key in (vague or unnamed or ["inn", "atc"])]
    if line.ongoing is None:
        names += [line.path(key) for key in missing_for_ongoing(line.medication, facts.visit_on)]
        if facts.visit_on is None:
            names.append("visit_on")
    return tuple(names)


def open_line(line: Line, facts: PatientFacts) -> Finding:
    """Find that a line leaves the criterion undetermined."""
    missing = missing_of(line, facts)
    key = "line_identity_open" if line.counts is None else "line_ongoing_open"
    return undetermined(because(key, drug=line.name, facts=FactNames(tuple(missing))), *missing)


def incomplete_list(facts: PatientFacts) -> Finding | None:
    """Find that the list cannot be relied on; None when it is complete.

    "No treatment" settles the list, unless a line is taken, or may be, all the same."""
    if facts.any_medication is None:
        return undetermined(because("any_medication_unknown"), "any_medication")
    if facts.any_medication:
        if not facts.medications:
            return undetermined(because("medications_not_listed"), "medications")
        return None
    taken = [ongoing_at(medication, facts.visit_on) for medication in facts.medications or ()]
    if any(answer is not False for answer in taken):
        return undetermined(because("none_yet_listed"), "any_medication", "medications")
    return None
