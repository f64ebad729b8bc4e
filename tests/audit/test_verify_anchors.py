"""What only an anchor shows: a tail cut off and a ledger rewritten whole, without a trace in the database."""

from __future__ import annotations

from pathlib import Path

import psycopg
import pytest

from tests.audit.trail import HOLDS, REWRITE_LEDGER, attack, verify
from tests.makers import make_centre
from trial.audit.context import acting
from trial.audit.verify.findings import Kind
from trial.models import Patient
from trial.services.anchors import anchor_take

pytestmark = pytest.mark.requirement("R33")


@pytest.fixture
def tail(patient: Patient, superuser_connection: psycopg.Connection) -> str:
    """Add a centre whose history row is the ledger's last, and give what removes every trace of it."""
    with acting(system="tests"):
        make_centre("09", in_force=False)
    return (
        "DELETE FROM trial_ledger WHERE seq = (SELECT max(seq) FROM trial_ledger);"
        "DELETE FROM trial_historicalcentre WHERE code = '09'; DELETE FROM trial_centre WHERE code = '09'"
    )


def test_a_tail_removed_without_a_trace_is_seen_by_an_anchor(
    tail: str, superuser_connection: psycopg.Connection
) -> None:
    anchor, path = anchor_take()
    attack(superuser_connection, tail, "DELETE FROM trial_anchor")
    status, said = verify()
    assert status == 1
    assert said == [
        f"WRONG, first: {Kind.TAIL_REMOVED}: trial_ledger, row {anchor.seq}: "
        f"{path.name} knows row {anchor.seq}, and the ledger ends at row {anchor.seq - 1}."
    ]


def test_a_ledger_rewritten_whole_is_seen_by_an_anchor_alone(
    patient: Patient, superuser_connection: psycopg.Connection, tmp_path: Path
) -> None:
    anchor, path = anchor_take()
    mailed = path.rename(tmp_path / "mailed.json")
    attack(
        superuser_connection,
        "UPDATE trial_measurements SET weight_kg = 41",
        "UPDATE trial_historicalmeasurements SET weight_kg = 41",
        "UPDATE trial_ledger l "
        "SET payload = (SELECT row_to_json(r)::text FROM (SELECT l.history_table, h.*) AS r) "
        "FROM trial_historicalmeasurements h "
        "WHERE l.history_table = 'trial_historicalmeasurements' AND l.history_id = h.history_id",
        REWRITE_LEDGER,
        "DELETE FROM trial_anchor",
    )
    assert verify() == (0, [HOLDS])
    status, said = verify("--anchor", str(mailed))
    assert status == 1
    assert said[0].startswith(f"WRONG, first: {Kind.LEDGER_REWRITTEN}: trial_ledger, row {anchor.seq}: ")


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM trial_anchor WHERE id = 2",
        "UPDATE trial_anchor SET text = replace(text, '\"seq\":', '\"seq\":1') WHERE id = 2",
        "UPDATE trial_anchor SET seq = seq + 1 WHERE id = 2",
    ],
)
def test_an_anchor_that_is_gone_or_altered_is_named(
    statement: str, patient: Patient, anchors: Path, superuser_connection: psycopg.Connection
) -> None:
    for _ in range(3):
        _anchor, path = anchor_take()
        path.unlink()
    attack(superuser_connection, statement)
    status, said = verify()
    assert status == 1
    assert said[0].startswith(f"WRONG, first: {Kind.ANCHOR_LOST}: trial_anchor")


def test_an_anchor_file_that_was_altered_is_named(patient: Patient) -> None:
    _anchor, path = anchor_take()
    path.write_bytes(path.read_bytes()[:-9])
    status, said = verify()
    assert status == 1
    assert said[0] == f"WRONG, first: {Kind.ANCHOR_LOST}: {path} is no anchor."


def test_an_anchor_that_is_none_ends_with_a_sentence_and_status_2(patient: Patient, tmp_path: Path) -> None:
    other = tmp_path / "other.json"
    assert verify("--anchor", str(other)) == (2, [])
    other.write_text('{"seq": 1}')
    assert verify("--anchor", str(other)) == (2, [])
