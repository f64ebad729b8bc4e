"""The three values of a criterion and of a patient."""

from collections.abc import Iterable
from enum import StrEnum


class Verdict(StrEnum):
    """The outcome of a criterion (pass, fail, undetermined) or of a patient (eligible, not eligible,
    undetermined); a pass means that the criterion does not stand in the way."""

    PASS = "pass"
    FAIL = "fail"
    UNDETERMINED = "undetermined"
    ELIGIBLE = "eligible"
    NOT_ELIGIBLE = "not_eligible"


def overall(verdicts: Iterable[Verdict]) -> Verdict:
    """Combine the verdicts of all criteria; raises ValueError when there is none to combine."""
    found = set(verdicts)
    if not found:
        raise ValueError("no criterion was judged")
    if Verdict.FAIL in found:
        return Verdict.NOT_ELIGIBLE
    if Verdict.UNDETERMINED in found:
        return Verdict.UNDETERMINED
    return Verdict.ELIGIBLE


def all_of(*parts: bool | None) -> bool | None:
    """Conjoin three-valued answers, None being unknown: one no decides."""
    if any(part is False for part in parts):
        return False
    return None if any(part is None for part in parts) else True


def any_of(*parts: bool | None) -> bool | None:
    """Disjoin three-valued answers, None being unknown: one yes decides."""
    if any(part is True for part in parts):
        return True
    return None if any(part is None for part in parts) else False
