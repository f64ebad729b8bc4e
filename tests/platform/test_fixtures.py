"""The fixtures keep what they promise to the other tests."""

from pathlib import Path

import psycopg
import pytest
from django.contrib.sessions.models import Session
from django.db import connection
from django.template import Context, Engine
from django.utils import timezone
from playwright.sync_api import Page

from tests import templates
from tests.accessibility import assert_accessible
from tests.browsers import _note
from tests.templates import UndefinedVariable
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


def _render(folder: Path, text: str, **context: object) -> str:
    (folder / "page.html").write_text(text)
    engine = Engine(dirs=[str(folder)], string_if_invalid=UndefinedVariable())
    return engine.get_template("page.html").render(Context(context))


@pytest.mark.parametrize(
    "text", ["{{ patent.number }}", "{{ patient.nubmer }}", "{% if 1 %}{{ typo|upper }}{% endif %}"]
)
def test_an_undefined_variable_fails_in_our_templates(
    text: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(templates, "OURS", str(tmp_path))
    with pytest.raises(templates.UndefinedVariableError, match=r"page.html, line 1: \w+.*is not defined"):
        _render(tmp_path, text, patient={"number": "01-0001"})


def test_an_undefined_variable_is_nothing_in_templates_of_others(tmp_path: Path) -> None:
    assert _render(tmp_path, "a{{ typo }}{{ typo|default:'b' }}") == "ab"


def test_an_inaccessible_page_fails_with_rule_and_place(page: Page) -> None:
    page.set_content("<html lang='en'><title>t</title><main><h1>t</h1><img src='/static/none.png'></main>")
    with pytest.raises(AssertionError, match=r"image-alt.*img"):
        assert_accessible(page)


def test_a_breach_of_the_content_security_policy_is_noticed() -> None:
    noticed: list[str] = []
    _note("Refused to apply inline style because it violates the following Content Security Policy", noticed)
    _note("Failed to load resource: 404", noticed)
    assert len(noticed) == 1
