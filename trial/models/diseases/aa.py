"""Alopecia areata: the diagnosis."""

from django.utils.translation import gettext_lazy as _

from trial.models.audited import audited
from trial.models.casebook import CasebookForm
from trial.models.fields import YesNoUnknownItem


class AaDiagnosis(CasebookForm):
    """Whether the diagnosis is confirmed."""

    diagnosis_confirmed = YesNoUnknownItem(_("Diagnosis of alopecia areata confirmed"), cdash="MHOCCUR_AA")

    history = audited()

    class Meta:
        verbose_name = _("Diagnosis")
        verbose_name_plural = _("Diagnosis: alopecia areata")
