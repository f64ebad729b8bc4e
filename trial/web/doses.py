"""The daily dose and the prednisone equivalent of a line as typed, worked out by the evaluator's own functions."""

from __future__ import annotations

from django.utils.translation import gettext as _

from trial.models.medications import ConcomitantMedication
from trial.protocol.decimals import written
from trial.protocol.definition import Definition
from trial.protocol.facts import FactsRefused, read_facts
from trial.protocol.medication import daily_dose_mg, prednisone_equivalent_mg
from trial.selectors.eligibility import Casebook, facts_mapping
from trial.web.panel import reader_language


def dose_words(casebook: Casebook, line: ConcomitantMedication, definition: Definition) -> str:
    """Say the daily dose in mg, and for a systemic glucocorticoid what it equals in prednisone; empty when unknown."""
    try:
        facts = read_facts(facts_mapping(Casebook(casebook.patient, {}, [line])))
    except FactsRefused:
        return ""
    medication = facts.medications[0] if facts.medications else None
    dose = daily_dose_mg(medication) if medication else None
    if medication is None or dose is None:
        return ""
    lang = reader_language()
    said = _("%(dose)s mg a day") % {"dose": written(dose, lang)}
    formulary = definition.formulary
    if not formulary.is_systemic_glucocorticoid(medication):
        return said
    steroid = formulary.glucocorticoid(medication)
    if steroid is None or steroid.mg_equal_to_5mg_prednisone is None:
        return said + " · " + _("no accepted prednisone equivalent")
    equal = prednisone_equivalent_mg(dose, steroid.mg_equal_to_5mg_prednisone)
    return _("%(said)s = %(equal)s mg a day of prednisone") % {"said": said, "equal": written(equal, lang)}
