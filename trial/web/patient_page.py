"""The page of one patient: forms of the visit, criteria as judged, decision, latest changes."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language

from trial.models.patients import Assessment, Patient
from trial.models.people import User
from trial.models.protocol import in_readers_language
from trial.protocol.criteria import Judgement
from trial.selectors.eligibility import casebook_of, judgement_of
from trial.selectors.history import latest_changes_of, saves_of
from trial.selectors.patients import patient_visible_to
from trial.web.casebook_state import form_states, next_step
from trial.web.facts_links import fact_link

CHANGES_SHOWN = 20


def patient_or_404(user: User, screening_number: str) -> Patient:
    """Find a patient whose casebook this person reads; unknown and another centre's look the same."""
    try:
        return patient_visible_to(user, screening_number)
    except Patient.DoesNotExist:
        raise Http404 from None


def patient_page(request: HttpRequest, screening_number: str) -> HttpResponse:
    """Show where a patient stands and name the next thing to do."""
    patient = patient_or_404(request.user, screening_number)  # type: ignore[arg-type]
    casebook = casebook_of(patient)
    judgement = _judgement_or_none(casebook) if patient.is_in_screening else None
    states = form_states(casebook, judgement)
    assessment = None if patient.is_in_screening else patient.assessment
    criteria = _as_judged(judgement, patient) if judgement else _as_decided(assessment) if assessment else []
    context = {
        "patient": patient,
        "identity": casebook.forms["identity"],
        "forms": states,
        "next_step": next_step(patient, states, request.user),  # type: ignore[arg-type]
        "assessment": assessment,
        "criteria": sorted(criteria, key=lambda criterion: criterion["kind"] != "inclusion"),
        "counts": _counts(criteria),
        "saves": saves_of(latest_changes_of(patient, limit=CHANGES_SHOWN)),
    }
    return render(request, "patients/page.html", context)


def patient_next(request: HttpRequest, screening_number: str) -> HttpResponse:
    """Lead to the next form to fill in or to the decision; to the patient's page when nothing is next."""
    patient = patient_or_404(request.user, screening_number)  # type: ignore[arg-type]
    if patient.is_in_screening:
        casebook = casebook_of(patient)
        step = next_step(patient, form_states(casebook, _judgement_or_none(casebook)), request.user)  # type: ignore[arg-type]
        if step is not None:
            return redirect(step.address)
    return redirect("patient", screening_number)


def _judgement_or_none(casebook: Any) -> Judgement | None:
    try:
        return judgement_of(casebook)
    except LookupError:
        return None  # No protocol is in force in the centre any more; the page says so.


def _as_judged(judgement: Judgement, patient: Patient) -> list[dict[str, Any]]:
    language = "fr" if (get_language() or "fr").startswith("fr") else "en"
    return [
        {
            "code": criterion.code,
            "kind": criterion.kind,
            "verdict": str(criterion.verdict),
            "clause": criterion.clause(language),
            "because": criterion.because(language),
            "missing": [
                {"label": link.label, "address": link.address(patient.screening_number)}
                for link in dict.fromkeys(fact_link(name, patient.cohort.code) for name in criterion.missing)
            ],
        }
        for criterion in judgement.criteria
    ]


def _as_decided(assessment: Assessment) -> list[dict[str, Any]]:
    return [
        {
            "code": row.criterion.code,
            "kind": row.criterion.kind,
            "verdict": row.verdict,
            "clause": row.criterion.clause,
            "because": in_readers_language(fr=row.because_fr, en=row.because_en),
            "missing": [],
        }
        for row in assessment.criteria.select_related("criterion")
    ]


def _counts(criteria: list[dict[str, Any]]) -> dict[str, int]:
    verdicts = [criterion["verdict"] for criterion in criteria]
    return {name: verdicts.count(name) for name in ("pass", "fail", "undetermined")}
