"""The lines of the medications page: one form a drug, how often it is taken, and the dictionary behind its name."""

from __future__ import annotations

import copy
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from trial.models.fields import items_of
from trial.models.medications import ConcomitantMedication
from trial.protocol.dictionary import DictionaryEntry, dictionary_search
from trial.protocol.drug_names import folded
from trial.protocol.drug_tables import ATC
from trial.web.controls import Control, control, in_words
from trial.web.facts_links import LINES_PREFIX
from trial.web.fields import item_formfield, typed_data
from trial.web.reasons import REMOVED, Question

MOST_LINES = 100
ITEMS = tuple(item.attname for item in items_of(ConcomitantMedication))
BETWEEN = " – "

# How often: intakes a day, days with intake, days of the cycle.
FREQUENCIES: dict[str, tuple[Promise | str, tuple[Decimal, int, int]]] = {
    "once": (_lazy("Once a day"), (Decimal(1), 1, 1)),
    "twice": (_lazy("Twice a day"), (Decimal(2), 1, 1)),
    "thrice": (_lazy("Three times a day"), (Decimal(3), 1, 1)),
    "alternate": (_lazy("Every other day"), (Decimal(1), 1, 2)),
    "weekly": (_lazy("Once a week"), (Decimal(1), 1, 7)),
    "fortnightly": (_lazy("Every 2 weeks"), (Decimal(1), 1, 14)),
    "monthly": (_lazy("Every 4 weeks"), (Decimal(1), 1, 28)),
}
OTHER = "other"
FREQUENCY_ITEMS = ("intakes_per_day", "days_on", "days_cycle")
FREQUENCY_CHOICES = [
    ("", _lazy("Not known")),
    *((key, label) for key, (label, _figures) in FREQUENCIES.items()),
    (OTHER, _lazy("Otherwise…")),
]


def frequency_of(line: ConcomitantMedication) -> str:
    """Find the preset that a line's three numbers stand for; `other` when they stand for none."""
    intakes, days_on, days_cycle = (getattr(line, name) for name in FREQUENCY_ITEMS)
    if intakes is None and days_on is None and days_cycle is None:
        return ""
    figures = (intakes, days_on or 1, days_cycle or 1)
    return next((key for key, (_label, preset) in FREQUENCIES.items() if preset == figures), OTHER)


def shown_entry(entry: DictionaryEntry) -> str:
    """Write a choice of the dictionary as the list offers it: brand, name, code."""
    return BETWEEN.join(part for part in (entry.brand, entry.inn, entry.atc) if part)


def dictionary_entry(typed: str) -> DictionaryEntry | None:
    """Find the one drug that was meant: a choice of the list, or a name or brand that stands for one drug only."""
    first = typed.split(BETWEEN)[0]
    found = dictionary_search(first)
    chosen = [entry for entry in found if shown_entry(entry) == typed]
    if chosen:
        return chosen[0]
    exact = [
        e
        for e in found
        if folded(first) in {folded(name) for name in (e.inn, e.inn_fr, e.brand or "") if name}
    ]
    return exact[0] if len(exact) == 1 and BETWEEN not in typed else None


@dataclass(frozen=True)
class FrequencyChoice:
    """One way of taking, as an option of the list."""

    value: str
    label: Promise | str
    is_chosen: bool


class LineForm(forms.ModelForm):  # type: ignore[type-arg]
    """One drug as taken. `position` is its place in the page."""

    class Meta:
        model = ConcomitantMedication
        fields = ITEMS
        formfield_callback = item_formfield

    def __init__(self, data: Any = None, *, position: int | str, instance: Any = None) -> None:
        self.position = position
        self.questions: Mapping[str, Question] = {}
        self.history = ""
        super().__init__(data, prefix=f"{LINES_PREFIX}-{position}", instance=instance)
        unit: Any = self.fields["dose_unit"]
        unit.as_select()

    def posted(self, name: str) -> str:
        """Read one posted value of this line."""
        return str(self.data.get(self.add_prefix(name), "")).strip() if self.is_bound else ""

    @property
    def line_id(self) -> int | None:
        """The id of the stored line; none for a new one."""
        if not self.is_bound:
            return self.instance.pk
        text = self.posted("line_id")
        return int(text) if re.fullmatch(r"[0-9]{1,18}", text, re.ASCII) else None

    @property
    def is_removed(self) -> bool:
        return self.posted("removed") == "1"

    @property
    def is_blank(self) -> bool:
        """Say whether nothing was typed in a new line: such a line is nothing."""
        names = [
            key
            for name, field in self.fields.items()
            for key in typed_data(field, self.add_prefix(name), None)
        ]
        return self.line_id is None and not any(str(self.data.get(key, "")).strip() for key in names)

    @property
    def frequency(self) -> str:
        if not self.is_bound:
            return frequency_of(self.instance)
        typed = self.posted("frequency")
        return typed if typed in FREQUENCIES or not typed else OTHER

    @property
    def frequency_choices(self) -> list[FrequencyChoice]:
        chosen = self.frequency
        if not chosen and any(self.posted(name) for name in FREQUENCY_ITEMS):
            chosen = OTHER
        return [FrequencyChoice(key, label, key == chosen) for key, label in FREQUENCY_CHOICES]

    @property
    def removal_question(self) -> Question | None:
        """Why the line is removed, when that is asked."""
        return self.questions.get(REMOVED)

    @property
    def item_questions(self) -> list[Question]:
        """Why items of the line are changed, where that is asked."""
        return [question for name, question in self.questions.items() if name != REMOVED]

    @property
    def controls(self) -> Mapping[str, Control]:
        """Draw every field, by item."""
        return {name: control(self, name) for name in self.fields}

    @property
    def title(self) -> str:
        """The drug by the name that was typed or stored."""
        if self.is_bound:
            return self.posted("inn") or self.posted("brand") or self.posted("atc")
        return str(self.instance)

    def clean_atc(self) -> str | None:
        code = (self.cleaned_data.get("atc") or "").upper()
        if code and not ATC.fullmatch(code):
            raise ValidationError(_("“%(typed)s” is not an ATC code, such as H02AB06.") % {"typed": code})
        return code or None

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        entry = dictionary_entry(data.get("inn") or "")
        if entry is not None:
            if data["inn"] != entry.inn and entry.brand and not data.get("brand"):
                data["brand"] = entry.brand
            data["inn"] = entry.inn
            data["atc"] = data.get("atc") or entry.atc
        if self.frequency in FREQUENCIES:
            for name, figure in zip(FREQUENCY_ITEMS, FREQUENCIES[self.frequency][1], strict=True):
                self.errors.pop(name, None)
                data[name] = figure
        return data

    def values(self) -> dict[str, Any]:
        """Give the line as the service takes it."""
        if self.is_removed:
            return {"id": self.line_id, "is_removed": True}
        given: dict[str, Any] = {name: self.cleaned_data.get(name) for name in ITEMS}
        return given if self.line_id is None else given | {"id": self.line_id}

    def as_typed(self) -> ConcomitantMedication:
        """Give the unsaved line as typed, for judging: what is refused counts as not known."""
        refused = set(self.errors)
        line: ConcomitantMedication = copy.copy(self.instance)
        for name in refused & set(self.fields):
            setattr(line, name, None)
        return line


def line_in_words(values: Mapping[str, Any]) -> str:
    """Say a line in one sentence: drug, route, dose, how often, dates."""
    said = {
        item.attname: in_words(item, values.get(item.attname)) for item in items_of(ConcomitantMedication)
    }
    name = said["inn"] or said["brand"] or said["atc"] or "–"
    if said["brand"] and said["inn"]:
        name = f"{said['inn']} ({said['brand']})"
    line = ConcomitantMedication(**{item: values.get(item) for item in ITEMS})
    parts = [name, said["route"], _dose_in_words(said), frequency_in_words(line)]
    parts += [_("depot")] if values.get("depot") == "Y" else []
    parts += [_("only as needed")] if values.get("as_needed") == "Y" else []
    parts += [_("started %(date)s") % {"date": said["started_on"]}] if said["started_on"] else []
    parts += [_("stopped %(date)s") % {"date": said["stopped_on"]}] if said["stopped_on"] else []
    parts += [_("ongoing: %(answer)s") % {"answer": said["ongoing"]}] if said["ongoing"] else []
    return ", ".join(part for part in parts if part)


def saved_lines_in_words(lines: Iterable[ConcomitantMedication]) -> list[str]:
    """Say each saved line in one sentence."""
    return [line_in_words({name: getattr(line, name) for name in ITEMS}) for line in lines]


def _dose_in_words(said: Mapping[str, str]) -> str:
    return f"{said['dose']} {said['dose_unit']}".strip() if said["dose"] else ""


def frequency_in_words(line: ConcomitantMedication) -> str:
    """Say how often a line is taken."""
    key = frequency_of(line)
    if key in FREQUENCIES:
        return str(FREQUENCIES[key][0])
    said = {
        item.attname: in_words(item, getattr(line, item.attname)) for item in items_of(ConcomitantMedication)
    }
    if not key:
        return ""
    return _("%(intakes)s intakes a day, %(on)s in a cycle of %(cycle)s") % {
        "intakes": said["intakes_per_day"] or "?",
        "on": said["days_on"] or "1",
        "cycle": said["days_cycle"] or "1",
    }


def line_forms(
    data: Any, stored: Iterable[ConcomitantMedication], blank: ConcomitantMedication
) -> list[LineForm]:
    """Make the forms of the lines: those posted, or those stored. `blank` says whose a new line would be."""
    known = {line.pk: line for line in stored}
    if data is None:
        return [LineForm(instance=line, position=index) for index, line in enumerate(known.values())]
    found = []
    for index in range(lines_posted(data)):
        text = str(data.get(f"{LINES_PREFIX}-{index}-line_id", ""))
        own = known.get(int(text)) if re.fullmatch(r"[0-9]{1,18}", text, re.ASCII) else None
        new = ConcomitantMedication(patient=blank.patient, centre_id=blank.centre_id, position=index)
        found.append(LineForm(data, instance=own or new, position=index))
    return found


def lines_posted(data: Mapping[str, str]) -> int:
    """Read how many lines the page held; at most 100."""
    text = data.get(f"{LINES_PREFIX}-total", "0")
    return min(int(text), MOST_LINES) if re.fullmatch(r"[0-9]{1,4}", text, re.ASCII) else 0
