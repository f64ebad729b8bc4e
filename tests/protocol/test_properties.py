"""What must hold of any facts at all."""

import json
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from trial.protocol.cases import CASES, case_facts
from trial.protocol.criteria import judge, judge_criterion
from trial.protocol.definition import load_definition
from trial.protocol.facts import COHORTS, FACT_KEYS, FactsRefused, read_facts, read_facts_text

DEFINITION = load_definition()
QUICK = settings(
    max_examples=60, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck)
)

JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.text(max_size=8)
    | st.sampled_from(["Y", "N", "U", "2023-10-02", "1e9"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)
ANSWER = st.sampled_from(["Y", "N", "U", None])
DATE = st.sampled_from(
    [None, "2022", "2023", "2023-09", "2023-10", "2023-10-01", "2023-10-02", "2023-10-03", "2024-01"]
)
NUMBER = st.sampled_from([None, "0", "0.001", "1", "5", "10", "10.0001", "15", "57", "70", "1000"])
MEDICATION = st.fixed_dictionaries(
    {},
    optional={
        "inn": st.sampled_from(
            [None, "prednisone", "dexamethasone", "ruxolitinib", "azathioprine", "nonsense", "rituximab"]
        ),
        "atc": st.sampled_from([None, "H02AB07", "L01EJ01", "L04AX01", "D11AH09", "L04", "N02BE01"]),
        "route": st.sampled_from([None, "oral", "iv", "im", "cutaneous", "other"]),
        "dose": NUMBER,
        "dose_unit": st.sampled_from([None, "mg", "g", "ug", "UI"]),
        "intakes_per_day": NUMBER,
        "days_cycle": st.sampled_from([None, 1, 2, 3]),
        "depot": ANSWER,
        "as_needed": ANSWER,
        "started_on": DATE,
        "stopped_on": DATE,
        "ongoing": ANSWER,
    },
)
CHANGES = st.fixed_dictionaries(
    {},
    optional={
        "visit_on": st.sampled_from([None, "2023-10-01", "2023-10-02"]),
        "any_medication": ANSWER,
        "medications": st.lists(MEDICATION, max_size=3) | st.none(),
        "weight_kg": st.sampled_from([None, "57", "70.0", "57.1"]),
        "sex": st.sampled_from([None, "F", "M"]),
        "pregnant": ANSWER,
        "breastfeeding": ANSWER,
        "childbearing_potential": ANSWER,
        "birth_year": st.sampled_from([None, 1980, 2004, 2005, 2006]),
        "birth_month": st.sampled_from([None, 9, 10, 11]),
        "age_18_attested": ANSWER,
        "consent_on": DATE,
        "informed_on": DATE,
        "consent_signed": ANSWER,
        "steroid_is_immunosuppressive": ANSWER,
        "social_security": st.sampled_from([None, "insured", "ame", "none", "unknown"]),
        "ame": ANSWER,
        "lymphocytes": st.fixed_dictionaries(
            {},
            optional={
                "operator": st.sampled_from([None, "=", "<", ">"]),
                "value": st.sampled_from([None, "0.49", "0.5", "0.51", "499", "500", "501", "800"]),
                "unit": st.sampled_from([None, "G/L", "/mm3"]),
            },
        ),
    },
)
PATIENT = st.builds(case_facts, st.sampled_from(COHORTS), CHANGES)

# Optional by the study's own text, so that leaving one out may rightly help: two times of day that are compared
# only when both are known, and settings of a line that have a default.
OPTIONAL = {"consent_at", "sampled_at", "days_on", "days_cycle", "medications"}


@QUICK
@given(JSON, st.dictionaries(st.sampled_from(FACT_KEYS), JSON, max_size=6))
def test_no_input_raises_anything_but_a_refusal(anything: Any, facts: dict[str, Any]) -> None:
    for given_facts in (anything, facts, {"cohort": "GVHD", **facts}):
        with suppress(FactsRefused):
            judge(read_facts(given_facts), DEFINITION).as_json("fr")


@QUICK
@given(st.text(max_size=60) | JSON.map(json.dumps))
def test_no_text_raises_anything_but_a_refusal(text: str) -> None:
    with suppress(FactsRefused):
        read_facts_text(text)


@QUICK
@given(PATIENT)
def test_every_patient_is_judged_and_every_sentence_said_in_both_languages(facts: dict[str, Any]) -> None:
    judgement = judge(read_facts(facts), DEFINITION)
    for lang in ("en", "fr"):
        said = judgement.as_json(lang)
        assert json.loads(json.dumps(said)) == said
        assert all(found["because"] for found in said["criteria"])  # type: ignore[attr-defined]
    undetermined = [found for found in judgement.criteria if found.verdict == "undetermined"]
    assert all(found.missing for found in undetermined)


@QUICK
@given(PATIENT, st.randoms(use_true_random=False))
def test_the_verdict_does_not_depend_on_the_order_of_medications(facts: dict[str, Any], random: Any) -> None:
    before = judge(read_facts(facts), DEFINITION)
    shuffled = list(facts["medications"] or [])
    random.shuffle(shuffled)
    after = judge(read_facts({**facts, "medications": shuffled or facts["medications"]}), DEFINITION)
    assert [f.verdict for f in before.criteria] == [f.verdict for f in after.criteria]


@QUICK
@given(PATIENT)
def test_minor_patient_is_the_exact_complement_of_age_of_18(facts: dict[str, Any]) -> None:
    judgement = judge(read_facts(facts), DEFINITION)
    assert judgement.criterion("G-I1").verdict == judgement.criterion("G-E6").verdict


def forgotten(facts: dict[str, Any], keys: tuple[str, ...] = FACT_KEYS) -> list[dict[str, Any]]:
    """Make the same facts with one known fact not known, each in turn."""
    made: list[dict[str, Any]] = []
    for key in facts:
        if key not in keys or key in ("cohort", *OPTIONAL):
            continue
        if isinstance(facts[key], dict):
            made += [{**facts, key: {**facts[key], inner: None}} for inner in facts[key]]
        made.append({**facts, key: None})
    for index, line in enumerate(facts["medications"] or []):
        lines = list(facts["medications"])
        for key in line:
            # Where a line says "not ongoing", its stop date can only contradict that: without it the answer stands.
            settled = key == "stopped_on" and line.get("ongoing") == "N"
            if key not in OPTIONAL and not settled and not (key in ("inn", "atc") and disagree(line)):
                made.append(
                    {**facts, "medications": [*lines[:index], {**line, key: None}, *lines[index + 1 :]]}
                )
    return made


def disagree(line: dict[str, Any]) -> bool:
    """Tell whether name and code contradict each other, so that leaving one out settles the matter."""
    medication = read_facts({"cohort": "SLE", "medications": [line]}).medications
    return medication is not None and DEFINITION.formulary.name_and_code_disagree(medication[0])


def overall(facts: dict[str, Any]) -> str:
    return judge(read_facts(facts), DEFINITION).verdict


@pytest.mark.requirement("R18")
@settings(QUICK, max_examples=25)
@given(PATIENT)
def test_forgetting_a_fact_never_turns_not_eligible_into_eligible(facts: dict[str, Any]) -> None:
    assume(overall(facts) == "not_eligible")
    assert all(overall(less) != "eligible" for less in forgotten(facts))


@pytest.mark.requirement("R18")
@pytest.mark.parametrize("code", CASES)
def test_forgetting_a_fact_never_clears_a_criterion_that_fails(code: str) -> None:
    cohort = DEFINITION.criterion(code).cohorts[0]
    for case in CASES[code]:
        if case.verdict != "fail":
            continue
        for less in forgotten(case_facts(cohort, case.facts), DEFINITION.criterion(code).facts):
            verdict = judge_criterion(read_facts(less), DEFINITION.criterion(code), DEFINITION).verdict
            assert verdict != "pass" or overall(less) != "eligible", (case.name, less)


@pytest.mark.parametrize("cohort", COHORTS)
def test_nothing_known_is_undetermined(cohort: str) -> None:
    judgement = judge(read_facts({"cohort": cohort}), DEFINITION)
    assert {found.verdict for found in judgement.criteria} == {"undetermined"}
