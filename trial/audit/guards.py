"""Triggers and keys that hold whoever writes: numbers stay, histories only grow, rows stay in their centre.

Made from the model registry after each migration, by the owner; making them again changes nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from trial.audit.tables import append_only_models, models_in_a_centre, patient_table, versioned_models

if TYPE_CHECKING:
    from django.db.backends.base.base import BaseDatabaseWrapper

FUNCTIONS = """
CREATE OR REPLACE FUNCTION trial_refuse_change() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
    RAISE EXCEPTION 'rows of % are never changed or removed', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
END $$;

CREATE OR REPLACE FUNCTION trial_patient_fixed() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog AS $$
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
END $$;

CREATE OR REPLACE FUNCTION trial_version_step() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
    IF NEW.version <> OLD.version + 1 THEN
        RAISE EXCEPTION 'a save of % must follow the version it was made from', TG_TABLE_NAME
            USING ERRCODE = 'serialization_failure';
    END IF;
    RETURN NEW;
END $$;
"""


def install_guards(connection: BaseDatabaseWrapper) -> None:
    """Make or renew every guard. Run as the owner of the tables."""
    with connection.cursor() as cursor:
        cursor.execute(FUNCTIONS)
        for statement in guard_statements():
            cursor.execute(statement)
        for table, constraint in centre_keys():
            cursor.execute("SELECT 1 FROM pg_constraint WHERE conname = %s", [constraint])
            if not cursor.fetchone():
                cursor.execute(
                    f'ALTER TABLE "{table}" ADD CONSTRAINT "{constraint}" FOREIGN KEY (patient_id, centre_id) '
                    f'REFERENCES "{patient_table()}" (id, centre_id) DEFERRABLE INITIALLY DEFERRED'
                )


def centre_keys() -> list[tuple[str, str]]:
    """Name, by table, the key that ties a row's centre to its patient's."""
    tables = [model._meta.db_table for model in models_in_a_centre()]
    return [(table, f"{table}_in_its_patients_centre") for table in tables]


def guard_statements() -> list[str]:
    """Write the triggers of every table."""
    statements = _trigger("patient_fixed", "BEFORE UPDATE", patient_table(), "ROW", "trial_patient_fixed")
    for model in versioned_models():
        statements += _trigger(
            "version_step", "BEFORE UPDATE", model._meta.db_table, "ROW", "trial_version_step"
        )
    for model in append_only_models():
        table = model._meta.db_table
        statements += _trigger("append_only", "BEFORE UPDATE OR DELETE", table, "ROW", "trial_refuse_change")
        statements += _trigger("never_emptied", "BEFORE TRUNCATE", table, "STATEMENT", "trial_refuse_change")
    return statements


def _trigger(name: str, when: str, table: str, each: str, function: str) -> list[str]:
    # ALWAYS: session_replication_role = replica must not switch it off.
    return [
        f'CREATE OR REPLACE TRIGGER {name} {when} ON "{table}" FOR EACH {each} EXECUTE FUNCTION {function}()',
        f'ALTER TABLE "{table}" ENABLE ALWAYS TRIGGER {name}',
    ]
