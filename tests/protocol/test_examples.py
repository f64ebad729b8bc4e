"""The published examples, the arithmetic of the reasons, and the soft queries."""

from typing import Any

import pytest

from trial.protocol.cases import case_facts
from trial.protocol.cases.case import drug, steroid, taking
from trial.protocol.criteria import Judgement, judge
from trial.protocol.definition import load_definition
from trial.protocol.facts import read_facts

DEFINITION = load_definition()
BASEDOW: dict[str, Any] = taking(drug("carbimazole", "H03BB01"), drug("levothyroxine", "H03AA01"))


def judged(cohort: str, **changes: Any) -> Judgement:
    return judge(read_facts(case_facts(cohort, changes)), DEFINITION)


EXAMPLES: list[tuple[str, str, dict[str, Any], str]] = [
    ("G-I1", "VIT", {"birth_year": 2005, "birth_month": 9}, "pass"),
    ("G-I1", "VIT", {"birth_year": 2005, "birth_month": 11}, "fail"),
    ("G-I2", "VIT", {"social_security": "dependant"}, "pass"),
    ("G-I2", "VIT", {"social_security": "ame"}, "fail"),
    ("G-E9", "VIT", {"social_security": "ame", "ame": None}, "fail"),
    ("G-I3", "VIT", {"consent_at": "09:10", "sampled_at": "2023-10-02T09:40+02:00"}, "pass"),
    ("G-I3", "VIT", {"consent_on": "2023-10-03"}, "fail"),
    ("G-E1", "VIT", {"legal_protection": "none"}, "pass"),
    ("G-E1", "VIT", {"legal_protection": "curatelle"}, "fail"),
    ("G-E2", "VIT", {"sex": "M"}, "pass"),
    ("G-E2", "VIT", {"sex": "F", "pregnant": "N", "parturient": "N", "breastfeeding": "Y"}, "fail"),
    ("G-E6", "VIT", {"birth_year": 2005, "birth_month": 10, "age_18_attested": "Y"}, "pass"),
    ("G-E6", "VIT", {"birth_year": 2005, "birth_month": 10, "age_18_attested": "N"}, "fail"),
    ("C1-I1", "GVHD", {"diagnosis": {"hsct_on": "2022-01-10", "gvhd_onset_on": "2022-05"}}, "pass"),
    ("C1-I1", "GVHD", {"diagnosis": {"hsct_type": "autologous"}}, "fail"),
    ("C1-E1", "GVHD", taking(steroid("prednisone", "70")), "pass"),
    ("C1-E1", "GVHD", taking(steroid("methylprednisolone", "57")), "fail"),
    ("C1-E2", "GVHD", taking(drug("Jakavi", stopped_on="2023-10-01", ongoing="N")), "pass"),
    ("C1-E2", "GVHD", taking(drug("Jakavi")), "fail"),
    ("C2-E1", "SLE", taking(steroid("dexamethasone", "1.5")), "pass"),
    ("C2-E1", "SLE", taking(steroid("prednisone", "11")), "fail"),
    ("C2-E2", "SLE", taking(drug("hydroxychloroquine"), drug("tacrolimus"), drug("anifrolumab")), "pass"),
    ("C2-E2", "SLE", taking(drug("Myfortic", "L04AA06")), "fail"),
    ("C3-E1", "MS", taking(drug("budesonide", "R03BA02", "inhaled"), drug("ocrelizumab")), "pass"),
    ("C3-E1", "MS", taking(steroid("prednisone", "1")), "fail"),
    ("C4-E1", "RA", taking(steroid("methylprednisolone", "12")), "pass"),
    ("C4-E1", "RA", taking(steroid("methylprednisolone", "13")), "fail"),
    ("C4-E2", "RA", taking(drug("methotrexate"), drug("adalimumab")), "pass"),
    ("C4-E2", "RA", taking(drug("Tyenne")), "fail"),
    ("C5-E1", "THYR", BASEDOW, "pass"),
    ("C5-E1", "THYR", taking(drug("azathioprine", "L04AX01")), "fail"),
    ("C5-E2", "THYR", taking(drug("abrocitinib", "D11AH08")), "fail"),
    ("C6-E1", "AD", taking(drug("dupilumab"), drug("ciclosporin")), "pass"),
    ("C6-E1", "AD", taking(drug("Metoject", None, "sc")), "fail"),
    ("C6-E2", "VIT", taking(drug("tacrolimus", "D11AH01", "cutaneous")), "pass"),
    ("C6-E2", "AA", taking(drug("Litfulo")), "fail"),
    ("C6-E3", "AD", taking(steroid("prednisone", "10.0")), "pass"),
    ("C6-E3", "AD", taking(steroid("betamethasone", "2")), "fail"),
]


@pytest.mark.requirement("R18")
def test_the_published_examples_hold() -> None:
    wrong = [
        (code, changes)
        for code, cohort, changes, verdict in EXAMPLES
        if judged(cohort, **changes).criterion(code).verdict != verdict
    ]
    assert wrong == []


REASONS: list[tuple[str, str, dict[str, Any], str, str]] = [
    (
        "C1-E1",
        "GVHD",
        taking(steroid("methylprednisolone", "57")),
        "methylprednisolone 57 mg/d = 71.25 mg/d prednisone; limit 1 mg/kg/d x 70.0 kg = 70 mg/d",
        "méthylprednisolone 57 mg/j = 71,25 mg/j de prednisone ; limite 1 mg/kg/j x 70,0 kg = 70 mg/j",
    ),
    (
        "C6-E3",
        "AD",
        taking(steroid("betamethasone", "2")),
        "betamethasone 2 mg/d = 13.33 mg/d prednisone; limit 10 mg/d",
        "bétaméthasone 2 mg/j = 13,33 mg/j de prednisone ; limite 10 mg/j",
    ),
    (
        "C2-E1",
        "SLE",
        taking(
            steroid("prednisone", "10", days_cycle=3, intakes_per_day="3"), steroid("dexamethasone", "0.0001")
        ),
        "prednisone 10 mg/d = 10 mg/d prednisone + dexamethasone 0.0001 mg/d = 0.001 mg/d prednisone; "
        "total 10.001 mg/d prednisone; limit 10 mg/d",
        "prednisone 10 mg/j = 10 mg/j de prednisone + dexaméthasone 0,0001 mg/j = 0,001 mg/j de prednisone; "
        "total 10,001 mg/j de prednisone ; limite 10 mg/j",
    ),
    (
        "C1-I3",
        "GVHD",
        {"lymphocytes": {"operator": "<", "value": "500", "unit": "/mm3"}},
        "lymphocytes < 500 /mm3 = < 0.5 G/L, not above 0.5 G/L",
        "lymphocytes < 500 /mm3 = < 0,5 G/L, pas au-dessus de 0,5 G/L",
    ),
]


@pytest.mark.parametrize(
    ("code", "cohort", "changes", "english", "french"), REASONS, ids=[r[0] for r in REASONS]
)
def test_the_reason_says_the_arithmetic(
    code: str, cohort: str, changes: dict[str, Any], english: str, french: str
) -> None:
    found = judged(cohort, **changes).criterion(code)
    assert found.because("en") == english
    assert found.because("fr") == french


past = {"ongoing": "N", "stopped_on": "2023-06-30"}
QUERIES: list[tuple[str, dict[str, Any], str, str]] = [
    ("RA", taking(drug("rituximab", None, "iv", **past)), "C4-E2", "query_past_treatment"),
    ("RA", taking(drug("rituximab", None, "iv", **past)), "C4-E2", "query_recent_anti_cd20"),
    ("SLE", taking(drug("rituximab", None, "iv", **past)), "C2-E2", "query_recent_anti_cd20"),
    ("SLE", taking(drug("mosunetuzumab", None, "iv")), "C2-E2", "query_bispecific"),
    ("MS", taking(drug("siponimod")), "C3-E1", "query_relative"),
    ("MS", taking(drug("leflunomide")), "C3-E1", "query_relative"),
    ("MS", taking(steroid("prednisone", "20", **past)), "C3-E1", "query_past_treatment"),
    ("RA", taking(drug("sarilumab", None, "sc")), "C4-E2", "query_relative"),
    ("SLE", taking(steroid("betamethasone", "1.3")), "C2-E1", "query_other_factor"),
    (
        "RA",
        taking(drug("triamcinolone", None, "intra_articular", ongoing="N", stopped_on="2023-09-15")),
        "C4-E1",
        "query_intra_articular",
    ),
    ("VIT", {"ame": "Y"}, "G-E9", "query_ame"),
    ("VIT", {"unable_to_consent": "Y"}, "G-E7", "query_unable_yet_signed"),
    ("VIT", {"refusal": "Y"}, "G-E8", "query_withdrawal"),
    ("VIT", {"sex": "M", "pregnant": "Y"}, "G-E2", "man_answered_yes"),
    ("VIT", {"sampled_at": "2023-10-01T09:40+02:00"}, "G-I3", "query_two_sampling_days"),
    (
        "GVHD",
        {"lymphocytes": {"operator": "=", "value": "800", "unit": "G/L"}},
        "C1-I3",
        "query_lymphocytes_unit",
    ),
    ("GVHD", {"lymphocytes": {"value": "2", "on": "2023-09-01"}}, "C1-I3", "query_lymphocytes_old"),
    ("GVHD", {"lymphocytes": {"value": "2", "on": "2023-10-03"}}, "C1-I3", "query_lymphocytes_later"),
    ("GVHD", {"weight_kg": "700"}, "C1-E1", "query_weight"),
    ("GVHD", {"diagnosis": {"gvhd_onset_on": "2023-11"}}, "C1-I1", "query_onset_after_visit"),
    ("VIT", taking(drug("paracetamol", started_on="2023-10-03")), "C6-E1", "query_starts_after_visit"),
    ("VIT", taking(drug("paracetamol", stopped_on="2023-09-30")), "C6-E1", "query_dates_contradict"),
    ("VIT", taking(drug("paracetamol", "L04AX03")), "C6-E1", "query_name_and_code"),
    ("VIT", taking(drug("study drug")), "C6-E1", "query_unrecognised"),
    ("VIT", taking(steroid("prednisone", "0")), "C6-E1", "query_zero_dose"),
    ("VIT", {"medications": [drug("paracetamol")]}, "C6-E1", "none_yet_listed"),
]


@pytest.mark.requirement("R18")
def test_soft_queries_are_raised_on_their_criterion() -> None:
    wrong: list[object] = []
    for cohort, changes, code, key in QUERIES:
        found = [(query.criterion, query.reason.key) for query in judged(cohort, **changes).queries]
        if (code, key) not in found:
            wrong.append((cohort, changes, found))
    assert wrong == []


def test_soft_queries_never_change_a_verdict() -> None:
    for cohort, changes in (
        ("RA", taking(drug("rituximab", None, "iv", **past))),
        ("MS", taking(drug("siponimod"))),
        ("SLE", taking(steroid("betamethasone", "1.3"))),
        ("GVHD", {"weight_kg": "39.9"}),
    ):
        judgement = judged(cohort, **changes)
        assert judgement.queries
        assert judgement.verdict == "eligible"


def test_a_lymphocyte_count_of_thirty_days_ago_raises_no_query_and_of_thirty_one_does() -> None:
    for day, raised in (("2023-09-02", False), ("2023-09-01", True)):
        count = {"operator": "=", "value": "1.2", "unit": "G/L", "on": day}
        assert bool(judged("GVHD", lymphocytes=count).queries) is raised


def test_a_patient_of_one_cohort_is_judged_by_its_criteria_alone() -> None:
    hashimoto_steroids = taking(steroid("prednisone", "10"))
    assert judged("VIT", **hashimoto_steroids).verdict == "eligible"
    assert judged("THYR", **hashimoto_steroids).verdict == "undetermined"


def keys_of(cohort: str, **changes: Any) -> set[str]:
    return {query.reason.key for query in judged(cohort, **changes).queries}


def test_soft_bounds_are_inclusive() -> None:
    for weight, raised in (("39.9", True), ("40", False), ("150", False), ("150.1", True)):
        assert ("query_weight" in keys_of("GVHD", weight_kg=weight)) is raised
    for dose, raised in (("1.2", False), ("1.21", True), ("1.5", True), ("1.51", False)):
        assert ("query_other_factor" in keys_of("SLE", **taking(steroid("betamethasone", dose)))) is raised
    for day, raised in (("2022-10-01", False), ("2022-10-02", True)):
        line = drug("rituximab", None, "iv", ongoing="N", started_on="2022-01-01", stopped_on=day)
        assert ("query_recent_anti_cd20" in keys_of("SLE", **taking(line))) is raised
