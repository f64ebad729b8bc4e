"""Fields that know what they collect: label, unit, hard and soft range, code list and CDASH name, declared once.

The page form, the validators, the CHECK constraint, the live panel and the history read them from here. A hard
range or a code list becomes a CHECK constraint of the column itself, so plain SQL is held to it too.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from trial.protocol.partial_dates import parse_partial_date

Bounds = tuple[str, str]


class Item:
    """Carry what a data item is beside its column. `hard` refuses, `soft` asks to confirm: decimals as text."""

    def __init__(
        self,
        *args: Any,
        unit: str | Promise = "",
        cdash: str = "",
        hard: Bounds | None = None,
        soft: Bounds | None = None,
        **kwargs: Any,
    ) -> None:
        self.unit, self.cdash, self.hard, self.soft = unit, cdash, hard, soft
        kwargs.setdefault("null", True)
        kwargs.setdefault("blank", True)
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> tuple[str, str, Sequence[Any], dict[str, Any]]:
        name, path, args, kwargs = super().deconstruct()  # type: ignore[misc]
        # Migrations keep what shapes the column; unit, CDASH name and soft range do not.
        if self.hard:
            kwargs["hard"] = self.hard
        kwargs["null"], kwargs["blank"] = self.null, self.blank  # type: ignore[attr-defined]
        return name, path, args, kwargs

    def column_check(self, column: str) -> str | None:
        """Give the SQL condition that every stored value meets; NULL always passes."""
        if not self.hard:
            return None
        low, high = (str(Decimal(bound)) for bound in self.hard)
        return f"{column} >= {low} AND {column} <= {high}"

    def db_check(self, connection: Any) -> str | None:
        """Add the item's condition to the column's CHECK constraint."""
        column = connection.ops.quote_name(self.column)  # type: ignore[attr-defined]
        return self.column_check(column)


class CodeItem(Item, models.CharField):  # type: ignore[type-arg]
    """One code of a closed list, stored as the code."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 24)
        super().__init__(*args, **kwargs)

    def column_check(self, column: str) -> str | None:
        codes = [str(code) for code, _label in self.flatchoices]
        return f"{column} IN ({', '.join(repr(code) for code in codes)})"


YES_NO = [("Y", _("Yes")), ("N", _("No"))]
YES_NO_UNKNOWN = [*YES_NO, ("U", _("Unknown"))]


class YesNoItem(CodeItem):
    """Y or N; nothing stored means not answered."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("choices", YES_NO)
        kwargs.setdefault("max_length", 1)
        super().__init__(*args, **kwargs)


class YesNoUnknownItem(CodeItem):
    """Y, N or U (asked and unknown); nothing stored means not answered."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("choices", YES_NO_UNKNOWN)
        kwargs.setdefault("max_length", 1)
        super().__init__(*args, **kwargs)


def _range_validators(hard: Bounds | None, read: Callable[[str], Any]) -> list[Any]:
    if not hard:
        return []
    low, high = hard
    return [MinValueValidator(read(low)), MaxValueValidator(read(high))]


class DecimalItem(Item, models.DecimalField):  # type: ignore[type-arg]
    """An exact decimal, in `unit`."""

    @property
    def validators(self) -> list[Any]:  # type: ignore[override]
        return [*super().validators, *_range_validators(self.hard, Decimal)]


class IntegerItem(Item, models.IntegerField):  # type: ignore[type-arg]
    """A whole number, in `unit`."""

    @property
    def validators(self) -> list[Any]:  # type: ignore[override]
        return [*super().validators, *_range_validators(self.hard, int)]


class DateItem(Item, models.DateField):  # type: ignore[type-arg]
    """A full date."""


class TimeItem(Item, models.TimeField):  # type: ignore[type-arg]
    """A local time of day, to the minute."""


class TextItem(Item, models.CharField):  # type: ignore[type-arg]
    """A short text that names nobody."""


class PartialDateItem(Item, models.CharField):  # type: ignore[type-arg]
    """A date as known, `YYYY`, `YYYY-MM` or `YYYY-MM-DD`: kept as typed, never completed."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 10)
        super().__init__(*args, **kwargs)

    def column_check(self, column: str) -> str | None:
        return rf"{column} ~ '^[12]\d{{3}}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?$'"

    def validate(self, value: Any, model_instance: Any) -> None:
        super().validate(value, model_instance)
        if value and parse_partial_date(value) is None:
            raise ValidationError(_("This date does not exist."))


class BirthItem(Item, models.CharField):  # type: ignore[type-arg]
    """The year, or year and month, of birth: `YYYY` or `YYYY-MM`. A day is refused: it is never collected."""

    # The years that the eligibility criteria take: nobody born later can be an adult of this study.
    PATTERN = r"^(19\d{2}|200\d|2010)(-(0[1-9]|1[0-2]))?$"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 7)
        super().__init__(*args, **kwargs)

    def column_check(self, column: str) -> str | None:
        return f"{column} ~ '{self.PATTERN}'"

    def validate(self, value: Any, model_instance: Any) -> None:
        super().validate(value, model_instance)
        if value and not re.fullmatch(self.PATTERN, value, re.ASCII):
            raise ValidationError(
                _("Give the year of birth, from 1900 to 2010, with the month if known, never the day.")
            )


def items_of(model: type[models.Model]) -> list[Any]:
    """List the data items of a model, in the order of their declaration."""
    return [field for field in model._meta.concrete_fields if isinstance(field, Item)]
