"""manage.py verify_audit: prove the audit trail, or name the first wrong row."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from trial.audit.anchors import Anchor, NotAnAnchor, anchors_in, read_anchor
from trial.audit.verify import snapshot, verify


class Command(BaseCommand):
    """Compare ledger, anchors, histories, tables and guards; write nothing."""

    help = (
        "Prove the audit trail: exit status 0 when everything agrees, 1 when not, naming the first wrong row."
    )
    # The proof must not wait for pages that load, nor be refused because of the very guard that it names.
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare what the command line takes."""
        parser.add_argument(
            "--anchor",
            type=Path,
            action="append",
            default=[],
            metavar="FILE",
            help="an anchor kept elsewhere, beside those of ANCHOR_DIR; may be given again",
        )

    def handle(self, *args: Any, anchor: list[Path], **options: Any) -> None:
        """Verify; exit status 1 when something is wrong, 2 when an anchor given is none."""
        given = self._given(anchor)
        findings: list[str] = []
        kept = self._kept(findings)
        with snapshot(connection):
            findings += map(str, verify(connection, anchors=[*kept, *given], tell=self._tell))
        if findings:
            self.stdout.write(f"WRONG, first: {findings[0]}")
            for finding in findings[1:]:
                self.stdout.write(f"WRONG: {finding}")
            raise CommandError(f"The audit trail does not hold: {len(findings)} things are wrong.")
        self.stdout.write("The audit trail holds: ledger, anchors, histories, tables and guards agree.")
        if not given:
            self._tell(
                "No anchor from elsewhere was given: with one, a ledger rewritten whole would show too."
            )

    def _given(self, paths: list[Path]) -> list[Anchor]:
        try:
            return [read_anchor(path) for path in paths]
        except NotAnAnchor as refused:
            raise CommandError(str(refused), returncode=2) from refused

    def _kept(self, findings: list[str]) -> list[Anchor]:
        try:
            return anchors_in(settings.ANCHOR_DIR)
        except NotAnAnchor as refused:
            findings.append(f"lost anchor: {refused}")
            return []

    def _tell(self, progress: str) -> None:
        self.stderr.write(progress)
