"""The ledger: sealed at commit, in one sequence without holes, chained by hashes that anybody can compute again."""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, datetime, timedelta

import psycopg
import pytest
from django.db import DatabaseError, connection, transaction

from tests.makers import make_centre, make_eligible, make_person
from trial.audit.context import acting, request_id
from trial.audit.ledger_sql import payload_of
from trial.audit.record import save_as
from trial.audit.tables import history_models
from trial.models import Centre, Ledger, Patient, User

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.requirement("R33")]


def test_the_chain_is_what_its_description_says() -> None:
    centre = make_centre()
    make_eligible(make_person(centre=centre), centre)
    last = bytes(32)
    for place, sealed in enumerate(Ledger.objects.order_by("seq"), start=1):
        payload_hash = hashlib.sha256(sealed.payload.encode()).digest()
        last = hashlib.sha256(last + sealed.seq.to_bytes(8, "big") + payload_hash).digest()
        assert (sealed.seq, bytes(sealed.payload_hash), bytes(sealed.hash)) == (place, payload_hash, last)
    assert place > 200


def test_every_history_row_is_sealed_once() -> None:
    centre = make_centre()
    make_eligible(make_person(centre=centre), centre)
    kept = {
        (model._meta.db_table, pk)
        for model in history_models()
        for pk in model.objects.values_list("history_id", flat=True)
    }
    sealed = list(Ledger.objects.values_list("history_table", "history_id"))
    assert len(sealed) == len(kept)
    assert set(sealed) == kept


def test_a_transaction_that_fails_leaves_neither_data_nor_trail() -> None:
    centre = make_centre()
    before = Ledger.objects.count()

    def fail_in_the_middle() -> None:
        with acting(system="tests"):
            Centre.objects.filter(pk=centre.pk).update(name="Elsewhere")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail_in_the_middle()
    assert (Ledger.objects.count(), Centre.history.count()) == (before, 1)


@pytest.mark.parametrize("level", ["REPEATABLE READ", "SERIALIZABLE"])
def test_another_isolation_than_read_committed_is_refused(
    app_connection: psycopg.Connection, level: str
) -> None:
    make_centre()
    app_connection.execute(f"BEGIN ISOLATION LEVEL {level}")
    app_connection.execute("SELECT trial_act(NULL, 'tests', NULL, current_date, '', '', NULL)")
    app_connection.execute("UPDATE trial_centre SET name = 'Elsewhere'")
    with pytest.raises(psycopg.Error, match="READ COMMITTED"):
        app_connection.execute("COMMIT")


@pytest.mark.requirement("R20")
def test_times_are_the_databases_in_utc_whatever_the_session_and_the_writer_say(
    app_connection: psycopg.Connection,
) -> None:
    make_centre()
    started = datetime.now(UTC)
    with app_connection.transaction():
        app_connection.execute("SET TimeZone = 'Pacific/Auckland'")
        app_connection.execute("SELECT trial_act(NULL, 'tests', NULL, current_date, '', '', NULL)")
        app_connection.execute("UPDATE trial_centre SET name = 'Elsewhere'")
    sealed = Ledger.objects.latest("seq")
    told = json.loads(sealed.payload)
    assert told["history_date"].endswith("+00:00")
    assert abs(datetime.fromisoformat(told["history_date"]) - started) < timedelta(minutes=5)
    table = "'trial_historicalcentre'"
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {payload_of('h', table)} FROM trial_historicalcentre h ORDER BY history_id DESC LIMIT 1"
        )
        assert cursor.fetchone() == (sealed.payload,)


@pytest.mark.requirement("R2")
def test_who_role_centre_and_request_stand_as_text_of_that_moment() -> None:
    centre = make_centre()
    by = make_person(centre=centre, full_name="Dr Before")
    token = request_id.set("request 7")
    make_eligible(by, centre)
    request_id.reset(token)
    with acting(system="tests"):
        User.objects.filter(pk=by.pk).update(full_name="Dr After")
        by.memberships.update(until_on="2023-06-30")
    told = Patient.history.earliest("history_id")
    assert (told.history_user_id, told.history_actor_name) == (by.pk, "Dr Before")
    assert (told.history_actor_role, told.history_actor_centre) == ("investigator", "01 Hôpital 01")
    assert (told.history_request_id, told.history_session_user) == ("request 7", "app")


@pytest.mark.requirement("R2")
def test_a_connection_that_is_used_again_does_not_remember_who_acted() -> None:
    centre = make_centre()
    first, second = make_person(centre=centre), make_person(centre=centre)
    connection.ensure_connection()
    server_process = connection.connection.info.backend_pid
    for person in (first, second):
        centre.name = f"by {person.pk}"
        save_as(centre, by=person)
    with pytest.raises(DatabaseError, match="nobody is named"), transaction.atomic():
        Centre.objects.update(name="by nobody")
    assert connection.connection.info.backend_pid == server_process
    told = Centre.history.order_by("history_id").values_list("history_user_id", flat=True)
    assert list(told) == [None, first.pk, second.pk]


@pytest.mark.requirement("R2")
def test_inside_a_longer_transaction_the_actor_ends_with_its_block() -> None:
    centre = make_centre()
    person, other = make_person(centre=centre), make_person(centre=centre)
    with transaction.atomic():
        with acting(by=person):
            with acting(by=other):
                Centre.objects.update(name="by the other")
            Centre.objects.update(name="by the one")
        with pytest.raises(DatabaseError, match="nobody is named"), transaction.atomic():
            Centre.objects.update(name="by nobody")
    told = Centre.history.order_by("history_id").values_list("history_user_id", flat=True)
    assert list(told) == [None, other.pk, person.pk]


def test_nobody_is_no_actor() -> None:
    with pytest.raises(ValueError, match="nobody"), acting(system="  "):
        pass
    stranger = User(pk=10**9, username="stranger")
    with pytest.raises(DatabaseError), acting(by=stranger):
        pass
