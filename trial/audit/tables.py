"""Which tables there are, and of which kind: found from the model registry, so that a new model joins by itself."""

from __future__ import annotations

from django.apps import apps
from django.db import models
from simple_history.models import HistoricalChanges

from trial.models.casebook import CasebookForm
from trial.models.patients import Assessment, AssessmentCriterion, Patient

# Written once, never changed.
_SEALED: tuple[type[models.Model], ...] = (Assessment, AssessmentCriterion)


def study_models() -> list[type[models.Model]]:
    """List every model of the study but the histories, many-to-many tables included."""
    return [
        model
        for model in apps.get_app_config("trial").get_models(include_auto_created=True)
        if not is_history(model)
    ]


def history_models() -> list[type[models.Model]]:
    """List the models whose rows tell what happened to another's."""
    return [model for model in apps.get_app_config("trial").get_models() if is_history(model)]


def is_history(model: type[models.Model]) -> bool:
    """Tell a history from what it is the history of."""
    return issubclass(model, HistoricalChanges)


def append_only_models() -> list[type[models.Model]]:
    """List the models of which no stored row ever changes."""
    return [*_SEALED, *history_models()]


def models_in_a_centre() -> list[type[models.Model]]:
    """List the models whose rows belong to a patient and say in which centre."""
    return [model for model in study_models() if {"patient_id", "centre_id"} <= _columns(model)]


def versioned_models() -> list[type[models.Model]]:
    """List the forms that refuse a save made from a stale page."""
    return [model for model in study_models() if issubclass(model, CasebookForm)]


def patient_table() -> str:
    """Name the table of patients."""
    return Patient._meta.db_table


def _columns(model: type[models.Model]) -> set[str]:
    return {str(field.column) for field in model._meta.concrete_fields}
