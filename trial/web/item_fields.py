"""Form fields made from data items: kind to what is typed, strict about what is meant.

What was typed stays on the page when it is refused. Nothing is rounded, completed or guessed.
"""

from __future__ import annotations

import datetime
import re
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from trial.protocol.decimals import exact, written

MOST_PILLS = 7
GROUPED = re.compile(r"[+-]?[0-9]{1,3}(?:[ \u00a0\u202f][0-9]{3})+(?:[.,][0-9]+)?", re.ASCII)
PLAIN = re.compile(r"[+-]?[0-9]+(?:[.,][0-9]+)?", re.ASCII)
WHOLE = re.compile(r"[+-]?[0-9]{1,9}", re.ASCII)
CLOCK = re.compile(r"([0-9]{1,2})\s*[:hH]\s*([0-9]{2})?", re.ASCII)


def number_words(value: Decimal | int) -> str:
    """Write a number in the reader's habit, without the zeros that only fill its column."""
    lang = "fr" if (get_language() or "").startswith("fr") else "en"
    plain = Decimal(value)
    if plain == plain.to_integral_value():
        return written(plain.quantize(Decimal(1)), lang)
    return written(plain.normalize(), lang)


def soft_note(item: Any, value: Any) -> str:
    """Say that a value lies outside what is usual; empty when it does not. It may be kept."""
    if value is None or not item.soft:
        return ""
    low, high = (Decimal(bound) for bound in item.soft)
    if low <= Decimal(value) <= high:
        return ""
    return _(
        "%(value)s is outside the expected %(low)s–%(high)s %(unit)s. Check the source; you can keep it."
    ) % {
        "value": number_words(value),
        "low": number_words(low),
        "high": number_words(high),
        "unit": item.unit,
    }


class ItemField(forms.Field):
    """A field of one data item: never required, and nothing typed means nothing known."""

    kind = "text"

    def __init__(self, *, item: Any, **kwargs: Any) -> None:
        self.item = item
        kwargs.update(required=False, label=item.verbose_name, help_text=item.help_text)
        super().__init__(**kwargs)

    def refuse_outside(self, value: Decimal | int) -> None:
        """Refuse what the item's hard range makes impossible."""
        if not self.item.hard:
            return
        low, high = (Decimal(bound) for bound in self.item.hard)
        if low <= value <= high:
            return
        figures = {"value": number_words(value), "low": number_words(low), "high": number_words(high)}
        sentence = _("%(value)s is not possible. Enter a value between %(low)s and %(high)s.") % figures
        if self.item.unit:
            sentence = _(
                "%(value)s %(unit)s is not possible. Enter a value between %(low)s and %(high)s."
            ) % {
                **figures,
                "unit": self.item.unit,
            }
        raise ValidationError(sentence)


class TextField(ItemField):
    """A short text; spaces around it do not count."""

    widget = forms.TextInput

    def to_python(self, value: Any) -> str | None:
        text = " ".join(str(value or "").split())
        if "\x00" in text:
            raise ValidationError(_("This text holds a character that cannot be stored."))
        if len(text) > self.item.max_length:
            raise ValidationError(_("At most %(most)d characters.") % {"most": self.item.max_length})
        return text or None


class DecimalField(ItemField):
    """An exact decimal, with a point or a comma."""

    widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})

    def to_python(self, value: Any) -> Decimal | None:
        text = str(value or "").strip()
        if not text:
            return None
        if "." in text and "," in text:
            raise ValidationError(
                _("“%(typed)s” can be read in two ways. Write one decimal sign only, for example 1234,5.")
                % {"typed": text[:40]}
            )
        number = exact(re.sub(r"[ \u00a0\u202f]", "", text).replace(",", ".")) if _is_number(text) else None
        if number is None:
            raise ValidationError(
                _("“%(typed)s” is not a number. Write it in digits only.") % {"typed": text[:40]}
            )
        return number

    def validate(self, value: Any) -> None:
        if value is None:
            return
        self.refuse_outside(value)
        places = max(0, -int(value.as_tuple().exponent))
        if places > self.item.decimal_places:
            raise ValidationError(_("At most %(most)d decimals.") % {"most": self.item.decimal_places})
        if value.adjusted() + 1 > self.item.max_digits - self.item.decimal_places:
            raise ValidationError(_("This number is too large."))

    def prepare_value(self, value: Any) -> Any:
        return number_words(value) if isinstance(value, Decimal) else value


def _is_number(text: str) -> bool:
    return bool(PLAIN.fullmatch(text) or GROUPED.fullmatch(text))


class IntegerField(ItemField):
    """A whole number."""

    widget = forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"})

    def to_python(self, value: Any) -> int | None:
        text = str(value if value is not None else "").strip()
        if not text:
            return None
        if not WHOLE.fullmatch(text):
            raise ValidationError(_("“%(typed)s” is not a whole number.") % {"typed": text[:40]})
        return int(text)

    def validate(self, value: Any) -> None:
        if value is not None:
            self.refuse_outside(value)


class TimeField(ItemField):
    """A time of day: 9:10, 09:10 or 9h10."""

    widget = forms.TextInput(attrs={"inputmode": "text", "autocomplete": "off", "placeholder": "hh:mm"})

    def to_python(self, value: Any) -> datetime.time | None:
        text = str(value or "").strip()
        if not text:
            return None
        match = CLOCK.fullmatch(text)
        hours, minutes = (int(match[1]), int(match[2] or 0)) if match else (99, 0)
        if hours > 23 or minutes > 59:
            raise ValidationError(
                _("“%(typed)s” is not a time. Write for example 09:10.") % {"typed": text[:40]}
            )
        return datetime.time(hours, minutes)

    def prepare_value(self, value: Any) -> Any:
        return value.strftime("%H:%M") if isinstance(value, datetime.time) else value


class CodeField(ItemField):
    """One answer of a closed list, or none."""

    def __init__(self, *, item: Any, **kwargs: Any) -> None:
        answers = list(item.choices)
        self.kind = "pills" if len(answers) <= MOST_PILLS else "select"
        self.codes = {str(code) for code, _label in answers}
        blank = (("", _lazy("No answer")),)
        # Read after the answers as a pill, before them in a list that opens on it.
        self.choices = [*answers, *blank] if self.kind == "pills" else [*blank, *answers]
        widget = forms.RadioSelect if self.kind == "pills" else forms.Select
        super().__init__(item=item, widget=widget(choices=self.choices), **kwargs)

    def as_select(self) -> None:
        """Show as a list to open, to stand beside another field."""
        answers = [choice for choice in self.choices if choice[0]]
        self.kind, self.choices = "select", [("", "–"), *answers]
        self.widget = forms.Select(choices=self.choices)

    def to_python(self, value: Any) -> str | None:
        text = str(value or "")
        if text and text not in self.codes:
            raise ValidationError(_("Choose one of the answers shown."))
        return text or None

    def prepare_value(self, value: Any) -> Any:
        return "" if value is None else value
