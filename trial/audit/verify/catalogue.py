"""The guards in the database against those that the models ask for: each there, switched on, and ours."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from django.db import models

from trial.audit.guards import guard_functions, guard_triggers, triggers_standing
from trial.audit.tables import history_models, study_models
from trial.audit.verify.findings import Finding, Kind
from trial.models.ledger import Anchor, Ledger

if TYPE_CHECKING:
    from django.db.backends.base.base import BaseDatabaseWrapper

_FUNCTIONS = """
SELECT proname, prosrc, prosecdef, array_to_string(proconfig, '; '), lanname,
       pg_get_userbyid(proowner) = (SELECT tableowner FROM pg_tables
                                    WHERE schemaname = 'public' AND tablename = 'trial_ledger')
FROM pg_proc JOIN pg_language AS language ON language.oid = prolang
WHERE pronamespace = 'public'::regnamespace AND proname = ANY(%s)
"""
_KEYS_OFF = """
SELECT c.relname, count(*) FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
WHERE t.tgisinternal AND t.tgenabled = 'D' AND c.relname = ANY(%s) GROUP BY 1 ORDER BY 1
"""
_RULES = """
SELECT tablename, rulename FROM pg_rules WHERE schemaname = 'public' AND tablename = ANY(%s) ORDER BY 1, 2
"""


def catalogue_findings(connection: BaseDatabaseWrapper) -> Iterator[Finding]:
    """Yield the triggers and functions that are missing, off or not ours."""
    yield from _triggers(connection)
    yield from _functions(connection)
    tables = _tables()
    with connection.cursor() as cursor:
        cursor.execute(_KEYS_OFF, [tables])
        for table, count in cursor.fetchall():
            yield Finding(Kind.GUARD_DISABLED, table, f"{count} triggers of its keys are switched off.")
        cursor.execute(_RULES, [tables])
        for table, rule in cursor.fetchall():
            yield Finding(Kind.GUARD_REPLACED, table, f"the rule {rule} rewrites what is asked of it.")


def _tables() -> list[str]:
    models_of_study: list[type[models.Model]] = [*study_models(), *history_models(), Ledger, Anchor]
    return [model._meta.db_table for model in models_of_study]


def _triggers(connection: BaseDatabaseWrapper) -> Iterator[Finding]:
    standing = triggers_standing(connection)
    for trigger in guard_triggers():
        definition, enabled = standing.pop((trigger.table, trigger.name), ("", ""))
        if not definition:
            yield Finding(Kind.GUARD_MISSING, trigger.table, f"its trigger {trigger.name} is gone.")
        elif enabled != "A":
            yield Finding(
                Kind.GUARD_DISABLED, trigger.table, f"its trigger {trigger.name} does not fire always."
            )
        elif definition != trigger.definition:
            yield Finding(Kind.GUARD_REPLACED, trigger.table, f"its trigger {trigger.name} is another one.")
    tables = _tables()
    for table, name in sorted(standing):
        if table in tables:
            yield Finding(Kind.GUARD_REPLACED, table, f"its trigger {name} is none of ours.")


def _functions(connection: BaseDatabaseWrapper) -> Iterator[Finding]:
    expected = {function.name: function for function in guard_functions()}
    with connection.cursor() as cursor:
        cursor.execute(_FUNCTIONS, [list(expected)])
        standing = {name: facts for name, *facts in cursor.fetchall()}
    for name, function in expected.items():
        if name not in standing:
            yield Finding(Kind.GUARD_MISSING, name, "this function is gone.")
            continue
        body, as_owner, settings, language, is_owners = standing[name]
        wanted = "SECURITY DEFINER" in function.settings
        path = "search_path=pg_catalog, pg_temp" in (settings or "")
        if (body, as_owner, language, is_owners, path) != (function.body, wanted, "plpgsql", True, True):
            yield Finding(Kind.GUARD_REPLACED, name, "this function is not the one that the program makes.")
