"""The facts of a patient, as the protocol asks for them; None where not known."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from trial.protocol import fact_fields as read
from trial.protocol.facts_json import parse_json
from trial.protocol.medication import Medication
from trial.protocol.partial_dates import PartialDate
from trial.protocol.reasons import because
from trial.protocol.refusals import FactsRefused
from trial.protocol.routes import ROUTES

__all__ = ["FACT_KEYS", "FactsRefused", "Lymphocytes", "PatientFacts", "read_facts", "read_facts_text"]

COHORTS = ("GVHD", "APLASIA", "SLE", "MS", "RA", "THYR", "VIT", "AA", "AD")
MOST_MEDICATIONS = 1000

_ANSWER = read.answer
_CONFIRMED: dict[str, read.Reader] = {"diagnosis_confirmed": _ANSWER}
DIAGNOSIS_READERS: dict[str, dict[str, read.Reader]] = {
    "GVHD": {
        "gvhd": _ANSWER,
        "hsct_type": read.code("allogeneic", "autologous", "none"),
        "hsct_on": read.partial_date,
        "gvhd_onset_on": read.partial_date,
    },
    "APLASIA": {
        "aplasia": _ANSWER,
        "origin": read.code("idiopathic", "drug_toxic_infectious", "constitutional", "unknown"),
    },
    "SLE": {
        "sle": _ANSWER,
        "criteria_set": read.code("acr_1997", "eular_acr_2019", "slicc_2012", "not_documented"),
        "acr_1997_count": read.whole(0, 11),
        "ana_80": _ANSWER,
        "eular_acr_2019_score": read.whole(0, 51),
        "clinical_item": _ANSWER,
    },
    "MS": {
        "ms": _ANSWER,
        "criteria_set": read.code("mcdonald_2017", "mcdonald_2010", "mcdonald_2024", "not_documented"),
    },
    "RA": {
        "ra": _ANSWER,
        "criteria_set": read.code("acr_eular_2010", "acr_1987", "not_documented"),
        "acr_eular_2010_score": read.whole(0, 10),
        "acr_1987_count": read.whole(0, 7),
        "historical_fulfilment": _ANSWER,
    },
    "THYR": {"thyroid": read.code("basedow", "hashimoto", "other", "unknown")},
    "VIT": _CONFIRMED,
    "AA": _CONFIRMED,
    "AD": _CONFIRMED,
}
MEDICATION_READERS: dict[str, read.Reader] = {
    "inn": read.name,
    "atc": read.atc,
    "route": read.code(*ROUTES),
    "dose": read.decimal,
    "dose_unit": read.unit,
    "intakes_per_day": read.decimal,
    "days_on": read.whole(1, 3660),
    "days_cycle": read.whole(1, 3660),
    "depot": _ANSWER,
    "as_needed": _ANSWER,
    "started_on": read.partial_date,
    "stopped_on": read.partial_date,
    "ongoing": _ANSWER,
}
LYMPHOCYTE_READERS: dict[str, read.Reader] = {
    "operator": read.code("=", "<", ">"),
    "value": read.decimal,
    "unit": read.code("G/L", "/mm3"),
    "on": read.partial_date,
}


@dataclass(frozen=True)
class Lymphocytes:
    """A lymphocyte count as the laboratory gave it."""

    operator: str | None = None
    value: Decimal | None = None
    unit: str | None = None
    on: PartialDate | None = None


@dataclass(frozen=True)
class PatientFacts:
    """What is known of a patient; Y, N, U have become True, False, None.

    `medications` is None when no list was given; `diagnosis` holds the known keys of the cohort."""

    cohort: str
    visit_on: date | None = None
    sampled_at: datetime | None = None
    birth_year: int | None = None
    birth_month: int | None = None
    age_18_attested: bool | None = None
    sex: str | None = None
    social_security: str | None = None
    informed_on: PartialDate | None = None
    consent_signed: bool | None = None
    consent_on: PartialDate | None = None
    consent_at: time | None = None
    legal_protection: str | None = None
    pregnant: bool | None = None
    parturient: bool | None = None
    breastfeeding: bool | None = None
    childbearing_potential: bool | None = None
    deprived_of_liberty: bool | None = None
    hospitalised_without_consent: bool | None = None
    institutionalised: bool | None = None
    unable_to_consent: bool | None = None
    refusal: bool | None = None
    ame: bool | None = None
    weight_kg: Decimal | None = None
    lymphocytes: Lymphocytes | None = None
    any_medication: bool | None = None
    medications: tuple[Medication, ...] | None = None
    steroid_is_immunosuppressive: bool | None = None
    diagnosis: Mapping[str, Any] = field(default_factory=dict)


def _lymphocytes(value: object, path: str) -> Lymphocytes:
    found: dict[str, Any] = read.read_object(value, path, LYMPHOCYTE_READERS)
    return Lymphocytes(**found)


def _medications(value: object, path: str) -> tuple[Medication, ...]:
    if not isinstance(value, list | tuple):
        raise FactsRefused(path, because("refused_list"))
    if len(value) > MOST_MEDICATIONS:
        raise FactsRefused(path, because("refused_long_list", most=str(MOST_MEDICATIONS)))
    lines: list[Medication] = []
    for index, line in enumerate(value):
        found: dict[str, Any] = read.read_object(line, f"{path}[{index}]", MEDICATION_READERS)
        lines.append(Medication(**found))
    return tuple(lines)


def _later(value: object, path: str) -> object:
    return value


FACT_READERS: dict[str, read.Reader] = {
    "cohort": read.code(*COHORTS),
    "visit_on": read.full_date,
    "sampled_at": read.moment,
    "birth_year": read.whole(1900, 2010),
    "birth_month": read.whole(1, 12),
    "age_18_attested": _ANSWER,
    "sex": read.code("F", "M"),
    "social_security": read.code("insured", "dependant", "ame", "none", "unknown"),
    "informed_on": read.partial_date,
    "consent_signed": _ANSWER,
    "consent_on": read.partial_date,
    "consent_at": read.clock_time,
    "legal_protection": read.code("none", "tutelle", "curatelle", "sauvegarde", "other", "unknown"),
    "pregnant": _ANSWER,
    "parturient": _ANSWER,
    "breastfeeding": _ANSWER,
    "childbearing_potential": _ANSWER,
    "deprived_of_liberty": _ANSWER,
    "hospitalised_without_consent": _ANSWER,
    "institutionalised": _ANSWER,
    "unable_to_consent": _ANSWER,
    "refusal": _ANSWER,
    "ame": _ANSWER,
    "weight_kg": read.positive,
    "lymphocytes": _lymphocytes,
    "any_medication": _ANSWER,
    "medications": _medications,
    "steroid_is_immunosuppressive": _ANSWER,
    "diagnosis": _later,
}
FACT_KEYS = tuple(FACT_READERS)


def read_facts(facts: object) -> PatientFacts:
    """Read the facts of one patient; raises FactsRefused naming the first value that cannot be."""
    try:
        found: dict[str, Any] = read.read_object(facts, "", FACT_READERS)
        if "cohort" not in found:
            raise FactsRefused("cohort", because("refused_cohort_missing"))
        if "diagnosis" in found:
            readers = DIAGNOSIS_READERS[found["cohort"]]
            found["diagnosis"] = read.read_object(found["diagnosis"], "diagnosis", readers)
        return PatientFacts(**found)
    except RecursionError as error:
        raise FactsRefused("", because("refused_json")) from error


def read_facts_text(text: str) -> PatientFacts | list[PatientFacts]:
    """Read the facts of one patient, or of a list of patients, from JSON text; raises FactsRefused."""
    found = parse_json(text)
    if not isinstance(found, list):
        return read_facts(found)
    patients: list[PatientFacts] = []
    for index, facts in enumerate(found):
        try:
            patients.append(read_facts(facts))
        except FactsRefused as refusal:
            raise refusal.beneath(f"[{index}]") from None
    return patients
