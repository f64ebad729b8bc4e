"""What every test may ask for; the parts stand in databases, workers and browsers beside this file."""

import os
import signal

import pytest

pytest_plugins = ["tests.databases", "tests.workers", "tests.browsers"]

BROWSER_FIXTURES = {"browser", "open_page", "page", "phone"}


def pytest_configure(config: pytest.Config) -> None:
    """Clear up after killed runs, and let a terminated run end like one stopped by Ctrl-C."""
    from tests.databases import sweep_killed_runs

    if not hasattr(config, "workerinput"):
        sweep_killed_runs()
        signal.signal(signal.SIGTERM, signal.default_int_handler)


def pytest_unconfigure(config: pytest.Config) -> None:
    """Stop the servers of the run, when the process ends that started it."""
    from tests.databases import TEST_RUN_FOLDER, stop_servers

    if not hasattr(config, "workerinput") and (TEST_RUN_FOLDER / "pid").read_text() == str(os.getpid()):
        stop_servers(TEST_RUN_FOLDER)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the tests that drive a browser, so that `-m "not browser"` leaves them out."""
    for item in items:
        if BROWSER_FIXTURES & set(getattr(item, "fixturenames", ())):
            item.add_marker("browser")
