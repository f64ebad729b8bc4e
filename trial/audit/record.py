"""How a service names the person and the reason behind a change."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from django.db import models

    from trial.models.people import User

M = TypeVar("M", bound="models.Model")


def save_as(instance: M, *, by: User | None, reason: str = "") -> M:
    """Save a row whose history names this person and this reason."""
    instance._history_user = by  # type: ignore[attr-defined]
    instance._change_reason = reason or None  # type: ignore[attr-defined]
    instance.save()
    # The reason belongs to this save alone: the next save of the same object must not inherit it.
    instance._change_reason = None  # type: ignore[attr-defined]
    return instance
