"""Treatments usual in each disease, none of which stands in the way of inclusion."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from datetime import date
    from random import Random

Line = dict[str, Any]

USUAL: dict[str, tuple[tuple[str, str, str, str], ...]] = {
    # INN, ATC, brand and how it is taken: dose, unit, intakes a day, "every n days" where not daily, route.
    "GVHD": (
        ("prednisone", "H02AB07", "Cortancyl", "20 mg x1"),
        ("ciclosporin", "L04AD01", "Neoral", "100 mg x2"),
        ("posaconazole", "J02AC04", "Noxafil", "300 mg x1"),
        ("aciclovir", "J05AB01", "Zovirax", "400 mg x2"),
    ),
    "APLASIA": (
        ("ciclosporin", "L04AD01", "Neoral", "150 mg x2"),
        ("eltrombopag", "B02BX05", "Revolade", "50 mg x1"),
    ),
    "SLE": (
        ("hydroxychloroquine", "P01BA02", "Plaquenil", "200 mg x2"),
        ("prednisone", "H02AB07", "Cortancyl", "5 mg x1"),
        ("ramipril", "C09AA05", "Triatec", "5 mg x1"),
    ),
    "MS": (
        ("dimethyl fumarate", "L04AX07", "Tecfidera", "240 mg x2"),
        ("baclofen", "M03BX01", "Lioresal", "10 mg x3"),
        ("colecalciferol", "A11CC05", "Uvedose", "2.5 mg x1 /30"),
    ),
    "RA": (
        ("methotrexate", "L04AX03", "Novatrex", "15 mg x1 /7"),
        ("folic acid", "B03BB01", "Speciafoldine", "10 mg x1 /7"),
        ("adalimumab", "L04AB04", "Humira", "40 mg x1 /14 sc"),
        ("prednisone", "H02AB07", "Cortancyl", "5 mg x1"),
    ),
    "THYR": (
        ("levothyroxine", "H03AA01", "Levothyrox", "100 ug x1"),
        ("carbimazole", "H03BB01", "Neo-Mercazole", "20 mg x1"),
        ("propranolol", "C07AA05", "Avlocardyl", "40 mg x2"),
    ),
    "VIT": (("tacrolimus", "D11AH01", "Protopic", "cutaneous"),),
    "AA": (
        ("clobetasol", "D07AD01", "Dermoval", "cutaneous"),
        ("minoxidil", "D11AX01", "Alostil", "cutaneous"),
    ),
    "AD": (
        ("dupilumab", "D11AH05", "Dupixent", "300 mg x1 /14 sc"),
        ("betamethasone", "D07AC01", "Diprosone", "cutaneous"),
        ("ciclosporin", "L04AD01", "Neoral", "100 mg x2"),
    ),
}


def background_treatments(cohort: str, visit_on: date, rng: Random) -> list[Line]:
    """Choose none to three of the disease's usual treatments, all ongoing."""
    usual = USUAL[cohort]
    chosen = rng.sample(range(len(usual)), k=min(len(usual), rng.choice((0, 1, 1, 2, 2, 3))))
    return [ongoing(*usual[position], visit_on=visit_on, rng=rng) for position in sorted(chosen)]


def ongoing(inn: str, atc: str, brand: str, taken: str, *, visit_on: date, rng: Random) -> Line:
    """Make the line of a treatment begun weeks to years before the visit and still taken.

    `taken` reads "dose unit xintakes [/cycle in days] [route]", oral unless said; "cutaneous" has no dose."""
    started = visit_on - timedelta(days=rng.randint(30, 900))
    shown = started.isoformat() if rng.randrange(2) else f"{started:%Y-%m}"
    line: Line = {"inn": inn, "atc": atc, "brand": brand, "started_on": shown, "ongoing": "Y"}
    if taken == "cutaneous":
        return line | {"route": "cutaneous"}
    dose, unit, intakes, *rest = taken.split()
    cycle = next((part[1:] for part in rest if part.startswith("/")), "1")
    route = next((part for part in rest if not part.startswith("/")), "oral")
    return line | {
        "route": route,
        "dose": dose,
        "dose_unit": unit,
        "intakes_per_day": intakes[1:],
        "days_on": "1",
        "days_cycle": cycle,
    }
