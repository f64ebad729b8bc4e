"""manage.py broker: the one door to the project's own message broker."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from trial.local.broker import Broker
from trial.local.process import ServerError


class Command(BaseCommand):
    """Start, stop or describe the message broker whose queue lies in the project's var folder."""

    help = "Start, stop or describe the project's own message broker, or print its address."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare what the command line takes."""
        parser.add_argument("action", choices=["start", "stop", "status", "url"])

    def handle(self, *, action: str, **options: Any) -> None:
        """Do the one thing asked for; `status` ends with exit status 3 while the broker does not run."""
        broker = Broker(settings.VAR_DIR / "broker")
        try:
            if action == "start":
                broker.start()
            elif action == "stop":
                broker.stop()
        except ServerError as refused:
            raise CommandError(str(refused)) from None
        if action == "url":
            self.stdout.write(broker.url())
            return
        pid = broker.pid()
        if pid is None and action == "status":
            raise CommandError(f"The broker is not running in {broker.folder}.", returncode=3)
        state = "is not running" if pid is None else f"is running as process {pid}"
        self.stdout.write(f"The broker {state} in {broker.folder}.")
