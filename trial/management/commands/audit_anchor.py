"""manage.py audit_anchor: take an anchor of the ledger now."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from trial.audit.files import CannotWrite
from trial.services.anchors import anchor_mail, anchor_take


class Command(BaseCommand):
    """Write down the ledger's last row and its hash, where no database role can change them."""

    help = "Take an anchor of the audit ledger now, and mail it to coordinators and monitors."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare what the command line takes."""
        parser.add_argument("--no-mail", action="store_true", help="only write the file")

    def handle(self, *args: Any, no_mail: bool, **options: Any) -> None:
        """Take it; exit status 1 with a sentence when it cannot be written or mailed."""
        try:
            anchor, path = anchor_take()
        except CannotWrite as refused:
            raise CommandError(str(refused)) from refused
        self.stdout.write(f"Row {anchor.seq}, hash {anchor.hash}: {path}")
        if no_mail:
            return
        try:
            sent = anchor_mail(anchor=anchor)
        except OSError as error:
            raise CommandError(f"The anchor is written, and could not be mailed: {error}.") from error
        self.stdout.write(f"Mailed to {sent} people.")
