"""Each of the 37 criteria, as a table: at, just below and just above each bound, and unknown."""

import pytest

from trial.protocol.cases import CASES, Case, base_facts, case_facts
from trial.protocol.criteria import OPERATORS, judge, judge_criterion
from trial.protocol.definition import load_definition
from trial.protocol.facts import COHORTS, read_facts
from trial.protocol.operators.parameters import OPERATOR_PARAMETERS

DEFINITION = load_definition()
GENERAL_COHORT = "VIT"


def cohorts_tried(code: str) -> tuple[str, ...]:
    cohorts = DEFINITION.criterion(code).cohorts
    return (GENERAL_COHORT,) if len(cohorts) == len(COHORTS) else cohorts


PAIRS = [(code, cohort) for code in CASES for cohort in cohorts_tried(code)]


@pytest.mark.requirement("R18")
@pytest.mark.parametrize(("code", "cohort"), PAIRS)
def test_criterion_gives_the_verdicts_of_its_table(code: str, cohort: str) -> None:
    wrong = [(case.name, *problem) for case in CASES[code] for problem in problems(code, cohort, case)]
    assert wrong == []


def problems(code: str, cohort: str, case: Case) -> list[tuple[str, str]]:
    found = judge_criterion(
        read_facts(case_facts(cohort, case.facts)), DEFINITION.criterion(code), DEFINITION
    )
    expected = {
        "verdict": found.verdict == case.verdict,
        "missing": bool(found.missing) == (case.verdict == "undetermined"),
        "reason": bool(found.because("en")) and bool(found.because("fr")),
    }
    return [(what, f"{found.verdict}: {found.because()}") for what, right in expected.items() if not right]


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
