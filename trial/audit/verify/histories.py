"""The histories against the ledger, both ways: each row sealed, as it stands, and no sealed one gone."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from trial.audit.ledger_sql import payload_of
from trial.audit.tables import history_models
from trial.audit.verify.findings import Finding, Kind

if TYPE_CHECKING:
    from django.db.backends.base.base import BaseDatabaseWrapper

BATCH = 50_000
"""How many history rows are compared at a time."""
BIGINT_MAX = 2**63 - 1

_STRANGERS = """
SELECT seq, history_table, history_id FROM trial_ledger WHERE history_table <> ALL(%s) ORDER BY seq LIMIT 20
"""
_BATCH_ENDS = """
SELECT max(history_id), count(*) FROM (
    SELECT history_id FROM "{table}" WHERE history_id > %s ORDER BY history_id LIMIT %s
) AS batch
"""
# Hashes are joined, not payloads: the ledger's own check has shown that the two agree, and hashes are short.
_DIFFERENT = """
SELECT ledger.seq, coalesce(history.history_id, ledger.history_id), history.history_id IS NULL
FROM (
    SELECT seq, history_id, payload_hash FROM trial_ledger
    WHERE history_table = '{table}' AND history_id > %(after)s AND history_id <= %(upto)s
) AS ledger
FULL JOIN (
    SELECT * FROM "{table}" WHERE history_id > %(after)s AND history_id <= %(upto)s
) AS history ON history.history_id = ledger.history_id
WHERE ledger.seq IS NULL OR history.history_id IS NULL
   OR ledger.payload_hash IS DISTINCT FROM sha256(convert_to({payload}, 'UTF8'))
ORDER BY 2
"""
_BOTH = """
SELECT ledger.seq, ledger.payload, {payload}
FROM trial_ledger AS ledger JOIN "{table}" AS history ON history.history_id = ledger.history_id
WHERE ledger.history_table = '{table}' AND ledger.seq = ANY(%s)
"""
# What rows older than a column show in it.
_SHOWN_IN_OLDER = """
SELECT attname, (attmissingval::text::text[])[1] FROM pg_attribute
WHERE attrelid = to_regclass(%s) AND attnum > 0 AND NOT attisdropped AND atthasmissing
"""


def history_findings(connection: BaseDatabaseWrapper, tell: Callable[[str], None]) -> Iterator[Finding]:
    """Yield the history rows that are altered, gone or in no ledger, a table at a time."""
    tables = [history._meta.db_table for history in history_models()]
    with connection.cursor() as cursor:
        cursor.execute("SELECT EXISTS (SELECT FROM trial_ledger)")
        (is_written,) = cursor.fetchone()
        full = [table for table in tables if not is_written and _has_rows(connection, table)]
        if full:
            sentence = f"it holds no row, and {', '.join(full)} hold history."
            yield Finding(Kind.LEDGER_EMPTY, "trial_ledger", sentence)
            return
        cursor.execute(_STRANGERS, [tables])
        for seq, table, history_id in cursor.fetchall():
            where = f"{table}, history row {history_id}"
            yield Finding(
                Kind.HISTORY_REMOVED, where, f"ledger row {seq} seals it, and its table is not there."
            )
    for table in tables:
        yield from _compared(connection, table, tell)


def _has_rows(connection: BaseDatabaseWrapper, table: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT EXISTS (SELECT FROM "{table}")')
        return bool(cursor.fetchone()[0])


def _compared(connection: BaseDatabaseWrapper, table: str, tell: Callable[[str], None]) -> Iterator[Finding]:
    compared = 0
    for after, upto, rows in _batches(connection, table):
        with connection.cursor() as cursor:
            payload = payload_of("history", f"'{table}'")
            cursor.execute(_DIFFERENT.format(table=table, payload=payload), {"after": after, "upto": upto})
            different = cursor.fetchall()
        yield from _findings(connection, table, different)
        compared += rows
        if rows:
            tell(f"{table}: {compared:,} history rows compared with the ledger")


def _batches(connection: BaseDatabaseWrapper, table: str) -> Iterator[tuple[int, int, int]]:
    """Part all numbers a history row can have, each part with about as many rows of the table."""
    after = -BIGINT_MAX
    while after < BIGINT_MAX:
        with connection.cursor() as cursor:
            cursor.execute(_BATCH_ENDS.format(table=table), [after, BATCH])
            last, rows = cursor.fetchone()
        upto = last if rows == BATCH else BIGINT_MAX
        yield after, upto, rows
        after = upto


def _findings(
    connection: BaseDatabaseWrapper, table: str, different: Sequence[tuple[int | None, int, bool]]
) -> Iterator[Finding]:
    both = [seq for seq, _, is_gone in different if seq is not None and not is_gone]
    altered = _altered(connection, table, both) if both else set()
    for seq, history_id, is_gone in different:
        where = f"{table}, history row {history_id}"
        if seq is None:
            yield Finding(Kind.HISTORY_UNSEALED, where, "no row of the ledger seals it.")
        elif is_gone:
            yield Finding(Kind.HISTORY_REMOVED, where, f"ledger row {seq} seals it, and it is gone.")
        elif seq in altered:
            yield Finding(Kind.HISTORY_ALTERED, where, f"it is not what ledger row {seq} seals.")


def _altered(connection: BaseDatabaseWrapper, table: str, numbers: list[int]) -> set[int]:
    """Tell which of these rows hold other values than the history, columns added since left out."""
    with connection.cursor() as cursor:
        cursor.execute(_SHOWN_IN_OLDER, [f'public."{table}"'])
        shown = dict(cursor.fetchall())
        cursor.execute(_BOTH.format(table=table, payload=payload_of("history", f"'{table}'")), [numbers])
        return {seq for seq, sealed, standing in cursor.fetchall() if not _agree(sealed, standing, shown)}


def _agree(sealed_payload: str, standing_payload: str, shown: Mapping[str, str]) -> bool:
    """Compare the columns that both know, and ask of the others to show what no hand has written."""
    try:
        sealed = json.loads(sealed_payload, parse_float=Decimal)
    except ValueError:
        return False
    standing: dict[str, Any] = json.loads(standing_payload, parse_float=Decimal)
    if not isinstance(sealed, dict) or len(sealed.keys() & standing.keys()) == 0:
        return False
    known, later = sealed.keys() & standing.keys(), standing.keys() - sealed.keys()
    return all(sealed[key] == standing[key] for key in known) and all(
        standing[key] is None or _as_text(standing[key]) == shown.get(key) for key in later
    )


def _as_text(value: Any) -> str:
    """Write a value as PostgreSQL casts it to text."""
    if isinstance(value, bool):
        return "t" if value else "f"
    return str(value)
