"""Judge facts given as JSON; no patient is stored and no database is touched."""

import json
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from trial.protocol.criteria import judge
from trial.protocol.definition import Definition, DefinitionError, load_definition
from trial.protocol.facts import FactsRefused, PatientFacts, read_facts_text
from trial.protocol.reasons import because

REFUSED = 2


class Command(BaseCommand):
    """Print the verdicts as JSON; refuse with one line and exit code 2."""

    help = "Judges the facts of one patient, or of a list of patients, given as JSON."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the file and the version."""
        parser.add_argument("facts", help="file of JSON facts; - reads standard input")
        parser.add_argument("--protocol", help="version of the protocol", default=None)

    def handle(self, *args: Any, **options: Any) -> None:
        """Judge, or say on one line why not."""
        try:
            answer = judged(_text(options["facts"]), _definition(options["protocol"]))
        except (FactsRefused, DefinitionError) as refusal:
            sys.stderr.write(" ".join(str(refusal).split()) + "\n")
            sys.exit(REFUSED)
        sys.stdout.write(json.dumps(answer, ensure_ascii=False, indent=2) + "\n")


def _definition(version: str | None) -> Definition:
    definition = load_definition()
    if version is not None and version != definition.version:
        raise FactsRefused("--protocol", because("refused_protocol", version=version))
    return definition


def _text(source: str) -> str:
    try:
        raw = sys.stdin.buffer.read() if source == "-" else Path(source).read_bytes()
    except (OSError, ValueError) as error:
        raise FactsRefused(source, because("refused_file")) from error
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise FactsRefused(source, because("refused_encoding")) from error


def judged(text: str, definition: Definition) -> object:
    """Judge JSON text: one patient gives one judgement, a list gives a list; raises FactsRefused."""
    facts = read_facts_text(text)
    if isinstance(facts, PatientFacts):
        return judge(facts, definition).as_json("en")
    answers: list[object] = []
    for index, one in enumerate(facts):
        try:
            answers.append(judge(one, definition).as_json("en"))
        except FactsRefused as refusal:
            raise refusal.beneath(f"[{index}]") from None
    return answers
