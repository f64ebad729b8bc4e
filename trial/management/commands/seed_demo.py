"""manage.py seed_demo: synthetic centres, accounts and patients."""

from argparse import ArgumentParser, ArgumentTypeError
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from trial.models.protocol import ProtocolVersion
from trial.services.demo.people import DEMO_PASSWORD, accounts_stored
from trial.services.demo.seed import NotAnEmptyDatabase, demo_seed, is_empty


class Command(BaseCommand):
    """Fill an empty database with a demonstration, on a machine of one's own only."""

    help = "Make synthetic centres, accounts and patients; the same seed gives the same patients."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare what the command line takes."""
        parser.add_argument("--patients", type=_whole(0, 5000), default=80, help="how many (80)")
        parser.add_argument("--centres", type=_whole(1, 99), default=3, help="how many (3)")
        parser.add_argument("--seed", type=int, default=1, help="another number makes other patients (1)")
        parser.add_argument("--if-empty", action="store_true", help="leave a database in use as it is")

    def handle(self, *, if_empty: bool, **options: Any) -> None:
        """Seed, and print the accounts. Raises CommandError on a real installation or a database in use."""
        if not (settings.DEBUG or settings.DEMO):
            raise CommandError(
                "Demonstration accounts share a public password, "
                "so they are made only where DEMO=1 or DEBUG=1 is set."
            )
        if is_empty() or not if_empty:
            self._seed(**{name: options[name] for name in ("patients", "centres", "seed")})
        if options["verbosity"]:
            self.stdout.write(accounts_text())

    def _seed(self, *, patients: int, centres: int, seed: int) -> None:
        if not ProtocolVersion.objects.exists():
            call_command("load_protocol", stdout=self.stdout)
        try:
            made = demo_seed(patients=patients, centres=centres, seed=seed)
        except NotAnEmptyDatabase as refusal:
            raise CommandError(str(refusal.sentence)) from None
        self.stdout.write(f"{len(made)} synthetic patients in {centres} centres.")


def accounts_text() -> str:
    """Write the demonstration accounts of the database, a line each; empty where there is none."""
    lines = []
    for account in accounts_stored():
        place = f"centre {', '.join(account.centre_codes)}" if account.centre_codes else "whole study"
        lines.append(f"  {account.login:<18}{account.role.value.replace('_', ' '):<18}{place}\n")
    return f"Demonstration accounts, all with the password {DEMO_PASSWORD}\n{''.join(lines)}" if lines else ""


def _whole(lowest: int, highest: int) -> Callable[[str], int]:
    """Make a reader of a whole number within bounds, which argparse answers for."""

    def read(text: str) -> int:
        if not text.isascii() or not text.isdigit() or not lowest <= int(text) <= highest:
            raise ArgumentTypeError(f"{text} is not a whole number from {lowest} to {highest}")
        return int(text)

    return read
