"""Patients, forms of the casebook and decisions, as monitors and data managers review them."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib import admin
from django.db.models import Model
from django.utils.translation import gettext_lazy as _

from trial.admin.readonly import CentreFilter, ReviewAdmin
from trial.models.casebook import CasebookForm
from trial.models.fields import items_of
from trial.models.inclusion_visit import DIAGNOSES
from trial.models.medications import ConcomitantMedication, Medications
from trial.models.patients import Assessment, AssessmentCriterion, Patient
from trial.models.visit import Consent, GeneralCriteria, Identity, Measurements

COLUMNS = 5


@admin.display(description=_("centre"), ordering="centre__code")
def centre_code(record: Any) -> str:
    """Give a column its centre in two or three digits: the name is on the record's page."""
    return str(record.centre.code)


@admin.display(description=_("cohort"), ordering="cohort__position")
def cohort_code(record: Any) -> str:
    """Give a column its cohort by its code: the disease is on the record's page."""
    return str(record.cohort.code)


class PatientAdmin(ReviewAdmin):
    """The patients of the centres reviewed."""

    centre_path = "centre"
    list_display = (
        "screening_number",
        "inclusion_number",
        centre_code,
        cohort_code,
        "status",
        "eligibility",
        "created_at",
    )
    list_filter = (CentreFilter, "cohort", "status", "eligibility")
    list_select_related = ("centre", "cohort")
    search_fields = ("screening_number__startswith", "inclusion_number__startswith")
    fields = (
        "screening_number",
        "inclusion_number",
        "centre",
        "cohort",
        "status",
        "eligibility",
        "missing_count",
        "created_at",
        "created_by",
        "decided_on",
    )


class FormAdmin(ReviewAdmin):
    """One form of the casebook, of all patients reviewed."""

    centre_path = "centre"
    list_filter: ClassVar[Any] = (CentreFilter,)
    list_select_related: ClassVar[Any] = ("patient", "centre", "saved_by")
    search_fields: ClassVar[Any] = (
        "patient__screening_number__startswith",
        "patient__inclusion_number__startswith",
    )

    def get_list_display(self, request: Any) -> list[Any]:
        return [
            "patient",
            centre_code,
            *[item.attname for item in items_of(self.model)[:COLUMNS]],
            "saved_at",
        ]

    def get_fields(self, request: Any, obj: Any = None) -> list[Any]:
        return ["patient", "centre", *[item.attname for item in items_of(self.model)], "saved_at", "saved_by"]


class MedicationAdmin(FormAdmin):
    """The medication lines, removed ones included."""

    list_filter = (CentreFilter, "route", "is_removed")
    list_select_related = ("patient", "centre")
    search_fields = (*FormAdmin.search_fields, "inn__istartswith", "atc__istartswith")

    def get_list_display(self, request: Any) -> list[Any]:
        return ["patient", centre_code, "inn", "atc", "route", "dose", "dose_unit", "ongoing", "is_removed"]

    def get_fields(self, request: Any, obj: Any = None) -> list[Any]:
        return ["patient", "centre", *[item.attname for item in items_of(self.model)], "is_removed"]


class AssessmentAdmin(ReviewAdmin):
    """The decisions, with the facts that were judged."""

    centre_path = "centre"
    list_display = (
        "patient",
        centre_code,
        cohort_code,
        "outcome",
        "decided_at",
        "decided_by_name",
        "protocol",
    )
    list_filter = (CentreFilter, "outcome", "cohort")
    list_select_related = ("patient", "centre", "cohort", "protocol")
    search_fields = ("patient__screening_number__startswith", "patient__inclusion_number__startswith")
    fields = (
        "patient",
        "centre",
        "cohort",
        "protocol",
        "outcome",
        "verdict",
        "facts",
        "decided_at",
        "decided_by_name",
    )


class AssessmentCentreFilter(CentreFilter):
    """Filter by the centre of the decision."""

    path = "assessment__centre"


class AssessmentCriterionAdmin(ReviewAdmin):
    """Each criterion of each decision."""

    centre_path = "assessment__centre"
    list_display = ("patient", "criterion", "verdict", "because_en", "because_fr")
    list_filter = (AssessmentCentreFilter, "verdict")
    list_select_related = ("assessment__patient", "criterion")
    search_fields = ("assessment__patient__screening_number__startswith", "criterion__code__startswith")
    fields = ("patient", "criterion", "verdict", "because_en", "because_fr")
    readonly_fields = ("patient",)

    @admin.display(description=Patient._meta.verbose_name)
    def patient(self, row: AssessmentCriterion) -> str:
        """Name the patient of the decision."""
        return str(row.assessment.patient)


CASEBOOK: tuple[type[CasebookForm], ...] = (
    Identity,
    Consent,
    GeneralCriteria,
    *DIAGNOSES.values(),
    Measurements,
    Medications,
)
PATIENT_ADMINS: tuple[tuple[type[Model], type[ReviewAdmin]], ...] = (
    (Patient, PatientAdmin),
    (Assessment, AssessmentAdmin),
    (AssessmentCriterion, AssessmentCriterionAdmin),
)
FORM_ADMINS: tuple[tuple[type[Model], type[ReviewAdmin]], ...] = (
    *((form, FormAdmin) for form in CASEBOOK),
    (ConcomitantMedication, MedicationAdmin),
)
