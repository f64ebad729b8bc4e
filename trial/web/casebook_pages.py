"""What every page of a patient's inclusion visit shows around its form: strip, steps, panel, footer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from trial.models.casebook import CasebookForm, FormDefinition
from trial.models.fields import items_of
from trial.models.inclusion_visit import inclusion_visit_of
from trial.models.patients import Patient
from trial.models.people import User
from trial.protocol.access import Act
from trial.selectors.eligibility import Casebook
from trial.selectors.patients import patient_visible_to
from trial.selectors.people import may
from trial.web.casebook_state import state_of
from trial.web.controls import in_words
from trial.web.panel import Panel

# The adjudication of a systemic steroid is asked where a clause speaks of immunosuppression.
ADJUDICATED_COHORT = "THYR"
ADJUDICATION = "steroid_is_immunosuppressive"

STATES: dict[str, tuple[str, str, Promise | str]] = {
    "complete": ("check-circle", "is-ok", _("complete")),
    "incomplete": ("half", "is-warn", _("answers missing")),
    "not_started": ("circle", "is-open", _("not started")),
}


@dataclass(frozen=True)
class Step:
    """One page of the visit in the row of steps."""

    title: Promise | str
    address: str
    is_current: bool
    state: str = ""

    @property
    def icon(self) -> str:
        return STATES[self.state][0] if self.state else "arrow"

    @property
    def tone(self) -> str:
        return STATES[self.state][1] if self.state else "is-open"

    @property
    def word(self) -> Promise | str:
        return STATES[self.state][2] if self.state else ""


def visible_patient(request: HttpRequest, screening_number: str, act: Act = Act.READ_CASEBOOK) -> Patient:
    """Find the patient of a page; an unknown number and another centre's are the same 404."""
    try:
        return patient_visible_to(request.user, screening_number, act)
    except Patient.DoesNotExist as unknown:
        raise Http404 from unknown


def person(request: HttpRequest) -> User:
    """Give the person who asks; every page of the casebook asks for a login first."""
    if not isinstance(request.user, User):
        raise PermissionDenied
    return request.user


def form_address(patient: Patient, slug: str) -> str:
    """Give the address of a form of this patient."""
    return reverse("visit-form", args=[patient.screening_number, slug])


def next_address(patient: Patient, slug: str) -> str:
    """Give the address of the page after this form: the next form of the visit, then the decision."""
    slugs = [definition.slug for definition in inclusion_visit_of(patient.cohort.code)]
    following = slugs[slugs.index(slug) + 1 :]
    return (
        form_address(patient, following[0])
        if following
        else reverse("decision", args=[patient.screening_number])
    )


def steps(casebook: Casebook, panel: Panel, current: str) -> list[Step]:
    """List the pages of the visit with how far each is filled, the decision last."""
    patient = casebook.patient
    found = []
    for definition in inclusion_visit_of(patient.cohort.code):
        address = form_address(patient, definition.slug)
        form, is_waited_for = casebook.forms[definition.slug], definition.slug in panel.waited_for
        state = state_of(form, is_waited_for=is_waited_for)
        found.append(Step(definition.title, address, definition.slug == current, state))
    decision = reverse("decision", args=[patient.screening_number])
    return [*found, Step(_("Decision"), decision, current == "decision")]


def may_enter(request: HttpRequest, patient: Patient) -> bool:
    """Say whether this person can change the forms of this patient now."""
    return patient.is_in_screening and may(request.user, Act.ENTER_DATA, patient.centre_id)


def why_read_only(patient: Patient) -> Promise | str:
    """Say why the forms are shown as text."""
    if patient.status == "included":
        return _("This patient is included: what was judged can no longer be changed here.")
    if patient.status == "screen_failure":
        return _("The screening has failed: what was judged can no longer be changed here.")
    return _("Your role reads this form; investigators and study technicians of the centre fill it in.")


def frame(
    casebook: Casebook, panel: Panel, definition: FormDefinition | None, current: str
) -> dict[str, Any]:
    """Give the context that every page of the visit shares."""
    patient = casebook.patient
    return {
        "patient": patient,
        "identity": casebook.forms["identity"],
        "definition": definition,
        "steps": steps(casebook, panel, current),
        "panel": panel,
    }


def items_not_asked(patient: Patient) -> tuple[str, ...]:
    """Name the items of the medications page that this patient's cohort is not asked."""
    return () if patient.cohort.code == ADJUDICATED_COHORT else (ADJUDICATION,)


def answers_in_words(form: Any, model: type[CasebookForm] | None = None) -> list[dict[str, Any]]:
    """List the items of a saved form, or of a row of the history of `model`, with their answers as text."""
    left_out = items_not_asked(form.patient)
    asked = [item for item in items_of(model or type(form)) if item.attname not in left_out]
    said = [(item, in_words(item, getattr(form, item.attname))) for item in asked]
    return [{"label": item.verbose_name, "name": item.attname, "text": text} for item, text in said]
