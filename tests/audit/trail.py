"""What the tests of the audit trail share: a superuser's ways in, and the answers of commands."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from io import StringIO
from pathlib import Path

import psycopg
from django.core.management import CommandError, call_command

SCRIPT = Path(__file__).resolve().parents[2] / "docs" / "verify_bundle.py"

HOLDS = "The audit trail holds: ledger, anchors, histories, tables and guards agree."

REWRITE_LEDGER = """
DO $$
DECLARE
    sealed record;
    last_hash bytea := decode(repeat('00', 32), 'hex');
BEGIN
    FOR sealed IN SELECT * FROM trial_ledger ORDER BY seq LOOP
        last_hash := sha256(last_hash || int8send(sealed.seq) || sha256(convert_to(sealed.payload, 'UTF8')));
        UPDATE trial_ledger SET payload_hash = sha256(convert_to(payload, 'UTF8')), hash = last_hash
        WHERE seq = sealed.seq;
    END LOOP;
END $$
"""


@contextmanager
def unguarded(superuser: psycopg.Connection) -> Iterator[psycopg.Connection]:
    """Switch every trigger off as only a superuser can, and on again exactly as it was, to leave no trace."""
    standing = superuser.execute(
        "SELECT c.relname, t.tgname, t.tgenabled::text "
        "FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid WHERE c.relname LIKE 'trial\\_%'"
    ).fetchall()
    for table in {table for table, _, _ in standing}:
        superuser.execute(f'ALTER TABLE "{table}" DISABLE TRIGGER ALL')
    # The indexes of the trail pages read the payload, and would refuse one that is no JSON.
    superuser.execute("DROP INDEX IF EXISTS ledger_of_patient, ledger_in_centre, ledger_of_person")
    yield superuser
    words = {"A": "ENABLE ALWAYS", "O": "ENABLE"}
    for table, name, enabled in standing:
        superuser.execute(f'ALTER TABLE "{table}" {words[enabled]} TRIGGER "{name}"')


def attack(connection: psycopg.Connection, *statements: str) -> None:
    """Do as only a superuser can, and switch every trigger on again as it was."""
    with unguarded(connection):
        for statement in statements:
            connection.execute(statement)


def verify(*arguments: str) -> tuple[int, list[str]]:
    """Run `manage.py verify_audit` and give its exit status and the lines it printed."""
    said, progress = StringIO(), StringIO()
    try:
        call_command("verify_audit", *arguments, stdout=said, stderr=progress)
    except CommandError as refused:
        return refused.returncode, said.getvalue().splitlines()
    return 0, said.getvalue().splitlines()


def check_bundle(folder: Path, *anchors: Path) -> tuple[int, str]:
    """Run docs/verify_bundle.py as an inspector does and give its exit status and all it said."""
    given = [part for anchor in anchors for part in ("--anchor", str(anchor))]
    done = subprocess.run(
        [sys.executable, "-I", "-S", SCRIPT, folder, *given], capture_output=True, text=True, check=False
    )
    return done.returncode, done.stdout + done.stderr
