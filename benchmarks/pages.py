"""Times the pages as a browser asks for them, through every middleware, and counts their queries."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from html.parser import HTMLParser
from time import perf_counter
from typing import Any

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from trial.models import Patient, User

ROUNDS, WARM_UP_ROUNDS = 15, 3


@dataclass(frozen=True)
class Timing:
    """The time of the fastest of several requests, and how many statements it sent."""

    milliseconds: float
    queries: int


def measure_all() -> dict[str, Timing]:
    """Time each page for the person who sees most of it."""
    investigator, coordinator = client_of("investigator-01"), client_of("coordinator")
    waiting = Patient.objects.filter(centre__code="01", status="screening", eligibility="eligible").earliest(
        "id"
    )
    address = f"/patients/{waiting.screening_number}/visit/measurements/"
    pages: dict[str, Callable[[], Any]] = {
        "home, investigator": lambda: investigator.get("/"),
        "home, coordinator": lambda: coordinator.get("/"),
        "patients, investigator": lambda: investigator.get("/patients/"),
        "patients, coordinator": lambda: coordinator.get("/patients/"),
        "patients, page 4": lambda: coordinator.get("/patients/?page=4"),
        "patients, by answers missing": lambda: coordinator.get("/patients/?order=missing-down"),
        "patients, one cohort and status": lambda: investigator.get("/patients/?cohort=RA&status=screening"),
        "patients, search": lambda: investigator.get(f"/patients/?q={waiting.screening_number[:7]}"),
        "patients, search without answer": lambda: investigator.get("/patients/?q=99-9999"),
        "patient": lambda: investigator.get(f"/patients/{waiting.screening_number}/"),
        "form, open": lambda: investigator.get(address),
        "form, save a change": _saver(investigator, address),
    }
    return {name: measure(ask) for name, ask in pages.items()}


def client_of(login: str) -> Client:
    client = Client(HTTP_HOST="localhost", HTTP_ACCEPT_LANGUAGE="fr")
    client.force_login(User.objects.get(username=login))
    return client


def measure(ask: Callable[[], Any], *, rounds: int = ROUNDS) -> Timing:
    """Time a request, the fastest of as many rounds, and count its queries."""
    for _round in range(WARM_UP_ROUNDS):
        _refuse_failure(ask())
    times = []
    for _round in range(rounds):
        started = perf_counter()
        response = ask()
        times.append(perf_counter() - started)
        _refuse_failure(response)
    with CaptureQueriesContext(connection) as sent:
        ask()
    return Timing(min(times) * 1000, len(sent))


def _refuse_failure(response: Any) -> None:
    if response.status_code not in (200, 302):
        raise RuntimeError(f"{response.request['PATH_INFO']} answers {response.status_code}")


class _Fields(HTMLParser):
    """Collects what a browser would send of the forms of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.values: dict[str, str] = {}
        self._select = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        name = given.get("name") or ""
        if tag == "select":
            self._select = name
        elif tag == "option" and "selected" in given:
            self.values[self._select] = given.get("value") or ""
        elif tag == "input" and (
            given.get("type") not in ("radio", "checkbox", "submit") or "checked" in given
        ):
            self.values[name] = given.get("value") or ""


def _saver(client: Client, address: str) -> Callable[[], Any]:
    """Save the form with another weight each time; the page is opened once, and each save counts one version on."""
    fields = _Fields()
    fields.feed(client.get(address).content.decode())
    values = fields.values
    weights = [f"{60 + tenth / 10:.1f}" for tenth in range(50)]

    def save() -> Any:
        values["weight_kg"] = weights.pop()
        response = client.post(address, values)
        values["version"] = str(int(values["version"]) + 1)
        return response

    return save
