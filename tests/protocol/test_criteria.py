"""Each of the 37 criteria, as a table: at, just below and just above each bound, and unknown."""

import pytest

from trial.protocol.cases import CASES, Case, base_facts, case_facts
from trial.protocol.criteria import OPERATORS, judge
from trial.protocol.definition import load_definition
from trial.protocol.facts import COHORTS, read_facts
from trial.protocol.operators.parameters import OPERATOR_PARAMETERS

DEFINITION = load_definition()
GENERAL_COHORT = "VIT"


def cohorts_tried(code: str) -> tuple[str, ...]:
    cohorts = DEFINITION.criterion(code).cohorts
    return (GENERAL_COHORT,) if len(cohorts) == len(COHORTS) else cohorts


ROWS = [
    pytest.param(code, cohort, case, id=f"{code}-{cohort}-{case.name}")
    for code, cases in CASES.items()
    for cohort in cohorts_tried(code)
    for case in cases
]


@pytest.mark.requirement("R18")
@pytest.mark.parametrize(("code", "cohort", "case"), ROWS)
def test_criterion_gives_the_verdict_of_its_table(code: str, cohort: str, case: Case) -> None:
    found = judge(read_facts(case_facts(cohort, case.facts)), DEFINITION).criterion(code)
    assert found.verdict == case.verdict, found.because("en")
    assert found.because("en")
    assert found.because("fr")
    assert bool(found.missing) == (case.verdict == "undetermined"), found.missing


def test_every_criterion_has_a_table_with_all_three_verdicts() -> None:
    assert list(CASES) != []
    assert {criterion.code for criterion in DEFINITION.criteria} == set(CASES)
    for code, cases in CASES.items():
        assert {case.verdict for case in cases} == {"pass", "fail", "undetermined"}, code
        names = [case.name for case in cases]
        assert len(names) == len(set(names)), code


def test_every_operator_is_used_and_declares_its_parameters() -> None:
    used = {criterion.operator for criterion in DEFINITION.criteria}
    assert used == set(OPERATORS) == set(OPERATOR_PARAMETERS)


@pytest.mark.requirement("R18")
@pytest.mark.parametrize("cohort", COHORTS)
def test_the_patient_of_the_tables_is_eligible(cohort: str) -> None:
    judgement = judge(read_facts(base_facts(cohort)), DEFINITION)
    assert judgement.verdict == "eligible", [f for f in judgement.criteria if f.verdict != "pass"]
    assert judgement.queries == ()
    expected = [criterion.code for criterion in DEFINITION.criteria if cohort in criterion.cohorts]
    assert [found.code for found in judgement.criteria] == expected


@pytest.mark.requirement("R18")
@pytest.mark.parametrize("cohort", COHORTS)
def test_each_criterion_alone_makes_the_patient_not_eligible(cohort: str) -> None:
    for criterion in DEFINITION.criteria_of(cohort):
        failing = next(case for case in CASES[criterion.code] if case.verdict == "fail")
        judgement = judge(read_facts(case_facts(cohort, failing.facts)), DEFINITION)
        assert judgement.verdict == "not_eligible"
