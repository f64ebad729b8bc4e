"""Rheumatoid arthritis: the diagnosis and its classification criteria."""

from django.utils.translation import gettext_lazy as _

from trial.models.audited import audited
from trial.models.casebook import CasebookForm
from trial.models.fields import CodeItem, IntegerItem, YesNoItem, YesNoUnknownItem


class RaDiagnosis(CasebookForm):
    """Rheumatoid arthritis and the classification criteria that it meets."""

    ra = YesNoUnknownItem(_("Rheumatoid arthritis"), cdash="MHOCCUR_RA")
    criteria_set = CodeItem(
        _("Classification criteria documented"),
        max_length=16,
        cdash="RACRIT",
        choices=[
            ("acr_eular_2010", "ACR/EULAR 2010"),
            ("acr_1987", "ACR 1987"),
            ("not_documented", _("Not documented")),
        ],
    )
    acr_eular_2010_score = IntegerItem(
        _("ACR/EULAR 2010 score"),
        unit="/ 10",
        hard=("0", "10"),
        cdash="ACREULAR10_SCORE",
    )
    acr_1987_count = IntegerItem(_("ACR 1987 criteria met"), unit="/ 7", hard=("0", "7"), cdash="ACR87_COUNT")
    historical_fulfilment = YesNoItem(_("Criteria met in the past, documented"), cdash="RACRIT_HISTORICAL")

    history = audited()

    class Meta:
        verbose_name = _("Diagnosis")
        verbose_name_plural = _("Diagnosis: rheumatoid arthritis")
