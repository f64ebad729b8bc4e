"""A patient's casebook as facts, and the facts as judged: one way from stored rows to the evaluator."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, time
from decimal import Decimal
from typing import Any

from trial.models.casebook import CasebookForm
from trial.models.fields import items_of
from trial.models.inclusion_visit import inclusion_visit_of
from trial.models.medications import ConcomitantMedication, Medications
from trial.models.patients import Patient
from trial.models.visit import Consent, GeneralCriteria, Identity, Measurements
from trial.protocol.criteria import Judgement, judge
from trial.protocol.facts import PatientFacts, read_facts
from trial.selectors.protocol import definition_of, protocol_of


@dataclass
class Casebook:
    """The forms of one patient: by the slug of each, the saved row or a new empty one; and the medication lines."""

    patient: Patient
    forms: dict[str, CasebookForm]
    medication_lines: list[ConcomitantMedication] = field(default_factory=list)

    def with_form(self, slug: str, form: CasebookForm) -> Casebook:
        """Copy it with one form as typed in place of the saved one."""
        return Casebook(self.patient, {**self.forms, slug: form}, self.medication_lines)

    def with_lines(self, lines: Sequence[ConcomitantMedication]) -> Casebook:
        """Copy it with the medication lines as typed."""
        return Casebook(self.patient, self.forms, list(lines))


def casebook_of(patient: Patient) -> Casebook:
    """Read the forms of the inclusion visit and the medications, in two queries."""
    definitions = inclusion_visit_of(patient.cohort.code)
    related = [definition.model.__name__.lower() for definition in definitions]
    stored = Patient.objects.select_related(*related).get(pk=patient.pk)
    forms = {}
    for definition in definitions:
        try:
            forms[definition.slug] = getattr(stored, definition.model.__name__.lower())
        except definition.model.DoesNotExist:
            forms[definition.slug] = definition.model(patient=patient, centre_id=patient.centre_id)
    lines = list(ConcomitantMedication.objects.filter(patient=patient, is_removed=False))
    return Casebook(patient, forms, lines)


def facts_mapping(casebook: Casebook) -> dict[str, Any]:
    """Say what the casebook holds in the keys of the eligibility interface; what is not known is left out."""
    mapping: dict[str, Any] = {"cohort": casebook.patient.cohort.code}
    for slug, form in casebook.forms.items():
        match form:
            case Identity():
                mapping.update(_identity_facts(form))
            case Measurements():
                mapping.update(_measurement_facts(form))
            case Consent() | GeneralCriteria() | Medications():
                mapping.update(_item_facts(form))
            case _ if slug == "diagnosis":
                mapping["diagnosis"] = _item_facts(form)
    mapping["medications"] = [_medication_facts(line) for line in casebook.medication_lines]
    return mapping


def facts_of(casebook: Casebook) -> PatientFacts:
    """Read the casebook as the evaluator's facts. Raises FactsRefused for what no form should have let in."""
    return read_facts(facts_mapping(casebook))


def judgement_of(casebook: Casebook) -> Judgement:
    """Judge the casebook by the protocol version of its patient. Raises LookupError when none is in force."""
    return judge(facts_of(casebook), definition_of(protocol_of(casebook.patient)))


def _plain(value: Any) -> Any:
    match value:
        case Decimal():
            # Without the zeros that the column's scale adds: the reasons quote what the laboratory reported.
            return f"{value.normalize():f}"
        case date():
            return value.isoformat()
        case time():
            return value.strftime("%H:%M")
        case _:
            return value


def _item_facts(form: Any) -> dict[str, Any]:
    values = {item.attname: _plain(getattr(form, item.attname)) for item in items_of(type(form))}
    return {key: value for key, value in values.items() if value not in (None, "")}


def _identity_facts(identity: Identity) -> dict[str, Any]:
    facts = _item_facts(identity)
    birth = facts.pop("birth", "")
    if birth:
        facts["birth_year"] = int(birth[:4])
    if len(birth) == len("YYYY-MM"):
        facts["birth_month"] = int(birth[5:])
    return facts


def _measurement_facts(measurements: Measurements) -> dict[str, Any]:
    facts = _item_facts(measurements)
    prefix = "lymphocytes_"
    lymphocytes = {key.removeprefix(prefix): facts.pop(key) for key in list(facts) if key.startswith(prefix)}
    if "value" in lymphocytes:
        facts["lymphocytes"] = {"operator": "=", **lymphocytes}
    return facts


def _medication_facts(line: ConcomitantMedication) -> dict[str, Any]:
    facts = _item_facts(line)
    facts.pop("brand", None)
    if "inn" in facts:
        facts["inn"] = facts["inn"].lower()
    if "atc" in facts:
        facts["atc"] = facts["atc"].upper()
    return facts
