"""What is still missing from the casebook of a made-up patient who cannot be judged yet."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

from trial.services.demo.casebooks import DemoCasebook
from trial.services.demo.treatments import ongoing

Leave = Callable[[DemoCasebook, Random], None]


def _keep_only(*slugs: str) -> Leave:
    def leave(book: DemoCasebook, rng: Random) -> None:
        book.forms = {slug: values for slug, values in book.forms.items() if slug in slugs}
        if "medications" not in slugs:
            book.lines = []

    return leave


def _social_security_unknown(book: DemoCasebook, rng: Random) -> None:
    book.forms["general"]["social_security"] = "unknown"


def _treatments_not_asked(book: DemoCasebook, rng: Random) -> None:
    del book.forms["medications"]
    book.lines = []


def _stop_known_to_the_month(book: DemoCasebook, rng: Random) -> None:
    """Stop a JAK inhibitor, which excludes from every cohort, on an unknown day of the visit's month."""
    line = ongoing("tofacitinib", "L04AF01", "Xeljanz", "5 mg x2", visit_on=book.visit_on, rng=rng)
    book.lines.append(line | {"ongoing": "N", "stopped_on": f"{book.visit_on:%Y-%m}"})
    book.forms["medications"]["any_medication"] = "Y"


def _diagnosis_not_entered(book: DemoCasebook, rng: Random) -> None:
    del book.forms["diagnosis"]


GAPS: tuple[Leave, ...] = (
    _keep_only(),
    _social_security_unknown,
    _keep_only("identity", "consent"),
    _stop_known_to_the_month,
    _treatments_not_asked,
    _keep_only("identity", "consent", "general", "diagnosis", "measurements"),
    _diagnosis_not_entered,
)
