"""Multiple sclerosis: the diagnosis and the McDonald criteria."""

from django.utils.translation import gettext_lazy as _

from trial.models.audited import audited
from trial.models.casebook import CasebookForm
from trial.models.fields import CodeItem, YesNoUnknownItem


class MsDiagnosis(CasebookForm):
    """Multiple sclerosis and the version of the criteria by which it was diagnosed."""

    ms = YesNoUnknownItem(_("Multiple sclerosis"), cdash="MHOCCUR_MS")
    criteria_set = CodeItem(
        _("McDonald criteria documented"),
        max_length=16,
        cdash="MSCRIT",
        choices=[
            ("mcdonald_2017", "McDonald 2017"),
            ("mcdonald_2010", "McDonald 2010"),
            ("mcdonald_2024", "McDonald 2024"),
            ("not_documented", _("Not documented")),
        ],
    )

    history = audited()

    class Meta:
        verbose_name = _("Diagnosis")
        verbose_name_plural = _("Diagnosis: multiple sclerosis")
