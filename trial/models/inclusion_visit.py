"""The forms of the inclusion visit, in the order of their entry. Adding a form is its model and one line here."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from trial.models.casebook import CasebookForm, FormDefinition, forms_of
from trial.models.diseases.aa import AaDiagnosis
from trial.models.diseases.ad import AdDiagnosis
from trial.models.diseases.aplasia import AplasiaDiagnosis
from trial.models.diseases.gvhd import GvhdDiagnosis
from trial.models.diseases.ms import MsDiagnosis
from trial.models.diseases.ra import RaDiagnosis
from trial.models.diseases.sle import SleDiagnosis
from trial.models.diseases.thyr import ThyrDiagnosis
from trial.models.diseases.vit import VitDiagnosis
from trial.models.medications import Medications
from trial.models.visit import Consent, GeneralCriteria, Identity, Measurements

DIAGNOSES: dict[str, type[CasebookForm]] = {
    "GVHD": GvhdDiagnosis,
    "APLASIA": AplasiaDiagnosis,
    "SLE": SleDiagnosis,
    "MS": MsDiagnosis,
    "RA": RaDiagnosis,
    "THYR": ThyrDiagnosis,
    "VIT": VitDiagnosis,
    "AA": AaDiagnosis,
    "AD": AdDiagnosis,
}

INCLUSION_VISIT: tuple[FormDefinition, ...] = (
    FormDefinition("identity", Identity, _("Identity")),
    FormDefinition("consent", Consent, _("Consent and visit")),
    FormDefinition("general", GeneralCriteria, _("General criteria")),
    *(FormDefinition("diagnosis", model, _("Diagnosis"), cohort) for cohort, model in DIAGNOSES.items()),
    FormDefinition("measurements", Measurements, _("Weight and lymphocytes")),
    FormDefinition("medications", Medications, _("Medications")),
)


def inclusion_visit_of(cohort_code: str) -> list[FormDefinition]:
    """List the forms of the inclusion visit of a patient of this cohort."""
    return forms_of(cohort_code, INCLUSION_VISIT)


def form_definition(slug: str, cohort_code: str) -> FormDefinition:
    """Give the form at this address for a patient of this cohort. Raises KeyError when there is none."""
    for definition in inclusion_visit_of(cohort_code):
        if definition.slug == slug:
            return definition
    raise KeyError(slug)
