"""What a login writes, and what each request leaves of itself in the history."""

from __future__ import annotations

import pytest
from django.contrib.auth import authenticate
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.test.utils import override_settings

from tests.makers import PASSWORD, make_centre, make_person
from trial.audit.context import request_id
from trial.models import User
from trial.web.middleware import RequestIdMiddleware

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("R2")]

NEWER = ["django.contrib.auth.hashers.PBKDF2PasswordHasher", "django.contrib.auth.hashers.MD5PasswordHasher"]


def test_a_hash_renewed_at_the_login_is_recorded_as_the_systems() -> None:
    person = make_person(centre=make_centre())
    with override_settings(PASSWORD_HASHERS=NEWER):
        assert authenticate(username=person.username, password=PASSWORD) == person
    person.refresh_from_db()
    assert person.password.startswith("pbkdf2")
    assert User.history.latest("history_id").history_actor_name == "system: login"


def test_a_wrong_password_and_a_login_without_renewal_leave_no_history() -> None:
    person = make_person(centre=make_centre())
    before = User.history.count()
    assert authenticate(username=person.username, password="wrong") is None
    client = Client()
    assert client.login(username=person.username, password=PASSWORD)
    assert User.history.count() == before


def test_each_request_has_a_number_of_its_own() -> None:
    seen: list[str] = []

    def answer(request: HttpRequest) -> HttpResponse:
        seen.append(request_id.get())
        return HttpResponse()

    for _ in range(2):
        RequestIdMiddleware(answer)(HttpRequest())
    assert len(set(seen)) == 2
    assert all(len(number) == 32 for number in seen)
    assert request_id.get() == ""
