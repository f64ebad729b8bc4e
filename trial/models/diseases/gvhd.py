"""Graft-versus-host disease after allogeneic stem-cell transplantation: the diagnosis."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from trial.models.audited import audited
from trial.models.casebook import CasebookForm
from trial.models.fields import CodeItem, PartialDateItem, YesNoUnknownItem
from trial.protocol.partial_dates import parse_partial_date


class GvhdDiagnosis(CasebookForm):
    """Graft-versus-host disease: the transplant and the onset."""

    gvhd = YesNoUnknownItem(_("Graft-versus-host disease"), cdash="MHOCCUR_GVHD")
    hsct_type = CodeItem(
        _("Stem-cell transplantation"),
        max_length=12,
        cdash="PRCAT_HSCT",
        choices=[
            ("allogeneic", _("Allogeneic")),
            ("autologous", _("Autologous")),
            ("none", _("None")),
        ],
    )
    hsct_on = PartialDateItem(_("Date of the transplantation"), cdash="PRSTDAT_HSCT")
    gvhd_onset_on = PartialDateItem(_("Onset of the graft-versus-host disease"), cdash="MHSTDAT_GVHD")

    history = audited()

    class Meta:
        verbose_name = _("Diagnosis")
        verbose_name_plural = _("Diagnosis: GVHD")

    def clean(self) -> None:
        transplant = parse_partial_date(self.hsct_on or "")
        onset = parse_partial_date(self.gvhd_onset_on or "")
        if transplant and onset and onset.latest < transplant.earliest:
            raise ValidationError(
                {"gvhd_onset_on": _("The disease cannot begin before the transplantation: check both dates.")}
            )
