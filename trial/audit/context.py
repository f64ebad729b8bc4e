"""Who acts, and why: told to the database for the length of one transaction, never of a session."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import connections, transaction
from django.utils import timezone

from trial.audit.reasons import Reasons

if TYPE_CHECKING:
    from trial.models.people import Centre, User

request_id: ContextVar[str] = ContextVar("request_id", default="")
"""What the web server calls the request that is being answered; empty outside of one."""


@dataclass(frozen=True)
class _Told:
    """What the database was told of the transaction under way."""

    user_id: int | None
    system: str
    centre_id: int | None
    reason: str
    reasons: str | None


_told: ContextVar[_Told | None] = ContextVar("told", default=None)


@contextmanager
def acting(
    *,
    by: User | None = None,
    system: str = "",
    centre: Centre | int | None = None,
    reason: str = "",
    reasons: Reasons | None = None,
    using: str = "default",
) -> Iterator[None]:
    """Write in one transaction as a person, or as a named part of the system when no person acts.

    `centre` is where the person acts; `reason` says in words why the whole is done, `reasons` why saved values change.
    Inside another `acting`, what is not given is kept. Raises ValueError when nobody is named, and the database's
    refusal (42501) for a person that it does not know."""
    told = _fill_in(_told.get(), by, system, centre, reason, reasons)
    if told == _told.get():
        yield
        return
    is_outermost = not connections[using].in_atomic_block
    with transaction.atomic(using=using):
        before = _tell(told, using, lightly=is_outermost)
        if is_outermost:
            _wait_for_the_disk_on_commit(using)
        token = _told.set(told)
        try:
            yield
        finally:
            _told.reset(token)
        if not is_outermost:
            # Reached only when all went well: a rollback takes the telling back by itself.
            with connections[using].cursor() as cursor:
                cursor.execute("SELECT set_config('trial.context', %s, true)", [before])


def _fill_in(
    outer: _Told | None,
    by: User | None,
    system: str,
    centre: Centre | int | None,
    reason: str,
    reasons: Reasons | None,
) -> _Told:
    user_id = by.pk if by else None
    if outer and not by and not system:
        user_id, system = outer.user_id, outer.system
    if user_id is None and not system.strip():
        raise ValueError("nobody is named: give the person, or the part of the system, that acts")
    same_actor = outer is not None and (outer.user_id, outer.system) == (user_id, system)
    centre_id = centre if isinstance(centre, int) or centre is None else centre.pk
    given = (
        None if reasons is None else json.dumps({name: reasons[name].as_json() for name in sorted(reasons)})
    )
    if outer and same_actor:
        centre_id, reason = centre_id or outer.centre_id, reason or outer.reason
        given = outer.reasons if given is None else given
    return _Told(user_id, system, centre_id, reason, given)


LIGHT_COMMIT = ", set_config('synchronous_commit', 'off', true)"
FLUSH = "SELECT pg_logical_emit_message(true, 'trial', '')"


def _wait_for_the_disk_on_commit(using: str) -> None:
    """Let the commit end, and the next writer have the ledger, before the disk has it; then wait for the disk.

    The disk takes what was committed in the order of the commits, so waiting for a later, empty transaction is
    waiting for ours, and many writers wait for the disk together instead of one after the other. Nothing is
    acknowledged, and no other callback runs, before."""

    def wait_for_the_disk() -> None:
        with connections[using].cursor() as cursor:
            cursor.execute(FLUSH)

    transaction.on_commit(wait_for_the_disk, using=using)


def _tell(told: _Told, using: str, *, lightly: bool) -> str:
    with connections[using].cursor() as cursor:
        cursor.execute(
            "SELECT trial_act(%s, %s, %s, %s, %s, %s, %s::jsonb)" + (LIGHT_COMMIT if lightly else ""),
            [
                told.user_id,
                told.system,
                told.centre_id,
                timezone.localdate(),
                request_id.get(),
                told.reason,
                told.reasons,
            ],
        )
        before: str = cursor.fetchone()[0]
        return before
