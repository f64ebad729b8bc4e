"""From the name of a missing fact to the field where it is entered."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from trial.models.fields import items_of
from trial.models.inclusion_visit import inclusion_visit_of
from trial.models.medications import ConcomitantMedication

LINES_PREFIX = "lines"
"""The prefix of the formset of medication lines: its fields are `id_lines-0-dose` and so on."""

_RENAMED = {
    "birth_year": "birth",
    "birth_month": "birth",
    "lymphocytes": "lymphocytes_value",
    "sampled_at": "visit_on",
    "medications": "any_medication",
}
_LINE = re.compile(r"medications\[(\d+)\](?:\.(\w+))?")


@dataclass(frozen=True)
class FactLink:
    """Where a fact is entered: the form's slug, the id of its field in the page, and what the field is called."""

    slug: str
    field_id: str
    label: Promise | str

    def address(self, screening_number: str) -> str:
        """Give the address of the field on the page of its form."""
        if self.slug == "cohort":
            return reverse("patient-cohort", args=[screening_number])
        return f"{reverse('visit-form', args=[screening_number, self.slug])}#{self.field_id}"


@cache
def _items_by_name(cohort_code: str) -> dict[str, tuple[str, Promise | str]]:
    """Map each item of the visit's forms to its slug and label; those of the diagnosis as `diagnosis.name`."""
    known: dict[str, tuple[str, Promise | str]] = {}
    for definition in inclusion_visit_of(cohort_code):
        for item in items_of(definition.model):
            name = f"diagnosis.{item.attname}" if definition.slug == "diagnosis" else item.attname
            known[name] = (definition.slug, item.verbose_name)
    return known


def fact_link(fact: str, cohort_code: str) -> FactLink:
    """Find where a patient of this cohort has the fact entered. Raises KeyError for a fact that no form asks for."""
    if fact == "cohort":
        return FactLink("cohort", "id_cohort", _("Cohort"))
    if line := _LINE.fullmatch(fact):
        return _line_link(int(line[1]), line[2] or "inn")
    if fact == "diagnosis":
        first = next(name for name in _items_by_name(cohort_code) if name.startswith("diagnosis."))
        return FactLink("diagnosis", f"id_{first.removeprefix('diagnosis.')}", _("Diagnosis"))
    name = _RENAMED.get(fact) or (fact.replace(".", "_") if fact.startswith("lymphocytes.") else fact)
    slug, label = _items_by_name(cohort_code)[name]
    return FactLink(slug, f"id_{name.removeprefix('diagnosis.')}", label)


def _line_link(index: int, name: str) -> FactLink:
    labels = {item.attname: item.verbose_name for item in items_of(ConcomitantMedication)}
    return FactLink("medications", f"id_{LINES_PREFIX}-{index}-{name}", labels[name])
