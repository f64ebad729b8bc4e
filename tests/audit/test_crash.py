"""A server that is killed in the middle of commits: after its recovery ledger, history and tables agree."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory

import psycopg
import pytest

from trial.audit.context import FLUSH, LIGHT_COMMIT
from trial.local.postgres import Cluster

pytestmark = pytest.mark.requirement("R33")

PROJECT = Path(__file__).resolve().parents[2]
WRITERS = 4
CENTRES = 40


@pytest.fixture
def cluster() -> Iterator[Cluster]:
    """Start a durable server of the test's own, as `make run` does."""
    with TemporaryDirectory(prefix="mutreg-crash-") as folder:
        Path(folder).chmod(0o711)
        own = Cluster(Path(folder) / "postgres")
        own.start()
        try:
            yield own
        finally:
            own.stop()


def manage(cluster: Cluster, *command: str) -> subprocess.CompletedProcess[str]:
    """Run a command of the project on the cluster."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PYTEST_", "DJANGO_"))}
    environment = kept | {"DATABASE_URL": cluster.url("app"), "DATABASE_OWNER_URL": cluster.url("owner")}
    return subprocess.run(
        [sys.executable, "manage.py", *command],
        cwd=PROJECT,
        env=environment | {"DJANGO_SETTINGS_MODULE": "trial.settings"},
        text=True,
        capture_output=True,
        check=False,
    )


def write_until_the_server_dies(cluster: Cluster, writer: int, acknowledged: list[str]) -> None:
    """Save centre after centre, three rows a transaction, and note each name whose commit was acknowledged."""
    with suppress(psycopg.Error), psycopg.connect(cluster.url("app"), autocommit=True) as connected:
        for save in range(10**6):
            name = f"saved by {writer}, {save}, {time.monotonic_ns()}"
            with connected.transaction():
                told = "SELECT trial_act(NULL, 'tests', NULL, current_date, '', '', NULL)"
                # Half of the writers commit as the services do, half as plain SQL does.
                connected.execute(told + LIGHT_COMMIT if writer % 2 else told)
                for step in range(3):
                    connected.execute(
                        "UPDATE trial_centre SET name = %s WHERE id %% %s = %s AND id <= %s",
                        [f"{name}, {step}", CENTRES // 4, writer, CENTRES // 2],
                    )
            if writer % 2:
                connected.execute(FLUSH)
            acknowledged.append(f"{name}, 2")


def test_after_a_kill_in_the_middle_of_commits_everything_agrees(cluster: Cluster) -> None:
    migrated = manage(cluster, "migrate", "--skip-checks", "-v0")
    assert migrated.returncode == 0, migrated.stderr
    with psycopg.connect(cluster.url("owner"), autocommit=True) as owner:
        owner.execute(
            "INSERT INTO trial_centre (code, name, city, opened_on, is_fictitious) "
            "SELECT lpad(n::text, 2, '0'), 'A', 'B', '2020-01-01', true FROM generate_series(1, %s) n",
            [CENTRES],
        )
    acknowledged: list[str] = []
    for _kill in range(2):
        writers = [
            threading.Thread(target=write_until_the_server_dies, args=(cluster, writer, acknowledged))
            for writer in range(WRITERS)
        ]
        for thread in writers:
            thread.start()
        time.sleep(0.7)
        killed = cluster.pid()
        assert killed is not None
        os.kill(killed, signal.SIGKILL)
        for thread in writers:
            thread.join()
        cluster.start()

    assert len(acknowledged) > WRITERS
    with psycopg.connect(cluster.url("app"), autocommit=True) as app:
        recorded = {name for (name,) in app.execute("SELECT name FROM trial_historicalcentre").fetchall()}
    assert set(acknowledged) <= recorded, "a commit that was acknowledged has left no history"
    verified = manage(cluster, "verify_audit")
    assert verified.returncode == 0, verified.stdout + verified.stderr
