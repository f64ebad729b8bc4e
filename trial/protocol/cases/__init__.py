"""The tables of cases: what each criterion must say at, just below and just above each bound, and unknown.

They are run as tests and published as docs/eligibility."""

from trial.protocol.cases.case import Case, base_facts, case_facts
from trial.protocol.cases.diagnoses import DIAGNOSIS_CASES
from trial.protocol.cases.drugs import DRUG_CASES
from trial.protocol.cases.general import GENERAL_CASES
from trial.protocol.cases.lymphocytes import LYMPHOCYTE_CASES
from trial.protocol.cases.steroids import STEROID_CASES

__all__ = ["CASES", "Case", "base_facts", "case_facts"]

CASES: dict[str, tuple[Case, ...]] = {
    **GENERAL_CASES,
    **DIAGNOSIS_CASES,
    **LYMPHOCYTE_CASES,
    **STEROID_CASES,
    **DRUG_CASES,
}
