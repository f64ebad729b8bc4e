"""What a verification of the trail sees: what only a superuser can do, done, and then named."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import psycopg
import pytest
from django.db import InternalError, connection, connections

from tests.audit.trail import HOLDS, REWRITE_LEDGER, attack, verify
from tests.makers import make_eligible
from trial.audit.context import acting
from trial.audit.reasons import ALL_FIELDS, Reason, ReasonCode
from trial.audit.verify import SHOWN, snapshot
from trial.audit.verify.findings import Kind
from trial.models import Centre, Patient, User
from trial.services.anchors import anchor_take
from trial.services.forms import form_save

pytestmark = pytest.mark.requirement("R33")

Attack = tuple[Kind, str, tuple[str, ...]]

NEWEST = "(SELECT max(history_id) FROM trial_historicalmeasurements)"


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


def in_threads(count: int, work: Callable[[int], object]) -> list[object]:
    """Do the same on as many connections at once."""

    def done(number: int) -> object:
        try:
            return work(number)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(done, range(count)))


def test_replica_mode_neither_hides_a_write_nor_opens_the_history(
    patient: Patient, superuser_connection: psycopg.Connection
) -> None:
    superuser_connection.execute("SET session_replication_role = replica")
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        superuser_connection.execute("UPDATE trial_historicalmeasurements SET weight_kg = 41")
    superuser_connection.execute("UPDATE trial_centre SET city = 'Elsewhere'")
    assert Centre.history.latest().history_origin == "outside"
    assert Centre.history.latest().history_session_user == "superuser"
    assert verify() == (0, [HOLDS])


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


def test_a_verification_reads_one_moment_and_cannot_write(
    patient: Patient, superuser_connection: psycopg.Connection
) -> None:
    with snapshot(connection), connection.cursor() as cursor:
        before = Centre.history.count()
        superuser_connection.execute("UPDATE trial_centre SET city = 'Elsewhere'")
        assert Centre.history.count() == before
        with pytest.raises(InternalError, match="read-only transaction"):
            cursor.execute("UPDATE trial_centre SET city = 'Nowhere'")
        connection.needs_rollback = True
    assert Centre.history.count() == before + 1
