"""What the application, the owner and a superuser can do to the trail, in plain SQL."""

from __future__ import annotations

import psycopg
import pytest
from django.db import connection

from tests.audit.rows import populate
from tests.makers import make_centre, make_eligible, make_person
from trial.audit.checks import guard_faults
from trial.audit.tables import append_only_models, audited_models, history_models, kept_models
from trial.models import Centre, Ledger

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.requirement("R1")]

HISTORIES = sorted(model._meta.db_table for model in history_models())
APPEND_ONLY = sorted(model._meta.db_table for model in append_only_models())
NOT_ALLOWED = "42501"


def refusal(connected: psycopg.Connection, statement: str) -> str | None:
    """Try a statement and give the SQLSTATE of its refusal, None when it is done."""
    try:
        connected.execute(statement)
    except psycopg.Error as refused:
        return refused.sqlstate
    return None


def test_the_application_writes_no_history_and_no_ledger_by_hand(app_connection: psycopg.Connection) -> None:
    for table in [*HISTORIES, "trial_ledger"]:
        for statement in (
            f"INSERT INTO {table} DEFAULT VALUES",
            f"UPDATE {table} SET {'seq = 0' if table == 'trial_ledger' else 'history_id = 0'}",
            f"DELETE FROM {table}",
            f"TRUNCATE {table}",
            f"ALTER TABLE {table} DISABLE TRIGGER ALL",
            f"DROP TABLE {table}",
        ):
            assert refusal(app_connection, statement) == NOT_ALLOWED, statement


def test_the_application_cannot_switch_anything_off(app_connection: psycopg.Connection) -> None:
    for statement in (
        "SET session_replication_role = replica",
        "SET ROLE owner",
        "SET SESSION AUTHORIZATION owner",
        "DROP TRIGGER record ON trial_identity",
        "DROP FUNCTION trial_seal()",
        "CREATE OR REPLACE FUNCTION trial_why(changed text[], given jsonb) RETURNS jsonb LANGUAGE sql AS 'SELECT $2'",
        "CREATE FUNCTION public.mine() RETURNS int LANGUAGE sql AS 'SELECT 1'",
        "ALTER FUNCTION trial_seal() OWNER TO app",
    ):
        assert refusal(app_connection, statement) == NOT_ALLOWED, statement
    for model in audited_models():
        statement = f"ALTER TABLE {model._meta.db_table} DISABLE TRIGGER ALL"
        assert refusal(app_connection, statement) == NOT_ALLOWED


def test_the_application_owns_nothing_and_is_nobody_special(app_connection: psycopg.Connection) -> None:
    one = app_connection.execute
    assert one("SELECT count(*) FROM pg_class WHERE relowner = 'app'::regrole").fetchone() == (0,)
    assert one("SELECT count(*) FROM pg_proc WHERE proowner = 'app'::regrole").fetchone() == (0,)
    assert one("SELECT count(*) FROM pg_auth_members WHERE member = 'app'::regrole").fetchone() == (0,)
    flags = one(
        "SELECT rolsuper, rolcreaterole, rolcreatedb, rolbypassrls, rolreplication FROM pg_roles WHERE rolname = 'app'"
    )
    assert flags.fetchone() == (False,) * 5
    granted = one(
        "SELECT DISTINCT privilege_type FROM information_schema.role_table_grants "
        "WHERE grantee = 'app' AND (table_name LIKE 'trial\\_historical%' OR table_name = 'trial_ledger')"
    )
    assert granted.fetchall() == [("SELECT",)]


def test_a_table_of_ones_own_deceives_no_trigger(app_connection: psycopg.Connection) -> None:
    make_centre()
    assert refusal(app_connection, "CREATE TEMPORARY TABLE trial_ledger (seq bigint)") == NOT_ALLOWED
    app_connection.execute("SET search_path = pg_temp, public")
    with app_connection.transaction():
        app_connection.execute("SELECT public.trial_act(NULL, 'tests', NULL, current_date, '', '', NULL)")
        app_connection.execute("UPDATE public.trial_centre SET name = 'Elsewhere'")
    assert Ledger.objects.filter(history_table="trial_historicalcentre").count() == 2


@pytest.mark.requirement("R4")
def test_the_owner_changes_empties_and_forges_no_history(owner_connection: psycopg.Connection) -> None:
    populate()
    for table in APPEND_ONLY:
        column = "seq" if table == "trial_ledger" else "id"
        if table != "trial_anchor":
            assert refusal(owner_connection, f"UPDATE {table} SET {column} = {column}") == NOT_ALLOWED, table
            assert refusal(owner_connection, f"DELETE FROM {table}") == NOT_ALLOWED, table
        assert refusal(owner_connection, f"TRUNCATE {table} CASCADE") == NOT_ALLOWED, table
    for table in HISTORIES:
        forged = f"INSERT INTO {table} SELECT * FROM {table} LIMIT 1"
        assert refusal(owner_connection, forged) == NOT_ALLOWED, table
    forged = "INSERT INTO trial_ledger SELECT seq + 9999, at, history_table, -1, payload, hash, hash FROM trial_ledger"
    assert refusal(owner_connection, forged) == NOT_ALLOWED
    for model in kept_models():
        assert refusal(owner_connection, f"DELETE FROM {model._meta.db_table}") == NOT_ALLOWED, model
    for model in audited_models():
        assert refusal(owner_connection, f"TRUNCATE {model._meta.db_table} CASCADE") == NOT_ALLOWED, model


@pytest.mark.requirement("R2")
def test_what_the_owner_writes_by_hand_is_recorded_as_from_outside(
    owner_connection: psycopg.Connection,
) -> None:
    make_centre()
    owner_connection.execute("UPDATE trial_centre SET name = 'Ailleurs'")
    told = Centre.history.latest("history_id")
    assert (told.name, told.history_type, told.history_origin) == ("Ailleurs", "~", "outside")
    assert (told.history_actor_name, told.history_session_user) == (None, "owner")
    owner_connection.execute("DELETE FROM trial_centreprotocol")
    owner_connection.execute("DELETE FROM trial_centre")
    assert Centre.history.latest("history_id").history_type == "-"


@pytest.mark.requirement("R3")
def test_the_owner_too_gives_a_reason(owner_connection: psycopg.Connection) -> None:
    centre = make_centre()
    make_eligible(make_person(centre=centre), centre)
    statement = "UPDATE trial_measurements SET weight_kg = 99, version = version + 1"
    assert refusal(owner_connection, statement) == "23514"


@pytest.mark.requirement("R33")
def test_a_superuser_as_replica_is_recorded_all_the_same(superuser_connection: psycopg.Connection) -> None:
    make_centre()
    superuser_connection.execute("SET session_replication_role = replica")
    superuser_connection.execute("UPDATE trial_centre SET name = 'Ailleurs'")
    told = Centre.history.latest("history_id")
    assert (told.name, told.history_session_user) == ("Ailleurs", "superuser")
    assert Ledger.objects.filter(history_table="trial_historicalcentre", history_id=told.history_id).exists()
    assert refusal(superuser_connection, "DELETE FROM trial_ledger") == NOT_ALLOWED
    assert refusal(superuser_connection, "UPDATE trial_historicalcentre SET name = 'x'") == NOT_ALLOWED


@pytest.mark.requirement("R20")
def test_no_column_holds_a_time_without_its_zone(owner_connection: psycopg.Connection) -> None:
    found = owner_connection.execute(
        "SELECT table_name, column_name FROM information_schema.columns "
        "WHERE table_schema = 'public' AND data_type = 'timestamp without time zone'"
    )
    assert found.fetchall() == []


def test_every_trigger_and_function_stands_as_the_models_ask() -> None:
    assert guard_faults() == []


@pytest.mark.parametrize(
    ("harm", "said"),
    [
        (
            "ALTER TABLE trial_identity DISABLE TRIGGER record_change",
            "record_change of trial_identity is switched off",
        ),
        ("ALTER TABLE trial_identity ENABLE TRIGGER record", "record of trial_identity is switched off"),
        ("DROP TRIGGER seal ON trial_historicalidentity", "seal of trial_historicalidentity is missing"),
        (
            "CREATE OR REPLACE FUNCTION trial_seal() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'",
            "trial_seal of the trail is altered",
        ),
    ],
)
def test_a_trigger_missing_altered_or_off_is_named(
    superuser_connection: psycopg.Connection, harm: str, said: str
) -> None:
    superuser_connection.execute(harm)
    connection.close()
    faults = guard_faults()
    assert len(faults) == 1
    assert said in faults[0]
