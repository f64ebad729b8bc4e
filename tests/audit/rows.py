"""A row of every audited model, copies of it and changes to it: found from the models, so that a new one joins."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from itertools import count
from typing import Any
from uuid import uuid4

from django.db import models
from django.db.models import F, Value
from django.db.models.functions import Concat

from tests.makers import DIAGNOSES, make_centre, make_eligible, make_person
from trial.audit.grants import CHANGE, granted
from trial.audit.tables import audited_models, history_of, versioned_models
from trial.services.forms import medications_save
from trial.services.patients import patient_include

_numbers = count(500)


def populate() -> None:
    """Fill every audited table: an eligible patient of each cohort, with a medication, one of them included."""
    centre = make_centre()
    by = make_person(centre=centre)
    for cohort in DIAGNOSES:
        patient = make_eligible(by, centre, cohort, medications={"any_medication": None})
        line = {"inn": "paracetamol", "atc": "N02BE01", "route": "oral", "ongoing": "N", "stopped_on": "2020"}
        medications_save(patient=patient, values={"any_medication": "Y"}, lines=[line], version=0, by=by)
    patient_include(patient=patient, by=by)


def rows_of_every_model() -> Iterator[Any]:
    """Give one stored row of each audited model."""
    for model in audited_models():
        row = model._default_manager.order_by("pk").first()
        assert row is not None, f"no row of {model.__name__} to try"
        yield row


def may_be_changed(model: type[models.Model]) -> bool:
    """Say whether the application's role may change rows of this model at all."""
    return CHANGE in granted()[model._meta.db_table]


def copy_of(row: Any) -> Any:
    """Make an unsaved copy whose unique values are new, down to new rows that it refers to."""
    model = type(row)
    copied = model(**{field.attname: getattr(row, field.attname) for field in model._meta.concrete_fields})
    copied.pk = None
    copied._state.adding = True
    for field in _unique_fields(model):
        if getattr(row, field.attname) is not None:
            setattr(copied, field.name, _new_value(field, row))
    if hasattr(copied, "patient_id") and hasattr(copied, "centre_id"):
        copied.centre_id = copied.patient.centre_id
    return copied


def change_of(row: Any) -> tuple[str, Any, Any]:
    """Choose a field to change: its name, another value for it, and an expression that gives another one yet."""
    for kind in (models.DateTimeField, models.DateField, models.TextField, models.CharField):
        for field in type(row)._meta.concrete_fields:
            value = getattr(row, field.attname)
            is_free = not (field.unique or field.choices or field.primary_key or value is None)
            if isinstance(field, kind) and is_free:
                return field.name, *_changed(kind, field, value)
    raise AssertionError(f"nothing to change in {type(row).__name__}")


def next_version(model: type[models.Model]) -> dict[str, Any]:
    """Give what an update must set beside its change."""
    return {"version": F("version") + 1} if model in versioned_models() else {}


def history_count(row: Any) -> int:
    """Count the history rows of one row."""
    counted: int = history_of(type(row)).objects.filter(id=row.pk).count()
    return counted


def last_history(row: Any) -> Any:
    """Give the newest history row of one row."""
    return history_of(type(row)).objects.filter(id=row.pk).order_by("-history_id").first()


def equals_its_history(row: Any) -> bool:
    """Say whether the newest history row holds what stands in the table."""
    stored, told = type(row)._default_manager.get(pk=row.pk), last_history(row)
    fields = history_of(type(row)).tracked_fields
    return all(getattr(stored, field.attname) == getattr(told, field.attname) for field in fields)


def _changed(kind: Any, field: Any, value: Any) -> tuple[Any, Any]:
    if kind in (models.DateTimeField, models.DateField):
        return value + timedelta(days=1), F(field.name) + timedelta(days=2)
    return f"{value} 1", Concat(F(field.name), Value(" 2"))


def _unique_fields(model: type[models.Model]) -> list[Any]:
    named = {
        name
        for constraint in model._meta.constraints
        if isinstance(constraint, models.UniqueConstraint) and "id" not in constraint.fields
        for name in constraint.fields
    }
    return [
        field
        for field in model._meta.concrete_fields
        if not field.primary_key and (field.unique or field.name in named)
    ]


def _new_value(field: Any, row: Any) -> Any:
    if field.is_relation:
        referred = copy_of(getattr(row, field.name))
        referred.save()
        return referred
    if isinstance(field, models.UUIDField):
        return uuid4()
    if isinstance(field, models.DateField):
        return getattr(row, field.name)
    return str(next(_numbers))
