"""The tables against their histories: each row as its newest history row says, none come or gone."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

from trial.audit.tables import audited_models, history_of
from trial.audit.verify.findings import Finding, Kind

if TYPE_CHECKING:
    from django.db import models
    from django.db.backends.base.base import BaseDatabaseWrapper

# The newest row is found by its number, whose order is that in which writers held the row.
_DIFFERENT = """
SELECT coalesce(live."{key}", newest."{key}"), newest.history_id, newest.history_type, live."{key}" IS NULL
FROM (
    SELECT history.* FROM "{history}" AS history
    WHERE history_id IN (SELECT max(history_id) FROM "{history}" GROUP BY "{key}")
) AS newest
FULL JOIN "{table}" AS live ON live."{key}" = newest."{key}"
WHERE CASE
    WHEN live."{key}" IS NULL THEN newest.history_type <> '-'
    WHEN newest.history_id IS NULL OR newest.history_type = '-' THEN true
    ELSE ({live}) IS DISTINCT FROM ({newest})
END
ORDER BY 1 LIMIT 20
"""
_FIELDS = """
SELECT {differences}
FROM "{table}" AS live JOIN "{history}" AS newest ON newest."{key}" = live."{key}"
WHERE live."{key}" = %s AND newest.history_id = %s
"""


def live_findings(connection: BaseDatabaseWrapper, tell: Callable[[str], None]) -> Iterator[Finding]:
    """Yield the rows that are not what their history says, a table at a time."""
    for model in audited_models():
        yield from _compared(connection, model)
        tell(f"{model._meta.db_table}: compared with its history")


def _compared(connection: BaseDatabaseWrapper, model: type[models.Model]) -> Iterator[Finding]:
    table, names = model._meta.db_table, _names(model)
    columns = _columns(model)
    live, newest = (", ".join(f'{side}."{column}"' for column in columns) for side in ("live", "newest"))
    with connection.cursor() as cursor:
        cursor.execute(_DIFFERENT.format(**names, live=live, newest=newest))
        rows = cursor.fetchall()
    for key, history_id, operation, is_gone in rows:
        where = f"{table}, row {key}"
        if is_gone:
            sentence = f"history row {history_id} is its last, and says nothing of its removal."
            yield Finding(Kind.LIVE_REMOVED, where, sentence)
        elif history_id is None or operation == "-":
            said = "its history ends with its removal" if operation else "it has no history"
            yield Finding(Kind.LIVE_ADDED, where, f"{said}, and it stands.")
        else:
            fields = ", ".join(_fields(connection, columns, names, key, history_id))
            sentence = f"{fields} changed since history row {history_id}, its newest."
            yield Finding(Kind.LIVE_ALTERED, where, sentence)


def _fields(
    connection: BaseDatabaseWrapper, columns: list[str], names: dict[str, str], key: Any, history_id: int
) -> list[str]:
    differences = ", ".join(f'live."{column}" IS DISTINCT FROM newest."{column}"' for column in columns)
    with connection.cursor() as cursor:
        cursor.execute(_FIELDS.format(**names, differences=differences), [key, history_id])
        return [column for column, differs in zip(columns, cursor.fetchone(), strict=True) if differs]


def _names(model: type[models.Model]) -> dict[str, str]:
    key = model._meta.pk
    assert key is not None
    return {
        "table": model._meta.db_table,
        "history": history_of(model)._meta.db_table,
        "key": key.column,
    }


def _columns(model: type[models.Model]) -> list[str]:
    """List the columns whose every change makes a history row that holds the value."""
    history = history_of(model)
    return [field.column for field in history.tracked_fields if field.name not in history.silent_fields]
