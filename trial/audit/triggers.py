"""The function and the triggers of each audited table: they write its history, whatever path wrote the table."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db import models

from trial.audit.ledger_sql import Function
from trial.audit.tables import (
    audited_models,
    completing_model,
    history_models,
    history_of,
    kept_models,
    reasoned_fields,
)
from trial.models.casebook import CasebookForm
from trial.models.ledger import Ledger

FACTS = {
    "history_date": "clock_timestamp()",
    "history_user_id": "(told ->> 'user')::bigint",
    "history_actor_name": "told ->> 'name'",
    "history_actor_role": "told ->> 'role'",
    "history_actor_centre": "told ->> 'centre'",
    "history_request_id": "told ->> 'request'",
    "history_origin": "CASE WHEN told IS NULL THEN 'outside' ELSE 'application' END",
    "history_change_reason": "coalesce(said, told ->> 'reason')",
    "history_reasons": "why",
    "history_xact": "pg_current_xact_id()::text::bigint",
    "history_session_user": "session_user",
}
"""What stands in each column of a history row beside the values, as SQL."""


@dataclass(frozen=True)
class Trigger:
    """One trigger; `definition` is what the catalogue says of it, so that the two can be compared."""

    name: str
    when: str
    table: str
    function: str
    each: str = "ROW"
    condition: str = ""
    at_commit: bool = False

    @property
    def definition(self) -> str:
        """Write the statement that makes it, in the words of the catalogue."""
        kind, late = (
            ("CONSTRAINT TRIGGER", " DEFERRABLE INITIALLY DEFERRED") if self.at_commit else ("TRIGGER", "")
        )
        condition = f" WHEN ({self.condition})" if self.condition else ""
        return (
            f"CREATE {kind} {self.name} {self.when} ON {self.table}{late} "
            f"FOR EACH {self.each}{condition} EXECUTE FUNCTION {self.function}()"
        )

    @property
    def statements(self) -> list[str]:
        """Write what makes it anew. ALWAYS: session_replication_role = replica must not switch it off."""
        return [
            f"DROP TRIGGER IF EXISTS {self.name} ON {self.table}",
            self.definition,
            f"ALTER TABLE {self.table} ENABLE ALWAYS TRIGGER {self.name}",
        ]


def record_functions() -> list[Function]:
    """Write, for each audited table, the function that records a change of one of its rows."""
    return [
        Function(_function_name(model), "", "trigger", _record_body(model), "SECURITY DEFINER")
        for model in audited_models()
    ]


def trail_triggers() -> list[Trigger]:
    """List the triggers of all audited tables, of their histories and of the ledger."""
    triggers = []
    for model in audited_models():
        table, function = model._meta.db_table, _function_name(model)
        triggers += [
            Trigger("record", "AFTER INSERT OR DELETE", table, function),
            Trigger(
                "record_change", "AFTER UPDATE", table, function, condition="(old.* IS DISTINCT FROM new.*)"
            ),
            # A TRUNCATE fires no trigger of rows: it would leave no trace.
            Trigger("never_emptied", "BEFORE TRUNCATE", table, "trial_refuse_change", each="STATEMENT"),
        ]
    triggers += [
        Trigger("never_deleted", "BEFORE DELETE", model._meta.db_table, "trial_refuse_change")
        for model in kept_models()
    ]
    grown_by_triggers: list[type[models.Model]] = [*history_models(), Ledger]
    for model in grown_by_triggers:
        only_by_trigger = "(pg_trigger_depth() = 0)"
        table = model._meta.db_table
        triggers.append(
            Trigger("never_by_hand", "BEFORE INSERT", table, "trial_refuse_change", condition=only_by_trigger)
        )
    triggers += [
        Trigger("seal", "AFTER INSERT", model._meta.db_table, "trial_seal", at_commit=True)
        for model in history_models()
    ]
    return triggers


def _function_name(model: type[models.Model]) -> str:
    return f"trial_record_{model._meta.model_name}"


def _record_body(model: type[models.Model]) -> str:
    insert = _insert(model)
    return f"""
DECLARE
    told jsonb := nullif(current_setting('trial.context', true), '')::jsonb;
    changed text[];
    why jsonb;
    said text;
BEGIN{_silent_fields(model)}
    IF coalesce(btrim(told ->> 'name'), '') = '' THEN
        PERFORM public.trial_refuse_nobody(TG_TABLE_NAME::text);
        told := NULL;
    END IF;
    IF TG_OP = 'DELETE' THEN
        {insert("'-'", "OLD")};
        RETURN NULL;
    END IF;
    IF TG_OP = 'INSERT' THEN
        {insert("'+'", "NEW")};
        RETURN NULL;
    END IF;{_identity_stays(model)}{_reasons_given(model)}
    {insert("'~'", "NEW")};
    RETURN NULL;
END
"""


def _insert(model: type[models.Model]) -> Any:
    history = history_of(model)
    copied = [field.column for field in history.tracked_fields]
    names = ", ".join(f'"{column}"' for column in [*copied, "history_type", *FACTS])

    def statement(operation: str, row: str) -> str:
        values = ", ".join([*(f'{row}."{column}"' for column in copied), operation, *FACTS.values()])
        return f'INSERT INTO public."{history._meta.db_table}" ({names}) VALUES ({values})'

    return statement


def _identity_stays(model: type[models.Model]) -> str:
    """Refuse that a row becomes another row, or another patient's: its history would be torn."""
    fixed = [model._meta.pk.column]  # type: ignore[union-attr]
    if completing_model(model) is not None:
        fixed += ["patient_id", "centre_id"]
    moved = " OR ".join(f'OLD."{column}" IS DISTINCT FROM NEW."{column}"' for column in fixed)
    return _refuse_when(moved, "a row of % never becomes another row")


def _silent_fields(model: type[models.Model]) -> str:
    silent = history_of(model).silent_fields
    if not silent:
        return ""
    told = [field.column for field in model._meta.concrete_fields if field.name not in silent]
    old, new = (", ".join(f'{row}."{column}"' for column in told) for row in ("OLD", "NEW"))
    return f"""
    IF TG_OP = 'UPDATE' AND ROW({old}) IS NOT DISTINCT FROM ROW({new}) THEN
        RETURN NULL;
    END IF;"""


def _reasons_given(model: type[models.Model]) -> str:
    fields = reasoned_fields(model)
    completing = completing_model(model)
    if completing is None:
        return ""
    if completing is model:
        is_complete = "OLD.completed_at IS NOT NULL"
    else:
        is_complete = (
            f'EXISTS (SELECT FROM public."{completing._meta.db_table}" f '
            "WHERE f.patient_id = OLD.patient_id AND f.completed_at IS NOT NULL)"
        )
    each = ",\n            ".join(
        f'CASE WHEN OLD."{field.column}" IS NOT NULL AND OLD."{field.column}" IS DISTINCT FROM NEW."{field.column}" '
        f"THEN '{field.name}' END"
        for field in fields
    )
    uncompleted = "OLD.completed_at IS NOT NULL AND NEW.completed_at IS DISTINCT FROM OLD.completed_at"
    never_back = _refuse_when(uncompleted, "a form of % that is complete stays so")
    return f"""{never_back if issubclass(model, CasebookForm) else ""}
    IF {is_complete} THEN
        changed := array_remove(ARRAY[
            {each}
        ]::text[], NULL);
        IF cardinality(changed) > 0 THEN
            why := public.trial_why(changed, told -> 'reasons');
            said := (SELECT string_agg(concat_ws(': ', key, value ->> 'code', nullif(value ->> 'text', '')), '; ')
                     FROM jsonb_each(why));
        END IF;
    END IF;"""


def _refuse_when(condition: str, sentence: str) -> str:
    return f"""
    IF {condition} THEN
        RAISE EXCEPTION '{sentence}', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
    END IF;"""
