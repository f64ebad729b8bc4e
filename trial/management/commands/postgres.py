"""manage.py postgres: the one door to the project's own PostgreSQL server."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from trial.local.postgres import ROLES, Cluster
from trial.local.process import ServerError


class Command(BaseCommand):
    """Start, stop or describe the PostgreSQL server whose data lie in the project's var folder."""

    help = "Start, stop or describe the project's own PostgreSQL server, or print the address of a role."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare what the command line takes."""
        parser.add_argument("action", choices=["start", "stop", "status", "url"])
        parser.add_argument("--role", choices=ROLES, default="app", help="whose address `url` prints")
        parser.add_argument("--folder", type=Path, help="another folder than var/postgres")

    def handle(self, *, action: str, role: str, folder: Path | None, **options: Any) -> None:
        """Do the one thing asked for; `status` ends with exit status 3 while the server does not run."""
        cluster = Cluster((folder or settings.VAR_DIR / "postgres").absolute())
        try:
            if action == "start":
                cluster.start()
            elif action == "stop":
                cluster.stop()
            elif action == "url":
                self.stdout.write(cluster.url(role))
        except ServerError as refused:
            raise CommandError(str(refused)) from None
        if action != "url":
            self._tell(cluster, must_run=action == "status")

    def _tell(self, cluster: Cluster, *, must_run: bool) -> None:
        pid = cluster.pid()
        if pid is None and must_run:
            raise CommandError(f"PostgreSQL is not running in {cluster.folder}.", returncode=3)
        state = "is not running" if pid is None else f"is running as process {pid}"
        self.stdout.write(f"PostgreSQL {state} in {cluster.folder}.")
