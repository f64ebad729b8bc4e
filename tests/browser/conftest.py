"""Every page opened here is also watched: no script complains, nothing is missing, no other host is asked."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import ConsoleMessage, Page, Request, Response
from pytest_django.live_server_helper import LiveServer

from tests.browsers import OpenPage
from tests.makers import make_centre, make_person
from trial.models.people import Centre, User

# No faults: a refused page (404, 422…), seen by `answered` where it matters, and a question to the panel that a
# newer one replaced.
HARMLESS = ("Failed to load resource", "htmx:sendAbort", "htmx:afterRequest")


@pytest.fixture
def open_page(open_page: OpenPage, live_server: LiveServer) -> Iterator[OpenPage]:
    """Open pages as before, and fail the test for what only a developer's console would show."""
    faults: list[str] = []

    def said(message: ConsoleMessage) -> None:
        if message.type == "error" and not message.text.startswith(HARMLESS):
            faults.append(f"console: {message.text}")

    def asked(request: Request) -> None:
        if not request.url.startswith((live_server.url, "data:")):
            faults.append(f"another host: {request.url}")

    def answered(response: Response) -> None:
        if response.status >= 400 and response.request.resource_type != "document":
            faults.append(f"{response.status}: {response.url}")

    def opened(**wishes: Any) -> Page:
        page = open_page(**wishes)
        page.on("console", said)
        page.on("request", asked)
        page.on("response", answered)
        return page

    yield opened
    assert not faults, faults


@pytest.fixture
def centre(transactional_db: None) -> Centre:
    """Open a centre in which the protocol is in force."""
    return make_centre()


@pytest.fixture
def investigator(centre: Centre) -> User:
    """Give an investigator of the centre, who reads in the browser's language."""
    return make_person(centre=centre)
