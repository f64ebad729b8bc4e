"""Autoimmune thyroiditis: the diagnosis."""

from django.utils.translation import gettext_lazy as _

from trial.models.audited import audited
from trial.models.casebook import CasebookForm
from trial.models.fields import CodeItem


class ThyrDiagnosis(CasebookForm):
    """Which autoimmune disease of the thyroid."""

    thyroid = CodeItem(
        _("Disease of the thyroid"),
        max_length=10,
        cdash="MHDECOD_THYROID",
        choices=[
            ("basedow", _("Graves' disease (Basedow)")),
            ("hashimoto", _("Hashimoto's thyroiditis")),
            ("other", _("Another")),
            ("unknown", _("Unknown")),
        ],
    )

    history = audited()

    class Meta:
        verbose_name = _("Diagnosis")
        verbose_name_plural = _("Diagnosis: thyroiditis")
