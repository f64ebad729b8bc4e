"""The script of the inspector, on bundles made of a chain of our own: no database is needed."""

from __future__ import annotations

import hashlib
import importlib.util
import json
import resource
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from textwrap import dedent
from types import ModuleType

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.audit.trail import SCRIPT, check_bundle
from trial.audit.anchors import FIRST_PREVIOUS, Anchor
from trial.audit.bundle import write_bundle
from trial.audit.files import CannotWrite, write_whole

pytestmark = pytest.mark.requirement("R33")

ROWS = 40
Rows = list[tuple[int, str, str]]
MADE_AT = "2026-03-01T04:00:00+00:00"


def chain(payloads: list[str]) -> Rows:
    """Number the payloads and give each its hash, as the database does."""
    rows, previous = [], bytes(32)
    for seq, payload in enumerate(payloads, 1):
        content = hashlib.sha256(payload.encode()).digest()
        previous = hashlib.sha256(previous + seq.to_bytes(8, "big") + content).digest()
        rows.append((seq, previous.hex(), payload))
    return rows


def payloads(name: str = "weight_kg", rows: int = ROWS) -> list[str]:
    return [json.dumps({"history_table": "trial_historical", name: f"é{number}"}) for number in range(rows)]


def anchors_at(rows: Rows, *places: int) -> list[Anchor]:
    made: list[Anchor] = []
    for seq in places:
        digest = rows[seq - 1][1] if seq else FIRST_PREVIOUS
        at = datetime(2026, 3, 1, 4, len(made), tzinfo=UTC)
        previous = made[-1].digest if made else ""
        made.append(Anchor(seq=seq, hash=digest, at=at, counts={"trial_historical": seq}, previous=previous))
    return made


def write(folder: Path, rows: Rows, anchors: list[Anchor]) -> Path:
    lines = [f"{seq}\t{digest}\t{payload}\n".encode() for seq, digest, payload in rows]
    write_bundle(folder, lines=lines, anchors=anchors, made_at=MADE_AT, file_bytes=1_500)
    return folder


@pytest.fixture
def rows() -> Rows:
    return chain(payloads())


@pytest.fixture
def bundle(tmp_path: Path, rows: Rows) -> Path:
    return write(tmp_path / "bundle", rows, anchors_at(rows, 0, 10, ROWS))


@pytest.fixture(scope="module")
def script() -> ModuleType:
    spec = importlib.util.spec_from_file_location("verify_bundle", SCRIPT)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_script_needs_the_standard_library_alone_and_is_short() -> None:
    imported = [
        line.split()[1] for line in SCRIPT.read_text().splitlines() if line.startswith(("import", "from"))
    ]
    assert imported == ["argparse", "hashlib", "json", "re", "sys", "pathlib"]
    assert len(SCRIPT.read_text().splitlines()) < 150


def test_a_bundle_that_nobody_touched_agrees(bundle: Path) -> None:
    assert len(list(bundle.glob("ledger-*.tsv"))) > 2
    status, said = check_bundle(bundle)
    assert status == 0
    assert said.startswith("Everything agrees.\nCompared with 0 anchors from outside")
    status, said = check_bundle(bundle, *bundle.glob("anchor-*"))
    assert status == 0
    assert "Compared with 3 anchors from outside" in said


def test_the_page_for_inspectors_shows_a_true_way_to_compute_a_hash(bundle: Path, rows: Rows) -> None:
    page = (SCRIPT.parent / "inspection.md").read_text()
    shown = page.split("python3 - <<'END'\n")[1].split("    END\n")[0]
    done = subprocess.run(
        [sys.executable, "-c", dedent(shown).replace("BUNDLE", str(bundle))],
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.splitlines() == [rows[0][1]] * 2


def test_a_bundle_of_no_rows_agrees(tmp_path: Path) -> None:
    assert check_bundle(write(tmp_path / "empty", [], anchors_at([], 0)))[0] == 0


@pytest.fixture(scope="module")
def intact(tmp_path_factory: pytest.TempPathFactory) -> Path:
    rows = chain(payloads())
    return write(tmp_path_factory.mktemp("intact") / "bundle", rows, anchors_at(rows, 0, 10, ROWS))


@given(data=st.data())
@settings(max_examples=400, deadline=None)
def test_one_byte_changed_added_or_lost_anywhere_is_detected(
    data: st.DataObject, script: ModuleType, intact: Path
) -> None:
    path = data.draw(st.sampled_from(sorted(intact.iterdir())))
    content = path.read_bytes()
    place = data.draw(st.integers(0, len(content) - 1))
    change = data.draw(st.sampled_from(["change", "add", "lose"]))
    byte = bytes([data.draw(st.integers(0, 255).filter(lambda byte: byte != content[place]))])
    path.write_bytes(
        content[:place] + (b"" if change == "lose" else byte) + content[place + (change != "add") :]
    )
    try:
        assert is_wrong(script, intact)
    finally:
        path.write_bytes(content)
    assert not is_wrong(script, intact)


def is_wrong(script: ModuleType, bundle: Path) -> bool:
    """Say what the script's exit status says, without a process for each of many bundles."""
    try:
        return bool(list(script.check(bundle, [])))
    except script.UNREADABLE:
        return True


def test_every_single_byte_of_a_small_bundle_counts(tmp_path: Path, script: ModuleType) -> None:
    rows = chain(payloads(rows=3))
    bundle = write(tmp_path / "small", rows, anchors_at(rows, 3))
    assert not is_wrong(script, bundle)
    unseen = []
    for path in sorted(bundle.iterdir()):
        content = path.read_bytes()
        for place in range(len(content)):
            # The bit that tells small letters from capitals is the one that a lenient reader overlooks.
            path.write_bytes(content[:place] + bytes([content[place] ^ 0x20]) + content[place + 1 :])
            unseen += [] if is_wrong(script, bundle) else [(path.name, place)]
        path.write_bytes(content)
    assert unseen == []


def test_a_row_altered_in_a_bundle_written_anew_is_named(tmp_path: Path, rows: Rows) -> None:
    seq, digest, payload = rows[16]
    rows[16] = (seq, digest, payload.replace("16", "61"))
    status, said = check_bundle(write(tmp_path / "forged", rows, anchors_at(rows, ROWS)))
    assert status == 1
    assert said.startswith("WRONG: Row 17 in ledger-")
    assert "1 things are wrong." in said


def test_a_row_left_out_of_a_bundle_written_anew_is_named(tmp_path: Path, rows: Rows) -> None:
    status, said = check_bundle(write(tmp_path / "forged", rows[:16] + rows[17:], anchors_at(rows, ROWS)))
    assert status == 1
    assert said.startswith("WRONG: Row 17 is missing from ledger-")


def test_a_tail_left_out_of_a_bundle_written_anew_is_seen_by_its_anchors(tmp_path: Path, rows: Rows) -> None:
    status, said = check_bundle(write(tmp_path / "forged", rows[:-10], anchors_at(rows, 10, ROWS)))
    assert status == 1
    assert said.startswith("WRONG: The tail was removed: anchor-")
    assert f"knows row {ROWS}, and the ledger ends at row 30." in said


def test_a_ledger_rewritten_whole_is_seen_by_an_anchor_from_outside_alone(tmp_path: Path, rows: Rows) -> None:
    received = tmp_path / "received.json"
    received.write_text(json.dumps(anchors_at(rows, 20)[0].as_json(), indent=4))
    other = chain(payloads("height_cm"))
    forged = write(tmp_path / "forged", other, anchors_at(other, 20, ROWS))
    assert check_bundle(forged)[0] == 0
    status, said = check_bundle(forged, received)
    assert status == 1
    assert said.startswith(
        "WRONG: The ledger was rewritten at row 20 or before: its hash is not that of received.json."
    )


def test_an_anchor_left_out_is_seen_by_the_one_after_it(tmp_path: Path, rows: Rows) -> None:
    first, _second, third = anchors_at(rows, 5, 10, ROWS)
    status, said = check_bundle(write(tmp_path / "forged", rows, [first, third]))
    assert status == 1
    assert said.startswith(f"WRONG: The anchor before {third.file_name} is missing or was altered.")


@pytest.mark.parametrize("name", ["manifest.json", "manifest.sha256", "ledger-000002.tsv"])
def test_a_file_that_is_missing_is_named(bundle: Path, name: str) -> None:
    (bundle / name).unlink()
    status, said = check_bundle(bundle)
    assert status == 1
    assert name in said


def test_a_file_that_was_added_is_named(bundle: Path) -> None:
    (bundle / "ledger-999999.tsv").write_text("")
    status, said = check_bundle(bundle)
    assert status == 1
    assert said.startswith("WRONG: ledger-999999.tsv is not in the manifest.")


def test_arguments_that_cannot_be_used_end_with_status_2(bundle: Path, tmp_path: Path) -> None:
    assert check_bundle(tmp_path / "nowhere")[0] == 2
    assert check_bundle(bundle, tmp_path / "nowhere.json")[0] == 2
    assert check_bundle(bundle, bundle / "ledger-000001.tsv")[0] == 2
    assert check_bundle(bundle, bundle / "manifest.json")[0] == 2


@contextmanager
def room_of(size_bytes: int) -> Iterator[None]:
    """Let no file grow beyond a size, as a full disk would."""
    former = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size_bytes, former[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, former)


def test_a_full_disk_leaves_no_bundle_and_no_part_of_one(tmp_path: Path, rows: Rows) -> None:
    with room_of(1_000), pytest.raises(CannotWrite, match="the disk is full. Make room and run it again"):
        write(tmp_path / "bundle", rows, [])
    assert list(tmp_path.iterdir()) == []


def test_a_full_disk_leaves_no_file_and_no_part_of_one(tmp_path: Path) -> None:
    with room_of(10), pytest.raises(CannotWrite, match="the disk is full"):
        write_whole(tmp_path / "anchor.json", b"0123456789abc")
    assert list(tmp_path.iterdir()) == []


def test_a_bundle_that_was_begun_and_killed_does_not_look_complete(bundle: Path) -> None:
    for name in ("manifest.json", "manifest.sha256"):
        (bundle / name).unlink()
    assert check_bundle(bundle)[0] == 1


def test_a_folder_that_stands_is_never_written_into(bundle: Path, rows: Rows) -> None:
    with pytest.raises(CannotWrite, match="exists already"):
        write(bundle, rows, [])
    assert check_bundle(bundle)[0] == 0
