"""The addresses of a patient's screening and inclusion visit."""

from django.urls import path

from trial.web import cohort, decision, history, medications, screening

urlpatterns = [
    path("patients/<screening_number>/cohort/", cohort.patient_cohort, name="patient-cohort"),
    path("patients/<screening_number>/decision/", decision.decision, name="decision"),
    path("patients/<screening_number>/visit/<slug:slug>/", screening.visit_form, name="visit-form"),
    path("patients/<screening_number>/visit/<slug:slug>/panel/", screening.panel, name="panel"),
    path(
        "patients/<screening_number>/visit/<slug:slug>/history/<str:item>/",
        history.field_history,
        name="field-history",
    ),
    path("patients/<screening_number>/visit/<slug:slug>/stood/", history.form_stood, name="form-stood"),
    path("medications/search/", medications.search, name="medication-search"),
]
