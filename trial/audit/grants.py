"""What the application's role may do on each table; the owner grants it after each migration."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.apps import apps
from django.db import models

from trial.audit.tables import SEALED, history_models, study_models
from trial.models.ledger import Anchor, Ledger
from trial.models.protocol import Criterion, CriterionCohort, ProtocolVersion

if TYPE_CHECKING:
    from django.db.backends.base.base import BaseDatabaseWrapper

READ, ADD, CHANGE, REMOVE = "SELECT", "INSERT", "UPDATE", "DELETE"


def granted() -> dict[str, tuple[str, ...]]:
    """Say, by table, what the application's role may do; a table that is not named, it may not even read."""
    # A version of the protocol, and what a centre did under it, is written once.
    write_once: set[type[models.Model]] = {
        ProtocolVersion,
        Criterion,
        CriterionCohort,
        Anchor,
        *SEALED,
    }
    rights: dict[str, tuple[str, ...]] = {_table(model): (READ, ADD, CHANGE) for model in study_models()}
    rights |= {_table(model): (READ, ADD) for model in write_once}
    # Only triggers write these, with the owner's rights.
    grown_by_triggers: list[type[models.Model]] = [Ledger, *history_models()]
    rights |= {_table(model): (READ,) for model in grown_by_triggers}
    rights |= {_table(model): (READ,) for model in _framework("contenttypes", "auth")}
    rights |= {_table(model): (READ, ADD) for model in _framework("admin")}
    rights |= {_table(model): (READ, ADD, CHANGE, REMOVE) for model in _framework("sessions")}
    rights["django_migrations"] = (READ,)
    return rights


def apply_grants(connection: BaseDatabaseWrapper, app_role: str) -> None:
    """Give the application's role what `granted` says and nothing else. Run as the owner; again changes nothing."""
    quote = connection.ops.quote_name
    role = quote(app_role)
    with connection.cursor() as cursor:
        cursor.execute(f"REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {role}, PUBLIC")
        cursor.execute(f"REVOKE CREATE ON SCHEMA public FROM {role}, PUBLIC")
        cursor.execute(f"GRANT USAGE ON SCHEMA public TO {role}")
        cursor.execute(f"GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO {role}")
        existing = set(connection.introspection.table_names(cursor))
        for table, rights in granted().items():
            if table in existing:
                cursor.execute(f"GRANT {', '.join(rights)} ON {quote(table)} TO {role}")


def _framework(*labels: str) -> list[type[models.Model]]:
    return [
        model
        for label in labels
        if apps.is_installed(f"django.contrib.{label}")
        for model in apps.get_app_config(label).get_models(include_auto_created=True)
    ]


def _table(model: type[models.Model]) -> str:
    return model._meta.db_table
