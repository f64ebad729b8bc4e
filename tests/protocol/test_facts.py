"""Facts are read strictly, and a refusal names the value."""

import json
from decimal import Decimal
from typing import Any

import pytest

from trial.protocol.cases import base_facts
from trial.protocol.definition import load_definition
from trial.protocol.facts import (
    COHORTS,
    DIAGNOSIS_READERS,
    FACT_KEYS,
    MEDICATION_READERS,
    FactsRefused,
    read_facts,
    read_facts_text,
)


def with_medication(**line: Any) -> dict[str, Any]:
    return {"cohort": "SLE", "medications": [{}, {}, line]}


REFUSED: list[tuple[str, Any, str]] = [
    ("no cohort", {}, "cohort"),
    ("null cohort", {"cohort": None}, "cohort"),
    ("unknown cohort", {"cohort": "HIV"}, "cohort"),
    ("cohort in lower case", {"cohort": "sle"}, "cohort"),
    ("a list where an object is needed", [], ""),
    ("unknown key", {"cohort": "SLE", "wieght_kg": 70}, "wieght_kg"),
    ("unknown key of a medication", with_medication(dosis=1), "medications[2].dosis"),
    ("unknown key of the count", {"cohort": "SLE", "lymphocytes": {"x": 1}}, "lymphocytes.x"),
    ("key of another diagnosis", {"cohort": "SLE", "diagnosis": {"ms": "Y"}}, "diagnosis.ms"),
    ("negative dose", with_medication(dose="-1"), "medications[2].dose"),
    ("dose of text", with_medication(dose="ten"), "medications[2].dose"),
    ("dose with a comma", with_medication(dose="2,5"), "medications[2].dose"),
    ("dose with spaces", with_medication(dose=" 2"), "medications[2].dose"),
    ("dose that is true", with_medication(dose=True), "medications[2].dose"),
    ("dose as a float", with_medication(dose=0.1), "medications[2].dose"),
    ("dose as an object", with_medication(dose={}), "medications[2].dose"),
    ("NaN in quotes", with_medication(dose="NaN"), "medications[2].dose"),
    ("Infinity in quotes", with_medication(dose="Infinity"), "medications[2].dose"),
    ("Arabic digits", with_medication(dose="٣"), "medications[2].dose"),
    ("a huge exponent", with_medication(dose="1e999999"), "medications[2].dose"),
    ("a tiny exponent", with_medication(dose="1e-999999"), "medications[2].dose"),
    ("a very long number", with_medication(dose="1" * 5000), "medications[2].dose"),
    ("unknown route", with_medication(route="by mouth"), "medications[2].route"),
    ("ATC that is none", with_medication(atc="ZZZ999"), "medications[2].atc"),
    ("ongoing in words", with_medication(ongoing="yes"), "medications[2].ongoing"),
    ("ongoing true", with_medication(ongoing=True), "medications[2].ongoing"),
    ("no days of a cycle", with_medication(days_cycle=0), "medications[2].days_cycle"),
    ("half a day", with_medication(days_on="0.5"), "medications[2].days_on"),
    ("NUL in a name", with_medication(inn="predni\x00sone"), "medications[2].inn"),
    ("lone surrogate in a name", with_medication(inn="\ud800"), "medications[2].inn"),
    ("30 February", with_medication(started_on="2023-02-30"), "medications[2].started_on"),
    ("month 13", with_medication(stopped_on="2023-13"), "medications[2].stopped_on"),
    ("month 0", with_medication(stopped_on="2023-00"), "medications[2].stopped_on"),
    ("French date", with_medication(started_on="02/10/2023"), "medications[2].started_on"),
    ("a medication of text", {"cohort": "SLE", "medications": ["prednisone"]}, "medications[0]"),
    ("medications of text", {"cohort": "SLE", "medications": "none"}, "medications"),
    ("29 February of a common year", {"cohort": "SLE", "visit_on": "2023-02-29"}, "visit_on"),
    ("visit known to the month", {"cohort": "SLE", "visit_on": "2023-10"}, "visit_on"),
    ("visit in the year 1", {"cohort": "SLE", "visit_on": "0001-01-01"}, "visit_on"),
    ("draw without offset", {"cohort": "SLE", "sampled_at": "2023-10-02T09:40"}, "sampled_at"),
    ("draw at 25 hours", {"cohort": "SLE", "sampled_at": "2023-10-02T25:40+02:00"}, "sampled_at"),
    ("draw in the year 1", {"cohort": "SLE", "sampled_at": "0001-01-01T00:00+14:00"}, "sampled_at"),
    ("consent at 24:00", {"cohort": "SLE", "consent_at": "24:00"}, "consent_at"),
    ("full birth date", {"cohort": "SLE", "birth_date": "1980-05-04"}, "birth_date"),
    ("birth in 1899", {"cohort": "SLE", "birth_year": 1899}, "birth_year"),
    ("birth in 2011", {"cohort": "SLE", "birth_year": 2011}, "birth_year"),
    ("birth in month 13", {"cohort": "SLE", "birth_month": 13}, "birth_month"),
    ("weight of zero", {"cohort": "SLE", "weight_kg": 0}, "weight_kg"),
    ("negative weight", {"cohort": "SLE", "weight_kg": "-70"}, "weight_kg"),
    ("sex unknown to the codes", {"cohort": "SLE", "sex": "X"}, "sex"),
    ("12 of 11 criteria", {"cohort": "SLE", "diagnosis": {"acr_1997_count": 12}}, "diagnosis.acr_1997_count"),
    ("unit of the count", {"cohort": "SLE", "lymphocytes": {"unit": "g/l"}}, "lymphocytes.unit"),
    ("sign of the count", {"cohort": "SLE", "lymphocytes": {"operator": "<="}}, "lymphocytes.operator"),
]


@pytest.mark.requirement("R18")
@pytest.mark.parametrize(("facts", "path"), [row[1:] for row in REFUSED], ids=[row[0] for row in REFUSED])
def test_facts_that_cannot_be_are_refused_by_their_path(facts: Any, path: str) -> None:
    with pytest.raises(FactsRefused) as refusal:
        read_facts(facts)
    assert refusal.value.path == path
    assert refusal.value.say("en")
    assert refusal.value.say("fr")
    assert len(str(refusal.value).splitlines()) == 1


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("", ""),
        ("{", ""),
        ("\x00", ""),
        ("[" * 100_000, ""),
        ('{"cohort":' * 5_000, ""),
        ('{"cohort": "SLE", "cohort": "MS"}', "cohort"),
        ('{"cohort": "SLE", "diagnosis": {"sle": "Y", "sle": "N"}}', "diagnosis.sle"),
        ('{"cohort": "SLE", "medications": [{"dose": 1, "dose": 2}]}', "medications[0].dose"),
        ('{"cohort": "SLE", "weight_kg": NaN}', "weight_kg"),
        ('{"cohort": "SLE", "weight_kg": Infinity}', "weight_kg"),
        ('{"cohort": "SLE", "weight_kg": 1e999999}', "weight_kg"),
        ('{"cohort": "SLE", "weight_kg": 1e99999999999999999999}', "weight_kg"),
        ('{"cohort": "SLE", "weight_kg": ' + "9" * 10_000 + "}", "weight_kg"),
        ('[{"cohort": "SLE"}, {"cohort": "SLE", "weight_kg": -1}]', "[1].weight_kg"),
        ("[[]]", "[0]"),
    ],
    ids=lambda value: str(value)[:30],
)
def test_json_that_cannot_be_is_refused(text: str, path: str) -> None:
    with pytest.raises(FactsRefused) as refusal:
        read_facts_text(text)
    assert refusal.value.path == path


def test_numbers_are_read_exactly_from_text_and_from_json_numbers() -> None:
    facts = read_facts_text('{"cohort": "SLE", "weight_kg": 70.10, "birth_year": "1980"}')
    assert not isinstance(facts, list)
    assert str(facts.weight_kg) == "70.10"
    assert facts.birth_year == 1980
    assert read_facts({"cohort": "SLE", "weight_kg": Decimal("0.1")}).weight_kg == Decimal("0.1")


def test_u_and_null_and_absent_are_all_not_known() -> None:
    for answer in ({"ame": "U"}, {"ame": None}, {}):
        assert read_facts({"cohort": "SLE", **answer}).ame is None


def test_facts_of_the_tables_can_be_written_and_read_as_json() -> None:
    facts = base_facts("GVHD")
    assert read_facts_text(json.dumps(facts)) == read_facts(facts)
    assert set(facts) <= set(FACT_KEYS)


def test_every_key_of_the_published_interface_is_read() -> None:
    published = (
        "cohort visit_on sampled_at birth_year birth_month age_18_attested sex social_security informed_on "
        "consent_signed consent_on consent_at legal_protection pregnant parturient breastfeeding "
        "childbearing_potential deprived_of_liberty hospitalised_without_consent institutionalised "
        "unable_to_consent refusal ame weight_kg lymphocytes any_medication medications "
        "steroid_is_immunosuppressive diagnosis"
    )
    line = (
        "inn atc route dose dose_unit intakes_per_day days_on days_cycle depot as_needed started_on "
        "stopped_on ongoing"
    )
    assert sorted(FACT_KEYS) == sorted(published.split())
    assert sorted(MEDICATION_READERS) == sorted(line.split())
    assert set(DIAGNOSIS_READERS) == set(COHORTS)
    used = {fact for criterion in load_definition().criteria for fact in criterion.facts}
    assert set(FACT_KEYS) - used == {"cohort"}
