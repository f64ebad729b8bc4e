"""Who looks at the pages: an investigator of one centre, logged in."""

from __future__ import annotations

import pytest
from django.test import Client

from tests.makers import make_centre, make_person
from trial.models import Centre, User


@pytest.fixture
def centre() -> Centre:
    return make_centre()


@pytest.fixture
def investigator(centre: Centre, client: Client) -> User:
    person = make_person(centre=centre, language="en")
    client.force_login(person)
    return person
