"""Which tables there are, and of which kind: found from the model registry, so that a new model joins by itself."""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.db import models
from simple_history.models import HistoricalChanges

from trial.models.casebook import CasebookForm
from trial.models.fields import items_of
from trial.models.ledger import Anchor, Ledger
from trial.models.patients import Assessment, AssessmentCriterion, Patient
from trial.models.people import CentreNumbers, User

SEALED: tuple[type[models.Model], ...] = (Assessment, AssessmentCriterion)
"""Written once, never changed."""

NOT_AUDITED: dict[type[models.Model], str] = {
    CentreNumbers: "counts the numbers given; each number stands in the history of its patient",
}
"""The models of the study whose changes are not recorded, each with the reason."""


def study_models() -> list[type[models.Model]]:
    """List every model of the study but the trail itself, many-to-many tables included."""
    trail = {Ledger, Anchor, *history_models()}
    models_of_app = apps.get_app_config("trial").get_models(include_auto_created=True)
    return [model for model in models_of_app if model not in trail]


def history_models() -> list[type[models.Model]]:
    """List the models whose rows tell what happened to another's."""
    return [model for model in apps.get_app_config("trial").get_models() if is_history(model)]


def is_history(model: type[models.Model]) -> bool:
    """Tell a history from what it is the history of."""
    return issubclass(model, HistoricalChanges)


def audited_models() -> list[type[models.Model]]:
    """List the models of which every change is recorded."""
    return [model for model in study_models() if is_audited(model)]


def is_audited(model: type[models.Model]) -> bool:
    """Tell whether a model was declared with `audited()`."""
    return hasattr(model._meta, "simple_history_manager_attribute")


def history_of(model: type[models.Model]) -> Any:
    """Give the model of the history of an audited model."""
    return getattr(model, model._meta.simple_history_manager_attribute).model  # type: ignore[attr-defined]


def append_only_models() -> list[type[models.Model]]:
    """List the models of which no stored row ever changes."""
    return [*SEALED, Ledger, Anchor, *history_models()]


def kept_models() -> list[type[models.Model]]:
    """List the models of which no row is ever deleted: people, patients and whatever hangs on a patient."""
    return [model for model in audited_models() if model is User or _hangs_on_a_patient(model, frozenset())]


def models_in_a_centre() -> list[type[models.Model]]:
    """List the models whose rows belong to a patient and say in which centre."""
    return [model for model in study_models() if {"patient_id", "centre_id"} <= columns(model)]


def versioned_models() -> list[type[models.Model]]:
    """List the forms that refuse a save made from a stale page."""
    return [model for model in study_models() if issubclass(model, CasebookForm)]


def completing_model(model: type[models.Model]) -> type[models.Model] | None:
    """Give the form whose completion makes a change of this model's rows need a reason; None: no change needs one."""
    if issubclass(model, CasebookForm):
        return model
    return getattr(model, "completed_with", None)


def reasoned_fields(model: type[models.Model]) -> list[models.Field[Any, Any]]:
    """List the fields that need a reason to be changed once they hold a value and the form is complete."""
    if completing_model(model) is None:
        return []
    named = getattr(model, "reasoned_fields", ())
    return [*items_of(model), *(model._meta.get_field(name) for name in named)]  # type: ignore[list-item]


def patient_table() -> str:
    """Name the table of patients."""
    return Patient._meta.db_table


def columns(model: type[models.Model]) -> set[str]:
    """List the columns of a model's table."""
    return {field.column for field in model._meta.concrete_fields if field.column}


def _hangs_on_a_patient(model: Any, seen: frozenset[Any]) -> bool:
    if model is Patient:
        return True
    above = (
        {field.related_model for field in model._meta.concrete_fields if field.is_relation} - seen - {model}
    )
    return any(_hangs_on_a_patient(parent, seen | {model}) for parent in above)
