"""Triggers and keys that hold whoever writes: numbers stay, histories only grow, rows stay in their centre.

Made from the model registry after each migration, by the owner; making them again changes nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from trial.audit.ledger_sql import SHARED_FUNCTIONS, Function
from trial.audit.tables import append_only_models, models_in_a_centre, patient_table, versioned_models
from trial.audit.triggers import Trigger, record_functions, trail_triggers

if TYPE_CHECKING:
    from django.db.backends.base.base import BaseDatabaseWrapper

_PATIENT_FIXED = """
BEGIN
    IF NEW.screening_number IS DISTINCT FROM OLD.screening_number OR NEW.centre_id <> OLD.centre_id
       OR NEW.creation_key <> OLD.creation_key
       OR (OLD.inclusion_number IS NOT NULL AND NEW.inclusion_number IS DISTINCT FROM OLD.inclusion_number) THEN
        RAISE EXCEPTION 'the numbers and the centre of a patient never change'
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF OLD.status <> 'screening' AND NEW.cohort_id <> OLD.cohort_id THEN
        RAISE EXCEPTION 'the cohort of a patient never changes once the screening has ended'
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END
"""

_VERSION_STEP = """
BEGIN
    IF NEW.version <> OLD.version + 1 THEN
        RAISE EXCEPTION 'a save of % must follow the version it was made from', TG_TABLE_NAME
            USING ERRCODE = 'serialization_failure';
    END IF;
    RETURN NEW;
END
"""


def guard_functions() -> list[Function]:
    """List every function that the database holds for us."""
    return [
        *SHARED_FUNCTIONS,
        *record_functions(),
        Function("trial_patient_fixed", "", "trigger", _PATIENT_FIXED),
        Function("trial_version_step", "", "trigger", _VERSION_STEP),
    ]


def guard_triggers() -> list[Trigger]:
    """List every trigger that our tables have."""
    triggers = trail_triggers()
    triggers.append(Trigger("patient_fixed", "BEFORE UPDATE", patient_table(), "trial_patient_fixed"))
    triggers += [
        Trigger("version_step", "BEFORE UPDATE", model._meta.db_table, "trial_version_step")
        for model in versioned_models()
    ]
    for model in append_only_models():
        table, refuse = model._meta.db_table, "trial_refuse_change"
        triggers.append(Trigger("append_only", "BEFORE DELETE OR UPDATE", table, refuse))
        triggers.append(Trigger("never_emptied", "BEFORE TRUNCATE", table, refuse, each="STATEMENT"))
    return list(dict.fromkeys(triggers))


def install_guards(connection: BaseDatabaseWrapper) -> None:
    """Make or renew every guard. Run as the owner of the tables."""
    with connection.cursor() as cursor:
        for function in guard_functions():
            cursor.execute(function.statement)
        standing = triggers_standing(connection)
        for trigger in guard_triggers():
            if standing.get((trigger.table, trigger.name)) != (trigger.definition, "A"):
                for statement in trigger.statements:
                    cursor.execute(statement)
        for table, constraint in centre_keys():
            cursor.execute("SELECT 1 FROM pg_constraint WHERE conname = %s", [constraint])
            if not cursor.fetchone():
                cursor.execute(
                    f'ALTER TABLE "{table}" ADD CONSTRAINT "{constraint}" FOREIGN KEY (patient_id, centre_id) '
                    f'REFERENCES "{patient_table()}" (id, centre_id) DEFERRABLE INITIALLY DEFERRED'
                )


def triggers_standing(connection: BaseDatabaseWrapper) -> dict[tuple[str, str], tuple[str, str]]:
    """Read from the catalogue, by table and name, the definition of each trigger and its tgenabled."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.relname, t.tgname, replace(pg_get_triggerdef(t.oid), 'public.', ''), t.tgenabled::text "
            "FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid "
            "WHERE NOT t.tgisinternal AND c.relnamespace = 'public'::regnamespace"
        )
        return {
            (table, name): (definition, enabled) for table, name, definition, enabled in cursor.fetchall()
        }


def functions_standing(connection: BaseDatabaseWrapper) -> dict[str, str]:
    """Read from the catalogue, by name, the body of each of our functions."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT proname, prosrc FROM pg_proc "
            "WHERE pronamespace = 'public'::regnamespace AND proname LIKE 'trial\\_%'"
        )
        return dict(cursor.fetchall())


def centre_keys() -> list[tuple[str, str]]:
    """Name, by table, the key that ties a row's centre to its patient's."""
    tables = [model._meta.db_table for model in models_in_a_centre()]
    return [(table, f"{table}_in_its_patients_centre") for table in tables]
