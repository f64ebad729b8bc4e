"""The decision that ends the screening: every criterion once more, then include or record a screen failure."""

from __future__ import annotations

import logging
from functools import partial
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods
from kombu.exceptions import OperationalError

from trial.models.patients import Patient
from trial.models.protocol import Cohort
from trial.protocol.access import Act
from trial.selectors.eligibility import casebook_of
from trial.selectors.patients import enrolment_by_cohort
from trial.selectors.people import may
from trial.services.patients import patient_fail_screening, patient_include
from trial.services.refusals import NotAllowed, Refusal
from trial.tasks.cohorts import announce_target_reached
from trial.web.casebook_pages import frame, person, visible_patient, why_read_only
from trial.web.panel import Panel, assessed_panel, panel_of

logger = logging.getLogger(__name__)
INCLUDE, FAIL = "include", "screen_failure"
ACTS = {INCLUDE: patient_include, FAIL: patient_fail_screening}


@require_http_methods(["GET", "HEAD", "POST"])
def decision(request: HttpRequest, screening_number: str) -> HttpResponse:
    """Show the recap of the criteria, and take the decision when it is posted."""
    patient = visible_patient(request, screening_number)
    if request.method == "POST":
        return _decide(request, patient)
    return _show(request, patient)


def _decide(request: HttpRequest, patient: Patient) -> HttpResponse:
    act = ACTS.get(request.POST.get("action", ""))
    if act is None:
        return _show(
            request,
            patient,
            refusal=_("Choose what to record: an inclusion or a screen failure."),
            status=400,
        )
    try:
        with transaction.atomic():
            decided = act(patient=patient, by=person(request))
            if act is patient_include:
                transaction.on_commit(partial(_announce, decided))
    except NotAllowed as refusal:
        raise PermissionDenied(str(refusal.sentence)) from refusal
    except Refusal as refusal:
        return _show(
            request, visible_patient(request, patient.screening_number), str(refusal.sentence), status=409
        )
    if act is patient_include:
        messages.success(
            request, _("Included: the inclusion number is %(number)s.") % {"number": decided.number}
        )
    else:
        messages.success(request, _("The screen failure is recorded."))
    return redirect("decision", patient.screening_number)


def _announce(patient: Patient) -> None:
    """Ask the worker to tell the coordinators when this inclusion was the one that reaches the target."""
    cohort = _cohort(patient)
    if cohort.included < cohort.target:  # type: ignore[attr-defined]
        return
    try:
        announce_target_reached.delay(cohort.pk)
    except OperationalError:
        # The inclusion stands; the home page shows the target as reached all the same.
        logger.exception(
            "the announcement that cohort %s reached its target could not be queued", cohort.code
        )


def _cohort(patient: Patient) -> Cohort:
    return enrolment_by_cohort().get(pk=patient.cohort_id)


def _show(request: HttpRequest, patient: Patient, refusal: str = "", status: int = 200) -> HttpResponse:
    casebook = casebook_of(patient)
    judged = panel_of(casebook) if patient.is_in_screening else assessed_panel(patient)
    cohort = _cohort(patient)
    may_decide = may(request.user, Act.DECIDE_INCLUSION, patient.centre_id)
    reasons = {INCLUDE: why_not_include(judged, cohort, may_decide), FAIL: why_not_fail(judged, may_decide)}
    asked = request.GET.get("confirm", "")
    context = frame(casebook, judged, None, "decision") | {
        "refusal": refusal,
        "cohort": cohort,
        "places_left": max(cohort.ceiling - cohort.included, 0),  # type: ignore[attr-defined]
        "target_is_reached": cohort.included >= cohort.target,  # type: ignore[attr-defined]
        "why_not_include": reasons[INCLUDE],
        "why_not_fail": reasons[FAIL],
        "confirm": asked if asked in ACTS and not reasons[asked] and patient.is_in_screening else "",
        "why": "" if patient.is_in_screening else why_read_only(patient),
    }
    return render(request, "casebook/decision.html", context, status=status)


def why_not_include(judged: Panel, cohort: Any, may_decide: bool) -> Promise | str:
    """Say why the patient cannot be included now; empty when nothing is in the way."""
    if not may_decide:
        return _("Only an investigator of the centre includes a patient.")
    if judged.verdict == "not_eligible":
        return _("This patient is not eligible: a criterion fails.")
    if judged.verdict == "undetermined":
        return _("A criterion is undetermined: complete the missing answers first.")
    if cohort.included >= cohort.ceiling:
        return _("The cohort %(cohort)s is full: %(included)d of %(ceiling)d places are taken.") % {
            "cohort": cohort.code,
            "included": cohort.included,
            "ceiling": cohort.ceiling,
        }
    return ""


def why_not_fail(judged: Panel, may_decide: bool) -> Promise | str:
    """Say why no screen failure can be recorded now; empty when nothing is in the way."""
    if not may_decide:
        return _("Only an investigator of the centre records a screen failure.")
    if judged.verdict != "not_eligible":
        return _("No criterion fails: this is not a screen failure.")
    return ""
