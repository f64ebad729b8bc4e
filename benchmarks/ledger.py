"""Fills histories and ledger with many rows, faster than the services could: whole rows are copied in PostgreSQL."""

from __future__ import annotations

import psycopg

from benchmarks.population import NUMBERS, switch_triggers

COPY_STEP = 100_000
"""What lies between a row and its next copy: more ids than the services have given in any table."""
HISTORIES = "trial\\_historical%"
CRITERIA = ("trial_assessmentcriterion", "trial_historicalassessmentcriterion")
WEIGHINGS = 200
SPAN = "interval '730 days'"
# No chain is made over the copies: what the pages read does not depend on `hash`.
SEAL = """
    INSERT INTO trial_ledger (seq, at, history_table, history_id, payload, payload_hash, hash)
    SELECT seq, date_trunc('day', now()) - {span} * (1 - seq / {rows}.0), history_table, history_id, payload, hash, hash
    FROM (SELECT *, sha256(convert_to(payload, 'UTF8')) AS hash,
                 row_number() OVER (ORDER BY place, history_date, history_table, history_id) AS seq
          FROM ({histories}) AS every) AS numbered
    WHERE seq <= {rows}
"""


def fill(connection: psycopg.Connection, *, rows: int) -> None:
    """Copy patients with their histories, and seal anew, until the ledger has `rows`; runs as superuser.

    Each copy of the seeded patients follows the one before in the ledger, which spans two years whatever its length.
    One patient's measurements are saved 200 times more, spread over the whole of it."""
    switch_triggers(connection, "DISABLE")
    connection.execute("SET session_replication_role = replica")  # Foreign keys of whole copies hold anyway.
    own = f"history_id < {COPY_STEP}"
    histories = _tables(connection, HISTORIES)
    of_patients = [table for table in _tables(connection, "trial\\_%") if _is_of_a_patient(connection, table)]
    each = sum(_number(connection, f"{t} WHERE {own}") for t in histories if t in of_patients)
    present = _number(connection, "trial_patient") // _number(
        connection, f"trial_patient WHERE id < {COPY_STEP}"
    )
    for table in of_patients:
        _copy(connection, table, first=present, last=-(-rows // each))
    _weigh_often(connection)
    indexes = connection.execute(
        "SELECT indexname, indexdef FROM pg_indexes WHERE tablename = 'trial_ledger' AND indexname LIKE 'ledger%' "
        "AND indexname NOT IN (SELECT conname FROM pg_constraint)"
    ).fetchall()
    for name, _definition in indexes:
        connection.execute(f"DROP INDEX {name}")
    connection.execute("TRUNCATE trial_ledger")
    parts = " UNION ALL ".join(_payloads(table, rows // each) for table in histories)
    connection.execute(SEAL.format(span=SPAN, rows=rows, histories=parts))
    for _name, definition in indexes:
        connection.execute(definition)
    switch_triggers(connection, "ENABLE ALWAYS")
    connection.execute("VACUUM ANALYZE")


def _payloads(table: str, copies: int) -> str:
    place = f"history_id / {COPY_STEP}"
    if table == "trial_historicalmeasurements":
        place = f"CASE WHEN history_id < 0 THEN -history_id * {copies} / {WEIGHINGS} ELSE {place} END"
    return (
        f"SELECT '{table}' AS history_table, history_id, history_date, {place} AS place, (SELECT row_to_json(r)::text "
        f"FROM (SELECT '{table}' AS history_table, h.*) AS r) AS payload FROM {table} AS h"
    )


def _copy(connection: psycopg.Connection, table: str, *, first: int, last: int) -> None:
    """Copy the seeded rows of a table once for each number from `first` up to and without `last`."""
    columns = _columns(connection, table)
    offset = f"copy * {COPY_STEP}"
    numbered = {name: f"{name} + {offset}" for name in ("id", "history_id", "patient_id", "assessment_id")}
    if table == "trial_patient":
        # Patients are fewer, and their numbers are held to few digits.
        numbered |= {name: made.format(offset="copy * 1000") for name, made in NUMBERS.items()}
    names = ", ".join(f'"{column}"' for column in columns)
    values = ", ".join(numbered.get(column, f'"{column}"') for column in columns)
    key = "history_id" if "history_id" in columns else "id"
    connection.execute(
        f"INSERT INTO {table} ({names}) SELECT {values} FROM {table}, "
        f"generate_series({first}::bigint, {last - 1}) AS copy WHERE {key} BETWEEN 0 AND {COPY_STEP - 1}"
    )


def _weigh_often(connection: psycopg.Connection) -> None:
    table = "trial_historicalmeasurements"
    if _number(connection, f"{table} WHERE history_id < 0"):
        return
    made = {
        "history_id": "-again",
        "history_type": "'~'",
        "weight_kg": "60 + again % 20",
        "history_xact": "-again",
    }
    columns = _columns(connection, table)
    connection.execute(
        f"INSERT INTO {table} ({', '.join(columns)}) SELECT {', '.join(made.get(name, name) for name in columns)} "
        f"FROM (SELECT * FROM {table} WHERE history_id > 0 AND weight_kg IS NOT NULL ORDER BY history_id LIMIT 1) h, "
        f"generate_series(1, {WEIGHINGS}) AS again"
    )


def _is_of_a_patient(connection: psycopg.Connection, table: str) -> bool:
    is_patient = table in ("trial_patient", "trial_historicalpatient", *CRITERIA)
    return is_patient or "patient_id" in _columns(connection, table)


def _tables(connection: psycopg.Connection, pattern: str) -> list[str]:
    rows = connection.execute(
        "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace "
        "AND relname LIKE %s ORDER BY relname",
        [pattern],
    )
    return [str(row[0]) for row in rows]


def _columns(connection: psycopg.Connection, table: str) -> list[str]:
    rows = connection.execute(
        "SELECT column_name FROM information_schema.columns WHERE table_name = %s AND table_schema = 'public'",
        [table],
    )
    return [str(row[0]) for row in rows]


def _number(connection: psycopg.Connection, which: str) -> int:
    found = connection.execute(f"SELECT count(*) FROM {which}").fetchone()
    assert found is not None
    return int(found[0])
