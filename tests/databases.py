"""The throw-away PostgreSQL of a test run: one server, one migrated template, one database a worker.

Tests connect as `app`, the role of web and worker, so that its rights are tried by every test. A test that
commits leaves a database that `app` cannot empty: it is made again from the template.
"""

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from django.core.management import call_command, get_commands
from django.db import connections
from django.test import TransactionTestCase
from pytest_django.plugin import DjangoDbBlocker

from tests.settings import TEST_RUN_FOLDER
from trial.local.postgres import Cluster, restrict_database
from trial.local.process import command_line, locked

TEMPLATE = "template_trial"


class TestDatabase:
    """The database of one test worker."""

    __test__ = False

    def __init__(self, name: str) -> None:
        """Name the database; `prepare` makes it."""
        self.name = name
        self.cluster = Cluster(TEST_RUN_FOLDER / "postgres", durable=False)

    def url(self, role: str = "app") -> str:
        """Give the address of this worker's database for a role."""
        return self.cluster.url(role, self.name)

    def prepare(self) -> None:
        """Start the server and make the template unless another worker has, then this worker's database."""
        with locked(TEST_RUN_FOLDER / "template.lock"):
            self.cluster.start()
            ready = TEST_RUN_FOLDER / "template.ready"
            if not ready.exists():
                self._make_template()
                ready.touch()
        self.restore()
        self._point_django_at(self.name)

    def restore(self) -> None:
        """Make the database anew from the template, whoever is still connected to it."""
        connections.close_all()
        with locked(TEST_RUN_FOLDER / "template.lock"):
            self._as_superuser(
                f"DROP DATABASE IF EXISTS {self.name} WITH (FORCE)",
                f"CREATE DATABASE {self.name} TEMPLATE {TEMPLATE} STRATEGY FILE_COPY OWNER owner",
                *restrict_database(self.name),
            )

    def _make_template(self) -> None:
        self._as_superuser(f"CREATE DATABASE {TEMPLATE} OWNER owner", *restrict_database(TEMPLATE))
        self._point_django_at(TEMPLATE)
        call_command("migrate", verbosity=0)
        if "load_protocol" in get_commands():
            call_command("load_protocol", verbosity=0)
        connections.close_all()

    def _point_django_at(self, name: str) -> None:
        connections.close_all()
        connections["default"].settings_dict["NAME"] = name

    def _as_superuser(self, *statements: str) -> None:
        with psycopg.connect(self.cluster.url("superuser", "postgres"), autocommit=True) as connection:
            for statement in statements:
                connection.execute(statement)


@pytest.fixture(scope="session")
def django_db_setup(worker_database: TestDatabase, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Replace pytest-django's own making of a database, which needs rights that `app` has not."""
    emptied = TransactionTestCase._fixture_teardown
    TransactionTestCase._fixture_teardown = lambda case: worker_database.restore()
    yield
    TransactionTestCase._fixture_teardown = emptied
    with django_db_blocker.unblock():
        connections.close_all()


@pytest.fixture(scope="session")
def worker_database(worker_id: str, django_db_blocker: DjangoDbBlocker) -> TestDatabase:
    """Give the database of this test worker, with the protocol loaded and nothing else in it."""
    database = TestDatabase(f"test_{worker_id}")
    with django_db_blocker.unblock():
        database.prepare()
    return database


@pytest.fixture
def owner_connection(worker_database: TestDatabase, transactional_db: None) -> Iterator[psycopg.Connection]:
    """Connect as the owner of the tables, each statement in a transaction of its own."""
    with psycopg.connect(worker_database.url("owner"), autocommit=True) as connection:
        yield connection


@pytest.fixture
def app_connection(worker_database: TestDatabase, transactional_db: None) -> Iterator[psycopg.Connection]:
    """Connect as `app` beside Django's own connection, each statement in a transaction of its own."""
    with psycopg.connect(worker_database.url("app"), autocommit=True) as connection:
        yield connection


@pytest.fixture
def superuser_connection(
    worker_database: TestDatabase, transactional_db: None
) -> Iterator[psycopg.Connection]:
    """Connect as the superuser of the throw-away server, for attacks on the trail."""
    with psycopg.connect(worker_database.url("superuser"), autocommit=True) as connection:
        yield connection


@pytest.fixture
def project_environment(worker_database: TestDatabase, tmp_path: Path) -> dict[str, str]:
    """Give the environment in which a program of the project works on this worker's database."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}
    return kept | {
        "DJANGO_SETTINGS_MODULE": "trial.settings",
        "DATABASE_URL": worker_database.url("app"),
        "DATABASE_OWNER_URL": worker_database.url("owner"),
        "ANCHOR_DIR": str(tmp_path / "anchors"),
        "PYTHONUNBUFFERED": "1",
    }


def stop_servers(folder: Path) -> None:
    """Stop whatever a test run started in its folder and remove the folder."""
    from trial.local.broker import Broker

    Cluster(folder / "postgres").stop()
    for broker in folder.glob("broker*"):
        Broker(broker).stop()
    shutil.rmtree(folder, ignore_errors=True)


def sweep_killed_runs() -> None:
    """Stop the servers of test runs that were killed before they could do so themselves."""
    for folder in Path(tempfile.gettempdir()).glob("mutreg-tests-*"):
        if folder.stat().st_uid != os.geteuid() or not (folder / "pid").exists():
            continue
        if "pytest" not in command_line(int((folder / "pid").read_text())):
            stop_servers(folder)
