"""The lines of the medications form: matched with what stands, and saved under one version with their form."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext_lazy as _

from trial.audit.context import acting
from trial.audit.reasons import ALL_FIELDS, Reasons
from trial.models.medications import ConcomitantMedication
from trial.models.patients import Patient
from trial.services.items import changed_items, item_values, set_items
from trial.services.refusals import Refusal


@dataclass
class ChangedLine:
    """A line to be saved; `changed` names its saved values that change, as `12.dose`."""

    line: ConcomitantMedication
    changed: list[str] = field(default_factory=list)


def lines_as_asked(patient: Patient, lines: Sequence[Mapping[str, Any]]) -> list[ChangedLine]:
    """List the lines that differ from what stands. Raises Refusal for the id of a line that is not this patient's."""
    stored = {
        line.pk: line for line in ConcomitantMedication.objects.filter(patient=patient, is_removed=False)
    }
    next_position = 1 + max((line.position for line in stored.values()), default=0)
    changed = []
    for asked in lines:
        line = _line_asked(patient, stored, asked.get("id"), next_position)
        is_new = line.pk is None
        before = item_values(line)
        set_items(line, {name: value for name, value in asked.items() if name not in ("id", "is_removed")})
        if asked.get("is_removed"):
            if not is_new:
                line.refresh_from_db()
                line.is_removed = True
                changed.append(ChangedLine(line, [f"{line.pk}.is_removed"]))
        elif before != item_values(line):
            changed.append(ChangedLine(line, [f"{line.pk}.{name}" for name in changed_items(line, before)]))
            next_position += is_new
    return changed


def lines_save(lines: Sequence[ChangedLine], reasons: Reasons) -> None:
    """Save the lines as whoever acts. Raises django's ValidationError."""
    for asked in lines:
        asked.line.full_clean()
        own = _reasons_of(asked.line, reasons)
        with acting(reasons=own):
            asked.line.save()


def _reasons_of(line: ConcomitantMedication, reasons: Reasons) -> Reasons | None:
    """Give the reasons of one line by its own item names, or None where those of the page hold for it."""
    prefix = f"{line.pk}."
    own = {name.removeprefix(prefix): reason for name, reason in reasons.items() if name.startswith(prefix)}
    if not own:
        return None
    for_all = {ALL_FIELDS: reasons[ALL_FIELDS]} if ALL_FIELDS in reasons else {}
    return for_all | own


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
