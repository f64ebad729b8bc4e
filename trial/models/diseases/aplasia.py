"""Acquired bone-marrow aplasia: the diagnosis."""

from django.utils.translation import gettext_lazy as _

from trial.models.audited import audited
from trial.models.casebook import CasebookForm
from trial.models.fields import CodeItem, YesNoUnknownItem


class AplasiaDiagnosis(CasebookForm):
    """Bone-marrow aplasia and its origin."""

    aplasia = YesNoUnknownItem(_("Bone-marrow aplasia"), cdash="MHOCCUR_APLASIA")
    origin = CodeItem(
        _("Origin"),
        max_length=24,
        cdash="MHCAT_ORIGIN",
        choices=[
            ("idiopathic", _("Acquired, idiopathic")),
            ("drug_toxic_infectious", _("Acquired: drug, toxic or infection")),
            ("constitutional", _("Constitutional (Fanconi, dyskeratosis…)")),
            ("unknown", _("Unknown")),
        ],
    )

    history = audited()

    class Meta:
        verbose_name = _("Diagnosis")
        verbose_name_plural = _("Diagnosis: aplasia")
