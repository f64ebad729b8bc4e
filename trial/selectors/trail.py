"""The audit trail, read from the ledger by pages: narrowed by whatever the reader may see and asks for.

A page continues at a place of the ledger and never counts what lies before it, so it is as fast after ten million
rows. What no index finds is looked for in a limited stretch at a time; the page says how far it has looked."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby
from typing import Any

from django.db import connection, models

from trial.audit.tables import history_of
from trial.models.patients import Assessment, AssessmentCriterion, Patient
from trial.models.people import Centre
from trial.models.protocol import Cohort
from trial.selectors.trail_entries import (
    TEXTS_OF,
    Entry,
    Known,
    by_model,
    entry_of,
    fetch_related,
    history_row,
    models_by_table,
    row_of,
    wanted_by,
)
from trial.selectors.trail_scope import Asked, Readable

PAGE_SIZE = 50
STRETCH = 5_000
"""How many rows one page looks through for what no index finds."""
STRETCH_OF_ITEMS = 1_000

PATIENT = (
    "((payload::jsonb ->> CASE history_table WHEN 'trial_historicalpatient' "
    "THEN 'id' ELSE 'patient_id' END)::bigint)"
)
CENTRE = "((payload::jsonb ->> 'centre_id')::bigint)"
PERSON = "((payload::jsonb ->> 'history_user_id')::bigint)"

Condition = tuple[str, list[Any]]
Bound = tuple[str, int]
"""A comparison, and the place in the ledger that it is made with."""
Driver = tuple[str, str, list[Any]]
"""The key of the index to be walked where the planner would leave it, a condition, and its values."""


@dataclass(frozen=True)
class TrailSave:
    """What was written in one transaction, by one person."""

    entries: tuple[Entry, ...]

    @property
    def first(self) -> Entry:
        return self.entries[0]


@dataclass(frozen=True)
class TrailPage:
    """One page. `goes_on_after` is where the next begins; `looked_until` how far was looked, when the page is short."""

    saves: tuple[TrailSave, ...] = ()
    goes_on_after: int | None = None
    looked_until: datetime | None = None
    patients: dict[int, Patient] = field(default_factory=dict)


def trail_page(asked: Asked, readable: Readable) -> TrailPage:
    """Read one page of the trail."""
    bounds = _bounds(asked)
    if bounds is None:
        return TrailPage()
    looked_for, stretch = _rows(asked, readable, bounds)
    count, last_seq, last_at, is_cut = stretch
    entries = _entries(looked_for, asked.patient)
    if asked.item:
        entries = [entry for entry in entries if any(change.name == asked.item for change in entry.changes)]
    goes_on = None
    if len(entries) > PAGE_SIZE:
        entries = entries[:PAGE_SIZE]
        goes_on = entries[-1].seq
    elif is_cut and count:
        goes_on = last_seq
    looked_until = last_at if goes_on is not None and len(entries) < PAGE_SIZE else None
    return TrailPage(
        tuple(_saves(entries)), goes_on, looked_until, {} if asked.patient else _patients(entries)
    )


def trail_entry(seq: int, readable: Readable) -> Entry | None:
    """Find one row of the trail by its place in the ledger; None when there is none that this person may read."""
    conditions: list[Condition] = [("seq = %s", [seq]), *_readable(readable, None)]
    found = _fetch(
        "SELECT seq, at, history_table, payload FROM trial_ledger WHERE " + _all(conditions),
        _params(conditions),
    )
    return next(iter(_entries(found)), None)


def patients_of(entries: Iterable[Entry]) -> dict[int, Patient]:
    """Find the patients that entries speak of, by id."""
    return _patients(entries)


def _bounds(asked: Asked) -> list[Bound] | None:
    """Turn period and place into a stretch of the sequence; None when nothing lies in it."""
    bounds: list[Bound] = []
    for moment, comparison, order, side in (
        (asked.since, ">=", "at, seq", ">="),
        (asked.until, "<", "at DESC, seq DESC", "<="),
    ):
        if moment is None:
            continue
        nearest = _fetch(
            f"SELECT seq FROM trial_ledger WHERE at {comparison} %s ORDER BY {order} LIMIT 1", [moment]
        )
        if not nearest:
            return None
        bounds.append((side, nearest[0][0]))
    if asked.after is not None:
        bounds.append((">" if asked.oldest_first else "<", asked.after))
    return bounds


def _rows(
    asked: Asked, readable: Readable, bounds: list[Bound]
) -> tuple[list[Any], tuple[int, int, datetime, bool]]:
    """Read the rows of a page, and of the stretch looked through: how many, the last, and whether more follow."""
    drivers = _drivers(asked, readable)
    residual = _readable(readable, asked.patient) + _filters(asked)
    is_driven_alone = len(drivers) == 1 and not residual and not asked.is_looked_for
    stretch = STRETCH_OF_ITEMS if asked.item else PAGE_SIZE + 1 if is_driven_alone else STRETCH
    limit = stretch if asked.item else PAGE_SIZE + 1
    order = "seq" if asked.oldest_first else "seq DESC"
    branches, params = [], []
    for key, condition, values in drivers:
        within = [(condition, values), *_within(key, values, bounds)]
        walk = f"{key}{' DESC' * (not asked.oldest_first)}, {order}" if key else order
        branches.append(
            "(SELECT seq, at, history_table, payload FROM trial_ledger "
            f"WHERE {_all(within)} ORDER BY {walk} LIMIT {stretch})"
        )
        params += _params(within)
    last = "max" if asked.oldest_first else "min"
    query = f"""
        WITH looked AS MATERIALIZED (
            SELECT * FROM ({" UNION ALL ".join(branches)}) AS every ORDER BY {order} LIMIT {stretch}
        )
        SELECT s.number, s.last_seq, s.last_at, r.seq, r.at, r.history_table, r.payload
        FROM (SELECT count(*) AS number, {last}(seq) AS last_seq, {last}(at) AS last_at FROM looked) AS s
        LEFT JOIN LATERAL (
            SELECT * FROM looked WHERE {_all(residual)} ORDER BY {order} LIMIT {limit}
        ) AS r ON true"""
    fetched = _fetch(query, [*params, *_params(residual)])
    number, last_seq, last_at = fetched[0][:3]
    rows = [row[3:] for row in fetched if row[3] is not None]
    return rows, (number, last_seq, last_at, number == stretch)


def _drivers(asked: Asked, readable: Readable) -> list[Driver]:
    """Choose the index that the ledger is walked by; each of several centres is walked by itself."""
    if asked.patient is not None:
        return [("", f"{PATIENT} = %s", [asked.patient.pk]), ("", *_criteria_of(asked.patient))]
    if asked.person is not None:
        return [_walk(PERSON, asked.person)]
    if readable.centres is not None:
        return [_walk(CENTRE, centre) for centre in readable.centres] or [("", "false", [])]
    if asked.tables:
        return [("", "history_table = %s", [table]) for table in asked.tables]
    return [("", "true", [])]


def _walk(key: str, value: int) -> Driver:
    """Walk the index of a key at one value.

    Were it said by "=", the planner would know the order by place to be that of the key, walk the whole ledger by
    place and read each payload, which ends late for a centre or a person that wrote long ago."""
    return key, f"{key} BETWEEN %s AND %s", [value, value]


def _within(key: str, values: list[Any], bounds: list[Bound]) -> list[Condition]:
    """Hold a walk to a stretch of places; of a key, by the pair that its index is sorted by."""
    if key:
        return [(f"({key}, seq) {side} (%s, %s)", [values[0], place]) for side, place in bounds]
    return [(f"seq {side} %s", [place]) for side, place in bounds]


def _criteria_of(patient: Patient) -> Condition:
    # A criterion as judged names its assessment, not its patient.
    table = history_of(AssessmentCriterion)._meta.db_table
    return (
        f"history_table = '{table}' AND history_id IN (SELECT h.history_id FROM {table} h "
        f"JOIN {Assessment._meta.db_table} a ON a.id = h.assessment_id WHERE a.patient_id = %s)",
        [patient.pk],
    )


def _readable(readable: Readable, patient: Patient | None) -> list[Condition]:
    """Hold every row to what the person may read, by whatever index it was found."""
    if patient is not None:
        return []
    conditions: list[Condition] = []
    if set(readable.tables) != set(models_by_table()):
        conditions.append(("history_table = ANY(%s)", [list(readable.tables)]))
    if readable.centres is not None:
        conditions.append((f"{CENTRE} = ANY(%s)", [list(readable.centres)]))
    return conditions


def _filters(asked: Asked) -> list[Condition]:
    conditions: list[Condition] = []
    if asked.tables:
        conditions.append(("history_table = ANY(%s)", [list(asked.tables)]))
    if asked.person is not None and asked.patient is not None:
        conditions.append((f"{PERSON} = %s", [asked.person]))
    if asked.operation:
        conditions.append(("payload::jsonb ->> 'history_type' = %s", [asked.operation]))
    if asked.origin:
        conditions.append(("payload::jsonb ->> 'history_origin' = %s", [asked.origin]))
    if asked.reason:
        path = "payload::jsonb @@ ('$.history_reasons.*.code == \"' || %s || '\"')::jsonpath"
        conditions.append((path, [asked.reason]))
    return conditions


def _entries(rows: Sequence[Any], patient: Patient | None = None) -> list[Entry]:
    """Make the rows of the ledger readable, with what stood before each of them."""
    tables = models_by_table()
    known = [
        (seq, at, tables[table], history_row(tables[table], payload)) for seq, at, table, payload in rows
    ]
    found: Known = {}
    if patient is not None:
        found = {(Centre, patient.centre_id): patient.centre, (Cohort, patient.cohort_id): patient.cohort}
    before = _before_and_related([(model, row) for _seq, _at, model, row in known], found)
    everything = [(model, row) for _seq, _at, model, row in known]
    everything += [(model, row) for (model, _id), row in before.items()]
    for model, of_model in by_model(everything).items():
        fetch_related(model, of_model, found)
    return [
        entry_of(model, row, before.get((model, row.history_id)), seq=seq, at=at)
        for seq, at, model, row in known
    ]


def _before_and_related(rows: Sequence[tuple[type[models.Model], Any]], found: Known) -> Known:
    """Find what stood before each row that changed something, and what rows refer to, in one query for all tables.

    What rows refer to is added to `found`; what stood before comes back by model and id of the later history row."""
    parts, params = [], []
    for model, of_model in by_model((model, row) for model, row in rows if row.history_type == "~").items():
        table = history_of(model)._meta.db_table
        parts.append(f"""
            SELECT '{table}', h.history_id, row_to_json(p)::text
            FROM {table} h CROSS JOIN LATERAL (
                SELECT * FROM {table} o WHERE o.id = h.id AND o.history_id < h.history_id
                ORDER BY o.history_id DESC LIMIT 1
            ) p WHERE h.history_id = ANY(%s)""")
        params.append([row.history_id for row in of_model])
    wanted = {pair for model, of_model in by_model(rows).items() for pair in wanted_by(model, of_model)}
    by_table = {}
    for related, keys in _keys_by_model(wanted - found.keys()).items():
        by_table[related._meta.db_table] = related
        left_out = TEXTS_OF.get(related, ())
        names = ", ".join(str(f.column) for f in related._meta.concrete_fields if f.name not in left_out)
        parts.append(
            f"SELECT '{related._meta.db_table}', id, row_to_json(r)::text "
            f"FROM (SELECT {names} FROM {related._meta.db_table} WHERE id = ANY(%s)) r"
        )
        params.append(keys)
    before: Known = {}
    for table, key, payload in _fetch(" UNION ALL ".join(parts), params) if parts else ():
        if table in by_table:
            found[by_table[table], key] = row_of(by_table[table], payload)
        else:
            model = models_by_table()[table]
            before[model, key] = history_row(model, payload)
    return before


def _keys_by_model(pairs: Iterable[tuple[type[models.Model], int]]) -> dict[type[models.Model], list[int]]:
    gathered: dict[type[models.Model], list[int]] = {}
    for related, key in pairs:
        gathered.setdefault(related, []).append(key)
    return gathered


def _saves(entries: Iterable[Entry]) -> list[TrailSave]:
    groups = groupby(entries, key=lambda entry: (entry.row.history_xact, entry.row.history_user_id))
    return [TrailSave(tuple(group)) for _key, group in groups]


def _patients(entries: Iterable[Entry]) -> dict[int, Patient]:
    wanted = {entry.patient_id for entry in entries} - {None}
    return Patient.objects.in_bulk(wanted) if wanted else {}


def _fetch(query: str, params: Sequence[Any]) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(query, params)
        return list(cursor.fetchall())


def _all(conditions: Sequence[Condition]) -> str:
    return " AND ".join(f"({condition})" for condition, _values in conditions) or "true"


def _params(conditions: Sequence[Condition]) -> list[Any]:
    return [value for _condition, values in conditions for value in values]
