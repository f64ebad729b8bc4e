"""What a verification can find wrong."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """The kinds of wrong; the value is what the command prints."""

    LEDGER_EMPTY = "ledger emptied"
    LEDGER_HOLE = "hole in the ledger"
    LEDGER_ALTERED = "altered ledger row"
    LEDGER_REPEATED = "history row twice in the ledger"
    TAIL_REMOVED = "removed tail"
    LEDGER_REWRITTEN = "rewritten ledger"
    ANCHOR_LOST = "lost anchor"
    HISTORY_ALTERED = "altered history row"
    HISTORY_REMOVED = "removed history row"
    HISTORY_UNSEALED = "history row that is not in the ledger"
    LIVE_ALTERED = "live value changed behind the trail"
    LIVE_ADDED = "live row without history"
    LIVE_REMOVED = "live row removed behind the trail"
    GUARD_MISSING = "missing trigger"
    GUARD_DISABLED = "disabled trigger"
    GUARD_REPLACED = "replaced trigger or function"


@dataclass(frozen=True)
class Finding:
    """One thing that is wrong: its kind, the table and row, and a sentence."""

    kind: Kind
    where: str
    sentence: str

    def __str__(self) -> str:
        return f"{self.kind}: {self.where}: {self.sentence}"
