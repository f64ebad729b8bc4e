"""The one helper by which a model declares that every change of it is recorded."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import models
from simple_history.models import HistoricalRecords


class HistoryFacts(models.Model):
    """What a history row says beside the values: who in which role, by which request, why, and by which door.

    Written by the database alone (trial/audit/triggers.py), as text of that moment: a person who is renamed or
    changes role keeps the old label in old rows."""

    history_actor_name = models.TextField(null=True)
    history_actor_role = models.TextField(null=True)
    history_actor_centre = models.TextField(null=True)
    history_request_id = models.TextField(null=True)
    # "application": somebody was named; "outside": the owner or a superuser wrote without naming anybody.
    history_origin = models.TextField(default="outside")
    # By item name: {"code": …, "text": …}; null when no saved value of a completed form was changed.
    history_reasons = models.JSONField(null=True)
    # The transaction: what was saved at once has the same number.
    history_xact = models.BigIntegerField(null=True)
    history_session_user = models.TextField(null=True)

    class Meta:
        abstract = True


class AuditedRecords(HistoricalRecords):
    """The history tables, managers and admin pages of django-simple-history, which here never writes a row itself."""

    def __init__(self, *, silent: Sequence[str], hidden: Sequence[str]) -> None:
        super().__init__(
            bases=(HistoryFacts,),
            excluded_fields=[*silent, *hidden],
            history_change_reason_field=models.TextField(null=True),
            history_id_field=models.BigAutoField(primary_key=True),
            user_db_constraint=False,
            cascade_delete_history=False,
            no_db_index=["centre", "saved_by", "saved_by_id", "created_by"],
        )
        self.silent = tuple(silent)

    def create_history_model(self, model: type[models.Model], inherited: bool) -> Any:
        """Keep beside the history which fields change without a row."""
        history = super().create_history_model(model, inherited)
        history.silent_fields = self.silent
        return history


def audited(*, silent: Sequence[str] = (), hidden: Sequence[str] = ()) -> AuditedRecords:
    """Give the history manager of a model whose every change is kept with who, when and why.

    `silent` fields change without a row (the time of the last login); a change of a `hidden` field makes a row that
    does not hold its value (the hash of a password)."""
    return AuditedRecords(silent=silent, hidden=hidden)
