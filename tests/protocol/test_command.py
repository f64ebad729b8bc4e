"""The command line: verdicts on standard output, or one line of refusal."""

import io
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from trial.management.commands.check_eligibility import Command
from trial.protocol.cases import base_facts

ROOT = Path(__file__).parents[2]


class Input:
    """Standard input made of bytes."""

    def __init__(self, text: str) -> None:
        """Keep the bytes."""
        self.buffer = io.BytesIO(text.encode())


def run(text: str, monkeypatch: pytest.MonkeyPatch, *arguments: str) -> None:
    monkeypatch.setattr(sys, "stdin", Input(text))
    command = Command()
    options = vars(command.create_parser("manage.py", "check_eligibility").parse_args(["-", *arguments]))
    command.handle(**options)


def test_one_patient_is_judged(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    run(json.dumps(base_facts("GVHD")), monkeypatch, "--protocol", "1.0")
    answer = json.loads(capsys.readouterr().out)
    assert list(answer) == ["protocol", "cohort", "verdict", "criteria", "queries"]
    assert (answer["protocol"], answer["cohort"], answer["verdict"]) == ("1.0", "GVHD", "eligible")
    assert list(answer["criteria"][0]) == ["id", "kind", "verdict", "clause", "because", "missing"]


def test_a_list_is_judged_one_by_one(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    run(json.dumps([base_facts("GVHD"), {"cohort": "AA"}]), monkeypatch)
    assert [one["verdict"] for one in json.loads(capsys.readouterr().out)] == ["eligible", "undetermined"]


@pytest.mark.parametrize(
    ("text", "arguments", "named"),
    [
        ("{", (), "JSON"),
        ('{"cohort": "SLE", "medications": [{}, {}, {"dose": -1}]}', (), "medications[2].dose"),
        ('[{"cohort": "SLE"}, {"cohort": "SLE", "weight_kg": "x"}]', (), "[1].weight_kg"),
        ('{"cohort": "SLE", "a\\nb": 1}', (), "a?b"),
        ('{"cohort": "SLE"}', ("--protocol", "9"), "protocol 9"),
    ],
)
def test_a_refusal_is_one_line_and_exit_2(
    text: str,
    arguments: tuple[str, ...],
    named: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    with pytest.raises(SystemExit) as stop:
        run(text, monkeypatch, *arguments)
    assert stop.value.code == 2
    said: Any = capsys.readouterr()
    assert said.out == ""
    assert named in said.err
    assert said.err.count("\n") == 1


def test_the_command_needs_no_database() -> None:
    done = subprocess.run(
        [sys.executable, "manage.py", "check_eligibility", "-"],
        cwd=ROOT,
        input=b'{"cohort": "VIT"}',
        capture_output=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, b"")
    assert json.loads(done.stdout)["verdict"] == "undetermined"


def test_the_published_tables_are_up_to_date() -> None:
    from trial.protocol.definition import load_definition
    from trial.protocol.documents import eligibility_documents

    folder = ROOT / "docs" / "eligibility"
    pages = {path.name: path.read_text(encoding="utf-8") for path in folder.glob("*.md")}
    assert pages == eligibility_documents(load_definition())
