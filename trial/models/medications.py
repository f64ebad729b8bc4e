"""Concomitant medications (CDASH CM): the answer "is any treatment taken?" and a line a drug."""

from __future__ import annotations

from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from trial.models.audited import audited
from trial.models.casebook import CasebookForm
from trial.models.fields import (
    CodeItem,
    DecimalItem,
    IntegerItem,
    PartialDateItem,
    TextItem,
    YesNoItem,
    YesNoUnknownItem,
)
from trial.models.patients import Patient
from trial.models.people import Centre
from trial.protocol.partial_dates import parse_partial_date


class Medications(CasebookForm):
    """Whether any treatment is taken; its lines are `ConcomitantMedication`."""

    any_medication = YesNoUnknownItem(_("Is any treatment taken?"), cdash="CMYN")
    steroid_is_immunosuppressive = YesNoItem(
        _("The systemic corticosteroid is taken as an immunosuppressive therapy"),
        cdash="CM_STEROID_IMMUNOSUPPRESSIVE",
        help_text=_(
            "Only asked of thyroid patients who take a systemic corticosteroid: the investigator judges."
        ),
    )

    history = audited()

    class Meta:
        verbose_name = _("Medications")
        verbose_name_plural = _("Medications")


class ConcomitantMedication(models.Model):
    """One drug as taken. A line entered by mistake is removed by a status, never deleted."""

    # The form that says whether the line counts as completed, and what needs a reason beside the items.
    completed_with: ClassVar = Medications
    reasoned_fields: ClassVar = ("is_removed",)

    patient = models.ForeignKey(
        Patient,
        on_delete=models.PROTECT,
        related_name="medication_lines",
        editable=False,
        verbose_name=_("patient"),
    )
    centre = models.ForeignKey(
        Centre, on_delete=models.PROTECT, related_name="+", editable=False, verbose_name=_("centre")
    )
    position = models.PositiveSmallIntegerField(_("order"), editable=False)
    is_removed = models.BooleanField(_("removed"), default=False, editable=False)

    inn = TextItem(_("Drug (INN)"), max_length=120, cdash="CMDECOD")
    brand = TextItem(_("Brand name"), max_length=80, cdash="CMTRT")
    atc = TextItem(_("ATC code"), max_length=7, cdash="CMCLASCD")
    route = CodeItem(
        _("Route"),
        max_length=16,
        cdash="CMROUTE",
        choices=[
            ("oral", _("Oral")),
            ("iv", _("Intravenous")),
            ("im", _("Intramuscular")),
            ("sc", _("Subcutaneous")),
            ("cutaneous", _("Cutaneous")),
            ("inhaled", _("Inhaled")),
            ("nasal", _("Nasal")),
            ("ophthalmic", _("Ophthalmic")),
            ("rectal", _("Rectal")),
            ("intra_articular", _("Intra-articular")),
            ("other", _("Other")),
        ],
    )
    dose = DecimalItem(
        _("Dose per intake"),
        max_digits=11,
        decimal_places=4,
        hard=("0", "1000000"),
        cdash="CMDOSE",
    )
    dose_unit = CodeItem(
        _("Unit of the dose"),
        max_length=4,
        cdash="CMDOSU",
        choices=[
            ("mg", "mg"),
            ("g", "g"),
            ("ug", "µg"),
            ("UI", _("IU")),
            ("mL", "mL"),
            ("drop", _("drops")),
        ],
    )
    intakes_per_day = DecimalItem(
        _("Intakes per day"),
        max_digits=5,
        decimal_places=2,
        hard=("0", "48"),
        cdash="CMDOSFRQ_PER_DAY",
    )
    days_on = IntegerItem(
        _("Days with intake"),
        unit=_("days"),
        hard=("1", "366"),
        cdash="CMDOSFRQ_DAYS_ON",
    )
    days_cycle = IntegerItem(
        _("in a cycle of"),
        unit=_("days"),
        hard=("1", "366"),
        cdash="CMDOSFRQ_DAYS_CYCLE",
    )
    depot = YesNoItem(_("Depot injection"), cdash="CMDOSFRM_DEPOT")
    as_needed = YesNoItem(_("Only as needed"), cdash="CMDOSFRQ_PRN")
    started_on = PartialDateItem(_("Started"), cdash="CMSTDAT")
    stopped_on = PartialDateItem(_("Stopped"), cdash="CMENDAT")
    ongoing = YesNoUnknownItem(_("Ongoing"), cdash="CMONGO")

    history = audited()

    class Meta:
        verbose_name = _("medication")
        verbose_name_plural = _("medications")
        ordering = ("patient_id", "position", "id")
        constraints = (
            models.CheckConstraint(
                condition=Q(dose__isnull=True) | Q(dose_unit__isnull=False),
                name="medication_dose_has_a_unit",
            ),
            models.CheckConstraint(
                condition=Q(is_removed=True)
                | Q(inn__isnull=False)
                | Q(atc__isnull=False)
                | Q(brand__isnull=False),
                name="medication_is_named",
            ),
            models.CheckConstraint(
                condition=~Q(ongoing="Y") | Q(stopped_on__isnull=True),
                name="medication_ongoing_has_no_stop",
            ),
        )

    def __str__(self) -> str:
        return self.inn or self.brand or self.atc or ""

    def clean(self) -> None:
        errors: dict[str, Any] = {}
        if not (self.inn or self.atc or self.brand):
            errors["inn"] = _("Name the drug: by its INN, its brand or its ATC code.")
        if self.dose is not None and not self.dose_unit:
            errors["dose_unit"] = _("Give the unit of the dose.")
        if self.days_on and self.days_cycle and self.days_on > self.days_cycle:
            errors["days_cycle"] = _("The cycle is shorter than its days with intake.")
        if self.ongoing == "Y" and self.stopped_on:
            errors["stopped_on"] = _("A treatment that is ongoing has no stop date: clear one of the two.")
        errors.update(self._date_errors())
        if errors:
            raise ValidationError(errors)

    def _date_errors(self) -> dict[str, Any]:
        errors: dict[str, Any] = {}
        started = parse_partial_date(self.started_on or "")
        stopped = parse_partial_date(self.stopped_on or "")
        for name, day in (("started_on", started), ("stopped_on", stopped)):
            if day and day.earliest > timezone.localdate():
                errors[name] = _("This date lies in the future.")
        if started and stopped and stopped.latest < started.earliest:
            errors["stopped_on"] = _("The treatment stops before it starts: check both dates.")
        return errors
