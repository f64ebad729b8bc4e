"""One form of thirty items three times: audited as ours are, with plain django-simple-history, and unaudited."""

from django.db import models
from simple_history.models import HistoricalRecords

from trial.models.audited import audited
from trial.models.casebook import CasebookForm
from trial.models.fields import DateItem, DecimalItem, TextItem, YesNoUnknownItem


class ThirtyItems(CasebookForm):
    """A form of thirty items: ten codes, eight numbers, six dates, six texts."""

    class Meta:
        abstract = True


for _number in range(10):
    ThirtyItems.add_to_class(f"code_{_number}", YesNoUnknownItem("code"))
for _number in range(8):
    ThirtyItems.add_to_class(f"number_{_number}", DecimalItem("number", max_digits=8, decimal_places=2))
for _number in range(6):
    ThirtyItems.add_to_class(f"date_{_number}", DateItem("date"))
    ThirtyItems.add_to_class(f"text_{_number}", TextItem("text", max_length=80))


class AuditedForm(ThirtyItems):
    """Recorded by the database and sealed in the ledger."""

    history = audited()

    class Meta:
        app_label = "trial"


class PlainHistoryForm(ThirtyItems):
    """Recorded by django-simple-history as it comes, in Python."""

    history = HistoricalRecords(history_id_field=models.BigAutoField(primary_key=True))

    class Meta:
        app_label = "benchmarks"


class UnauditedForm(ThirtyItems):
    """Not recorded."""

    class Meta:
        app_label = "benchmarks"


FORMS = (AuditedForm, PlainHistoryForm, UnauditedForm)
