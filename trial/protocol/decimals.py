"""Exact numbers: reading them without floats, writing them in the reader's habit."""

import re
from decimal import Decimal, InvalidOperation
from fractions import Fraction

NUMBER = re.compile(r"[+-]?[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]{1,9})?", re.ASCII)
MOST_DIGITS = 40
LARGEST_EXPONENT = 12
SMALLEST_EXPONENT = -40


def exact(text: str) -> Decimal | None:
    """Read a decimal number exactly, None when the text is no number or beyond 40 digits or 10^12."""
    if len(text) > 100 or not NUMBER.fullmatch(text):
        return None
    try:
        value = Decimal(text)
    except InvalidOperation:
        return None
    return bounded(value)


def bounded(value: Decimal) -> Decimal | None:
    """Keep a finite number of sensible size, else None: an exponent of a million must cost nothing."""
    if not value.is_finite():
        return None
    if value.is_zero():
        return abs(value) if SMALLEST_EXPONENT <= value.adjusted() <= 0 else Decimal(0)
    too_long = len(value.as_tuple().digits) > MOST_DIGITS
    if too_long or not SMALLEST_EXPONENT <= value.adjusted() <= LARGEST_EXPONENT:
        return None
    return value


def written(value: Decimal | Fraction | int, lang: str = "en", *, against: Fraction | None = None) -> str:
    """Write a number with a decimal point in English, a comma in French.

    A decimal keeps the digits it was entered with; a computed fraction is written exactly when it ends within
    twelve places, else rounded to as many places as keep it apart from `against`."""
    text = format(value, "f") if isinstance(value, Decimal) else _computed(Fraction(value), against)
    return text.replace(".", ",") if lang == "fr" else text


def _computed(value: Fraction, against: Fraction | None) -> str:
    scaled = value * 10**12
    if scaled.denominator == 1:
        return _places(value, 12).rstrip("0").rstrip(".")
    for places in range(2, 12):
        rounded = Fraction(round(value * 10**places), 10**places)
        apart = against is None or ((rounded > against) == (value > against) and rounded != against)
        if rounded and apart:
            return _places(value, places)
    return _places(value, 12)


def _places(value: Fraction, places: int) -> str:
    digits = str(round(value * 10**places)).rjust(places + 1, "0")
    return f"{digits[:-places]}.{digits[-places:]}"
