"""The whole eCRF from one command: start, data kept, one at a time, nothing left behind."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from trial.local.broker import Broker
from trial.local.postgres import Cluster

ROOT = Path(__file__).resolve().parents[2]
READY = "MuTreg is ready at"


class Run:
    """One `manage.py run` on data of its own."""

    def __init__(self, folder: Path, port: int) -> None:
        """Start it; `wait_ready` waits until it answers."""
        self.log = folder / "run.log"
        with self.log.open("wb") as said:
            self.process = subprocess.Popen(
                _command(port), cwd=ROOT, env=_environment(folder), stdout=said, stderr=said
            )

    def wait_ready(self) -> str:
        """Wait for the address and give what was said until then."""
        deadline = time.monotonic() + 120
        while READY not in (said := self.log.read_text()):
            assert self.process.poll() is None, said
            assert time.monotonic() < deadline, said
            time.sleep(0.1)
        return said

    def stop(self, by: signal.Signals) -> str:
        """Stop it by a signal and give all it said."""
        self.process.send_signal(by)
        self.process.wait(40)
        return self.log.read_text()


def _command(port: int) -> list[str]:
    return [sys.executable, "manage.py", "run", "--port", str(port)]


def _environment(folder: Path) -> dict[str, str]:
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    # Few patients are enough here, and a port of this machine needs no proxy.
    return kept | {"VAR_DIR": str(folder / "var"), "STATIC_ROOT": str(folder / "static"), "no_proxy": "*"}


def _refused(folder: Path, port: int) -> str:
    done = subprocess.run(
        _command(port),
        cwd=ROOT,
        env=_environment(folder),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 1
    assert done.stdout == ""
    return done.stderr.strip()


@pytest.fixture
def taken_port() -> Iterator[int]:
    """Hold a port that nobody else can take meanwhile."""
    with socket.socket() as holder:
        holder.bind(("127.0.0.1", 0))
        holder.listen()
        yield holder.getsockname()[1]


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _children(folder: Path) -> list[str]:
    """List the processes that work on the folder's data."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            environment = (process / "environ").read_bytes()
            command = (process / "cmdline").read_bytes()
        except OSError:
            continue
        if str(folder).encode() in environment + command and int(process.name) != os.getpid():
            found.append(command.replace(b"\0", b" ").decode())
    return found


def test_a_taken_port_is_said_in_one_line_and_nothing_is_started(
    passable_folder: Path, taken_port: int
) -> None:
    said = _refused(passable_folder, taken_port)
    assert said.count("\n") == 0
    assert f"Port {taken_port} cannot be used" in said
    assert not (passable_folder / "var" / "postgres" / "data").exists()


@pytest.mark.parametrize("port", [0, 65536])
def test_a_number_that_is_no_port_is_refused(port: int, passable_folder: Path) -> None:
    assert _refused(passable_folder, port).endswith("is not a whole number from 1 to 65535.")


def test_it_runs_keeps_its_data_and_leaves_nothing_behind(passable_folder: Path) -> None:
    port = _free_port()
    first = Run(passable_folder, port)
    try:
        said = first.wait_ready()
        assert "investigator-01" in said
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/login/", timeout=10) as answer:
            assert answer.status == 200
        assert _refused(passable_folder, _free_port()).endswith(
            "MuTreg already runs from this folder: stop that one first."
        )
        cluster = Cluster(passable_folder / "var" / "postgres")
        with psycopg.connect(cluster.url("superuser")) as connection:
            roles = connection.execute(
                "SELECT DISTINCT usename FROM pg_stat_activity WHERE datname = 'mutreg'"
            )
            assert {role for (role,) in roles} <= {"app", "superuser"}
            patients = connection.execute("SELECT count(*) FROM trial_patient").fetchone()
    finally:
        said = first.stop(signal.SIGINT)
    assert said.rstrip().endswith("Stopped.")
    assert first.process.returncode == 0
    assert (cluster.pid(), Broker(passable_folder / "var" / "broker").pid()) == (None, None)
    assert _children(passable_folder) == []

    second = Run(passable_folder, port)
    try:
        second.wait_ready()
        with psycopg.connect(cluster.url("app")) as connection:
            assert connection.execute("SELECT count(*) FROM trial_patient").fetchone() == patients
    finally:
        second.stop(signal.SIGTERM)
    assert _children(passable_folder) == []
