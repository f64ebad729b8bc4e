"""Grows the database to many patients, faster than the services could: whole rows are copied within PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterable

import psycopg

COPIES_FROM, COPY_STEP = 1_000_000, 1_000
"""The first id of a copy, and what lies between a row and its next copy: more than the services have given."""

PATIENTS, PATIENTS_HISTORY = "trial_patient", "trial_historicalpatient"
NUMBERS = {
    "screening_number": "'S-' || substr(screening_number, 3, 2) || '-' || (id + {offset})",
    "inclusion_number": "substr(inclusion_number, 1, 2) || '-' || (id + {offset})",
    "creation_key": "gen_random_uuid()",
}


def grow(connection: psycopg.Connection, *, to: int) -> None:
    """Copy patients, with their forms, medications and histories, until there are `to`; runs as superuser.

    Copies are spread over all statuses, cohorts and centres as the patients copied from are."""
    originals, present = _count(connection, f"id < {COPIES_FROM}"), _count(connection, "true")
    connection.execute("SET session_replication_role = replica")  # Foreign keys of whole copies hold anyway.
    switch_triggers(connection, "DISABLE")  # Histories are copied too.
    tables = list(_tables_of_patients(connection))
    for first in range(present, to, originals):
        copied = f"SELECT id FROM {PATIENTS} WHERE id < {COPIES_FROM} ORDER BY id LIMIT {min(originals, to - first)}"
        for table in tables:
            _copy_rows(connection, table, copied, offset=COPIES_FROM + first // originals * COPY_STEP)
    switch_triggers(connection, "ENABLE ALWAYS")
    connection.execute("VACUUM ANALYZE")


def switch_triggers(connection: psycopg.Connection, state: str) -> None:
    """Switch the guards of all tables, which even a replica's writes do not pass."""
    triggers = connection.execute(
        "SELECT c.relname, t.tgname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid "
        "WHERE NOT t.tgisinternal AND c.relname LIKE 'trial\\_%'"
    ).fetchall()
    for table, trigger in triggers:
        connection.execute(f'ALTER TABLE "{table}" {state} TRIGGER "{trigger}"')


def _count(connection: psycopg.Connection, which: str) -> int:
    found = connection.execute(f"SELECT count(*) FROM {PATIENTS} WHERE {which}").fetchone()
    assert found is not None
    return int(found[0])


def _tables_of_patients(connection: psycopg.Connection) -> Iterable[str]:
    rows = connection.execute(
        "SELECT table_name FROM information_schema.columns WHERE table_schema = 'public' "
        "AND (column_name = 'patient_id' OR table_name IN (%s, %s)) GROUP BY table_name",
        [PATIENTS, PATIENTS_HISTORY],
    )
    return [str(row[0]) for row in rows]


def _copy_rows(connection: psycopg.Connection, table: str, copied: str, *, offset: int) -> None:
    columns = [
        str(row[0])
        for row in connection.execute(
            "SELECT column_name FROM information_schema.columns WHERE table_name = %s AND table_schema = 'public'",
            [table],
        )
        if row[0] != "history_id"
    ]
    numbered = {"id": f"id + {offset}", "patient_id": f"patient_id + {offset}"}
    if table == PATIENTS:
        numbered |= {name: made.format(offset=offset) for name, made in NUMBERS.items()}
    values = [numbered.get(column, f'"{column}"') for column in columns]
    key = "id" if table in (PATIENTS, PATIENTS_HISTORY) else "patient_id"
    names = ", ".join(f'"{column}"' for column in columns)
    connection.execute(
        f"INSERT INTO {table} ({names}) SELECT {', '.join(values)} FROM {table} WHERE {key} IN ({copied})"
    )
