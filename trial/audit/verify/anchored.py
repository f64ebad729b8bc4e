"""The ledger against its anchors, in the database and outside."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from trial.audit.anchors import FIRST_PREVIOUS, Anchor, parse_anchor
from trial.audit.verify.findings import Finding, Kind

if TYPE_CHECKING:
    from django.db.backends.base.base import BaseDatabaseWrapper

_HEAD = "SELECT coalesce(max(seq), 0) FROM trial_ledger"
_STORED = (
    "SELECT id, text, encode(digest, 'hex'), seq, encode(ledger_hash, 'hex') FROM trial_anchor ORDER BY id"
)


def anchor_findings(connection: BaseDatabaseWrapper, outside: Sequence[Anchor]) -> Iterator[Finding]:
    """Yield the anchors that the ledger contradicts, in the order of the ledger."""
    with connection.cursor() as cursor:
        cursor.execute(_HEAD)
        (head,) = cursor.fetchone()
        cursor.execute(_STORED)
        rows = cursor.fetchall()
    inside = []
    for row, text, digest, seq, ledger_hash in rows:
        try:
            anchor = parse_anchor(text, name=f"Row {row}")
            sound = (anchor.text, anchor.digest, anchor.seq, anchor.hash) == (text, digest, seq, ledger_hash)
        except ValueError:
            sound = False
        if sound:
            inside.append(anchor)
        else:
            yield Finding(Kind.ANCHOR_LOST, f"trial_anchor, row {row}", "it was altered.")
    anchors = sorted(
        {anchor.digest: anchor for anchor in [*inside, *outside]}.values(), key=lambda it: it.seq
    )
    hashes = _hashes(connection, [anchor.seq for anchor in anchors]) | {0: FIRST_PREVIOUS}
    known = {anchor.digest for anchor in anchors} | {""}
    for anchor in anchors:
        if anchor.seq > head:
            sentence = f"{anchor.file_name} knows row {anchor.seq}, and the ledger ends at row {head}."
            yield Finding(Kind.TAIL_REMOVED, f"trial_ledger, row {head + 1}", sentence)
        elif hashes.get(anchor.seq) != anchor.hash:
            sentence = f"its hash is not that of {anchor.file_name}: it or a row before it was written anew."
            yield Finding(Kind.LEDGER_REWRITTEN, f"trial_ledger, row {anchor.seq}", sentence)
        if anchor.previous not in known:
            sentence = f"the anchor before {anchor.file_name} is missing or was altered."
            yield Finding(Kind.ANCHOR_LOST, "trial_anchor", sentence)


def _hashes(connection: BaseDatabaseWrapper, numbers: list[int]) -> dict[int, str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT seq, encode(hash, 'hex') FROM trial_ledger WHERE seq = ANY(%s)", [numbers])
        return dict(cursor.fetchall())
