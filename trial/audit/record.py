"""How a service names the person and the reason behind a change."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from trial.audit.context import acting

if TYPE_CHECKING:
    from django.db import models

    from trial.models.people import User

M = TypeVar("M", bound="models.Model")


def save_as(instance: M, *, by: User | None, reason: str = "") -> M:
    """Save a row whose history names this person, or whoever acts already, and this reason.

    Raises ValueError when nobody is named and nobody acts."""
    with acting(by=by, centre=getattr(instance, "centre_id", None), reason=reason):
        instance.save()
    return instance
