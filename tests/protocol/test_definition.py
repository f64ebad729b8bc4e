"""A definition is checked before it is used, and refused by file and line."""

from decimal import Decimal

import pytest

from trial.protocol.definition import (
    DefinitionError,
    load_definition,
    parse_definition,
    read_definition_texts,
)
from trial.protocol.facts import COHORTS

TEXTS = read_definition_texts()
REFUSED = [
    (
        "study_toml",
        'operator = "steroid_at_most"',
        'operator = "steroid_abov"',
        "unknown operator 'steroid_abov'",
    ),
    ("study_toml", 'code = "G-I2"', 'code = "G-I1"', "criterion G-I1: stands twice"),
    ("study_toml", 'clause_fr = "Patient mineur"', 'clause_fr = " "', "criterion G-E6: clause_fr is missing"),
    ("study_toml", 'clause_fr = "Patient mineur"\n', "", "criterion G-E6: clause_fr is missing"),
    ("study_toml", '["VIT", "AA", "AD"]', '["VIT", "AB"]', "unknown cohort 'AB'"),
    ("study_toml", 'kind = "inclusion"', 'kind = "included"', "unknown kind 'included'"),
    ("study_toml", '{ mg_per_day = "15" }', "{}", "criterion C4-E1: parameter mg_per_day is missing"),
    ("study_toml", '{ mg_per_day = "15" }', "{ mg_per_day = 15 }", "must be a decimal number in quotes"),
    ("study_toml", '{ mg_per_day = "15" }', '{ mg_per_day = "1,5" }', "must be a decimal number in quotes"),
    ("study_toml", '{ mg_per_day = "15" }', '{ mg_per_day = "NaN" }', "must be a decimal number in quotes"),
    ("study_toml", '{ mg_per_day = "15" }', '{ mg_per_day = "15", x = "1" }', "unknown parameter 'x'"),
    ("study_toml", '["MTX"]', '["MTXX"]', "unknown drug class 'MTXX'"),
    ("study_toml", '["rituximab"]', '["ritux"]', "unknown drug 'ritux'"),
    ("study_toml", 'facts = ["lymphocytes"]', 'facts = ["lympho"]', "unknown fact 'lympho'"),
    ("study_toml", 'fact = "refusal"', 'fact = "refused"', "unknown fact 'refused'"),
    ("study_toml", "target = 5", "target = 7", "target must be 5 or 10"),
    ("study_toml", 'code = "AD"', 'code = "XX"', "unknown cohort 'XX'"),
    ("study_toml", 'key = "topical_jak_counts"', 'key = "jak"', "choice jak: unknown choice"),
    ("study_toml", '["acr_eular_2010", "acr_1987"]', '["acr_2030"]', "unknown set 'acr_2030'"),
    ("study_toml", 'version = "1.0"', 'version = "1.0', "study.toml:2:"),
    ("study_toml", 'version = "1.0"', 'version = "1.0"\nextra = 1', "unknown key 'extra'"),
    (
        "study_toml",
        'per_draw_most_ml = "56"',
        'per_draw_most_ml = "many"',
        "must be a decimal number in quotes",
    ),
    ("drugs_csv", "L04AF01", "L04AF", "drugs.csv:2: atc_2026 'L04AF' is no ATC code"),
    ("drugs_csv", "JAK,baricitinib,baricitinib,L04AF02", "JAK,tofacitinib,x,L04AF01", "stands twice"),
    ("drugs_csv", "match_class,inn", "class,inn", "drugs.csv:1: columns must be"),
    ("glucocorticoids_csv", ",0.75,accepted", ",zero,accepted", "is no positive number"),
    ("glucocorticoids_csv", ",5,accepted", ",,accepted", "needs its factor"),
    (
        "glucocorticoids_csv",
        "reference",
        "reference,more",
        "glucocorticoids.csv:2: 9 cells where 8 are needed",
    ),
    ("dictionary_csv", "inn,inn_fr,atc,", "inn,inn_fr,code,", "dictionary.csv:1: columns must be"),
    ("dictionary_csv", "N02BE01", "N02BE1", "dictionary.csv:2: atc 'N02BE1' is no ATC code"),
    ("dictionary_csv", "M01AE01", "N02BE01", "dictionary.csv:3: ATC code N02BE01 stands twice"),
    ("dictionary_csv", "B01AC06", "L04AF01", "dictionary.csv:4: ATC code L04AF01 stands twice"),
    (
        "dictionary_csv",
        "ibuprofen,ibuprofène,M01AE01",
        "paracetamol,paracétamol,",
        "'paracetamol' stands twice",
    ),
    ("dictionary_csv", "ibuprofen,ibuprofène,M01AE01", "Paracetamol,x,", "'Paracetamol' stands twice"),
    ("dictionary_csv", "ibuprofène", "Méthotrexate", "'Méthotrexate' is already a name of methotrexate"),
    ("dictionary_csv", "Advil", "Jakavi", "'Jakavi' is already a name of ruxolitinib"),
    ("dictionary_csv", "Advil", "Cortancyl", "'Cortancyl' is already a name of prednisone"),
    ("dictionary_csv", "Nurofen,oral", "Nurofen,mouth", "dictionary.csv:3: unknown route 'mouth'"),
]


@pytest.mark.parametrize(
    ("file", "right", "wrong", "sentence"), REFUSED, ids=[f"{r[3]}-{r[2][:20]}" for r in REFUSED]
)
def test_a_wrong_definition_is_refused_by_file_and_line(
    file: str, right: str, wrong: str, sentence: str
) -> None:
    assert right in TEXTS[file]
    before, _, after = TEXTS[file].partition(right)
    with pytest.raises(DefinitionError) as refusal:
        parse_definition(**{**TEXTS, file: before + wrong + after})
    assert sentence in str(refusal.value)
    name, line, _ = str(refusal.value).split(":", 2)
    assert name == file.replace("_toml", ".toml").replace("_csv", ".csv")
    first = before.count("\n") + 1
    section = before.count("\n", 0, before.rfind("\n[")) + 2
    assert min(first, section) <= int(line) <= first + wrong.count("\n") + 1 or "twice" in sentence


def test_the_definition_holds_the_study() -> None:
    definition = load_definition()
    assert definition.version == "1.0"
    assert definition.study.nct == "NCT05544448"
    assert len(definition.criteria) == 37
    assert tuple(cohort.code for cohort in definition.cohorts) == COHORTS
    assert {cohort.target for cohort in definition.cohorts} == {5, 10}
    assert not any(cohort.target_confirmed for cohort in definition.cohorts)
    assert {choice.question for choice in definition.choices} == {f"Q{number}" for number in range(1, 10)}
    assert not any(choice.confirmed for choice in definition.choices)
    assert all(choice.value == choice.default for choice in definition.choices)
    assert definition.choice("topical_jak_counts") is True


def test_blood_volume_is_limited_by_weight_and_capped() -> None:
    limits = load_definition().blood_volume
    assert limits.per_draw_ml(Decimal("45.0")) == Decimal("36.00")
    assert limits.per_draw_ml(Decimal(70)) == limits.per_draw_ml(Decimal(90)) == 56
    assert limits.four_weeks_ml(Decimal(90)) == 168


def test_a_class_of_drugs_excluded_by_a_clause_exists_in_the_table() -> None:
    definition = load_definition()
    assert {drug.match_class for drug in definition.drugs} >= set(definition.class_atc_prefixes)
    assert len(definition.glucocorticoids) == 16
