"""Write the tables of the criteria, as judged by the evaluator, to docs/eligibility."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from trial.protocol.definition import load_definition
from trial.protocol.documents import eligibility_documents

FOLDER = Path(__file__).resolve().parents[3] / "docs" / "eligibility"


class Command(BaseCommand):
    """Write the generated documents, or check that they are up to date."""

    help = "Writes docs/eligibility; with --check, fails when a page is stale."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the mode."""
        parser.add_argument("--check", action="store_true", help="write nothing, fail when a page is stale")

    def handle(self, *args: Any, **options: Any) -> None:
        """Write or compare every page."""
        pages = eligibility_documents(load_definition())
        present = {path.name for path in FOLDER.glob("*.md")} if FOLDER.is_dir() else set()
        stale = sorted(present - set(pages))
        stale += [name for name, text in pages.items() if _text(FOLDER / name) != text]
        if options["check"]:
            if stale:
                raise CommandError(f"stale in docs/eligibility: {', '.join(stale)}; run manage.py write_docs")
            return
        FOLDER.mkdir(parents=True, exist_ok=True)
        for name in present - set(pages):
            (FOLDER / name).unlink()
        for name, text in pages.items():
            (FOLDER / name).write_text(text, encoding="utf-8")
        self.stdout.write(f"docs/eligibility: {len(pages)} pages, {len(stale)} changed")


def _text(path: Path) -> str | None:
    return path.read_text(encoding="utf-8") if path.exists() else None
