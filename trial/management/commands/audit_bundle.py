"""manage.py audit_bundle: write the ledger and its anchors for somebody who has nothing but Python."""

from __future__ import annotations

from argparse import ArgumentParser
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from trial.audit.anchors import NotAnAnchor, anchors_in, stored_anchors
from trial.audit.bundle import ledger_lines, write_bundle
from trial.audit.files import CannotWrite
from trial.audit.verify import snapshot


class Command(BaseCommand):
    """Write a folder that docs/verify_bundle.py checks."""

    help = (
        "Write the audit ledger and its anchors into a new folder, to be checked with docs/verify_bundle.py."
    )
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare what the command line takes."""
        parser.add_argument("folder", type=Path, help="the folder to write; it must not exist yet")

    def handle(self, *args: Any, folder: Path, **options: Any) -> None:
        """Write it; exit status 2 when the folder exists, 1 with a sentence when it cannot be written."""
        if folder.exists() or folder.is_symlink():
            raise CommandError(f"{folder} exists already: name a new folder.", returncode=2)
        try:
            # Before the snapshot: an anchor taken later may know rows that the snapshot does not.
            kept = anchors_in(settings.ANCHOR_DIR)
            with snapshot(connection):
                anchors = {anchor.digest: anchor for anchor in [*stored_anchors(connection), *kept]}
                made_at = datetime.now(UTC).isoformat(timespec="seconds")
                in_order = sorted(anchors.values(), key=lambda anchor: (anchor.seq, anchor.at))
                bundle = write_bundle(
                    folder, lines=ledger_lines(connection), anchors=in_order, made_at=made_at
                )
        except (CannotWrite, NotAnAnchor) as refused:
            raise CommandError(str(refused)) from refused
        self.stdout.write(f"{bundle.rows} rows and {bundle.anchors} anchors are in {folder}.")
        self.stdout.write(f"The sha256 of its manifest, to be sent by another way: {bundle.manifest_sha256}")
