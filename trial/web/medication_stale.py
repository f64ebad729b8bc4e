"""Two people saved the medications: line by line, both as sentences, a choice for each."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.translation import gettext as _

from trial.models.inclusion_visit import form_definition
from trial.models.medications import ConcomitantMedication
from trial.selectors.eligibility import Casebook
from trial.services.refusals import Refusal
from trial.web.casebook_forms import PageForm, page_form, with_stored
from trial.web.casebook_pages import frame
from trial.web.facts_links import LINES_PREFIX
from trial.web.fields import typed_data
from trial.web.medication_forms import ITEMS, LineForm, frequency_of, line_in_words, lines_posted
from trial.web.panel import panel_of
from trial.web.stale import CHOICE, MINE, Difference, carried, chosen_theirs, differences

SLUG = "medications"


def with_choices(data: QueryDict, casebook: Casebook) -> QueryDict:
    """Apply the answers of the comparison page to what was typed: theirs for a line leaves it as it stands."""
    chosen = data.copy()
    stored = {str(line.pk): line for line in casebook.medication_lines}
    theirs = set(chosen_theirs(data))
    for index in range(lines_posted(data)):
        prefix = f"{LINES_PREFIX}-{index}"
        line = stored.get(data.get(f"{prefix}-line_id", ""))
        if prefix in theirs:
            _write_line(chosen, prefix, line)
        elif line is None and data.get(f"{CHOICE}{prefix}") == MINE:
            # Removed by the other person and kept by this one: it comes back as a new line.
            chosen[f"{prefix}-line_id"] = ""
    form = page_form(type(casebook.forms[SLUG]))(instance=casebook.forms[SLUG])
    return with_stored(form, chosen, sorted(theirs), casebook.forms[SLUG])


def _write_line(data: QueryDict, prefix: str, line: ConcomitantMedication | None) -> None:
    """Put a stored line in place of the typed one; a line that no longer stands becomes a blank one."""
    for name, field in LineForm(position=0).fields.items():
        value = getattr(line, name) if line else None
        for key, text in typed_data(field, f"{prefix}-{name}", value).items():
            data[key] = text
    data[f"{prefix}-frequency"] = frequency_of(line) if line else ""
    data[f"{prefix}-removed"] = ""
    data[f"{prefix}-line_id"] = str(line.pk) if line else ""


def lines_asked(lines: Sequence[LineForm], casebook: Casebook) -> list[dict[str, Any]]:
    """Give the lines as the service takes them; after a double click, a new line that already stands is that one."""
    asked = [line.values() for line in lines if line.line_id is not None or not line.is_removed]
    mentioned = {values["id"] for values in asked if "id" in values}
    for stored in casebook.medication_lines:
        if stored.pk in mentioned:
            continue
        same = (v for v in asked if "id" not in v and all(v[name] == getattr(stored, name) for name in ITEMS))
        if twin := next(same, None):
            twin["id"] = stored.pk
    return asked


def compare(
    request: HttpRequest, casebook: Casebook, form: PageForm, lines: Sequence[LineForm], refusal: Refusal
) -> HttpResponse:
    """Show both saves: the answers above the lines, then each line on which they differ."""
    current = casebook.forms[SLUG]
    found = differences(form, form.values(), {name: getattr(current, name) for name in form.fields})
    stored = {line.pk: line for line in casebook.medication_lines}
    for line in lines:
        theirs = stored.get(line.line_id) if line.line_id is not None else None
        difference = _line_difference(line, theirs)
        if difference is not None:
            found.append(difference)
    context = frame(
        casebook, panel_of(casebook, slug=SLUG), form_definition(SLUG, casebook.patient.cohort.code), SLUG
    )
    context |= {
        "by": current.saved_by,
        "at": current.saved_at,
        "version": current.version,
        "differences": found,
        "carried": carried(form.data),
        "action": form.data.get("action", "save"),
    }
    return render(request, "casebook/stale.html", context, status=409)


def _line_difference(line: LineForm, theirs: ConcomitantMedication | None) -> Difference | None:
    if line.line_id is None:
        return None
    given = line.values()
    if (
        theirs is not None
        and not line.is_removed
        and all(given[name] == getattr(theirs, name) for name in ITEMS)
    ):
        return None
    if theirs is None and line.is_removed:
        return None
    removed = _("Removed")
    return Difference(
        name=f"{LINES_PREFIX}-{line.position}",
        label=line.title or _("Medication"),
        mine=removed if line.is_removed else line_in_words(given),
        theirs=removed if theirs is None else line_in_words({name: getattr(theirs, name) for name in ITEMS}),
    )
