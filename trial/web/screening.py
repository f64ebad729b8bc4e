"""The forms of the inclusion visit: one page for each of them, and the panel that judges what is typed."""

from __future__ import annotations

import copy
from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from trial.models.casebook import FormDefinition
from trial.models.inclusion_visit import form_definition
from trial.models.patients import Patient
from trial.protocol.facts import FactsRefused
from trial.selectors.eligibility import Casebook, casebook_of
from trial.services.forms import form_save
from trial.services.refusals import NotAllowed, ReasonNeeded, Refusal, StaleForm
from trial.web import medications
from trial.web.casebook_forms import PREGNANCY_ITEMS, PageForm, page_form, with_stored
from trial.web.casebook_pages import form_address, frame, may_enter, next_address, person, visible_patient
from trial.web.history import history_addresses
from trial.web.page_errors import add_fact_refusal, add_refusals, read_only
from trial.web.panel import Panel, panel_of
from trial.web.reasons import ask_why, faulty_questions, posted_reasons
from trial.web.stale import carried, chosen_theirs, differences
from trial.web.versions import asked_version


@require_http_methods(["GET", "HEAD", "POST"])
def visit_form(request: HttpRequest, screening_number: str, slug: str) -> HttpResponse:
    """Show or save one form of the inclusion visit."""
    patient = visible_patient(request, screening_number)
    definition = _definition(slug, patient)
    casebook = casebook_of(patient)
    if request.method == "POST":
        return (
            medications.save(request, casebook)
            if slug == "medications"
            else _save(request, casebook, definition)
        )
    if not may_enter(request, patient):
        return read_only(request, casebook, definition)
    if slug == "medications":
        return medications.show(request, casebook)
    panel = panel_of(casebook, slug=slug)
    return _show(request, casebook, definition, _form(casebook, definition, panel), panel)


@require_POST
def panel(request: HttpRequest, screening_number: str, slug: str) -> HttpResponse:
    """Judge what is typed, and store nothing: what is refused counts as not known."""
    patient = visible_patient(request, screening_number)
    definition = _definition(slug, patient)
    casebook = casebook_of(patient)
    if slug == "medications":
        return medications.panel(request, casebook)
    form = _form(casebook, definition, None, request.POST)
    typed = form.as_typed()
    judged = panel_of(casebook.with_form(slug, typed), slug=slug)
    form.badges = judged.badges(slug)
    context = {
        "panel": judged,
        "rows": form.drawn_rows(),
        "typing": request.POST.get("typing", ""),
        "is_checked": bool(request.POST.get("checked")),
    }
    return render(request, "casebook/panel_response.html", context)


def _definition(slug: str, patient: Patient) -> FormDefinition:
    try:
        return form_definition(slug, patient.cohort.code)
    except KeyError as unknown:
        raise Http404 from unknown


def _form(
    casebook: Casebook, definition: FormDefinition, judged: Panel | None, data: Any = None, theirs: Any = ()
) -> PageForm:
    stored = casebook.forms[definition.slug]
    # A copy: what is typed must not look as if it stood.
    is_male = definition.slug == "general" and getattr(casebook.forms["identity"], "sex", None) == "M"
    kwargs: dict[str, Any] = {
        "instance": copy.copy(stored),
        "badges": judged.badges(definition.slug) if judged else {},
        "not_applicable": PREGNANCY_ITEMS if is_male else (),
    }
    form_class = page_form(definition.model)
    if data is not None and theirs:
        data = with_stored(form_class(**kwargs), data, theirs, stored)
    return form_class(data, **kwargs)


def _save(request: HttpRequest, casebook: Casebook, definition: FormDefinition) -> HttpResponse:
    patient, slug = casebook.patient, definition.slug
    before = panel_of(casebook, slug=slug)
    form = _form(casebook, definition, before, request.POST, chosen_theirs(request.POST))
    if may_enter(request, patient) and not form.is_valid():
        return _show(request, casebook, definition, form, before, status=422)
    try:
        form_save(
            patient=patient,
            slug=slug,
            values=form.values() if form.is_valid() else {},
            version=asked_version(request.POST),
            by=person(request),
            reasons=posted_reasons(request.POST),
        )
    except NotAllowed as refusal:
        raise PermissionDenied(str(refusal.sentence)) from refusal
    except StaleForm as stale:
        return _compare(request, casebook, definition, form, before, stale)
    except ReasonNeeded as needed:
        return _show(request, casebook, definition, form, before, status=422, needed=needed.fields)
    except Refusal as refusal:
        return _ended(request, patient, definition, refusal)
    except ValidationError as refused:
        add_refusals(form, refused)
        return _show(request, casebook, definition, form, before, status=422)
    except FactsRefused as refused:
        add_fact_refusal(form, refused, patient.cohort.code)
        return _show(request, casebook, definition, form, before, status=422)
    return after_save(request, patient, slug)


def _ended(
    request: HttpRequest, patient: Patient, definition: FormDefinition, refusal: Refusal
) -> HttpResponse:
    """Show what stands, read again: the screening ended since the page was opened."""
    patient = visible_patient(request, patient.screening_number)
    return read_only(request, casebook_of(patient), definition, str(refusal.sentence), status=409)


def after_save(request: HttpRequest, patient: Patient, slug: str) -> HttpResponse:
    """Say that all is saved, on this page or the next."""
    messages.success(request, _("Saved."))
    goes_on = request.POST.get("action") == "next"
    return redirect(next_address(patient, slug) if goes_on else form_address(patient, slug))


def _show(
    request: HttpRequest,
    casebook: Casebook,
    definition: FormDefinition,
    form: PageForm,
    judged: Panel,
    status: int = 200,
    needed: Sequence[str] = (),
) -> HttpResponse:
    above = ask_why(form, needed)
    form.histories = history_addresses(casebook.forms[definition.slug], definition.slug)
    controls = form.controls()
    faulty = [*(control for control in controls if control.errors), *faulty_questions(form, (), above)]
    version = request.POST.get("version") if form.is_bound else str(casebook.forms[definition.slug].version)
    context = frame(casebook, judged, definition, definition.slug) | {
        "form": form,
        "version": version,
        "faulty": faulty,
        "errors_above": form.non_field_errors() if form.is_bound else [],
        "has_errors": bool(faulty or (form.is_bound and form.errors)),
        "why_above": above,
    }
    return render(request, "casebook/form.html", context, status=status)


def _compare(
    request: HttpRequest,
    casebook: Casebook,
    definition: FormDefinition,
    form: PageForm,
    judged: Panel,
    stale: StaleForm,
) -> HttpResponse:
    context = frame(casebook, judged, definition, definition.slug) | {
        "by": stale.by,
        "at": stale.at,
        "version": stale.version,
        "differences": differences(form, form.values(), stale.theirs),
        "carried": carried(request.POST),
        "action": request.POST.get("action", "save"),
    }
    return render(request, "casebook/stale.html", context, status=409)
