"""The medications page: is any treatment taken, and a line a drug; one version counts for the whole page."""

from __future__ import annotations

import copy
import re
from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from trial.models.inclusion_visit import form_definition
from trial.models.medications import ConcomitantMedication, Medications
from trial.protocol.dictionary import dictionary_search
from trial.protocol.facts import FactsRefused
from trial.selectors.eligibility import Casebook, casebook_of
from trial.selectors.protocol import definition_of, protocol_of
from trial.services.forms import medications_save
from trial.services.refusals import NotAllowed, ReasonNeeded, Refusal
from trial.web import medication_stale
from trial.web.casebook_forms import PageForm, page_form
from trial.web.casebook_pages import form_address, frame, items_not_asked, may_enter, next_address, person
from trial.web.doses import dose_words
from trial.web.facts_links import LINES_PREFIX
from trial.web.history import add_history
from trial.web.medication_forms import MOST_LINES, LineForm, line_forms, shown_entry
from trial.web.page_errors import add_fact_refusal, add_refusals, read_only
from trial.web.panel import Panel, panel_of
from trial.web.reasons import ask_why, faulty_questions, posted_reasons
from trial.web.versions import asked_version

SLUG = "medications"


def show(request: HttpRequest, casebook: Casebook) -> HttpResponse:
    """Show the saved lines, or one empty line to begin with when the answer is yes."""
    return _show(request, casebook, _form(casebook), _lines(casebook), panel_of(casebook, slug=SLUG))


def save(request: HttpRequest, casebook: Casebook) -> HttpResponse:
    """Save the page whole, or show it again with what was typed; adding or removing a line saves nothing."""
    patient = casebook.patient
    data = medication_stale.with_choices(request.POST, casebook)
    before = panel_of(casebook, slug=SLUG)
    form, lines = _form(casebook, data), _lines(casebook, data)
    if may_enter(request, patient):
        if asked := re.fullmatch(r"(add|remove|restore)(?:-(\d{1,3}))?", data.get("action", ""), re.ASCII):
            return _show_changed(request, casebook, asked[1], int(asked[2] or 0))
        kept = [line for line in lines if not line.is_blank]
        if not all([form.is_valid(), *(line.is_removed or line.is_valid() for line in kept)]):
            return _show(request, casebook, form, lines, before, status=422)
    else:
        kept = []
    needed: Sequence[str] = ()
    try:
        medications_save(
            patient=patient,
            values=form.values() if kept or form.is_valid() else {},
            lines=medication_stale.lines_asked(kept, casebook),
            version=asked_version(data),
            by=person(request),
            reasons=posted_reasons(data),
        )
    except NotAllowed as refusal:
        raise PermissionDenied(str(refusal.sentence)) from refusal
    except ReasonNeeded as asked_why:
        needed = asked_why.fields
    except Refusal as refusal:
        return _refused(request, refusal, form, kept)
    except ValidationError as refused:
        add_refusals(form, refused)
    except FactsRefused as refused:
        _add_line_refusal(form, kept, refused, patient.cohort.code)
    else:
        messages.success(request, _("Saved."))
        goes_on = data.get("action") == "next"
        return redirect(next_address(patient, SLUG) if goes_on else form_address(patient, SLUG))
    return _show(request, casebook, form, lines, before, status=422, needed=needed)


def panel(request: HttpRequest, casebook: Casebook) -> HttpResponse:
    """Judge the lines as typed, with the daily dose of each; store nothing."""
    form = _form(casebook, request.POST)
    lines = [line for line in _lines(casebook, request.POST) if not line.is_removed]
    kept = [line for line in lines if not line.is_blank]
    typed = [line.as_typed() for line in kept]
    judged = panel_of(
        casebook.with_form(SLUG, form.as_typed()).with_lines(typed),
        slug=SLUG,
        relink=lambda name: _in_page(name, kept),
    )
    form.badges = judged.badges(SLUG)
    context = {
        "panel": judged,
        "form": form,
        "rows": form.drawn_rows(),
        "lines": _with_doses(casebook, lines),
        "typing": request.POST.get("typing", ""),
        "is_checked": bool(request.POST.get("checked")),
    }
    return render(request, "casebook/medications_panel.html", context)


@require_GET
def search(request: HttpRequest) -> HttpResponse:
    """Offer the drugs of the dictionary whose name or French brand holds the text, as options of a list."""
    typed = next((str(value) for key, value in request.GET.items() if key == "q" or key.endswith("-inn")), "")
    found = dictionary_search(typed[:80], limit=12)
    options = [(shown_entry(entry), entry) for entry in found]
    return render(request, "casebook/dictionary_options.html", {"options": options})


def _form(casebook: Casebook, data: Any = None) -> PageForm:
    stored = copy.copy(casebook.forms[SLUG])
    form = page_form(Medications)(data, instance=stored)
    for name in items_not_asked(casebook.patient):
        form.leave_out(name)
    return form


def _lines(casebook: Casebook, data: Any = None) -> list[LineForm]:
    patient = casebook.patient
    stored = [copy.copy(line) for line in casebook.medication_lines]
    return line_forms(data, stored, ConcomitantMedication(patient=patient, centre_id=patient.centre_id))


def _show_changed(request: HttpRequest, casebook: Casebook, action: str, index: int) -> HttpResponse:
    """Show the page as typed with one more line, or one marked as removed or no longer so."""
    data = request.POST.copy()
    total = len(_lines(casebook, data))
    if action == "add":
        data[f"{LINES_PREFIX}-total"] = str(min(total + 1, MOST_LINES))
    elif index < total:
        data[f"{LINES_PREFIX}-{index}-removed"] = "1" if action == "remove" else ""
    judged = panel_of(casebook, slug=SLUG)
    return _show(
        request,
        casebook,
        _form(casebook, data),
        _lines(casebook, data),
        judged,
        version=data.get("version"),
        dirty=True,
    )


def _show(
    request: HttpRequest,
    casebook: Casebook,
    form: PageForm,
    lines: Sequence[LineForm],
    judged: Panel,
    *,
    status: int = 200,
    version: str | None = None,
    dirty: bool = False,
    needed: Sequence[str] = (),
) -> HttpResponse:
    form.badges = judged.badges(SLUG)
    above = ask_why(form, needed, lines)
    add_history(form, lines, casebook)
    if form.is_bound:
        version = version or form.data.get("version")
        if dirty:
            _say_no_errors(form, lines)
        else:
            _say_no_errors(None, [line for line in lines if line.is_blank or line.is_removed])
    faulty: list[Any] = [control for control in form.controls() if control.errors]
    faulty += [control for line in lines for control in line.controls.values() if control.errors]
    faulty += faulty_questions(form, lines, above)
    patient = casebook.patient
    blank = ConcomitantMedication(patient=patient, centre_id=patient.centre_id)
    context = frame(casebook, judged, form_definition(SLUG, patient.cohort.code), SLUG) | {
        "form": form,
        "rows": form.drawn_rows(),
        "lines": _with_doses(casebook, lines),
        "empty_line": LineForm(instance=blank, position="__n__"),
        "version": version if version is not None else str(casebook.forms[SLUG].version),
        "faulty": faulty,
        "errors_above": form.non_field_errors() if form.is_bound else [],
        "has_errors": bool(faulty) or bool(form.is_bound and form.errors),
        "is_dirty": dirty,
        "why_above": above,
    }
    return render(request, "casebook/medications.html", context, status=status)


def _say_no_errors(form: PageForm | None, lines: Sequence[LineForm]) -> None:
    for shown in [*([form] if form else []), *lines]:
        shown.full_clean()
        shown.errors.clear()


def _with_doses(casebook: Casebook, lines: Sequence[LineForm]) -> list[tuple[LineForm, str]]:
    definition = definition_of(protocol_of(casebook.patient))
    found = []
    for line in lines:
        typed = line.as_typed() if line.is_bound else line.instance
        found.append((line, dose_words(casebook, typed, definition)))
    return found


def _in_page(name: str, kept: Sequence[LineForm]) -> str:
    """Turn medications[i], the i-th line judged, into the line of the page that it was typed in."""
    return re.sub(r"\[(\d+)\]", lambda match: f"[{kept[int(match[1])].position}]", name)


def _refused(
    request: HttpRequest, refusal: Refusal, form: PageForm, kept: Sequence[LineForm]
) -> HttpResponse:
    """Show both saves when somebody else saved meanwhile; else the page with the sentence."""
    casebook = casebook_of(form.instance.patient)
    if casebook.patient.is_in_screening and casebook.forms[SLUG].version != asked_version(form.data):
        return medication_stale.compare(request, casebook, form, kept, refusal)
    if not casebook.patient.is_in_screening:
        return read_only(
            request, casebook, form_definition(SLUG, casebook.patient.cohort.code), str(refusal.sentence), 409
        )
    form.add_error(None, str(refusal.sentence))
    return _show(
        request, casebook, form, _lines(casebook, form.data), panel_of(casebook, slug=SLUG), status=409
    )


def _add_line_refusal(form: PageForm, kept: Sequence[LineForm], refused: FactsRefused, cohort: str) -> None:
    match = re.fullmatch(r"medications\[(\d+)\]\.(\w+)", refused.path)
    if match and int(match[1]) < len(kept):
        add_fact_refusal(kept[int(match[1])], refused, cohort, name=match[2])
    else:
        add_fact_refusal(form, refused, cohort)
