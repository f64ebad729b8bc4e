"""Atopic dermatitis: the diagnosis."""

from django.utils.translation import gettext_lazy as _

from trial.models.audited import audited
from trial.models.casebook import CasebookForm
from trial.models.fields import YesNoUnknownItem


class AdDiagnosis(CasebookForm):
    """Whether the diagnosis is confirmed."""

    diagnosis_confirmed = YesNoUnknownItem(_("Diagnosis of atopic dermatitis confirmed"), cdash="MHOCCUR_AD")

    history = audited()

    class Meta:
        verbose_name = _("Diagnosis")
        verbose_name_plural = _("Diagnosis: atopic dermatitis")
