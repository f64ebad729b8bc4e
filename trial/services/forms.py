"""A form of the casebook is saved: whole or not at all, never over somebody else's save, and judged again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from trial.audit.context import acting
from trial.audit.reasons import Reasons, fields_without_reason
from trial.audit.record import save_as
from trial.models.casebook import CasebookForm, FormDefinition
from trial.models.fields import items_of
from trial.models.inclusion_visit import form_definition
from trial.models.patients import Patient
from trial.models.people import User
from trial.protocol.access import Act
from trial.selectors.eligibility import casebook_of, judgement_of
from trial.selectors.people import may
from trial.services.completion import is_complete
from trial.services.items import changed_items, item_values, set_items
from trial.services.medication_lines import lines_as_asked, lines_save
from trial.services.patients import note_judgement, patient_locked
from trial.services.refusals import NotAllowed, ReasonNeeded, Refusal, StaleForm


def form_save(
    *,
    patient: Patient,
    slug: str,
    values: Mapping[str, Any],
    version: int,
    by: User,
    reasons: Reasons | None = None,
) -> CasebookForm:
    """Save the items of one form, as the form stood at `version` when its page was opened, and judge the patient again.

    `values` are by item name; an item left out keeps its value. Saving what already stands writes nothing.
    `reasons` are by item name too, `*` for all others: once the form is complete, changing what stands needs one.
    Raises NotAllowed, Refusal once the screening has ended, StaleForm, ReasonNeeded, django's ValidationError."""
    with acting(by=by, centre=patient.centre_id, reasons=reasons or {}):
        patient = _patient_to_enter(patient, by)
        definition = form_definition(slug, patient.cohort.code)
        form = _form_locked(patient, definition)
        before = item_values(form)
        set_items(form, values)
        if before != item_values(form):
            _refuse_stale(form, definition, version)
            _refuse_without_reason(reasons or {}, changed_items(form, before) if form.completed_at else [])
            _save_and_judge(patient, definition, form, by)
    return form


def medications_save(
    *,
    patient: Patient,
    values: Mapping[str, Any],
    lines: Sequence[Mapping[str, Any]],
    version: int,
    by: User,
    reasons: Reasons | None = None,
) -> CasebookForm:
    """Save the medications form with all its lines; one version counts for the whole page.

    A line is its items, with `id` when it already stands and `is_removed` true to remove it. A reason for an item of
    a line is given as `12.dose`, the line's id before the item. Raises as form_save, and Refusal for the id of a line
    of another patient."""
    reasons = reasons or {}
    with acting(by=by, centre=patient.centre_id, reasons=reasons):
        patient = _patient_to_enter(patient, by)
        definition = form_definition("medications", patient.cohort.code)
        form = _form_locked(patient, definition)
        before = item_values(form)
        set_items(form, values)
        changed_lines = lines_as_asked(patient, lines)
        if before != item_values(form) or changed_lines:
            _refuse_stale(form, definition, version)
            if form.completed_at:
                of_lines = [name for asked in changed_lines for name in asked.changed]
                _refuse_without_reason(reasons, [*changed_items(form, before), *of_lines])
            lines_save(changed_lines, reasons)
            _save_and_judge(patient, definition, form, by)
    return form


def _patient_to_enter(patient: Patient, by: User) -> Patient:
    if not may(by, Act.ENTER_DATA, patient.centre_id):
        raise NotAllowed(_("You may not enter data in this centre."))
    # The patient's row is the one lock that every save and the decision take first: no two of them can cross.
    patient = patient_locked(patient)
    if not patient.is_in_screening:
        raise Refusal(_("The screening has ended: what was judged can no longer be changed here."))
    return patient


def _form_locked(patient: Patient, definition: FormDefinition) -> CasebookForm:
    stored = definition.model._default_manager.filter(patient=patient).first()
    return stored or definition.model(patient=patient, centre_id=patient.centre_id)


def _refuse_stale(form: CasebookForm, definition: FormDefinition, version: int) -> None:
    if form.version == version:
        return
    stored = definition.model._default_manager.get(pk=form.pk)
    raise StaleForm(
        _("Somebody saved this form since you opened it. Nothing of yours was stored: compare and choose."),
        theirs={item.attname: getattr(stored, item.attname) for item in items_of(definition.model)},
        version=stored.version,
        by=stored.saved_by,
        at=stored.saved_at,
    )


def _refuse_without_reason(reasons: Reasons, changed: Sequence[str]) -> None:
    """Raise ReasonNeeded when a saved value is to be changed for which no reason, or too little of one, was given."""
    missing = fields_without_reason(changed, reasons)
    if missing:
        raise ReasonNeeded(
            _("This form is complete: say why each saved value is changed."),
            fields=missing,
        )


def _save_and_judge(patient: Patient, definition: FormDefinition, form: CasebookForm, by: User) -> None:
    form.version += 1
    form.saved_by = by
    form.full_clean()
    judgement = judgement_of(casebook_of(patient).with_form(definition.slug, form))
    becomes_complete = form.completed_at is None and is_complete(form, definition.slug, judgement)
    if becomes_complete:
        form.completed_at = Now()
    save_as(form, by=by)
    if becomes_complete:
        form.refresh_from_db(fields=["completed_at"])
    before = (patient.eligibility, patient.missing_count)
    note_judgement(patient, judgement)
    if before != (patient.eligibility, patient.missing_count):
        save_as(patient, by=by)
