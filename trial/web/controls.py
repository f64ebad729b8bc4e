"""What a template needs to draw one field of a form: its inputs, its words, and the ids that tie them together."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.forms import BaseForm, BoundField
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from trial.models.fields import BirthItem, DateItem, PartialDateItem
from trial.protocol.partial_dates import parse_partial_date
from trial.web.item_fields import number_words, soft_note

PART_LABELS = {"day": _("Day"), "month": _("Month"), "year": _("Year")}


@dataclass(frozen=True)
class Box:
    """One box of a date."""

    id: str
    name: str
    part: str
    label: Promise | str
    text: str


@dataclass(frozen=True)
class Option:
    """One answer of a closed list; the blank one clears the answer, and is never chosen beforehand."""

    id: str
    value: str
    label: Promise | str
    is_chosen: bool

    @property
    def is_blank(self) -> bool:
        return not self.value


class Control:
    """One field as drawn: `note` is what is unusual about a value that may be kept.

    `question` asks why its saved value is changed, `history` is the address of what became of it; or None and ""."""

    def __init__(self, bound: BoundField, *, note: str = "", question: Any = None, history: str = "") -> None:
        self.bound, self.note, self.question, self.history = bound, note, question, history
        self.item = bound.field.item  # type: ignore[attr-defined]
        self.kind = bound.field.kind  # type: ignore[attr-defined]
        self.name = bound.html_name
        self.id = bound.auto_id
        self.label = bound.label
        self.unit = self.item.unit
        self.help = bound.help_text
        self.errors = list(bound.errors)

    @property
    def text(self) -> str:
        """What stands in the box: as typed when refused, else in the reader's habit."""
        value = self.bound.value()
        return "" if value is None else str(value)

    @property
    def attributes(self) -> dict[str, str]:
        return self.bound.field.widget.attrs

    @property
    def is_figures(self) -> bool:
        return self.attributes.get("inputmode") in ("decimal", "numeric")

    @property
    def has_value(self) -> bool:
        if self.kind == "boxes":
            return any(box.text for box in self.boxes)
        return bool(self.text)

    @property
    def is_grouped(self) -> bool:
        """Several inputs stand for the one answer, so that a fieldset names them together."""
        return self.kind in ("pills", "boxes")

    @property
    def described_by(self) -> str:
        """The ids that explain the field: help, unit, and where its errors and notes appear."""
        ids = [f"{self.id}_helptext"] if self.help else []
        ids += [f"{self.id}_unit"] if self.unit else []
        return " ".join([*ids, f"{self.id}_error"])

    @property
    def options(self) -> list[Option]:
        """The answers to choose from, the chosen one marked."""
        chosen = self.text
        return [
            Option(f"{self.id}_{code or 'none'}", str(code), label, bool(code) and chosen == str(code))
            for code, label in self.bound.field.choices  # type: ignore[attr-defined]
        ]

    @property
    def boxes(self) -> list[Box]:
        """The boxes of a date, as typed."""
        texts = self.bound.field.widget.texts(self.bound.value())
        return [
            Box(f"{self.id}_{part}", f"{self.name}_{part}", part, PART_LABELS[part], text)
            for part, text in texts.items()
        ]

    @property
    def first_id(self) -> str:
        """The id of the input that takes the focus."""
        if self.kind == "boxes":
            return self.boxes[0].id
        return self.options[0].id if self.kind == "pills" else self.id


def control(form: BaseForm, name: str) -> Control:
    """Draw one field of a form, with what is unusual about its value."""
    field = form.fields[name]
    known = getattr(form, "cleaned_data", {}) if form.is_bound else form.initial
    return Control(
        form[name],
        note=soft_note(field.item, known.get(name)),  # type: ignore[attr-defined]
        question=getattr(form, "questions", {}).get(name),
        history=getattr(form, "histories", {}).get(name, ""),
    )


def in_words(item: Any, value: Any) -> str:
    """Say a stored value as a reader would: the answer's word, the date as far as known, the number with its unit."""
    if value in (None, ""):
        return ""
    if item.flatchoices:
        return str(dict(item.flatchoices).get(value, value))
    if isinstance(item, DateItem):
        return date_format(value, "j F Y")
    if isinstance(item, PartialDateItem | BirthItem):
        return partial_words(value)
    if hasattr(value, "strftime"):
        return str(value.strftime("%H:%M"))
    words = value if isinstance(value, str) else number_words(value)
    return f"{words} {item.unit}" if item.unit else words


def partial_words(text: str) -> str:
    """Say a date as far as it is known: 3 November 2026, November 2026, 2026."""
    known = parse_partial_date(text)
    if known is None:
        return text
    if known.day:
        return date_format(known.earliest, "j F Y")
    return date_format(known.earliest, "F Y") if known.month else str(known.year)


def moment_words(moment: Any) -> str:
    """Say when something was saved, in the trial's time."""
    return date_format(timezone.localtime(moment), "j F Y, H:i") if moment else ""
