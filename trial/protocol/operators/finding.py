"""What an operator is given and what it gives back."""

from collections.abc import Callable
from dataclasses import dataclass

from trial.protocol.definition import CriterionDefinition, Definition
from trial.protocol.facts import PatientFacts
from trial.protocol.reasons import Reason
from trial.protocol.verdicts import Verdict


@dataclass(frozen=True)
class Finding:
    """A verdict with its reason and the facts that are missing."""

    verdict: Verdict
    reason: Reason
    missing: tuple[str, ...] = ()


Operator = Callable[[PatientFacts, CriterionDefinition, Definition], Finding]


def passed(reason: Reason) -> Finding:
    """Find that the criterion does not stand in the way."""
    return Finding(Verdict.PASS, reason)


def failed(reason: Reason) -> Finding:
    """Find that the criterion stands in the way."""
    return Finding(Verdict.FAIL, reason)


def undetermined(reason: Reason, *missing: str) -> Finding:
    """Find that facts are missing or contradict each other."""
    return Finding(Verdict.UNDETERMINED, reason, tuple(dict.fromkeys(missing)))
