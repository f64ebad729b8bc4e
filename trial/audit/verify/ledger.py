"""The ledger by itself: numbers without holes, each row's hash over its content and the hash before it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from trial.audit.verify.findings import Finding, Kind

if TYPE_CHECKING:
    from django.db.backends.base.base import BaseDatabaseWrapper

TELL_EVERY = 100_000

# One pass in the order of the key; rows that are right are answered only now and then, as signs of progress.
_CHAIN = f"""
SELECT seq, before, holds_content, holds_chain FROM (
    SELECT seq, row_number() OVER ledger AS row,
           lag(seq, 1, 0::bigint) OVER ledger AS before,
           payload_hash IS NOT DISTINCT FROM sha256(convert_to(payload, 'UTF8')) AS holds_content,
           hash IS NOT DISTINCT FROM sha256(
               lag(hash, 1, decode(repeat('00', 32), 'hex')) OVER ledger || int8send(seq) || payload_hash
           ) AS holds_chain
    FROM trial_ledger
    WINDOW ledger AS (ORDER BY seq)
) AS rows
WHERE NOT holds_content OR NOT holds_chain OR seq <> before + 1 OR row % {TELL_EVERY} = 0
"""
_REPEATED = """
SELECT history_table, history_id, max(seq) FROM trial_ledger
GROUP BY history_table, history_id HAVING count(*) > 1 ORDER BY max(seq)
"""


def ledger_findings(connection: BaseDatabaseWrapper, tell: Callable[[str], None]) -> Iterator[Finding]:
    """Yield the wrong rows of the ledger in their order."""
    # A cursor of the server, one row at a time: progress is told as it is made, and memory stays flat.
    with connection.chunked_cursor() as cursor:
        cursor.execute(_CHAIN)
        while row := cursor.fetchone():
            seq, before, holds_content, holds_chain = row
            if seq % TELL_EVERY == 0:
                tell(f"{seq:,} ledger rows read")
            if finding := _finding(seq, before, holds_content, holds_chain):
                yield finding
    with connection.cursor() as cursor:
        cursor.execute(_REPEATED)
        for table, history_id, seq in cursor.fetchmany(1):
            where = f"trial_ledger, row {seq}"
            yield Finding(
                Kind.LEDGER_REPEATED, where, f"{table}, history row {history_id}, stands in it twice."
            )


def _finding(seq: int, before: int, holds_content: bool, holds_chain: bool) -> Finding | None:
    where = f"trial_ledger, row {seq}"
    if seq != before + 1:
        return Finding(
            Kind.LEDGER_HOLE,
            f"trial_ledger, row {before + 1}",
            f"rows {before + 1} to {seq - 1} are missing.",
        )
    if not holds_content:
        return Finding(Kind.LEDGER_ALTERED, where, "its payload does not give its payload_hash.")
    if not holds_chain:
        return Finding(Kind.LEDGER_ALTERED, where, "its hash does not follow from the row before it.")
    return None
