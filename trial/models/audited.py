"""The one helper by which a model declares that every change of it is recorded."""

from django.db import models
from simple_history.models import HistoricalRecords


def audited() -> HistoricalRecords:
    """Give the history manager of a model whose every change is kept with who, when and why."""
    return HistoricalRecords(
        history_change_reason_field=models.TextField(null=True),
        history_id_field=models.BigAutoField(primary_key=True),
        user_db_constraint=False,
        cascade_delete_history=False,
    )
