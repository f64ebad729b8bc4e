"""A form of the casebook is saved: whole or not at all, never over somebody else's save, and judged again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from trial.audit.record import save_as
from trial.models.casebook import CasebookForm, FormDefinition
from trial.models.fields import items_of
from trial.models.inclusion_visit import form_definition
from trial.models.medications import ConcomitantMedication
from trial.models.patients import Patient
from trial.models.people import User
from trial.protocol.access import Act
from trial.selectors.eligibility import casebook_of, judgement_of
from trial.selectors.people import may
from trial.services.patients import note_judgement, patient_locked
from trial.services.refusals import NotAllowed, Refusal, StaleForm


def form_save(
    *, patient: Patient, slug: str, values: Mapping[str, Any], version: int, by: User
) -> CasebookForm:
    """Save the items of one form, as the form stood at `version` when its page was opened, and judge the patient again.

    `values` are by item name; an item left out keeps its value. Saving what already stands writes nothing.
    Raises NotAllowed, Refusal once the screening has ended, StaleForm, django's ValidationError."""
    with transaction.atomic():
        patient = _patient_to_enter(patient, by)
        definition = form_definition(slug, patient.cohort.code)
        form = _form_locked(patient, definition)
        changed = _set_items(form, values)
        if changed:
            _refuse_stale(form, definition, version)
            _save_form(form, by)
            _judge_again(patient, by)
    return form


def medications_save(
    *,
    patient: Patient,
    values: Mapping[str, Any],
    lines: Sequence[Mapping[str, Any]],
    version: int,
    by: User,
) -> CasebookForm:
    """Save the medications form with all its lines; one version counts for the whole page.

    A line is its items, with `id` when it already stands and `is_removed` true to remove it. Raises as form_save,
    and Refusal for the id of a line of another patient."""
    with transaction.atomic():
        patient = _patient_to_enter(patient, by)
        definition = form_definition("medications", patient.cohort.code)
        form = _form_locked(patient, definition)
        changed = _set_items(form, values)
        changed_lines = _lines_as_asked(patient, lines)
        if changed or changed_lines:
            _refuse_stale(form, definition, version)
            _save_form(form, by)
            for line in changed_lines:
                line.full_clean()
                save_as(line, by=by)
            _judge_again(patient, by)
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


def _set_items(row: Any, values: Mapping[str, Any]) -> bool:
    """Set the items of an unsaved or stored row; say whether any differs from what stood."""
    known = {item.attname: item for item in items_of(type(row))}
    before = {name: getattr(row, name) for name in known}
    for name, value in values.items():
        setattr(row, name, known[name].to_python(value) if value != "" else None)
    return any(before[name] != getattr(row, name) for name in known)


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


def _save_form(form: CasebookForm, by: User) -> None:
    form.version += 1
    form.saved_by = by
    form.full_clean()
    save_as(form, by=by)


def _lines_as_asked(patient: Patient, lines: Sequence[Mapping[str, Any]]) -> list[ConcomitantMedication]:
    stored = {
        line.pk: line for line in ConcomitantMedication.objects.filter(patient=patient, is_removed=False)
    }
    next_position = 1 + max((line.position for line in stored.values()), default=0)
    changed = []
    for asked in lines:
        items = {name: value for name, value in asked.items() if name not in ("id", "is_removed")}
        line = _line_asked(patient, stored, asked.get("id"), next_position)
        is_new = line.pk is None
        differs = _set_items(line, items)
        if asked.get("is_removed"):
            if not is_new:
                line.refresh_from_db()
                line.is_removed = True
                changed.append(line)
        elif differs:
            changed.append(line)
            next_position += is_new
    return changed


def _line_asked(
    patient: Patient,
    stored: Mapping[int, ConcomitantMedication],
    pk: int | None,
    position: int,
) -> ConcomitantMedication:
    if pk is None:
        return ConcomitantMedication(patient=patient, centre_id=patient.centre_id, position=position)
    if pk not in stored:
        raise Refusal(_("A medication line of this page no longer exists: open the page again."))
    return stored[pk]


def _judge_again(patient: Patient, by: User) -> None:
    before = (patient.eligibility, patient.missing_count)
    note_judgement(patient, judgement_of(casebook_of(patient)))
    if before != (patient.eligibility, patient.missing_count):
        save_as(patient, by=by)
