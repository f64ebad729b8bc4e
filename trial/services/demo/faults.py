"""Why made-up patients are not included: between them, these faults fail every criterion of protocol 1.0."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from random import Random
from typing import Any

from trial.services.demo.casebooks import DemoCasebook, lymphocytes
from trial.services.demo.treatments import ongoing

Spoil = Callable[[DemoCasebook, Random], None]

GENERAL: tuple[str, ...] = ()
"""The cohorts of a fault that any patient may have."""


@dataclass(frozen=True)
class Fault:
    """The criteria that a patient fails, in which cohorts, and what makes an eligible casebook fail them."""

    criteria: tuple[str, ...]
    cohorts: tuple[str, ...]
    spoil: Spoil


def _answers(slug: str, **values: Any) -> Spoil:
    def spoil(book: DemoCasebook, rng: Random) -> None:
        book.forms[slug].update(values)

    return spoil


def _diagnosis(**values: Any) -> Spoil:
    def spoil(book: DemoCasebook, rng: Random) -> None:
        book.forms["diagnosis"] = dict(values)

    return spoil


def _takes(*treatment: str) -> Spoil:
    def spoil(book: DemoCasebook, rng: Random) -> None:
        inn = treatment[0]
        kept = [line for line in book.lines if line["inn"] != inn]
        book.lines = [*kept, ongoing(*treatment, visit_on=book.visit_on, rng=rng)]
        book.forms["medications"]["any_medication"] = "Y"

    return spoil


def _few_lymphocytes(book: DemoCasebook, rng: Random) -> None:
    book.forms["measurements"].update(lymphocytes(book.visit_on, rng.randint(28, 48), rng))


def _minor(book: DemoCasebook, rng: Random) -> None:
    book.forms["identity"]["birth"] = f"{book.visit_on.year - 17}-{rng.randint(1, 12):02d}"


def _unsigned(book: DemoCasebook, rng: Random) -> None:
    book.forms["consent"].update(consent_signed="N", consent_on="", consent_at="")


def _breastfeeding(book: DemoCasebook, rng: Random) -> None:
    year = book.visit_on.year - rng.randint(24, 38)
    book.forms["identity"].update(sex="F", birth=f"{year}-{rng.randint(1, 12):02d}")
    book.forms["general"].update(childbearing_potential="Y", pregnant="N", parturient="N", breastfeeding="Y")


def _protected(book: DemoCasebook, rng: Random) -> None:
    book.forms["general"]["legal_protection"] = rng.choice(("tutelle", "curatelle", "sauvegarde"))


def _both(*spoils: Spoil) -> Spoil:
    def spoil(book: DemoCasebook, rng: Random) -> None:
        for one in spoils:
            one(book, rng)

    return spoil


_PREDNISONE = ("prednisone", "H02AB07", "Cortancyl")
_METHYLPREDNISOLONE = ("methylprednisolone", "H02AB04", "Medrol")
_NO_CONSENT_POSSIBLE = _answers("general", hospitalised_without_consent="Y", unable_to_consent="Y")
_LUPUS_BELOW = {"sle": "Y", "criteria_set": "acr_1997", "acr_1997_count": 3, "ana_80": "Y"}
_RA_BELOW = {"ra": "Y", "criteria_set": "acr_eular_2010", "acr_eular_2010_score": 5, "acr_1987_count": 3}

FAULTS: tuple[Fault, ...] = (
    Fault(("G-I1", "G-E6"), GENERAL, _minor),
    Fault(("G-I2", "G-E9"), GENERAL, _answers("general", social_security="ame", ame="Y")),
    Fault(("G-I3", "G-E8"), GENERAL, _both(_unsigned, _answers("general", refusal="Y"))),
    Fault(("G-E1",), GENERAL, _protected),
    Fault(("G-E2",), GENERAL, _breastfeeding),
    Fault(("G-E3",), GENERAL, _answers("general", deprived_of_liberty="Y")),
    Fault(("G-E4", "G-E7"), GENERAL, _both(_unsigned, _NO_CONSENT_POSSIBLE)),
    Fault(("G-E5",), GENERAL, _answers("general", institutionalised="Y")),
    Fault(("C1-I1",), ("GVHD",), _answers("diagnosis", hsct_type="autologous")),
    Fault(("C1-I2",), ("APLASIA",), _answers("diagnosis", origin="constitutional")),
    Fault(("C1-I3", "C1-E1"), ("GVHD",), _both(_few_lymphocytes, _takes(*_METHYLPREDNISOLONE, "64 mg x2"))),
    Fault(("C1-E2",), ("GVHD", "APLASIA"), _takes("ruxolitinib", "L01EJ01", "Jakavi", "10 mg x2")),
    Fault(("C2-I1",), ("SLE",), _diagnosis(**_LUPUS_BELOW, eular_acr_2019_score=8, clinical_item="Y")),
    Fault(
        ("C2-E1", "C2-E2"),
        ("SLE",),
        _both(_takes(*_PREDNISONE, "20 mg x1"), _takes("mycophenolic acid", "L04AA06", "Cellcept", "1 g x2")),
    ),
    Fault(("C2-E3",), ("SLE",), _takes("baricitinib", "L04AF02", "Olumiant", "4 mg x1")),
    Fault(("C3-I1",), ("MS",), _diagnosis(ms="N", criteria_set="mcdonald_2017")),
    Fault(
        ("C3-E1", "C3-E3"),
        ("MS",),
        _both(_few_lymphocytes, _takes("fingolimod", "L04AE01", "Gilenya", "0.5 mg x1")),
    ),
    Fault(("C3-E2",), ("MS",), _takes("upadacitinib", "L04AF03", "Rinvoq", "15 mg x1")),
    Fault(("C4-I1",), ("RA",), _diagnosis(**_RA_BELOW, historical_fulfilment="N")),
    Fault(
        ("C4-E1", "C4-E2"),
        ("RA",),
        _both(
            _takes(*_PREDNISONE, "20 mg x1"), _takes("tocilizumab", "L04AC07", "RoActemra", "162 mg x1 /7 sc")
        ),
    ),
    Fault(("C4-E3",), ("RA",), _takes("tofacitinib", "L04AF01", "Xeljanz", "5 mg x2")),
    Fault(("C4-E4",), ("RA",), _few_lymphocytes),
    Fault(("C5-I1",), ("THYR",), _diagnosis(thyroid="other")),
    Fault(("C5-E1",), ("THYR",), _takes("azathioprine", "L04AX01", "Imurel", "50 mg x2")),
    Fault(("C5-E2",), ("THYR",), _takes("abrocitinib", "D11AH08", "Cibinqo", "100 mg x1")),
    Fault(("C6-I1",), ("VIT", "AA", "AD"), _diagnosis(diagnosis_confirmed="N")),
    Fault(("C6-E1",), ("AD",), _takes("methotrexate", "L04AX03", "Metoject", "15 mg x1 /7 sc")),
    Fault(("C6-E2",), ("VIT",), _takes("ruxolitinib", "D11AH09", "Opzelura", "cutaneous")),
    Fault(("C6-E3",), ("AA", "AD"), _takes(*_PREDNISONE, "30 mg x1")),
)
