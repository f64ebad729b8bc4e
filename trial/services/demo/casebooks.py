"""A made-up patient of each cohort who meets every criterion: what goes into which form."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from trial.services.demo.treatments import background_treatments

if TYPE_CHECKING:
    from random import Random

FEMALE_PERCENT = {"SLE": 90, "MS": 72, "RA": 75, "THYR": 82}
AGES = {"SLE": (20, 55), "MS": (22, 58), "RA": (35, 78), "AD": (19, 60), "AA": (20, 60)}
MENOPAUSE_AGE = 53


@dataclass
class DemoCasebook:
    """The answers of one patient: by the slug of each form the values by item; and the medication lines."""

    cohort: str
    visit_on: date
    forms: dict[str, dict[str, Any]] = field(default_factory=dict)
    lines: list[dict[str, Any]] = field(default_factory=list)


def eligible_casebook(cohort: str, visit_on: date, rng: Random) -> DemoCasebook:
    """Make up a patient who meets every criterion of the cohort."""
    sex = "F" if rng.randrange(100) < FEMALE_PERCENT.get(cohort, 50) else "M"
    age = rng.randint(*AGES.get(cohort, (24, 74)))
    weight_kg = rng.randint(520, 740) / 10 if sex == "F" else rng.randint(620, 960) / 10
    book = DemoCasebook(cohort, visit_on)
    book.forms = {
        "identity": {"birth": _birth(visit_on, age, rng), "sex": sex},
        "consent": _consent(visit_on, rng),
        "general": _general(sex, age),
        "diagnosis": _diagnosis(cohort, visit_on, rng),
        "measurements": {"weight_kg": f"{weight_kg:.1f}", **lymphocytes(visit_on, rng.randint(80, 260), rng)},
    }
    book.lines = background_treatments(cohort, visit_on, rng)
    book.forms["medications"] = {"any_medication": "Y" if book.lines else "N"}
    return book


def lymphocytes(visit_on: date, hundredths_g_per_l: int, rng: Random) -> dict[str, Any]:
    """Make a count of so many hundredths of a G/L, in either unit, at most two weeks before the visit."""
    in_mm3 = rng.randrange(4) == 0
    return {
        "lymphocytes_operator": "=",
        "lymphocytes_value": str(hundredths_g_per_l * 10) if in_mm3 else f"{hundredths_g_per_l / 100:.2f}",
        "lymphocytes_unit": "/mm3" if in_mm3 else "G/L",
        "lymphocytes_on": (visit_on - timedelta(days=rng.randint(0, 14))).isoformat(),
    }


def _birth(visit_on: date, age: int, rng: Random) -> str:
    year = visit_on.year - age
    return str(year) if rng.randrange(12) == 0 else f"{year}-{rng.randint(1, 12):02d}"


def _consent(visit_on: date, rng: Random) -> dict[str, Any]:
    consent_on = visit_on - timedelta(days=rng.choice((0, 0, 0, 7)))
    values = {
        "informed_on": (consent_on - timedelta(days=rng.randint(0, 21))).isoformat(),
        "consent_signed": "Y",
        "consent_on": consent_on.isoformat(),
        "visit_on": visit_on.isoformat(),
    }
    if rng.randrange(3):
        values["consent_at"] = f"{rng.randint(8, 11):02d}:{rng.choice(('00', '10', '20', '35', '45'))}"
    return values


def _general(sex: str, age: int) -> dict[str, Any]:
    values = {
        "social_security": "insured",
        "ame": "N",
        "legal_protection": "none",
        "deprived_of_liberty": "N",
        "hospitalised_without_consent": "N",
        "institutionalised": "N",
        "unable_to_consent": "N",
        "refusal": "N",
    }
    if sex == "F":
        childbearing = "Y" if age < MENOPAUSE_AGE else "N"
        values |= {
            "childbearing_potential": childbearing,
            "pregnant": "N",
            "parturient": "N",
            "breastfeeding": "N",
        }
    return values


def _diagnosis(cohort: str, visit_on: date, rng: Random) -> dict[str, Any]:
    match cohort:
        case "GVHD":
            year = visit_on.year - rng.randint(1, 4)
            return {
                "gvhd": "Y",
                "hsct_type": "allogeneic",
                "hsct_on": f"{year - 1}-{rng.randint(1, 12):02d}",
                "gvhd_onset_on": f"{year}-{rng.randint(1, 9):02d}-{rng.randint(1, 28):02d}",
            }
        case "APLASIA":
            return {
                "aplasia": "Y",
                "origin": rng.choice(("idiopathic", "idiopathic", "drug_toxic_infectious")),
            }
        case "SLE" if rng.randrange(2):
            return {
                "sle": "Y",
                "criteria_set": "acr_1997",
                "acr_1997_count": rng.randint(4, 8),
                "ana_80": "Y",
            }
        case "SLE":
            score = rng.randint(10, 28)
            scored = {"eular_acr_2019_score": score, "ana_80": "Y", "clinical_item": "Y"}
            return {"sle": "Y", "criteria_set": "eular_acr_2019", **scored}
        case "MS":
            return {"ms": "Y", "criteria_set": "mcdonald_2017"}
        case "RA":
            return {"ra": "Y", "criteria_set": "acr_eular_2010", "acr_eular_2010_score": rng.randint(6, 10)}
        case "THYR":
            return {"thyroid": rng.choice(("basedow", "hashimoto"))}
        case _:
            return {"diagnosis_confirmed": "Y"}
