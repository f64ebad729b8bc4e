"""What a verification sees of guards that a superuser weakened: triggers, functions, keys, rules."""

from __future__ import annotations

import subprocess
import sys

import psycopg
import pytest

from tests.audit.trail import verify
from tests.workers import ROOT
from trial.audit.verify.findings import Kind
from trial.models import Patient

pytestmark = pytest.mark.requirement("R33", "R1")

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


def test_the_command_starts_and_says_so_where_a_guard_is_off(
    patient: Patient, superuser_connection: psycopg.Connection, project_environment: dict[str, str]
) -> None:
    superuser_connection.execute("ALTER TABLE trial_measurements DISABLE TRIGGER record")
    done = subprocess.run(
        [sys.executable, "manage.py", "verify_audit"],
        cwd=ROOT,
        env=project_environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert done.stdout.startswith(
        f"WRONG, first: {Kind.GUARD_DISABLED}: trial_measurements: its trigger record "
    )
    assert "history rows compared with the ledger" in done.stderr


def test_a_guard_whose_keys_are_off_is_named(
    patient: Patient, superuser_connection: psycopg.Connection
) -> None:
    superuser_connection.execute("ALTER TABLE trial_measurements DISABLE TRIGGER ALL")
    status, said = verify()
    assert status == 1
    assert any("triggers of its keys are switched off" in line for line in said)
