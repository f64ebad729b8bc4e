"""Two account managers at once: nothing of the other's is overwritten without being seen."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from tests.makers import make_centre, make_person
from trial.models import User
from trial.protocol.access import Role

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("R19")]


def opened(client: Client, address: str) -> str:
    """Open the page of a record and give what it remembers of its state."""
    form = client.get(address).context["adminform"].form
    return str(form["seen"].value())


def test_a_stale_change_of_a_person_shows_what_stands_and_overwrites_nothing() -> None:
    first, second = (Client(headers={"accept-language": "en"}) for _ in range(2))
    for client in (first, second):
        client.force_login(make_person(Role.ACCOUNT_MANAGER, language="en"))
    person = make_person(None, full_name="Dr Claire Morel", email="old@example.org")
    address = reverse("admin:trial_user_change", args=[person.pk])
    seen = [opened(client, address) for client in (first, second)]
    typed = {"full_name": "Dr Claire Morel", "is_active": "on"}

    assert first.post(address, {**typed, "email": "first@example.org", "seen": seen[0]}).status_code == 302
    refused = second.post(address, {**typed, "email": "second@example.org", "seen": seen[1]})

    assert refused.status_code == 200
    assert "first@example.org" in str(refused.context["adminform"].form.errors["email"])
    assert "second@example.org" in refused.content.decode()
    assert User.objects.get(pk=person.pk).email == "first@example.org"

    again = str(refused.context["adminform"].form["seen"].value())
    assert second.post(address, {**typed, "email": "second@example.org", "seen": again}).status_code == 302
    assert User.objects.get(pk=person.pk).email == "second@example.org"


def test_a_stale_end_of_a_role_is_refused() -> None:
    client = Client(headers={"accept-language": "en"})
    client.force_login(make_person(Role.ACCOUNT_MANAGER, language="en"))
    person = make_person(Role.INVESTIGATOR, make_centre())
    held = person.memberships.get()
    address = reverse("admin:trial_membership_change", args=[held.pk])
    seen = opened(client, address)
    assert client.post(address, {"until_on": "2099-01-31", "seen": seen}).status_code == 302
    refused = client.post(address, {"until_on": "2099-06-30", "seen": seen})
    assert refused.status_code == 200
    held.refresh_from_db()
    assert held.until_on == date(2099, 1, 31)
