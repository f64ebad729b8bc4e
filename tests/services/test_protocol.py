"""Loading the protocol: once, whole, and never otherwise under a version in force."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from trial.models.protocol import ProtocolVersion
from trial.protocol import definition
from trial.selectors.protocol import definition_of
from trial.services.protocol import ProtocolTexts

pytestmark = pytest.mark.django_db

FILES = ("study.toml", "drugs.csv", "glucocorticoids.csv", "dictionary.csv")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Copy the protocol's four files to where they may be changed."""
    for name in FILES:
        shutil.copy(Path(definition.__file__).parent / name, tmp_path / name)
    return tmp_path


@pytest.mark.requirement("R18")
@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        ("study.toml", "Patient mineur", "Patient de moins de 18 ans"),
        ("drugs.csv", "Jyseleca", "Jyselecca"),
        ("glucocorticoids.csv", "Cortancyl", "Cortancil"),
        ("dictionary.csv", "Doliprane; ", ""),
    ],
)
def test_a_changed_file_is_refused_under_a_version_in_force(
    folder: Path, name: str, old: str, new: str
) -> None:
    before = ProtocolVersion.objects.get(code="1.0")
    text = (folder / name).read_text(encoding="utf-8")
    assert old in text
    changed = text.replace(old, new)
    (folder / name).write_text(changed, encoding="utf-8")
    with pytest.raises(CommandError, match="already loaded and its text differs"):
        call_command("load_protocol", folder=folder)
    after = ProtocolVersion.objects.get(code="1.0")
    assert (after.digest, after.dictionary_csv) == (before.digest, before.dictionary_csv)


def test_the_same_files_again_change_nothing(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("load_protocol", folder=folder)
    assert "already loaded, nothing to do" in capsys.readouterr().out
    assert ProtocolVersion.objects.count() == 1


def test_a_version_is_read_with_the_dictionary_that_it_was_loaded_with(folder: Path) -> None:
    study, dictionary = folder / "study.toml", folder / "dictionary.csv"
    study.write_text(study.read_text("utf-8").replace('version = "1.0"', 'version = "1.1"', 1), "utf-8")
    dictionary.write_text(dictionary.read_text("utf-8") + "newdrug,nouveau,,,,oral\n", "utf-8")
    call_command("load_protocol", folder=folder, verbosity=0)
    names = {
        version.code: {drug.inn for drug in definition_of(version).dictionary}
        for version in ProtocolVersion.objects.all()
    }
    assert names["1.1"] - names["1.0"] == {"newdrug"}


def test_a_fault_in_the_dictionary_is_named_by_line_and_nothing_is_stored(folder: Path) -> None:
    dictionary = folder / "dictionary.csv"
    dictionary.write_text(dictionary.read_text("utf-8").replace("N02BE01", "N02BE"), "utf-8")
    with pytest.raises(CommandError, match=r"dictionary\.csv:2: atc 'N02BE' is no ATC code"):
        call_command("load_protocol", folder=folder)
    assert ProtocolVersion.objects.count() == 1


def test_the_digest_covers_each_text_by_itself() -> None:
    texts = [
        ProtocolTexts(*parts) for parts in (("a", "b", "c", "d"), ("a", "b", "cd", ""), ("a", "b", "c", ""))
    ]
    assert len({text.digest for text in texts}) == 3
