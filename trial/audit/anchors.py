"""Anchors: what the ledger's last row was at some moment, kept where no database role can reach.

Each holds the digest of the one before it. They alone show a ledger that was rewritten whole or cut short.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from trial.audit.files import write_whole

if TYPE_CHECKING:
    from django.db.backends.base.base import BaseDatabaseWrapper

FORMAT = "mutreg-anchor-1"
FIRST_PREVIOUS = "0" * 64
"""The hash that stands before the first row of the ledger, and for an empty ledger."""

_HASH = re.compile("[0-9a-f]{64}")
# One anchor at a time, or two would name the same one as the one before them.
_LOCK = "SELECT pg_advisory_xact_lock(hashtext('trial_anchor'))"
_HEAD = "SELECT seq, encode(hash, 'hex') FROM trial_ledger ORDER BY seq DESC LIMIT 1"
_COUNTS = "SELECT history_table, count(*) FROM trial_ledger WHERE seq <= %s GROUP BY 1 ORDER BY 1"


class NotAnAnchor(ValueError):
    """A file that holds no anchor; its text is a sentence."""


@dataclass(frozen=True)
class Anchor:
    """The number and hash (hexadecimal) of the ledger's last row at a moment, and its rows by history table.

    `previous` is the digest of the anchor before it, empty for the first."""

    seq: int
    hash: str
    at: datetime
    counts: Mapping[str, int]
    previous: str

    def as_json(self) -> dict[str, Any]:
        """Give what is written and hashed."""
        return {
            "format": FORMAT,
            "seq": self.seq,
            "hash": self.hash,
            "at": self.at.astimezone(UTC).isoformat(timespec="microseconds"),
            "counts": dict(self.counts),
            "previous": self.previous,
        }

    @property
    def text(self) -> str:
        """Write it as the file that is kept and mailed, in the one form that is hashed."""
        return json.dumps(self.as_json(), sort_keys=True, separators=(",", ":"))

    @property
    def digest(self) -> str:
        """Give the sha256 of its text; the blanks and line ends that a mail adds to the file do not count."""
        return hashlib.sha256(self.text.encode()).hexdigest()

    @property
    def file_name(self) -> str:
        """Name the file, in the order of the ledger."""
        return f"anchor-{self.seq:012d}-{self.digest[:12]}.json"


def read_anchor(path: Path) -> Anchor:
    """Read an anchor from its file. Raises NotAnAnchor."""
    try:
        content = path.read_bytes()
    except OSError as error:
        raise NotAnAnchor(f"{path} cannot be read: {error.strerror}.") from error
    return parse_anchor(content, name=str(path))


def parse_anchor(content: bytes | str, *, name: str) -> Anchor:
    """Read an anchor that comes from the file or row of this name. Raises NotAnAnchor."""
    try:
        said = json.loads(content)
        anchor = Anchor(
            seq=said["seq"],
            hash=said["hash"],
            at=datetime.fromisoformat(said["at"]),
            counts=dict(said["counts"]),
            previous=said["previous"],
        )
        sound = isinstance(anchor.seq, int) and anchor.seq >= 0 and _HASH.fullmatch(anchor.hash)
        sound = sound and isinstance(anchor.previous, str) and anchor.as_json() == said
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise NotAnAnchor(f"{name} is no anchor.") from error
    if not sound:
        raise NotAnAnchor(f"{name} is no anchor.")
    return anchor


def anchors_in(folder: Path) -> list[Anchor]:
    """Read every anchor kept in a folder, in the order of the ledger. Raises NotAnAnchor."""
    return [read_anchor(path) for path in sorted(folder.glob("anchor-*.json"))]


def write_anchor(folder: Path, anchor: Anchor) -> Path:
    """Write an anchor into its folder. Raises CannotWrite."""
    path = folder / anchor.file_name
    write_whole(path, anchor.text.encode())
    return path


def stored_anchors(connection: BaseDatabaseWrapper) -> list[Anchor]:
    """Read the anchors kept in the database, oldest first. Raises NotAnAnchor."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT id, text FROM trial_anchor ORDER BY id")
        return [parse_anchor(text, name=f"Row {row} of trial_anchor") for row, text in cursor.fetchall()]


def stored_anchor(connection: BaseDatabaseWrapper, digest: str) -> Anchor:
    """Read the anchor of this digest from the database. Raises NotAnAnchor."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT text FROM trial_anchor WHERE digest = decode(%s, 'hex')", [digest])
        (text,) = cursor.fetchone() or ("",)
    return parse_anchor(text, name=f"What the database keeps under {digest}")


def next_anchor(connection: BaseDatabaseWrapper) -> Anchor:
    """Make the anchor of the ledger as it stands; no other is made before this transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute(_LOCK)
        cursor.execute(_HEAD)
        seq, digest = cursor.fetchone() or (0, FIRST_PREVIOUS)
        cursor.execute(_COUNTS, [seq])
        counts = dict(cursor.fetchall())
        cursor.execute("SELECT encode(digest, 'hex') FROM trial_anchor ORDER BY id DESC LIMIT 1")
        (previous,) = cursor.fetchone() or ("",)
        cursor.execute("SELECT clock_timestamp()")
        (at,) = cursor.fetchone()
    return Anchor(seq=seq, hash=digest, at=at, counts=counts, previous=previous)


def store_anchor(connection: BaseDatabaseWrapper, anchor: Anchor) -> None:
    """Keep an anchor in the database, where the next one finds it."""
    hashed, digest = bytes.fromhex(anchor.hash), bytes.fromhex(anchor.digest)
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO trial_anchor (seq, ledger_hash, at, text, digest) VALUES (%s, %s, %s, %s, %s)",
            (anchor.seq, hashed, anchor.at, anchor.text, digest),
        )
