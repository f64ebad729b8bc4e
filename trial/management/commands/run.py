"""manage.py run: the whole eCRF on one machine, from nothing to an address to open."""

import fcntl
import os
import signal
import socket
import subprocess
import sys
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from trial.local.broker import Broker
from trial.local.postgres import Cluster
from trial.local.process import ServerError
from trial.local.supervisor import Supervisor

READY_WAIT_S = 60
HOST = "127.0.0.1"
SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Command(BaseCommand):
    """Start everything, say where it is, and stop it all when interrupted."""

    help = "Run database, broker, web server and worker on this machine until Ctrl-C."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare what the command line takes."""
        parser.add_argument("--port", default="8000", help="the port of the web server (8000)")

    def handle(self, *, port: str, **options: Any) -> None:
        """Run until a signal; ends with one sentence when something is in the way."""
        # Ctrl-C too: a shell starts what it puts in the background deaf to it.
        for name in SIGNALS:
            signal.signal(name, signal.default_int_handler)
        try:
            with ExitStack() as at_the_end:
                self._run(_port(port), at_the_end)
        except ServerError as refused:
            raise CommandError(str(refused)) from None
        except KeyboardInterrupt:
            self.stdout.write("Stopped.")

    def _run(self, port: int, at_the_end: ExitStack) -> None:
        at_the_end.enter_context(_alone())
        _refuse_taken(port)
        self._start_servers(at_the_end)
        self.stdout.write("Preparing database and files …")
        accounts = _prepare()
        programs = Supervisor(settings.BASE_DIR)
        at_the_end.callback(_undisturbed, programs.stop)
        _start_programs(programs, port)
        programs.wait_for(f"http://{HOST}:{port}/healthz", wait_s=READY_WAIT_S)
        self.stdout.write(f"\nMuTreg is ready at http://{HOST}:{port}/\n\n{accounts}\nCtrl-C stops it.")
        self.stdout.flush()
        programs.watch()

    def _start_servers(self, at_the_end: ExitStack) -> None:
        """Start the database and broker of our own, and stop later only what did not run before."""
        own: list[Cluster | Broker] = []
        if settings.OWN_DATABASE_SERVER:
            own.append(Cluster(settings.VAR_DIR / "postgres"))
        if settings.OWN_BROKER:
            own.append(Broker(settings.VAR_DIR / "broker"))
        for server in own:
            if server.pid() is None:
                at_the_end.callback(_undisturbed, server.stop)
                server.start()


def _port(given: str) -> int:
    if not given.isdecimal() or not 1 <= int(given) <= 65535:
        raise ServerError(f"PORT={given} is not a whole number from 1 to 65535.")
    return int(given)


def _refuse_taken(port: int) -> None:
    with socket.socket() as trial:
        # As the web server does: a port that only waits out its last connections is free.
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind((HOST, port))
        except OSError as refused:
            raise ServerError(
                f"Port {port} cannot be used ({refused.strerror}): "
                f"choose another, as in make run PORT={port + 1 if port < 65535 else 8000}."
            ) from None


@contextmanager
def _alone() -> Iterator[None]:
    """Hold the lock of a run, which the system lets go of even when the run is killed."""
    settings.VAR_DIR.mkdir(parents=True, exist_ok=True)
    with (settings.VAR_DIR / "run.lock").open("a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise ServerError("MuTreg already runs from this folder: stop that one first.") from None
        yield


def _undisturbed(stop: Any) -> None:
    """Stop something to the end, whatever the impatient press meanwhile."""
    for name in SIGNALS:
        signal.signal(name, signal.SIG_IGN)
    stop()


def _environment() -> dict[str, str]:
    # Plain HTTP on the machine's own address: browsers would not send cookies that are for HTTPS only.
    return {"HTTPS": "no", "DEMO": "yes", **os.environ}


def _prepare() -> str:
    """Bring data and files up to date in a program of its own, and give its text about who can log in."""
    done = subprocess.run(
        [sys.executable, "manage.py", "prepare"],
        cwd=settings.BASE_DIR,
        env=_environment(),
        stdout=subprocess.PIPE,
        text=True,
        check=False,
        start_new_session=True,
    )
    if done.returncode != 0:
        raise ServerError("The data could not be prepared: see above.")
    return done.stdout


def _start_programs(programs: Supervisor, port: int) -> None:
    web = ["gunicorn", "trial.wsgi", "--bind", f"{HOST}:{port}", "--workers", "2", "--log-level", "warning"]
    beat = ["--beat", "--schedule", str(settings.VAR_DIR / "beat-schedule")]
    worker = [
        "celery",
        "--quiet",
        "-A",
        "trial",
        "worker",
        "--concurrency",
        "1",
        "--loglevel",
        "WARNING",
        *beat,
    ]
    # Root's own machine is as good as any to try things on; the warning is for real installations.
    calm = ["-W", "ignore:You're running the worker"]
    for name, command in (("worker", worker), ("web server", [*web, "--no-control-socket"])):
        programs.start(name, [sys.executable, *calm, "-m", *command], environment=_environment())
