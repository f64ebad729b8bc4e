"""Refusals on a page: each sentence beside the field that it speaks of, and forms that can only be read."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from trial.models.casebook import FormDefinition
from trial.protocol.facts import FactsRefused
from trial.selectors.eligibility import Casebook
from trial.web.casebook_pages import answers_in_words, frame, next_address, why_read_only
from trial.web.facts_links import fact_link
from trial.web.history import history_addresses, line_history_address
from trial.web.medication_forms import saved_lines_in_words
from trial.web.panel import panel_of, reader_language


def add_refusals(form: Any, refused: ValidationError) -> None:
    """Put each sentence beside its field, and above the form what belongs to no field of it."""
    found: Mapping[str, Any] = getattr(refused, "error_dict", None) or {NON_FIELD_ERRORS: refused.error_list}
    for name, errors in found.items():
        for error in errors:
            form.add_error(name if name in form.fields else None, error)


def add_fact_refusal(form: Any, refused: FactsRefused, cohort_code: str, *, name: str = "") -> None:
    """Put what the evaluator refuses beside the field that it came from."""
    if not name:
        try:
            name = fact_link(refused.path, cohort_code).field_id.removeprefix("id_")
        except KeyError:
            name = NON_FIELD_ERRORS
    form.add_error(name if name in form.fields else None, refused.say(reader_language()))


def read_only(
    request: HttpRequest, casebook: Casebook, definition: FormDefinition, refusal: str = "", status: int = 200
) -> HttpResponse:
    """Show a form as text, with the sentence that says why."""
    patient = casebook.patient
    has_lines = definition.slug == "medications"
    form, lines = casebook.forms[definition.slug], casebook.medication_lines if has_lines else []
    histories = history_addresses(form, definition.slug)
    context = frame(casebook, panel_of(casebook, slug=definition.slug), definition, definition.slug) | {
        "answers": [
            answer | {"history": histories.get(answer["name"], "")} for answer in answers_in_words(form)
        ],
        "lines": [
            {"text": text, "title": str(line), "history": line_history_address(line)}
            for line, text in zip(lines, saved_lines_in_words(lines), strict=True)
        ],
        "has_lines": has_lines,
        "why": refusal or why_read_only(patient),
        "next_address": next_address(patient, definition.slug),
    }
    return render(request, "casebook/read_only.html", context, status=status)
