"""Names, doses, the dictionary, and what is shown as typed."""

from decimal import Decimal
from fractions import Fraction

import pytest

from trial.protocol.decimals import exact, written
from trial.protocol.definition import load_definition
from trial.protocol.dictionary import dictionary_search
from trial.protocol.medication import Medication, daily_dose_mg, prednisone_equivalent_mg
from trial.protocol.partial_dates import parse_partial_date
from trial.protocol.reasons import LANGUAGES
from trial.protocol.sentences import SENTENCES
from trial.protocol.words import WORDS


def test_daily_dose_counts_intakes_and_cycle() -> None:
    line = Medication(dose=Decimal(20), dose_unit="mg", intakes_per_day=Decimal(1), days_on=1, days_cycle=2)
    assert daily_dose_mg(line) == 10
    grams = Medication(dose=Decimal("0.5"), dose_unit="g", intakes_per_day=Decimal(2))
    assert daily_dose_mg(grams) == 1000
    assert daily_dose_mg(Medication(dose=Decimal(1), dose_unit="UI", intakes_per_day=Decimal(1))) is None


def test_days_on_beyond_the_cycle_leave_the_dose_unknown() -> None:
    line = Medication(dose=Decimal(20), dose_unit="mg", intakes_per_day=Decimal(1), days_on=3, days_cycle=2)
    assert daily_dose_mg(line) is None


def test_equivalence_is_exact_at_every_bound_between_40_and_120_kg() -> None:
    for steroid in load_definition().glucocorticoids:
        factor = steroid.mg_equal_to_5mg_prednisone
        if factor is None:
            continue
        for tenths in range(400, 1201):
            limit = Fraction(tenths, 10)
            dose = limit * Fraction(factor) / 5
            assert prednisone_equivalent_mg(dose, factor) == limit
            assert prednisone_equivalent_mg(dose + Fraction(1, 10**9), factor) > limit


@pytest.mark.parametrize(
    ("typed", "inn", "brand", "atc"),
    [
        ("cortan", "prednisone", "Cortancyl", "H02AB07"),
        ("CORTAN", "prednisone", "Cortancyl", "H02AB07"),
        ("methylpred", "methylprednisolone", None, "H02AB04"),
        ("méthotrex", "methotrexate", None, "L01BA01"),
        ("jakavi", "ruxolitinib", "Jakavi", "L01EJ01"),
        ("l-thyrox", "levothyroxine", "L-Thyroxin Henning", "H03AA01"),
        ("plaquenil", "hydroxychloroquine", "Plaquenil", "P01BA02"),
        ("acide mycophéno", "mycophenolic acid", None, "L04AA06"),
    ],
)
def test_the_dictionary_finds_by_name_or_brand(typed: str, inn: str, brand: str | None, atc: str) -> None:
    found = dictionary_search(typed)
    assert (found[0].inn, found[0].brand, found[0].atc) == (inn, brand, atc)
    assert found[0].routes


def test_the_dictionary_puts_beginnings_first_and_finds_nothing_for_nothing() -> None:
    names = [entry.inn for entry in dictionary_search("predni", limit=3)]
    assert all(name.startswith("predni") for name in names)
    assert "methylprednisolone" in [entry.inn for entry in dictionary_search("predniso")]
    assert dictionary_search("  ") == ()
    assert len(dictionary_search("a", limit=5)) == 5


def test_every_sentence_and_word_has_both_languages_and_the_same_blanks() -> None:
    for key, pair in {**SENTENCES, **WORDS}.items():
        assert len(pair) == len(LANGUAGES) == 2, key
        assert all(text.strip() for text in pair), key
        blanks = [sorted(part.split("}")[0] for part in text.split("{")[1:]) for text in pair]
        assert set(blanks[0]) == set(blanks[1]), key


@pytest.mark.parametrize(
    ("value", "english", "french"),
    [
        (Decimal("70.0"), "70.0", "70,0"),
        (Fraction(285, 4), "71.25", "71,25"),
        (Fraction(40, 3), "13.33", "13,33"),
        (Fraction(70), "70", "70"),
        (Fraction(1, 10**12), "0.000000000001", "0,000000000001"),
    ],
)
def test_numbers_are_written_in_the_habit_of_the_reader(
    value: Decimal | Fraction, english: str, french: str
) -> None:
    assert written(value) == english
    assert written(value, "fr") == french


def test_rounding_never_hides_that_a_limit_is_exceeded() -> None:
    assert written(Fraction(30001, 3000), against=Fraction(10)) == "10.0003"


def test_numbers_and_dates_that_are_none_are_not_read() -> None:
    for text in ("", "1e13", "1e-99", "1.", ".5", "0x1", "1_0", "--1", "1" * 41):
        assert exact(text) is None, text
    for date in ("2023-2", "2023-02-30", "1899", "2100", "20231002", "2023-10-02T00:00"):
        assert parse_partial_date(date) is None, date
