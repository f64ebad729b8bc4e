"""What would let a change escape the trail: a model that is not audited, a trigger that is missing or switched off."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig
from django.core.checks import CheckMessage, Error
from django.core.exceptions import ImproperlyConfigured
from django.db import connections

from trial.audit.guards import functions_standing, guard_functions, guard_triggers, triggers_standing
from trial.audit.tables import NOT_AUDITED, completing_model, is_audited, study_models
from trial.models.fields import items_of


def check_models_are_audited(
    app_configs: Sequence[AppConfig] | None = None, **kwargs: Any
) -> list[CheckMessage]:
    """Report each model of the study whose changes would leave no history, or whose changes would ask no reason."""
    reported: list[CheckMessage] = []
    for model in study_models():
        if not is_audited(model) and model not in NOT_AUDITED:
            hint = "Declare `history = audited()`" + (
                "; give the many-to-many field a `through` model that does."
                if model._meta.auto_created
                else ", or name it with a reason in trial/audit/tables.py."
            )
            reported.append(
                Error(f"{model._meta.label} is not audited.", hint=hint, obj=model, id="trial.E001")
            )
        if items_of(model) and completing_model(model) is None:
            hint = "Make it a CasebookForm, or say `completed_with` which form it is completed."
            reported.append(
                Error(
                    f"The items of {model._meta.label} ask no reason.", hint=hint, obj=model, id="trial.E002"
                )
            )
    return reported


def check_database_guards(
    app_configs: Sequence[AppConfig] | None = None, databases: Sequence[str] | None = None, **kwargs: Any
) -> list[CheckMessage]:
    """Report each trigger and function that is missing, altered or switched off in the databases named."""
    return [
        Error(fault, hint="Run `manage.py migrate`, which makes them anew.", id="trial.E003")
        for alias in databases or ()
        for fault in guard_faults(alias)
    ]


def guard_faults(alias: str = "default") -> list[str]:
    """Name, a sentence each, the triggers and functions that are not as the models ask; two queries."""
    connection = connections[alias]
    triggers, functions = triggers_standing(connection), functions_standing(connection)
    faults = [
        f"The function {function.name} of the trail is {_state(function.name in functions)}."
        for function in guard_functions()
        if functions.get(function.name) != function.body
    ]
    for trigger in guard_triggers():
        definition, enabled = triggers.get((trigger.table, trigger.name), (None, ""))
        if definition != trigger.definition:
            faults.append(
                f"The trigger {trigger.name} of {trigger.table} is {_state(definition is not None)}."
            )
        elif enabled != "A":
            faults.append(f"The trigger {trigger.name} of {trigger.table} is switched off.")
    return faults


def refuse_to_start_without_trail(alias: str = "default") -> None:
    """Raise ImproperlyConfigured when a change could escape the trail."""
    faults = guard_faults(alias)
    # A server that forks from here on must not share this connection with its children.
    connections[alias].close()
    if faults:
        shown = " ".join(faults[:3]) + (f" And {len(faults) - 3} more." if len(faults) > 3 else "")
        raise ImproperlyConfigured(f"{shown} Run `manage.py migrate` before the start.")


def _state(stands: bool) -> str:
    return "altered" if stands else "missing"
