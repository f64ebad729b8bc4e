"""A history row as a reader sees it: who in which role, when, which values from what to what, and why."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from decimal import Decimal
from functools import cache
from typing import Any

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from trial.audit.reasons import ReasonCode
from trial.audit.tables import audited_models, history_of
from trial.models.casebook import CasebookForm
from trial.models.fields import items_of
from trial.models.medications import ConcomitantMedication
from trial.models.patients import Assessment, AssessmentCriterion, Patient
from trial.models.people import ROLE_LABELS
from trial.models.protocol import ProtocolVersion
from trial.protocol.access import Role
from trial.selectors.history import NEVER_SHOWN, said

OPERATIONS: dict[str, Promise | str] = {
    "+": _lazy("First entry"),
    "~": _lazy("Change"),
    "-": _lazy("Removal"),
}
PATIENT_ITEMS = (
    "centre",
    "cohort",
    "screening_number",
    "inclusion_number",
    "status",
    "eligibility",
    "missing_count",
    "decided_on",
)
# What hangs on the patient anyway is not said again of the decision.
NOT_OF_THE_DECISION = frozenset({"facts", "centre", "cohort", "decided_by", "assessment"})
TEXTS_OF: dict[type[models.Model], tuple[str, ...]] = {
    ProtocolVersion: ("study_toml", "drugs_csv", "glucocorticoids_csv", "dictionary_csv")
}
NAMES_OF_A_ROW = ("inn", "brand", "atc", "full_name", "name", "code")


@dataclass(frozen=True)
class ValueChange:
    """One value from what to what, in words, and why; nothing stored is the empty text."""

    name: str
    label: str
    old: str
    new: str
    why: str = ""


@dataclass(frozen=True)
class Entry:
    """One row of the trail. `seq` is its place in the ledger, 0 when that was not asked."""

    seq: int
    at: datetime
    model: type[models.Model]
    row: Any
    changes: tuple[ValueChange, ...] = field(default=())

    def only(self, name: str) -> Entry:
        """Keep of it the change of one item."""
        return replace(self, changes=tuple(change for change in self.changes if change.name == name))

    @property
    def operation(self) -> Promise | str:
        return OPERATIONS[self.row.history_type]

    @property
    def form(self) -> Promise | str:
        return self.model._meta.verbose_name or ""

    @property
    def title(self) -> str:
        """Which of several rows of the form: the drug of a line, the name of a centre."""
        if issubclass(self.model, (CasebookForm, Patient)):
            return ""
        return str(next((v for name in NAMES_OF_A_ROW if (v := getattr(self.row, name, None))), ""))

    @property
    def who(self) -> str:
        name: str = self.row.history_actor_name or ""
        if name.startswith("system: "):
            return _("The system (%(part)s)") % {"part": name.removeprefix("system: ")}
        return name or _("Nobody named")

    @property
    def role(self) -> str:
        """The roles that the person held at that moment."""
        held = (self.row.history_actor_role or "").split(", ")
        return ", ".join(str(ROLE_LABELS[Role(role)]) if role in set(Role) else role for role in held)

    @property
    def centre(self) -> str:
        return self.row.history_actor_centre or ""

    @property
    def is_from_outside(self) -> bool:
        return bool(self.row.history_origin != "application")

    @property
    def account(self) -> str:
        """The database account that wrote."""
        return self.row.history_session_user or ""

    @property
    def reason(self) -> str:
        """Why the whole was done, where no single value was asked about."""
        return "" if self.row.history_reasons else self.row.history_change_reason or ""

    @property
    def patient_id(self) -> int | None:
        if self.model is Patient:
            return int(self.row.id)
        return getattr(self.row, "patient_id", None)


@cache
def models_by_table() -> dict[str, type[models.Model]]:
    """Give the audited model behind each history table."""
    return {history_of(model)._meta.db_table: model for model in audited_models()}


def shown_fields(model: type[models.Model]) -> list[Any]:
    """List the fields of a model whose changes a reader is shown."""
    if model is Patient:
        return [Patient._meta.get_field(name) for name in PATIENT_ITEMS]
    items = items_of(model)
    if issubclass(model, CasebookForm):
        return [*items, model._meta.get_field("completed_at")]
    if model is ConcomitantMedication:
        return [*items, model._meta.get_field("is_removed")]
    tracked = {known.name for known in history_of(model).tracked_fields}
    if model in (Assessment, AssessmentCriterion):
        tracked -= NOT_OF_THE_DECISION
    return [known for known in model._meta.concrete_fields if known.name in tracked - NEVER_SHOWN]


def history_row(model: type[models.Model], payload: str) -> Any:
    """Make a row of the history again from its payload, without asking the database."""
    return row_of(history_of(model), payload)


def row_of(model: type[models.Model], payload: str) -> Any:
    """Make a row from JSON by column name, as PostgreSQL writes it."""
    values = json.loads(payload, parse_float=Decimal)
    known = {known.column: known for known in model._meta.concrete_fields}
    given = {
        known[column].attname: known[column].to_python(value)
        for column, value in values.items()
        if column in known
    }
    return model(**given)


def entry_of(
    model: type[models.Model], row: Any, before: Any, *, seq: int = 0, at: datetime | None = None
) -> Entry:
    """Say what a history row changed against the one before it of the same record, None for the first."""
    changes = []
    for known in shown_fields(model):
        old = getattr(before, known.attname) if before is not None else None
        new = getattr(row, known.attname)
        if row.history_type == "-":
            old, new = new, None
        # A first entry of False only says that nothing was ticked.
        if old == new or (old in (None, "") and new in (None, "", False)):
            continue
        label = str(known.verbose_name)
        why = _why(row.history_reasons, known.name)
        changes.append(
            ValueChange(known.name, label, said(known, old, before or row), said(known, new, row), why)
        )
    return Entry(seq, at or row.history_date, model, row, tuple(changes))


def entries_of(model: type[models.Model], rows: Iterable[Any]) -> list[Entry]:
    """Say what each of these history rows changed, given oldest first and whole for each record; newest first."""
    last: dict[int, Any] = {}
    found = []
    for row in rows:
        found.append((row, last.get(row.id)))
        last[row.id] = row
    fetch_related(model, [row for row, _before in found])
    return [entry_of(model, row, before) for row, before in reversed(found)]


Known = dict[tuple[type[models.Model], int], Any]
"""Rows that history rows refer to, by model and id."""


def wanted_by(model: type[models.Model], rows: Iterable[Any]) -> set[tuple[type[models.Model], int]]:
    """List what rows of one model refer to and a reader is shown by name."""
    relations = [known for known in shown_fields(model) if known.is_relation]
    pairs = ((known.related_model, getattr(row, known.attname)) for row in rows for known in relations)
    return {(related, key) for related, key in pairs if key is not None}


def fetch_related(model: type[models.Model], rows: Iterable[Any], found: Known | None = None) -> None:
    """Give rows what they refer to: of what was found already, else in one query a kind."""
    rows, found = list(rows), {} if found is None else found
    missing: dict[type[models.Model], set[int]] = defaultdict(set)
    for related, key in wanted_by(model, rows) - found.keys():
        missing[related].add(key)
    for related, keys in missing.items():
        in_bulk = related._default_manager.defer(*TEXTS_OF.get(related, ())).in_bulk(keys)
        found.update({(related, key): row for key, row in in_bulk.items()})
    for known in shown_fields(model):
        for row in rows if known.is_relation else ():
            if referred := found.get((known.related_model, getattr(row, known.attname))):
                setattr(row, known.name, referred)


def by_model(rows: Iterable[tuple[type[models.Model], Any]]) -> dict[type[models.Model], list[Any]]:
    """Gather rows by the model that they are the history of."""
    gathered: dict[type[models.Model], list[Any]] = defaultdict(list)
    for model, row in rows:
        gathered[model].append(row)
    return gathered


def reason_words(given: Mapping[str, str]) -> str:
    """Say a stored reason: the words of its code, and what was written."""
    code = given.get("code", "")
    label = str(ReasonCode(code).label) if code in ReasonCode.values else code
    text = given.get("text", "")
    return f"{label}: {text}" if text else label


def _why(reasons: Mapping[str, Any] | None, name: str) -> str:
    given = (reasons or {}).get(name)
    return reason_words(given) if given else ""


def history_of_form(patient: Patient, model: type[models.Model], *, row_id: int | None = None) -> list[Entry]:
    """List every change of a patient's form, or of one of its lines, newest first."""
    rows = history_of(model).objects.filter(patient=patient)
    if row_id is not None:
        rows = rows.filter(id=row_id)
    return entries_of(model, rows.order_by("history_id"))


def history_of_row(row: models.Model) -> list[Entry]:
    """List every change of one record of any audited model, newest first."""
    return entries_of(type(row), history_of(type(row)).objects.filter(id=row.pk).order_by("history_id"))


def items_with_history(form: CasebookForm) -> set[str]:
    """Name the items of a saved form that ever held a value, in one query."""
    if form.pk is None:
        return set()
    names = [item.attname for item in items_of(type(form))]
    rows = history_of(type(form)).objects.filter(patient=form.patient_id).values_list(*names)
    return {name for row in rows for name, value in zip(names, row, strict=True) if value not in (None, "")}


def form_as_of(patient: Patient, model: type[models.Model], moment: datetime) -> Any:
    """Give a form as it stood at a moment, as a row of its history; None when it did not stand yet."""
    rows = history_of(model).objects.filter(patient=patient, history_date__lte=moment)
    return rows.order_by("history_id").last()


def lines_as_of(patient: Patient, moment: datetime) -> list[Any]:
    """List the medication lines as they stood at a moment, removed ones left out."""
    rows = history_of(ConcomitantMedication).objects.filter(patient=patient, history_date__lte=moment)
    latest = {row.id: row for row in rows.order_by("history_id")}
    return sorted(
        (row for row in latest.values() if not row.is_removed), key=lambda row: (row.position, row.id)
    )
