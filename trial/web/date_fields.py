"""Dates typed in boxes: whole, as far as known, or a birth of which the day is never asked."""

from __future__ import annotations

import datetime
import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from trial.protocol.partial_dates import FIRST_YEAR, LAST_YEAR
from trial.web.date_words import Typed, month_number, split_pasted
from trial.web.item_fields import ItemField


class Boxes(forms.MultiWidget):
    """Separate boxes for the parts of a date, named `<item>_day`, `<item>_month`, `<item>_year`."""

    def __init__(self, parts: tuple[str, ...]) -> None:
        self.parts = parts
        attrs = {"inputmode": "numeric", "autocomplete": "off"}
        super().__init__({part: forms.TextInput(attrs=attrs) for part in parts})

    def decompress(self, value: Any) -> list[str]:
        known = dict(zip(("year", "month", "day"), str(value or "").split("-"), strict=False))
        return [known.get(part, "") for part in self.parts]

    def texts(self, value: Any) -> dict[str, str]:
        """Give what stands in each box: as typed, or from the stored value."""
        typed = value if isinstance(value, list) else self.decompress(value)
        return {part: text or "" for part, text in zip(self.parts, typed, strict=True)}


class BoxedDateField(ItemField):
    """A date typed in boxes; `parts` says which, and a month may be a number or a name."""

    kind = "boxes"
    parts: tuple[str, ...] = ("day", "month", "year")

    def __init__(self, *, item: Any, **kwargs: Any) -> None:
        super().__init__(item=item, widget=Boxes(self.parts), **kwargs)

    def clean(self, value: Any) -> Any:
        typed = split_pasted(dict(zip(self.parts, ((text or "").strip() for text in value), strict=True)))
        if not any(typed.values()):
            return None
        self.refuse_parts(typed)
        year, month, day = self._year(typed), self._month(typed), self._day(typed)
        return self.of_parts(year, month, day)

    def refuse_parts(self, typed: Typed) -> None:
        """Refuse a date of which a part is missing."""
        if not all(typed.get(part) for part in ("day", "month", "year")):
            raise ValidationError(_("Give the day, the month and the year."))

    def of_parts(self, year: int, month: int | None, day: int | None) -> Any:
        """Make the value of its parts. Raises ValidationError for a day that does not exist."""
        try:
            return datetime.date(year, month or 1, day or 1)
        except ValueError as impossible:
            raise ValidationError(
                _("There is no %(day)d %(month)s %(year)d: check the day and the month.")
                % {"day": day, "month": date_format(datetime.date(year, month or 1, 1), "F"), "year": year}
            ) from impossible

    def _year(self, typed: Typed) -> int:
        text = typed["year"]
        if not re.fullmatch(r"[0-9]{4}", text, re.ASCII) or not FIRST_YEAR <= int(text) <= LAST_YEAR:
            raise ValidationError(_("Give the year in four digits, for example 2026."))
        return int(text)

    def _month(self, typed: Typed) -> int | None:
        text = typed.get("month", "")
        month = month_number(text)
        if text and month is None:
            raise ValidationError(
                _("“%(typed)s” is not a month. Give a number from 1 to 12 or a name.") % {"typed": text[:40]}
            )
        return month

    def _day(self, typed: Typed) -> int | None:
        text = typed.get("day", "")
        if text and (not re.fullmatch(r"[0-9]{1,2}", text, re.ASCII) or not 1 <= int(text) <= 31):
            raise ValidationError(_("“%(typed)s” is not a day of the month.") % {"typed": text[:40]})
        return int(text) if text else None


class PartialDateField(BoxedDateField):
    """A date as far as known: the year, the month and year, or all three. Never completed."""

    kind = "boxes"

    def refuse_parts(self, typed: Typed) -> None:
        if typed.get("day") and not typed.get("month"):
            raise ValidationError(
                _("A day without its month says nothing: give the month, or clear the day.")
            )
        if not typed.get("year"):
            raise ValidationError(_("Give at least the year."))

    def of_parts(self, year: int, month: int | None, day: int | None) -> str:
        super().of_parts(year, month, day)
        return "-".join([f"{year:04d}", *(f"{part:02d}" for part in (month, day) if part is not None)])


class BirthField(PartialDateField):
    """The year of birth, with the month when known. A day is refused in whatever form it comes."""

    parts = ("month", "year")

    def refuse_parts(self, typed: Typed) -> None:
        if typed.get("day"):
            raise ValidationError(
                _(
                    "The day of birth is never collected. Give the month and the year only, for example 4 and 1980."
                )
            )
        super().refuse_parts(typed)
