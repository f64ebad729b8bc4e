"""The audit bundle: the ledger and its anchors as files that docs/verify_bundle.py checks with Python alone.

A folder with `ledger-000001.tsv` and so on (a line a row: number, hash in hexadecimal, payload, parted by
tabs), `anchor-….json`, `manifest.json` (each file's sha256 and rows) and `manifest.sha256`.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from trial.audit.anchors import FIRST_PREVIOUS, Anchor
from trial.audit.files import whole_folder, write_synced

if TYPE_CHECKING:
    from django.db.backends.base.base import BaseDatabaseWrapper

FORMAT = "mutreg-audit-bundle-1"
FILE_BYTES = 64_000_000
"""The size at which the next ledger file is begun."""

# The whole line is made by the server and copied in binary form, so that nothing is quoted or escaped.
_LINES = r"""
COPY (
    SELECT convert_to(seq || E'\t' || encode(hash, 'hex') || E'\t' || payload || E'\n', 'UTF8')
    FROM trial_ledger ORDER BY seq
) TO STDOUT (FORMAT binary)
"""


@dataclass(frozen=True)
class BundledFile:
    """A file of the bundle as the manifest lists it."""

    name: str
    sha256: str
    rows: int
    last_line: bytes = b""

    def as_json(self) -> dict[str, object]:
        """Give what the manifest says of it."""
        return {key: value for key, value in asdict(self).items() if key != "last_line"}


@dataclass(frozen=True)
class Bundle:
    """What was written: the number of ledger rows and anchors, and the hash that stands for all of it."""

    rows: int
    anchors: int
    manifest_sha256: str


def ledger_lines(connection: BaseDatabaseWrapper) -> Iterator[bytes]:
    """Read the ledger's lines in their order, as one stream, in the snapshot of the transaction."""
    with connection.cursor() as cursor, cursor.copy(_LINES) as copy:
        copy.set_types(["bytea"])
        for (line,) in copy.rows():
            yield line


def write_bundle(
    folder: Path,
    *,
    lines: Iterable[bytes],
    anchors: Iterable[Anchor],
    made_at: str,
    file_bytes: int = FILE_BYTES,
) -> Bundle:
    """Write a bundle into a folder that must not exist yet. `made_at` is a time in ISO 8601.

    Raises CannotWrite; then no folder of this name is left behind."""
    with whole_folder(folder) as unfinished:
        ledger = list(_write_ledger(unfinished, iter(lines), file_bytes))
        kept = [_write_anchor(unfinished, anchor) for anchor in anchors]
        manifest = {
            "format": FORMAT,
            "made_at": made_at,
            "rows": sum(file.rows for file in ledger),
            "head": ledger[-1].last_line.split(b"\t", 2)[1].decode() if ledger else FIRST_PREVIOUS,
            "files": [file.as_json() for file in [*ledger, *kept]],
        }
        # Last: a bundle that lacks it, however it came about, is seen to be incomplete.
        content = (json.dumps(manifest, indent=1, sort_keys=True) + "\n").encode()
        digest = hashlib.sha256(content).hexdigest()
        write_synced(unfinished / "manifest.sha256", f"{digest}  manifest.json\n".encode())
        write_synced(unfinished / "manifest.json", content)
    return Bundle(rows=sum(file.rows for file in ledger), anchors=len(kept), manifest_sha256=digest)


def _write_ledger(folder: Path, lines: Iterator[bytes], file_bytes: int) -> Iterator[BundledFile]:
    number = 0
    while (line := next(lines, None)) is not None:
        number += 1
        yield _write_lines(folder / f"ledger-{number:06d}.tsv", line, lines, file_bytes)


def _write_lines(path: Path, line: bytes, lines: Iterator[bytes], file_bytes: int) -> BundledFile:
    """Write the first line and those that follow until the file is full."""
    digest, rows, size = hashlib.sha256(), 0, 0
    with path.open("wb", buffering=1 << 20) as handle:
        while True:
            handle.write(line)
            digest.update(line)
            rows += 1
            size += len(line)
            if size >= file_bytes or (following := next(lines, None)) is None:
                break
            line = following
        handle.flush()
        os.fsync(handle.fileno())
    return BundledFile(name=path.name, sha256=digest.hexdigest(), rows=rows, last_line=line)


def _write_anchor(folder: Path, anchor: Anchor) -> BundledFile:
    content = anchor.text.encode()
    write_synced(folder / anchor.file_name, content)
    return BundledFile(name=anchor.file_name, sha256=hashlib.sha256(content).hexdigest(), rows=0)
