"""What the tests of the trail start from."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import LazySettings
from pytest_django import DjangoDbBlocker

from tests.audit.rows import populate
from tests.databases import TestDatabase
from tests.makers import make_centre, make_eligible, make_person
from trial.audit.context import acting
from trial.models import Patient
from trial.protocol.access import Role


@pytest.fixture(scope="module")
def every_table_filled(
    django_db_setup: None, worker_database: TestDatabase, django_db_blocker: DjangoDbBlocker
) -> Iterator[None]:
    """Fill and commit every audited table once for a module of tests; each test takes its own changes back."""
    with django_db_blocker.unblock():
        populate()
    yield
    with django_db_blocker.unblock():
        worker_database.restore()


@pytest.fixture
def anchors(settings: LazySettings, tmp_path: Path) -> Path:
    """Keep the anchors of the test in a folder of its own."""
    settings.ANCHOR_DIR = tmp_path / "anchors"
    return tmp_path / "anchors"


@pytest.fixture
def patient(transactional_db: None, anchors: Path) -> Patient:
    """Commit a patient whose every form is complete."""
    with acting(system="tests"):
        centre = make_centre()
        investigator = make_person(Role.INVESTIGATOR, centre)
    return make_eligible(investigator, centre)
