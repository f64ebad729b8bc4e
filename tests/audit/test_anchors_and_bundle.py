"""Anchors and bundles as the commands and the worker make them, on a real trail."""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
from io import StringIO
from pathlib import Path

import psycopg
import pytest
from django.conf import LazySettings
from django.core import mail
from django.core.management import CommandError, call_command
from django.db import connection

from tests.audit.trail import HOLDS, check_bundle, unguarded, verify
from tests.makers import make_person
from tests.workers import ROOT, WorkerProcess
from trial.audit.anchors import anchors_in, read_anchor, stored_anchors
from trial.audit.context import acting
from trial.models import Centre, Patient
from trial.protocol.access import Role
from trial.services.anchors import anchor_take
from trial.tasks.audit import take_anchor

pytestmark = pytest.mark.requirement("R33")


@pytest.fixture
def centre(patient: Patient) -> Centre:
    return patient.centre


def run(*command: str) -> tuple[int, str]:
    """Run a command of the project in this process; give its exit status and what it said."""
    said = StringIO()
    try:
        call_command(*command, stdout=said, stderr=said)
    except CommandError as refused:
        return refused.returncode, str(refused)
    return 0, said.getvalue()


def test_an_anchor_holds_the_last_row_the_counts_and_the_one_before(centre: Centre, anchors: Path) -> None:
    first, path = anchor_take()
    with connection.cursor() as cursor:
        cursor.execute("SELECT seq, encode(hash, 'hex') FROM trial_ledger ORDER BY seq DESC LIMIT 1")
        assert cursor.fetchone() == (first.seq, first.hash)
    assert sum(first.counts.values()) == first.seq
    assert first.counts["trial_historicalcentre"] == 1
    assert first.previous == ""
    second, _path = anchor_take()
    assert (second.seq, second.previous) == (first.seq, first.digest)
    assert read_anchor(path) == first
    assert stored_anchors(connection) == [first, second]
    assert len(list(anchors.iterdir())) == 2


def test_coordinators_and_monitors_get_the_anchor_by_mail_in_their_language(
    centre: Centre, tmp_path: Path
) -> None:
    with acting(system="tests"):
        make_person(Role.COORDINATOR, email="coordinator@trial.example", language="en")
        make_person(Role.MONITOR, centre, email="monitor@trial.example", language="fr")
        make_person(Role.DATA_MANAGER, centre, email="other@trial.example")
        make_person(Role.MONITOR, centre, email="gone@trial.example", is_active=False)
    status, said = run("audit_anchor")
    assert status == 0
    assert "Mailed to 2 people." in said
    assert [sent.to for sent in mail.outbox] == [["coordinator@trial.example"], ["monitor@trial.example"]]
    [(name, text, _type)] = mail.outbox[0].attachments
    received = tmp_path / name
    received.write_text(text)
    assert verify("--anchor", str(received))[0] == 0
    assert mail.outbox[0].subject == f"Anchor of the audit trail, row {read_anchor(received).seq}"
    mail.outbox.clear()
    assert run("audit_anchor", "--no-mail")[0] == 0
    assert mail.outbox == []


def test_an_anchor_that_cannot_be_mailed_is_kept_and_the_command_says_so(
    centre: Centre, anchors: Path, settings: LazySettings
) -> None:
    with acting(system="tests"):
        make_person(Role.COORDINATOR, email="coordinator@trial.example")
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    status, said = run("audit_anchor")
    assert status == 1
    assert said.startswith("The anchor is written, and could not be mailed: ")
    assert len(list(anchors.iterdir())) == 1


def test_no_anchor_is_kept_anywhere_when_its_file_cannot_be_written(centre: Centre, anchors: Path) -> None:
    anchors.write_text("a file where the folder should be")
    status, said = run("audit_anchor")
    assert status == 1
    assert "was not written, nor a part of it" in said
    assert stored_anchors(connection) == []


def test_the_worker_takes_the_anchor_of_the_day_and_mails_it(
    centre: Centre, anchors: Path, celery_worker_process: WorkerProcess
) -> None:
    with acting(system="tests"):
        make_person(Role.COORDINATOR, email="coordinator@trial.example", language="en")
    take_anchor.delay()
    said = celery_worker_process.wait_for("To: coordinator@trial.example")
    assert "Subject: Anchor of the audit trail, row " in said
    assert anchors_in(anchors) == stored_anchors(connection)
    assert verify() == (0, [HOLDS])


def test_a_bundle_of_a_real_trail_agrees_by_the_script_alone(
    centre: Centre, anchors: Path, tmp_path: Path
) -> None:
    anchor, path = anchor_take()
    status, said = run("audit_bundle", str(tmp_path / "bundle"))
    assert status == 0
    assert said.startswith(f"{anchor.seq} rows and 1 anchors are in ")
    manifest = json.loads((tmp_path / "bundle" / "manifest.json").read_text())
    assert (manifest["rows"], manifest["head"]) == (anchor.seq, anchor.hash)
    status, said = check_bundle(tmp_path / "bundle", path)
    assert said.startswith("Everything agrees.")
    assert status == 0
    assert run("audit_bundle", str(tmp_path / "bundle"))[0] == 2


def test_the_bundle_of_an_altered_ledger_names_the_row(
    centre: Centre, superuser_connection: psycopg.Connection, tmp_path: Path
) -> None:
    with unguarded(superuser_connection):
        superuser_connection.execute("UPDATE trial_ledger SET payload = E'one\\ntwo\\t' WHERE seq = 3")
        superuser_connection.execute(
            "UPDATE trial_ledger SET payload = replace(payload, 'a', 'b') WHERE seq = 9"
        )
        superuser_connection.execute("DELETE FROM trial_ledger WHERE seq = 12")
    assert run("audit_bundle", str(tmp_path / "bundle"))[0] == 0
    status, said = check_bundle(tmp_path / "bundle")
    assert status == 1
    assert said.startswith("WRONG: Row 3 in ledger-000001.tsv was altered")
    assert "Row 9 in ledger-000001.tsv was altered" in said
    assert "Row 12 is missing from ledger-000001.tsv" in said


@pytest.mark.parametrize("command", ["audit_bundle", "audit_anchor"])
def test_a_full_disk_ends_a_command_with_a_sentence_and_leaves_nothing_behind(
    command: str, centre: Centre, project_environment: dict[str, str], tmp_path: Path
) -> None:
    place = tmp_path / "place"
    arguments = [str(place / "bundle")] if command == "audit_bundle" else []
    done = subprocess.run(
        [sys.executable, "manage.py", command, *arguments],
        cwd=ROOT,
        env=project_environment | {"ANCHOR_DIR": str(place)},
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (100, 100)),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert done.stderr.startswith("CommandError: ")
    assert "the disk is full. Make room and run it again." in done.stderr
    assert list(place.iterdir()) == []
    assert stored_anchors(connection) == []


def test_a_bundle_that_is_killed_while_it_is_written_has_no_name_of_its_own(
    centre: Centre, tmp_path: Path
) -> None:
    unfinished = tmp_path / f".bundle.unfinished-{os.getpid() + 1}"
    unfinished.mkdir()
    assert run("audit_bundle", str(tmp_path / "bundle"))[0] == 0
    assert check_bundle(unfinished)[0] == 1
