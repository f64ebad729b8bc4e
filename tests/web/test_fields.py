"""What people type in a field, what is understood, and the sentence for what is not."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation

from trial.models import ConcomitantMedication, Consent, Identity, Measurements, SleDiagnosis
from trial.web.date_words import month_number, split_pasted
from trial.web.fields import item_formfield
from trial.web.item_fields import number_words, soft_note


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    with translation.override("en"):
        yield


def field(model: Any, name: str) -> Any:
    return item_formfield(model._meta.get_field(name))


def sentence(given: Any, value: Any) -> str:
    with pytest.raises(ValidationError) as refused:
        given.clean(value)
    return " ".join(refused.value.messages)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("36,9", "36.9"), ("36.9", "36.9"), (" 70 ", "70"), ("", None), ("120,0", "120.0")],
)
@pytest.mark.requirement("R81")
def test_a_decimal_is_read_with_a_point_or_a_comma(typed: str, meant: str | None) -> None:
    assert field(Measurements, "weight_kg").clean(typed) == (Decimal(meant) if meant else None)


@pytest.mark.parametrize("typed", ["1 234,5", "1\u202f234,5", "1\u00a0234.5"])
def test_thousands_may_be_set_apart_by_spaces(typed: str) -> None:
    assert field(Measurements, "lymphocytes_value").clean(typed) == Decimal("1234.5")


@pytest.mark.parametrize("typed", ["1.234,5", "1,234.5"])
def test_a_number_that_can_be_read_in_two_ways_is_refused(typed: str) -> None:
    assert "two ways" in sentence(field(Measurements, "lymphocytes_value"), typed)


@pytest.mark.parametrize(
    "typed", ["nan", "inf", "-Infinity", "1e5", "7O", "36,9,1", "--5", "٣", "1 2", "0x10"]
)
def test_what_is_no_number_is_refused_kindly(typed: str) -> None:
    assert "is not a number" in sentence(field(Measurements, "weight_kg"), typed)


@pytest.mark.parametrize("typed", ["19,9", "351", "-70", "7000000000000"])
def test_a_weight_outside_what_is_possible_is_refused(typed: str) -> None:
    assert "between 20 and 350" in sentence(field(Measurements, "weight_kg"), typed)


@pytest.mark.parametrize("typed", ["20", "350"])
def test_the_bounds_of_a_hard_range_are_possible(typed: str) -> None:
    assert field(Measurements, "weight_kg").clean(typed) == Decimal(typed)


def test_a_value_with_more_decimals_than_are_stored_is_refused_and_not_rounded() -> None:
    assert "At most 1 decimals" in sentence(field(Measurements, "weight_kg"), "70,25")


@pytest.mark.parametrize(
    ("value", "is_noted"), [("39.9", True), ("40", False), ("150", False), ("150.1", True)]
)
def test_an_unusual_weight_is_noted_and_not_refused(value: str, is_noted: bool) -> None:
    assert bool(soft_note(Measurements._meta.get_field("weight_kg"), Decimal(value))) is is_noted


@pytest.mark.parametrize(("lang", "words"), [("en", "36.9"), ("fr", "36,9")])
@pytest.mark.requirement("R81")
def test_numbers_are_shown_in_the_readers_habit(lang: str, words: str) -> None:
    with translation.override(lang):
        assert number_words(Decimal("36.9000")) == words


@pytest.mark.parametrize("typed", ["4.5", "4,0", "four", "1e1", "-"])
def test_a_count_is_a_whole_number(typed: str) -> None:
    assert "is not a whole number" in sentence(field(SleDiagnosis, "acr_1997_count"), typed)


@pytest.mark.parametrize("typed", ["12", "-1"])
def test_a_count_outside_its_range_is_refused(typed: str) -> None:
    assert "between 0 and 11" in sentence(field(SleDiagnosis, "acr_1997_count"), typed)


@pytest.mark.parametrize(
    "typed",
    [
        ["3", "11", "2023"],
        ["03", "nov", "2023"],
        ["3", "Novembre", "2023"],
        ["3/11/2023", "", ""],
        ["2023-11-03", "", ""],
        ["3 nov. 2023", "", ""],
    ],
)
def test_a_date_is_understood_in_boxes_by_name_or_pasted_whole(typed: list[str]) -> None:
    assert field(Consent, "visit_on").clean(typed) == datetime.date(2023, 11, 3)


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        (["31", "2", "2026"], "There is no 31 February 2026"),
        (["31/2/2026", "", ""], "There is no 31 February 2026"),
        (["29", "2", "2023"], "There is no 29 February 2023"),
        (["3", "", "2023"], "Give the day, the month and the year"),
        (["", "11", "2023"], "Give the day, the month and the year"),
        (["3", "13", "2023"], "is not a month"),
        (["3", "jui", "2023"], "is not a month"),
        (["32", "1", "2023"], "is not a day of the month"),
        (["3", "11", "23"], "four digits"),
        (["3", "11", "0001"], "four digits"),
    ],
)
def test_an_impossible_date_is_refused_with_a_sentence(typed: list[str], says: str) -> None:
    with translation.override("en"):
        assert says in sentence(field(Consent, "visit_on"), typed)


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        (["", "", "2026"], "2026"),
        (["", "6", "2026"], "2026-06"),
        (["3", "juin", "2026"], "2026-06-03"),
        (["06/2026", "", ""], "2026-06"),
        (["2026-06", "", ""], "2026-06"),
        (["", "", ""], None),
    ],
)
def test_a_partial_date_is_stored_as_far_as_known(typed: list[str], stored: str | None) -> None:
    assert field(ConcomitantMedication, "started_on").clean(typed) == stored


def test_a_day_without_its_month_is_refused() -> None:
    assert "without its month" in sentence(field(ConcomitantMedication, "started_on"), ["3", "", "2026"])


@pytest.mark.parametrize(
    "typed",
    [["12/04/1980", ""], ["", "12/04/1980"], ["1980-04-12", ""], ["12 avril 1980", ""], ["", "1980-04-12"]],
)
@pytest.mark.requirement("R14")
def test_a_full_birth_date_is_refused_in_any_form(typed: list[str]) -> None:
    assert "day of birth is never collected" in sentence(field(Identity, "birth"), typed)


@pytest.mark.parametrize(
    ("typed", "stored"), [(["4", "1980"], "1980-04"), (["", "1980"], "1980"), (["04/1980", ""], "1980-04")]
)
def test_a_birth_is_a_year_with_its_month_when_known(typed: list[str], stored: str) -> None:
    assert field(Identity, "birth").clean(typed) == stored


@pytest.mark.parametrize(
    ("typed", "meant"), [("09:10", (9, 10)), ("9h10", (9, 10)), ("9 H 10", (9, 10)), ("9h", (9, 0))]
)
def test_a_time_is_read_with_a_colon_or_an_h(typed: str, meant: tuple[int, int]) -> None:
    assert field(Consent, "consent_at").clean(typed) == datetime.time(*meant)


@pytest.mark.parametrize("typed", ["24:00", "9:60", "nine", "910"])
def test_what_is_no_time_is_refused(typed: str) -> None:
    assert "is not a time" in sentence(field(Consent, "consent_at"), typed)


def test_an_answer_outside_the_list_is_refused() -> None:
    assert "Choose one" in sentence(field(Identity, "sex"), "X")


@pytest.mark.parametrize(
    ("typed", "month"),
    [
        ("1", 1),
        ("12", 12),
        ("0", None),
        ("févr.", 2),
        ("aout", 8),
        ("AUG", 8),
        ("ju", None),
        ("mai", 5),
        ("mar", 3),
    ],
)
def test_months_are_read_by_number_or_name_in_both_languages(typed: str, month: int | None) -> None:
    assert month_number(typed) == month


def test_text_that_is_no_date_stays_where_it_was_typed() -> None:
    assert split_pasted({"day": "soon", "month": "", "year": ""}) == {"day": "soon", "month": "", "year": ""}
