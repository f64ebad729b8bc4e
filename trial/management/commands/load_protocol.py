"""Load the protocol definition into the database."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from trial.protocol import definition
from trial.protocol.definition import DefinitionError
from trial.services.protocol import ProtocolChanged, ProtocolTexts, protocol_load


class Command(BaseCommand):
    help = "Check the protocol definition and store it as a version, its cohorts and its criteria."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--folder",
            type=Path,
            default=Path(definition.__file__).parent,
            help="where study.toml and the three .csv tables stand (default: trial/protocol)",
        )

    def handle(self, *args: Any, folder: Path, **options: Any) -> None:
        try:
            texts = ProtocolTexts(
                study_toml=(folder / "study.toml").read_text(encoding="utf-8"),
                drugs_csv=(folder / "drugs.csv").read_text(encoding="utf-8"),
                glucocorticoids_csv=(folder / "glucocorticoids.csv").read_text(encoding="utf-8"),
                dictionary_csv=(folder / "dictionary.csv").read_text(encoding="utf-8"),
            )
            version, is_new = protocol_load(texts=texts)
        except (OSError, UnicodeDecodeError, DefinitionError, ProtocolChanged) as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(
            f"Protocol {version.code}: {'loaded' if is_new else 'already loaded, nothing to do'}."
        )
