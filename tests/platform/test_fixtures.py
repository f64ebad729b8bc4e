"""The fixtures keep what they promise to the other tests."""

import psycopg
import pytest
from django.contrib.sessions.models import Session
from django.db import connection
from django.utils import timezone

from trial.models import Cohort


def _sessions() -> int:
    Session.objects.create(session_key="a" * 32, session_data="", expire_date=timezone.now())
    return Session.objects.count()


@pytest.mark.django_db
def test_a_test_connects_as_the_application() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user, session_user")
        assert cursor.fetchone() == ("app", "app")


@pytest.mark.django_db
def test_the_protocol_is_loaded() -> None:
    assert Cohort.objects.count() == 9


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("time", [1, 2])
def test_what_a_test_commits_is_gone_in_the_next(time: int) -> None:
    assert _sessions() == 1


@pytest.mark.django_db
@pytest.mark.parametrize("time", [1, 2])
def test_what_a_test_leaves_open_is_gone_in_the_next(time: int) -> None:
    assert _sessions() == 1


def test_owner_and_superuser_reach_the_database_of_the_test(
    owner_connection: psycopg.Connection, superuser_connection: psycopg.Connection
) -> None:
    _sessions()
    for other in (owner_connection, superuser_connection):
        assert other.execute("SELECT count(*) FROM django_session").fetchone() == (1,)
