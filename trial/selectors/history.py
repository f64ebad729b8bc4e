"""What was changed in a patient's casebook: who, when, which item, old and new value."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from itertools import groupby
from typing import Any

from django.db import models
from django.utils import formats
from django.utils.functional import Promise
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from trial.models.fields import BirthItem, PartialDateItem, items_of
from trial.models.inclusion_visit import inclusion_visit_of
from trial.models.medications import ConcomitantMedication
from trial.models.patients import Patient

PATIENT_ITEMS = ("cohort", "status", "inclusion_number")
NEVER_SHOWN = frozenset(
    {
        "id",
        "password",
        "last_login",
        "patient",
        "study_toml",
        "drugs_csv",
        "glucocorticoids_csv",
        "dictionary_csv",
    }
)


@dataclass(frozen=True)
class Change:
    """One value that was entered or changed; `old` and `new` are as the reader's language writes them."""

    at: datetime
    by: str
    form: Promise | str
    item: Promise | str
    old: str
    new: str


@dataclass(frozen=True)
class Save:
    """What one person changed in one form at one moment."""

    at: datetime
    by: str
    form: Promise | str
    changes: tuple[Change, ...]


def saves_of(changes: Iterable[Change]) -> list[Save]:
    """Gather changes, newest first, by the save that they belong to."""
    groups = groupby(changes, key=lambda change: (change.at, change.by, str(change.form)))
    gathered = [tuple(group) for _key, group in groups]
    return [Save(group[0].at, group[0].by, group[0].form, group) for group in gathered]


def latest_changes_of(patient: Patient, *, limit: int) -> list[Change]:
    """List the latest changes of the inclusion visit, newest first; one query a form, whatever their number."""
    changes = list(_changes_in(Patient, {"id": patient.pk}, _("Patient"), limit))
    for definition in inclusion_visit_of(patient.cohort.code):
        changes += _changes_in(definition.model, {"patient": patient}, definition.title, limit)
    changes += _changes_in(ConcomitantMedication, {"patient": patient}, _("Medication"), limit)
    return sorted(changes, key=lambda change: change.at, reverse=True)[:limit]


def _changes_in(
    model: type[models.Model], where: dict[str, Any], title: Promise | str, limit: int
) -> Iterator[Change]:
    rows = model.history.filter(**where).select_related("history_user")  # type: ignore[attr-defined]
    saves: dict[int, list[Any]] = defaultdict(list)
    # One save more than is shown: the oldest one is only what the next is compared with.
    for row in rows.order_by("-history_date", "-history_id")[: limit + 1]:
        saves[row.id].append(row)
    for newest_first in saves.values():
        for row, before in zip(newest_first, [*newest_first[1:], None], strict=True):
            if before is None and row.history_type != "+":
                continue
            yield from _differences(model, row, before, title)


def _differences(model: type[models.Model], row: Any, before: Any, title: Promise | str) -> Iterator[Change]:
    by = row.history_user.full_name if row.history_user else ""
    for field in _items(model):
        old = getattr(before, field.attname) if before else None
        new = getattr(row, field.attname)
        # A first entry of False only says that nothing was ticked.
        if old == new or (old in (None, "") and new in (None, "", False)):
            continue
        label = field.verbose_name
        yield Change(row.history_date, by, title, label, said(field, old, before), said(field, new, row))


def _items(model: type[models.Model]) -> list[Any]:
    if model is Patient:
        return [Patient._meta.get_field(name) for name in PATIENT_ITEMS]
    items = items_of(model)
    if model is ConcomitantMedication:
        items.append(model._meta.get_field("is_removed"))
    return items or [field for field in model._meta.concrete_fields if field.name not in NEVER_SHOWN]


def said(field: Any, value: Any, row: Any) -> str:
    """Say a stored value as the reader's language writes it; nothing stored is the empty text."""
    if value in (None, ""):
        return ""
    if field.is_relation:
        return str(getattr(row, field.name))
    if field.flatchoices:
        return str(dict(field.flatchoices).get(value, value))
    if isinstance(field, (PartialDateItem, BirthItem)):
        return partial_date_words(value)
    unit = getattr(field, "unit", "")
    if unit and isinstance(value, (Decimal, int)):
        return f"{formats.localize(Decimal(value).normalize() + 0)} {unit}"
    match value:
        case bool():
            return str(_("Yes") if value else _("No"))
        case Decimal():
            return str(formats.localize(value.normalize() + 0))
        case time():
            return formats.time_format(value, "H:i")
        case datetime():
            return formats.date_format(localtime(value), "j N Y H:i")
        case date():
            return formats.date_format(value, "j N Y")
    return str(value)


def partial_date_words(text: str) -> str:
    """Say `YYYY`, `YYYY-MM` or `YYYY-MM-DD` as the reader's language writes it."""
    match len(text):
        case 7:
            return formats.date_format(date.fromisoformat(f"{text}-01"), "F Y")
        case 10:
            return formats.date_format(date.fromisoformat(text), "j N Y")
    return text
