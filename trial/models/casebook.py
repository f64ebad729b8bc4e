"""What every form of the casebook is, and which forms a patient of each cohort has."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from trial.models.patients import Patient
from trial.models.people import Centre

if TYPE_CHECKING:
    from collections.abc import Iterable


class CasebookForm(models.Model):
    """One form of one patient. `version` counts its saves, so that a stale page overwrites nothing."""

    patient = models.OneToOneField(
        Patient, on_delete=models.PROTECT, related_name="%(class)s", editable=False, verbose_name=_("patient")
    )
    centre = models.ForeignKey(
        Centre, on_delete=models.PROTECT, related_name="+", editable=False, verbose_name=_("centre")
    )
    version = models.PositiveIntegerField(_("number of saves"), default=0, editable=False)
    saved_at = models.DateTimeField(_("saved at"), auto_now=True)
    saved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        editable=False,
        null=True,
        verbose_name=_("saved by"),
    )
    # Set once, and never taken back: from then on, changing or clearing what stands needs a reason.
    completed_at = models.DateTimeField(_("complete since"), null=True, editable=False)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self._meta.verbose_name}, {self.patient}"


@dataclass(frozen=True)
class FormDefinition:
    """A page of the casebook: its address, the table behind it and its title."""

    slug: str
    model: type[CasebookForm]
    title: Promise | str
    cohort: str = ""  # Only for patients of this cohort; empty: for all.

    def applies_to(self, cohort_code: str) -> bool:
        return self.cohort in ("", cohort_code)


def forms_of(cohort_code: str, casebook: Iterable[FormDefinition]) -> list[FormDefinition]:
    """List the forms that a patient of this cohort has, in their order."""
    return [form for form in casebook if form.applies_to(cohort_code)]
