"""A real browser for the journeys: Chromium of the system, driven by Playwright."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from playwright.sync_api import Browser, Page, sync_playwright
from pytest_django.live_server_helper import LiveServer

PROGRAMS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
OpenPage = Callable[..., Page]
SignIn = Callable[[Page, Any], None]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Start the system's Chromium once a test worker; fails with one sentence when there is none."""
    program = next(filter(None, map(shutil.which, PROGRAMS)), None)
    if program is None:
        pytest.fail(
            "No Chromium or Chrome was found on PATH: install one (on Debian: apt-get install chromium).",
            pytrace=False,
        )
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=program, headless=True, args=FLAGS)
        yield started
        started.close()


@pytest.fixture
def open_page(browser: Browser, live_server: LiveServer) -> Iterator[OpenPage]:
    """Open pages of chosen width and language: `open_page(width=390, height=844, language="fr-FR")`.

    Each has cookies of its own, so that two pages can be two people; `javascript=False` switches scripts off.
    After the test, an error of a script or a breach of the content security policy fails it.
    """
    faults: list[str] = []
    with ExitStack() as contexts:

        def opened(
            *, width: int = 1280, height: int = 900, language: str = "en-GB", javascript: bool = True
        ) -> Page:
            context = browser.new_context(
                base_url=live_server.url,
                viewport={"width": width, "height": height},
                locale=language,
                timezone_id="Europe/Paris",
                java_script_enabled=javascript,
            )
            context.set_default_timeout(10_000)
            contexts.callback(context.close)
            page = context.new_page()
            page.on("pageerror", lambda error: faults.append(str(error)))
            page.on("console", lambda said: _note(said.text, faults))
            return page

        yield opened
    assert not faults, faults


def _note(said: str, faults: list[str]) -> None:
    if "Content Security Policy" in said or "Content-Security-Policy" in said:
        faults.append(said)


@pytest.fixture
def page(open_page: OpenPage) -> Page:
    """Open a page as wide as an office screen, in English."""
    return open_page()


@pytest.fixture
def phone(open_page: OpenPage) -> Page:
    """Open a page as narrow as a phone, in English."""
    return open_page(width=390, height=844)


@pytest.fixture
def sign_in(live_server: LiveServer) -> SignIn:
    """Sign a user in on a page without the login form: `sign_in(page, user)`."""

    def signed_in(page: Page, user: Any) -> None:
        session = SessionStore()
        session[SESSION_KEY] = str(user.pk)
        session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
        session[HASH_SESSION_KEY] = user.get_session_auth_hash()
        session.save()
        cookie = {"name": settings.SESSION_COOKIE_NAME, "value": session.session_key, "url": live_server.url}
        page.context.add_cookies([cookie])

    return signed_in
