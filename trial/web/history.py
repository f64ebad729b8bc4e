"""What became of a field: its history beside it or as a page, and a form as it stood at a moment."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from trial.models.casebook import CasebookForm, FormDefinition
from trial.models.fields import items_of
from trial.models.inclusion_visit import form_definition
from trial.models.medications import ConcomitantMedication
from trial.models.patients import Patient
from trial.selectors.eligibility import Casebook
from trial.selectors.trail_entries import (
    Entry,
    form_as_of,
    history_of_form,
    items_with_history,
    lines_as_of,
)
from trial.web.casebook_pages import answers_in_words, form_address, visible_patient
from trial.web.medication_forms import saved_lines_in_words

LINE = re.compile(r"(?P<id>[0-9]{1,18})(?:\.(?P<item>[a-z_]+))?", re.ASCII)


def history_addresses(form: CasebookForm, slug: str) -> dict[str, str]:
    """Give by item of a saved form the address of its history, where there is one."""
    number = form.patient.screening_number
    return {name: reverse("field-history", args=[number, slug, name]) for name in items_with_history(form)}


def add_history(form: Any, lines: Sequence[Any], casebook: Casebook) -> None:
    """Put the addresses of the histories on the medications page: of the answers, and one a saved line."""
    form.histories = history_addresses(casebook.forms["medications"], "medications")
    stored = {line.pk: line for line in casebook.medication_lines}
    for line in lines:
        if line.line_id in stored:
            line.history = line_history_address(stored[line.line_id])


def line_history_address(line: ConcomitantMedication) -> str:
    """Give the address of the history of a saved medication line."""
    return reverse("field-history", args=[line.patient.screening_number, "medications", str(line.pk)])


@require_safe
def field_history(request: HttpRequest, screening_number: str, slug: str, item: str) -> HttpResponse:
    """Show what became of one item; of a medication line, `12` all of it and `12.dose` one item."""
    patient = visible_patient(request, screening_number)
    definition = _definition(slug, patient)
    label, entries = _asked_history(patient, definition, item)
    context = {
        "patient": patient,
        "identity": None,
        "definition": definition,
        "label": label,
        "entries": entries,
        "form_address": form_address(patient, slug),
    }
    is_part = request.headers.get("HX-Request") == "true"
    return render(request, "casebook/history_part.html" if is_part else "casebook/history.html", context)


class MomentForm(forms.Form):
    """The moment at which a form is looked at."""

    at = forms.DateTimeField(
        label=_("Date and time"),
        input_formats=[
            "%Y-%m-%dT%H:%M:%S.%f%z",
            "%Y-%m-%dT%H:%M:%S%z",
            "%Y-%m-%dT%H:%M:%S",
            "%Y-%m-%dT%H:%M",
        ],
        widget=forms.DateTimeInput(
            attrs={"type": "datetime-local", "step": "1", "class": "form-control"}, format="%Y-%m-%dT%H:%M:%S"
        ),
        error_messages={"invalid": _("Give a date and a time.")},
    )


@require_safe
def form_stood(request: HttpRequest, screening_number: str, slug: str) -> HttpResponse:
    """Show a form as it stood at a moment: ?at=2026-11-23T10:00; without one, as it stands."""
    patient = visible_patient(request, screening_number)
    definition = _definition(slug, patient)
    asked = MomentForm(request.GET if "at" in request.GET else None)
    moment = _moment(asked) if asked.is_valid() else None if asked.is_bound else timezone.now()
    form = form_as_of(patient, definition.model, moment) if moment else None
    has_lines = slug == "medications"
    context = {
        "patient": patient,
        "identity": None,
        "definition": definition,
        "form": MomentForm(initial={"at": moment}) if moment else asked,
        "moment": moment,
        "row": form,
        "answers": answers_in_words(form, definition.model) if form else [],
        "has_lines": has_lines,
        "lines": saved_lines_in_words(lines_as_of(patient, moment)) if has_lines and moment else [],
        "form_address": form_address(patient, slug),
    }
    return render(request, "casebook/stood.html", context, status=200 if moment else 422)


def _moment(asked: MomentForm) -> datetime:
    moment: datetime = asked.cleaned_data["at"]
    # A moment given to the second means the whole of that second.
    return moment if moment.microsecond else moment.replace(microsecond=999_999)


def _definition(slug: str, patient: Patient) -> FormDefinition:
    try:
        return form_definition(slug, patient.cohort.code)
    except KeyError as unknown:
        raise Http404 from unknown


def _asked_history(patient: Patient, definition: FormDefinition, item: str) -> tuple[str, list[Entry]]:
    match = LINE.fullmatch(item) if definition.slug == "medications" else None
    if match:
        entries = history_of_form(patient, ConcomitantMedication, row_id=int(match["id"]))
        if not entries:
            raise Http404
        names = {name.attname: str(name.verbose_name) for name in items_of(ConcomitantMedication)}
        if not match["item"]:
            return entries[0].title, [entry for entry in entries if entry.changes]
        label, item = names.get(match["item"]), match["item"]
    else:
        entries = history_of_form(patient, definition.model)
        label = {name.attname: str(name.verbose_name) for name in items_of(definition.model)}.get(item)
    if label is None:
        raise Http404
    return label, [only for entry in entries if (only := entry.only(item)).changes]
