"""What a verification of the trail sees: what only a superuser can do, done, and then named."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psycopg
import pytest
from django.conf import LazySettings
from django.db import connection, connections

from tests.audit.trail import REWRITE_LEDGER, unguarded, verify
from tests.makers import make_centre, make_eligible, make_person
from trial.audit.context import acting
from trial.audit.reasons import ALL_FIELDS, Reason, ReasonCode
from trial.audit.verify import SHOWN
from trial.audit.verify.findings import Kind
from trial.models import Centre, Patient, User
from trial.protocol.access import Role
from trial.services.anchors import anchor_take
from trial.services.forms import form_save

pytestmark = pytest.mark.requirement("R33")

Attack = tuple[Kind, str, tuple[str, ...]]

HOLDS = "The audit trail holds: ledger, anchors, histories, tables and guards agree."
NEWEST = "(SELECT max(history_id) FROM trial_historicalmeasurements)"


@pytest.fixture
def anchors(settings: LazySettings, tmp_path: Path) -> Path:
    settings.ANCHOR_DIR = tmp_path / "anchors"
    return tmp_path / "anchors"


@pytest.fixture
def patient(transactional_db: None, anchors: Path) -> Patient:
    with acting(system="tests"):
        centre = make_centre()
        investigator = make_person(Role.INVESTIGATOR, centre)
    return make_eligible(investigator, centre)


def attack(connection: psycopg.Connection, *statements: str) -> None:
    """Do as only a superuser can, and switch every trigger on again as it was."""
    with unguarded(connection):
        for statement in statements:
            connection.execute(statement)


def test_a_trail_that_nobody_touched_holds(patient: Patient) -> None:
    anchor, path = anchor_take()
    assert anchor.seq > 0
    assert verify() == (0, [HOLDS])
    assert verify("--anchor", str(path)) == (0, [HOLDS])


ON_ROWS: dict[str, Attack] = {
    "an altered history row": (
        Kind.HISTORY_ALTERED,
        "trial_historicalmeasurements, history row ",
        (f"UPDATE trial_historicalmeasurements SET weight_kg = 99 WHERE history_id = {NEWEST}",),
    ),
    "who wrote it": (
        Kind.HISTORY_ALTERED,
        "trial_historicalmeasurements, history row ",
        (f"UPDATE trial_historicalmeasurements SET history_actor_name = 'X' WHERE history_id = {NEWEST}",),
    ),
    "a removed history row": (
        Kind.HISTORY_REMOVED,
        "trial_historicalmeasurements, history row ",
        (f"DELETE FROM trial_historicalmeasurements WHERE history_id = {NEWEST}",),
    ),
    "a forged history row": (
        Kind.HISTORY_UNSEALED,
        "trial_historicalcentre, history row 9",
        (
            "INSERT INTO trial_historicalcentre (id, code, name, city, opened_on, is_fictitious, history_id, "
            "history_date, history_type, history_origin) "
            "SELECT id, code, name, city, opened_on, is_fictitious, 9, now(), '~', '' FROM trial_centre",
        ),
    ),
    "a changed value": (
        Kind.LIVE_ALTERED,
        "trial_measurements, row 1: weight_kg ",
        ("UPDATE trial_measurements SET weight_kg = 41",),
    ),
    "a cleared value": (
        Kind.LIVE_ALTERED,
        "trial_measurements, row 1: weight_kg ",
        ("UPDATE trial_measurements SET weight_kg = NULL",),
    ),
    "a row that was added": (
        Kind.LIVE_ADDED,
        "trial_centre, row 77: ",
        ("INSERT INTO trial_centre VALUES (77, '77', 'Y', 'Z', '2023-01-01', NULL, false)",),
    ),
    "a row that was deleted": (
        Kind.LIVE_REMOVED,
        "trial_measurements, row 1: ",
        ("DELETE FROM trial_measurements",),
    ),
    "a hole in the ledger": (
        Kind.LEDGER_HOLE,
        "trial_ledger, row 5: ",
        ("DELETE FROM trial_ledger WHERE seq = 5",),
    ),
    "a ledger without its beginning": (
        Kind.LEDGER_HOLE,
        "trial_ledger, row 1: ",
        ("DELETE FROM trial_ledger WHERE seq < 5",),
    ),
    "an emptied ledger": (Kind.LEDGER_EMPTY, "trial_ledger: ", ("TRUNCATE trial_ledger",)),
    "a ledger without its end": (
        Kind.HISTORY_UNSEALED,
        "trial_historical",
        ("DELETE FROM trial_ledger WHERE seq > (SELECT max(seq) - 3 FROM trial_ledger)",),
    ),
    "an altered payload": (
        Kind.LEDGER_ALTERED,
        "trial_ledger, row 6: its payload ",
        ("UPDATE trial_ledger SET payload = payload || ' ' WHERE seq = 6",),
    ),
    "an altered payload with its hash": (
        Kind.LEDGER_ALTERED,
        "trial_ledger, row 6: its hash ",
        (
            "UPDATE trial_ledger SET payload = '{}' WHERE seq = 6",
            "UPDATE trial_ledger SET payload_hash = sha256(convert_to(payload, 'UTF8')) WHERE seq = 6",
        ),
    ),
    "a row of which no history remains": (
        Kind.LIVE_ADDED,
        "trial_centre, row 1: ",
        (
            "DELETE FROM trial_ledger WHERE history_table = 'trial_historicalcentre'",
            "DELETE FROM trial_historicalcentre",
            "UPDATE trial_ledger SET seq = seq + 1000000",
            "UPDATE trial_ledger l SET seq = n.row FROM (SELECT seq, row_number() OVER (ORDER BY seq) AS row "
            "FROM trial_ledger) n WHERE n.seq = l.seq",
            REWRITE_LEDGER,
        ),
    ),
    "a payload that is none, the ledger recomputed": (
        Kind.HISTORY_ALTERED,
        "trial_historical",
        ("UPDATE trial_ledger SET payload = 'no json' WHERE seq = 6", REWRITE_LEDGER),
    ),
    "a ledger that names a table that is not there": (
        Kind.HISTORY_REMOVED,
        "nowhere, history row ",
        ("UPDATE trial_ledger SET history_table = 'nowhere' WHERE seq = 6",),
    ),
}


@pytest.mark.parametrize("name", ON_ROWS)
def test_what_a_superuser_changes_behind_the_trail_is_named(
    name: str, patient: Patient, superuser_connection: psycopg.Connection
) -> None:
    kind, where, statements = ON_ROWS[name]
    attack(superuser_connection, *statements)
    status, said = verify()
    assert status == 1
    assert said[0].startswith(f"WRONG, first: {kind}: {where}")


def test_a_history_row_moved_to_a_like_table_is_named(
    patient: Patient, superuser_connection: psycopg.Connection
) -> None:
    columns = ", ".join(
        name
        for (name,) in superuser_connection.execute(
            "SELECT column_name FROM information_schema.columns "
            "WHERE table_name = 'trial_historicalvitdiagnosis'"
        )
    )
    attack(
        superuser_connection,
        f"INSERT INTO trial_historicalaadiagnosis ({columns}) "
        f"SELECT {columns} FROM trial_historicalvitdiagnosis",
        "DELETE FROM trial_historicalvitdiagnosis",
        "INSERT INTO trial_aadiagnosis SELECT * FROM trial_vitdiagnosis",
        "DELETE FROM trial_vitdiagnosis",
        "UPDATE trial_ledger SET history_table = 'trial_historicalaadiagnosis' "
        "WHERE history_table = 'trial_historicalvitdiagnosis'",
    )
    status, said = verify()
    assert status == 1
    assert said[0].startswith(
        f"WRONG, first: {Kind.HISTORY_ALTERED}: trial_historicalaadiagnosis, history row "
    )


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


ON_GUARDS: dict[str, tuple[Kind, str, str]] = {
    "disabled": (
        Kind.GUARD_DISABLED,
        "trial_measurements: its trigger record ",
        "ALTER TABLE trial_measurements DISABLE TRIGGER record",
    ),
    "enabled but not always": (
        Kind.GUARD_DISABLED,
        "trial_historicalcentre: its trigger seal ",
        "ALTER TABLE trial_historicalcentre ENABLE TRIGGER seal",
    ),
    "dropped": (
        Kind.GUARD_MISSING,
        "trial_ledger: its trigger append_only ",
        "DROP TRIGGER append_only ON trial_ledger",
    ),
    "made anew for fewer changes": (
        Kind.GUARD_REPLACED,
        "trial_measurements: its trigger record_change ",
        "CREATE OR REPLACE TRIGGER record_change AFTER UPDATE OF version ON trial_measurements FOR EACH ROW "
        "EXECUTE FUNCTION trial_record_measurements(); "
        "ALTER TABLE trial_measurements ENABLE ALWAYS TRIGGER record_change",
    ),
    "a function with another body": (
        Kind.GUARD_REPLACED,
        "trial_record_measurements: ",
        "CREATE OR REPLACE FUNCTION trial_record_measurements() RETURNS trigger LANGUAGE plpgsql "
        "SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS 'BEGIN RETURN NULL; END'",
    ),
    "a function with another path": (
        Kind.GUARD_REPLACED,
        "trial_seal: ",
        "ALTER FUNCTION trial_seal() SET search_path = public",
    ),
    "a trigger of a stranger": (
        Kind.GUARD_REPLACED,
        "trial_measurements: its trigger a_stranger ",
        "CREATE FUNCTION stranger() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'; "
        "CREATE TRIGGER a_stranger BEFORE UPDATE ON trial_measurements FOR EACH ROW "
        "EXECUTE FUNCTION stranger()",
    ),
    "a rule": (
        Kind.GUARD_REPLACED,
        "trial_measurements: the rule nothing ",
        "CREATE RULE nothing AS ON UPDATE TO trial_measurements DO INSTEAD NOTHING",
    ),
}


@pytest.mark.parametrize("name", ON_GUARDS)
def test_a_guard_that_a_superuser_weakened_is_named(
    name: str, patient: Patient, superuser_connection: psycopg.Connection
) -> None:
    kind, where, statement = ON_GUARDS[name]
    superuser_connection.execute(statement)
    status, said = verify()
    assert status == 1
    assert said[0].startswith(f"WRONG, first: {kind}: {where}")


def test_a_guard_whose_keys_are_off_is_named(
    patient: Patient, superuser_connection: psycopg.Connection
) -> None:
    superuser_connection.execute("ALTER TABLE trial_measurements DISABLE TRIGGER ALL")
    status, said = verify()
    assert status == 1
    assert any("triggers of its keys are switched off" in line for line in said)


def test_each_check_names_a_few_of_many_wrong_rows(
    patient: Patient, superuser_connection: psycopg.Connection
) -> None:
    attack(superuser_connection, "UPDATE trial_ledger SET payload = ''")
    status, said = verify()
    assert status == 1
    assert said[0].startswith(f"WRONG, first: {Kind.LEDGER_ALTERED}: trial_ledger, row 1: ")
    assert sum(Kind.LEDGER_ALTERED in line for line in said) == SHOWN


def test_a_column_added_by_a_later_release_is_no_alteration_until_a_hand_writes_it(
    patient: Patient, superuser_connection: psycopg.Connection
) -> None:
    attack(
        superuser_connection,
        "ALTER TABLE trial_historicalmeasurements ADD COLUMN later text",
        "ALTER TABLE trial_historicalmeasurements ADD COLUMN flagged boolean NOT NULL DEFAULT true",
        "ALTER TABLE trial_historicalmeasurements ALTER COLUMN flagged DROP DEFAULT",
    )
    assert verify() == (0, [HOLDS])
    attack(superuser_connection, "UPDATE trial_historicalmeasurements SET flagged = false")
    assert verify()[0] == 1


def test_an_anchor_that_is_none_ends_with_a_sentence_and_status_2(patient: Patient, tmp_path: Path) -> None:
    other = tmp_path / "other.json"
    assert verify("--anchor", str(other)) == (2, [])
    other.write_text('{"seq": 1}')
    assert verify("--anchor", str(other)) == (2, [])


def in_threads(count: int, work: Callable[[int], object]) -> list[object]:
    """Do the same on as many connections at once."""

    def done(number: int) -> object:
        try:
            return work(number)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(done, range(count)))


def test_two_verifications_at_once_beside_writers_hold(patient: Patient) -> None:
    investigator = User.objects.get(username__startswith="investigator")
    others = [make_eligible(investigator, patient.centre) for _ in range(2)]

    def write_or_verify(number: int) -> object:
        if number < 2:
            return [verify() for _ in range(4)]
        for version in range(1, 12):
            with acting(system="tests"):
                Centre.objects.filter(pk=patient.centre_id).update(city=f"{number} {version}")
            form_save(
                patient=others[number - 2],
                slug="identity",
                values={"birth": f"19{60 + version}-04"},
                version=version,
                by=investigator,
                reasons={ALL_FIELDS: Reason(ReasonCode.NEW_SOURCE)},
            )
        return None

    results = in_threads(4, write_or_verify)
    assert results[:2] == [[(0, [HOLDS])] * 4] * 2
    assert verify() == (0, [HOLDS])


def test_a_verification_writes_nothing(patient: Patient) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT max(seq) FROM trial_ledger")
        before = cursor.fetchone()
        verify()
        cursor.execute("SELECT max(seq) FROM trial_ledger")
        assert cursor.fetchone() == before
