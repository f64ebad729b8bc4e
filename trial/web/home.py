"""The home page: what waits for me, enrolment against target, the latest patients."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from trial.models.people import Centre
from trial.models.protocol import Cohort
from trial.protocol.access import Act
from trial.selectors.patients import (
    enrolment_by_centre,
    enrolment_by_cohort,
    patients_visible_to,
    waiting_for,
)
from trial.selectors.people import centres_where, open_centres_where
from trial.web.context import shell_of

WAITING_SHOWN = 8
LATEST_SHOWN = 6


@dataclass(frozen=True)
class CohortBar:
    """Enrolment in one cohort; the bar is drawn to 100 at the target or, past it, at what is included."""

    cohort: Cohort
    included: int

    @property
    def places_left(self) -> int:
        return max(self.cohort.ceiling - self.included, 0)

    @property
    def is_full(self) -> bool:
        return self.included >= self.cohort.ceiling

    @property
    def is_past_target(self) -> bool:
        return self.included >= self.cohort.target

    @property
    def fill(self) -> int:
        return min(100, round(100 * self.included / max(self.cohort.target, self.included, 1)))


@dataclass(frozen=True)
class CentreBar:
    """Enrolment in one centre, to the scale of the centre with the most patients."""

    centre: Centre
    included: int
    in_screening: int
    failed: int
    scale: int
    is_mine: bool

    @property
    def parts(self) -> list[dict[str, Any]]:
        """The three parts of the bar, each from where it starts, in hundredths of the scale."""
        start = 0.0
        parts = []
        for kind, number in (
            ("included", self.included),
            ("screening", self.in_screening),
            ("failed", self.failed),
        ):
            width = 100 * number / self.scale
            parts.append({"kind": kind, "x": f"{start:.2f}", "width": f"{width:.2f}"})
            start += width
        return parts


def cohort_bars() -> list[CohortBar]:
    """Say how far each cohort is."""
    return [CohortBar(cohort, cohort.included) for cohort in enrolment_by_cohort()]  # type: ignore[attr-defined]


def centre_bars(mine: set[int]) -> list[CentreBar]:
    """Say how many patients each centre has."""
    centres: list[Any] = list(enrolment_by_centre())
    scale = max((c.included + c.in_screening + c.failed for c in centres), default=0) or 1
    return [CentreBar(c, c.included, c.in_screening, c.failed, scale, c.pk in mine) for c in centres]


def home(request: HttpRequest) -> HttpResponse:
    """Show each person what his or her roles let see."""
    user = request.user
    acts = shell_of(request).acts
    context: dict[str, Any] = {
        "may_screen": Act.SCREEN_PATIENT in acts and open_centres_where(user, Act.SCREEN_PATIENT).exists(),
        "manages_people": Act.MANAGE_PEOPLE in acts,
        "has_role": bool(acts),
        "enters": Act.ENTER_DATA in acts,
        "lists": Act.LIST_PATIENTS in acts,
        "sees_enrolment": Act.SEE_ENROLMENT in acts,
    }
    if context["enters"]:
        context["waiting"] = list(waiting_for(user, WAITING_SHOWN))
    if context["sees_enrolment"]:
        mine = {centre.pk for centre in shell_of(request).centres}
        context["cohorts"] = cohort_bars()
        context["centres"] = centre_bars(mine)
        context["included"] = sum(bar.included for bar in context["cohorts"])
        context["target"] = sum(bar.cohort.target for bar in context["cohorts"])
    if context["lists"]:
        context["latest"] = list(patients_visible_to(user)[:LATEST_SHOWN])
        context["readable"] = set(centres_where(user, Act.READ_CASEBOOK).values_list("pk", flat=True))
    return render(request, "home/home.html", context)
