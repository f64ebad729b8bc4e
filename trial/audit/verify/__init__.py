"""Prove the trail: the ledger by itself and its anchors, history by the ledger, tables by history, guards.

Reads one snapshot and writes nothing, so that it is right beside working people and other verifications.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from itertools import chain, islice
from typing import TYPE_CHECKING

from django.db import transaction

from trial.audit.verify.anchored import anchor_findings
from trial.audit.verify.catalogue import catalogue_findings
from trial.audit.verify.findings import Finding, Kind
from trial.audit.verify.histories import history_findings
from trial.audit.verify.ledger import ledger_findings
from trial.audit.verify.live import live_findings

if TYPE_CHECKING:
    from django.db.backends.base.base import BaseDatabaseWrapper

    from trial.audit.anchors import Anchor

__all__ = ["SHOWN", "Finding", "Kind", "snapshot", "verify"]

SHOWN = 20
"""How many wrong rows each check names before it stops."""


@contextmanager
def snapshot(connection: BaseDatabaseWrapper) -> Iterator[None]:
    """Read everything in the block as it stood at one moment, and refuse every write."""
    with transaction.atomic(using=connection.alias, durable=True), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        # What jsonb makes of a time must not hang on who verifies.
        cursor.execute("SET LOCAL timezone = 'UTC'")
        yield


def verify(
    connection: BaseDatabaseWrapper, *, anchors: Sequence[Anchor], tell: Callable[[str], None]
) -> Iterator[Finding]:
    """Yield what is wrong, the first wrong row of the ledger first; `tell` is given signs of progress.

    To be called inside `snapshot`. `anchors` are those kept outside the database."""
    checks = (
        ledger_findings(connection, tell),
        anchor_findings(connection, anchors),
        history_findings(connection, tell),
        live_findings(connection, tell),
        catalogue_findings(connection),
    )
    return chain.from_iterable(islice(check, SHOWN) for check in checks)
