"""The PostgreSQL server that the project starts where there is none."""

import os
import signal
import stat
import subprocess
import sys
import time
from pathlib import Path

import psycopg
import pytest

from trial.local import postgres, unprivileged
from trial.local.postgres import Cluster
from trial.local.process import SOCKET_PATH_BYTES, ServerError, end, private_folder, socket_folder
from trial.local.unprivileged import Runner, choose_runner

ROOT = Path(__file__).resolve().parents[2]


def _manage(*arguments: str, folder: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "manage.py", "postgres", *arguments, "--folder", str(folder)]
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "trial.settings"}
    return subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False, timeout=60
    )


def _value(cluster: Cluster, query: str, role: str = "superuser") -> object:
    with psycopg.connect(cluster.url(role), autocommit=True) as connection:
        row = connection.execute(query).fetchone()
        return row[0] if row else None


def test_the_command_starts_tells_and_stops(passable_folder: Path) -> None:
    folder = passable_folder / "with spaces and 'quotes'"
    started = _manage("start", folder=folder)
    assert started.returncode == 0, started.stderr
    assert "is running as process" in _manage("status", folder=folder).stdout
    address = _manage("url", "--role", "owner", folder=folder).stdout.strip()
    with psycopg.connect(address) as connection:
        assert connection.execute("SELECT current_user").fetchone() == ("owner",)
    assert "is not running" in _manage("stop", folder=folder).stdout
    silent = _manage("status", folder=folder)
    assert (silent.returncode, silent.stdout) == (3, "")


def test_a_second_start_changes_nothing(cluster: Cluster) -> None:
    before = cluster.pid()
    cluster.start()
    assert cluster.pid() == before is not None


def test_a_killed_server_recovers_at_the_next_start(cluster: Cluster) -> None:
    cluster.stop()
    cluster = Cluster(cluster.folder)
    cluster.start()
    with psycopg.connect(cluster.url("owner"), autocommit=True) as connection:
        connection.execute("CREATE TABLE kept (number int)")
        connection.execute("INSERT INTO kept VALUES (7)")
        killed = cluster.pid()
        assert killed is not None
        assert end(killed, by=signal.SIGKILL, wait_s=5)
    cluster.start()
    assert cluster.pid() not in (None, killed)
    assert _value(cluster, "SELECT number FROM kept", role="owner") == 7


def test_a_lock_file_that_names_a_stranger_is_no_obstacle(cluster: Cluster) -> None:
    cluster.stop()
    (cluster.data / "postmaster.pid").write_text(f"{os.getpid()}\n{cluster.data}\n{int(time.time())}\n5432\n")
    assert cluster.pid() is None
    cluster.start()
    assert cluster.pid() not in (None, os.getpid())


def test_data_of_another_version_are_refused_with_both_versions(cluster: Cluster) -> None:
    cluster.stop()
    version = cluster.data / "PG_VERSION"
    here = version.read_text()
    version.write_text("13\n")
    try:
        with pytest.raises(
            ServerError, match=rf"made by PostgreSQL 13 and this is PostgreSQL {here.strip()}"
        ):
            cluster.start()
    finally:
        version.write_text(here)
        cluster.start()


def test_a_making_that_was_cut_short_is_done_again(passable_folder: Path) -> None:
    cluster = Cluster(passable_folder / "postgres", durable=False)
    private_folder(cluster.folder)
    (cluster.folder / "data.making").mkdir()
    (cluster.folder / "data.making" / "half").touch()
    cluster.start()
    try:
        assert _value(cluster, "SELECT 1", role="app") == 1
    finally:
        cluster.stop()


def test_the_server_listens_on_a_private_unix_socket_only(cluster: Cluster) -> None:
    assert _value(cluster, "SELECT current_setting('listen_addresses')") == ""
    assert stat.S_IMODE(cluster.socket.stat().st_mode) == 0o700
    assert stat.S_IMODE(cluster.folder.stat().st_mode) == 0o700
    assert stat.S_IMODE((cluster.folder / "credentials.json").stat().st_mode) == 0o600


@pytest.mark.parametrize("role", postgres.ROLES)
def test_each_role_needs_its_password(cluster: Cluster, role: str) -> None:
    wrong = cluster.url(role).replace(f"{role}:", f"{role}:x", 1)
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        psycopg.connect(wrong)
    verifier = _value(cluster, f"SELECT rolpassword FROM pg_authid WHERE rolname = '{role}'")
    assert str(verifier).startswith("SCRAM-SHA-256$")


@pytest.mark.requirement("R1")
@pytest.mark.parametrize("role", ["app", "owner"])
def test_neither_application_nor_owner_rules_the_server(cluster: Cluster, role: str) -> None:
    powers = "rolsuper OR rolcreaterole OR rolcreatedb OR rolreplication OR rolbypassrls"
    assert _value(cluster, f"SELECT {powers} FROM pg_roles WHERE rolname = '{role}'") is False
    membership = f"SELECT count(*) FROM pg_auth_members WHERE member = '{role}'::regrole"
    assert _value(cluster, membership) == 0


@pytest.mark.requirement("R1")
@pytest.mark.parametrize(
    "attempt",
    [
        "SET ROLE owner",
        "SET SESSION AUTHORIZATION owner",
        "GRANT owner TO app",
        "ALTER ROLE app SUPERUSER",
        "CREATE TABLE mine (number int)",
        "CREATE SCHEMA mine",
        "CREATE TEMPORARY TABLE mine (number int)",
        "SET session_replication_role = replica",
        "COPY (SELECT 1) TO PROGRAM 'cat'",
    ],
)
def test_the_application_cannot_gain_power(cluster: Cluster, attempt: str) -> None:
    with psycopg.connect(cluster.url("app")) as connection, pytest.raises(psycopg.Error) as refused:
        connection.execute(attempt)
    assert refused.value.sqlstate == "42501"


def test_what_is_committed_survives_a_crash_except_in_tests(cluster: Cluster) -> None:
    assert _value(cluster, "SELECT current_setting('fsync')") == "off"
    cluster.stop()
    lasting = Cluster(cluster.folder)
    lasting.start()
    assert _value(lasting, "SELECT current_setting('fsync')") == "on"
    lasting.stop()
    cluster.start()


@pytest.mark.parametrize(("depth", "is_short"), [(1, False), (20, True)])
def test_a_deep_folder_gets_a_short_socket(depth: int, is_short: bool) -> None:
    folder = Path("/", *["deepfolder"] * depth)
    chosen = socket_folder(folder, ".s.PGSQL.5432")
    assert len(os.fsencode(chosen / ".s.PGSQL.5432")) <= SOCKET_PATH_BYTES
    assert (chosen != folder) is is_short


def test_without_any_server_program_the_way_out_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(postgres.importlib.util, "find_spec", lambda name: None)
    monkeypatch.setenv("PATH", "/nonexistent")
    with pytest.raises(ServerError, match="DATABASE_URL"):
        postgres.find_binaries()


def test_a_folder_that_somebody_else_owns_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "theirs").mkdir()
    mine = os.geteuid()
    monkeypatch.setattr(os, "geteuid", lambda: mine + 1)
    with pytest.raises(ServerError, match="belongs to another account"):
        private_folder(tmp_path / "theirs")


def test_a_program_runs_without_the_rights_of_root() -> None:
    binary = postgres.find_binaries() / "postgres"
    runner = choose_runner(binary)
    assert runner.run(["id", "-u"], capture_output=True).stdout.strip() != "0"
    assert isinstance(runner, Runner)


def test_where_namespaces_are_refused_root_lends_the_server_to_an_account(
    passable_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(unprivileged, "NAMESPACE", ("false",))
    cluster = Cluster(passable_folder / "postgres", durable=False)
    said = ""
    try:
        for _ in ("made", "started again"):
            cluster.start()
            assert _value(cluster, "SELECT current_user", role="app") == "app"
            assert Path(f"/proc/{cluster.pid()}").stat().st_uid != 0
            cluster.stop()
    except ServerError as refused:
        said = str(refused)
    # An account cannot lend a hand where it may not read the programs; then the way out is named.
    assert not said or "as an ordinary user" in said
