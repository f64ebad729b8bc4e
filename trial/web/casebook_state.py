"""How far the forms of the inclusion visit are, and what comes next."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from trial.models.casebook import CasebookForm
from trial.models.inclusion_visit import inclusion_visit_of
from trial.models.patients import Patient
from trial.models.people import User
from trial.protocol.access import Act
from trial.protocol.criteria import Judgement
from trial.selectors.eligibility import Casebook
from trial.selectors.people import may
from trial.web.facts_links import FactLink, fact_link


@dataclass(frozen=True)
class FormState:
    """One form of the visit: not_started, incomplete or complete; `missing` are the answers that criteria wait for."""

    slug: str
    title: Promise | str
    state: str
    missing: tuple[FactLink, ...]
    address: str


@dataclass(frozen=True)
class NextStep:
    """The one thing to do next."""

    title: str
    address: str


def state_of(form: CasebookForm, *, is_waited_for: bool) -> str:
    """Say how far a form is: not_started, incomplete or complete."""
    if form.pk is None:
        return "not_started"
    return "incomplete" if is_waited_for else "complete"


def missing_links(judgement: Judgement, cohort_code: str) -> list[FactLink]:
    """List where the answers are entered that criteria wait for, each once."""
    names = dict.fromkeys(name for criterion in judgement.criteria for name in criterion.missing)
    return list(dict.fromkeys(fact_link(name, cohort_code) for name in names))


def form_states(casebook: Casebook, judgement: Judgement | None) -> list[FormState]:
    """Say of each form of the visit how far it is; without a judgement nothing is waited for."""
    patient = casebook.patient
    missing: dict[str, list[FactLink]] = defaultdict(list)
    if judgement is not None:
        for link in missing_links(judgement, patient.cohort.code):
            missing[link.slug].append(link)
    states = []
    for definition in inclusion_visit_of(patient.cohort.code):
        waited_for = tuple(missing[definition.slug])
        state = state_of(casebook.forms[definition.slug], is_waited_for=bool(waited_for))
        address = reverse("visit-form", args=[patient.screening_number, definition.slug])
        states.append(FormState(definition.slug, definition.title, state, waited_for, address))
    return states


def next_step(patient: Patient, states: list[FormState], user: User) -> NextStep | None:
    """Name the next thing that this person can do for a patient in screening; None when there is nothing."""
    if not patient.is_in_screening:
        return None
    decision = reverse("decision", args=[patient.screening_number])
    decides = may(user, Act.DECIDE_INCLUSION, patient.centre_id)
    if patient.eligibility == "eligible" and decides:
        return NextStep(str(_("Decide on the inclusion")), decision)
    if patient.eligibility == "not_eligible" and decides:
        return NextStep(str(_("Record the screen failure")), decision)
    if not may(user, Act.ENTER_DATA, patient.centre_id):
        return None
    for form in states:
        if form.missing or (form.state == "not_started" and patient.eligibility == "undetermined"):
            return NextStep(str(_("Next: %(form)s") % {"form": form.title}), form.address)
    return None
