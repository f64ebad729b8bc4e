"""What the tests of the trail start from."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from pytest_django import DjangoDbBlocker

from tests.audit.rows import populate
from tests.databases import TestDatabase


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
