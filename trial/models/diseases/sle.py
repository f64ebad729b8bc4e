"""Systemic lupus erythematosus: the diagnosis and its classification criteria."""

from django.utils.translation import gettext_lazy as _

from trial.models.audited import audited
from trial.models.casebook import CasebookForm
from trial.models.fields import CodeItem, IntegerItem, YesNoItem, YesNoUnknownItem


class SleDiagnosis(CasebookForm):
    """Lupus and the classification criteria that it meets."""

    sle = YesNoUnknownItem(_("Systemic lupus erythematosus"), cdash="MHOCCUR_SLE")
    criteria_set = CodeItem(
        _("Classification criteria documented"),
        max_length=16,
        cdash="SLECRIT",
        choices=[
            ("acr_1997", "ACR 1982/1997"),
            ("eular_acr_2019", "EULAR/ACR 2019"),
            ("slicc_2012", "SLICC 2012"),
            ("not_documented", _("Not documented")),
        ],
    )
    acr_1997_count = IntegerItem(
        _("ACR 1997 criteria met"), unit="/ 11", hard=("0", "11"), cdash="ACR97_COUNT"
    )
    ana_80 = YesNoItem(_("Antinuclear antibodies at 1:80 or more"), cdash="ANA80")
    eular_acr_2019_score = IntegerItem(
        _("EULAR/ACR 2019 score"), unit="/ 51", hard=("0", "51"), cdash="EULAR19_SCORE"
    )
    clinical_item = YesNoItem(_("At least one clinical item among them"), cdash="EULAR19_CLINICAL")

    history = audited()

    class Meta:
        verbose_name = _("Diagnosis")
        verbose_name_plural = _("Diagnosis: lupus")
