"""A case: facts that differ from those of an eligible patient, and the verdict that they must give."""

from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

VISIT_ON = "2023-10-02"

COMMON: Mapping[str, Any] = {
    "visit_on": VISIT_ON,
    "sampled_at": "2023-10-02T09:40+02:00",
    "birth_year": 1980,
    "birth_month": 5,
    "sex": "M",
    "social_security": "insured",
    "informed_on": "2023-09-25",
    "consent_signed": "Y",
    "consent_on": "2023-10-02",
    "consent_at": "09:10",
    "legal_protection": "none",
    "deprived_of_liberty": "N",
    "hospitalised_without_consent": "N",
    "institutionalised": "N",
    "unable_to_consent": "N",
    "refusal": "N",
    "ame": "N",
    "weight_kg": "70.0",
    "lymphocytes": {"operator": "=", "value": "1.2", "unit": "G/L", "on": "2023-09-28"},
    "any_medication": "N",
    "medications": [],
}

DIAGNOSES: Mapping[str, Mapping[str, Any]] = {
    "GVHD": {"gvhd": "Y", "hsct_type": "allogeneic", "hsct_on": "2022-01-10", "gvhd_onset_on": "2022-05"},
    "APLASIA": {"aplasia": "Y", "origin": "idiopathic"},
    "SLE": {"sle": "Y", "criteria_set": "acr_1997", "acr_1997_count": 5},
    "MS": {"ms": "Y", "criteria_set": "mcdonald_2017"},
    "RA": {"ra": "Y", "criteria_set": "acr_eular_2010", "acr_eular_2010_score": 8},
    "THYR": {"thyroid": "basedow"},
    "VIT": {"diagnosis_confirmed": "Y"},
    "AA": {"diagnosis_confirmed": "Y"},
    "AD": {"diagnosis_confirmed": "Y"},
}


@dataclass(frozen=True)
class Case:
    """A named case; `facts` are laid over those of an eligible patient, None taking one away."""

    name: str
    facts: Mapping[str, Any]
    verdict: str


def base_facts(cohort: str) -> dict[str, Any]:
    """Make the facts of an eligible patient of a cohort."""
    return {"cohort": cohort, **deepcopy(dict(COMMON)), "diagnosis": deepcopy(dict(DIAGNOSES[cohort]))}


def case_facts(cohort: str, changes: Mapping[str, Any]) -> dict[str, Any]:
    """Lay changes over the facts of an eligible patient; a diagnosis is changed key by key."""
    facts = base_facts(cohort)
    for key, value in changes.items():
        if key == "diagnosis" and isinstance(value, dict):
            facts["diagnosis"].update(value)
        else:
            facts[key] = value
    return facts


def taking(*medications: Mapping[str, Any]) -> dict[str, Any]:
    """Say that a treatment is taken, and list it."""
    return {"any_medication": "Y", "medications": [dict(medication) for medication in medications]}


def drug(inn: str | None, atc: str | None = None, route: str | None = "oral", **more: Any) -> dict[str, Any]:
    """Make an ongoing medication; more keys are laid over."""
    line: dict[str, Any] = {
        "inn": inn,
        "atc": atc,
        "route": route,
        "ongoing": "Y",
        "started_on": "2023-01-15",
    }
    return {**line, **more}


def steroid(inn: str | None, dose: str | None, route: str | None = "oral", **more: Any) -> dict[str, Any]:
    """Make an ongoing glucocorticoid taken once a day, the dose in mg."""
    line = drug(inn, None, route, dose=dose, dose_unit="mg", intakes_per_day="1")
    return {**line, **more}
