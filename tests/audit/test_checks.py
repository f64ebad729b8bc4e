"""A model or a database that would let a change escape is named before anything starts."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.apps import apps
from django.core.exceptions import ImproperlyConfigured
from django.db import connection, models

from trial.audit.checks import check_database_guards, check_models_are_audited, refuse_to_start_without_trail
from trial.models.casebook import CasebookForm
from trial.models.fields import TextItem

pytestmark = pytest.mark.requirement("R1")


@pytest.fixture
def model_of_a_careless_developer() -> Iterator[type[models.Model]]:
    """Register models without a trail, and take them out again."""

    class Careless(models.Model):
        words = TextItem("words", max_length=5)
        many = models.ManyToManyField("trial.Cohort", related_name="+")

        class Meta:
            app_label = "trial"

        def __str__(self) -> str:
            return "careless"

    yield Careless
    for name in ("careless", "careless_many"):
        del apps.all_models["trial"][name]
    apps.clear_cache()


def test_the_models_as_they_are_pass() -> None:
    assert check_models_are_audited() == []


def test_a_model_without_a_trail_is_named_with_the_way_out(
    model_of_a_careless_developer: type[models.Model],
) -> None:
    reported = {(fault.id, fault.msg) for fault in check_models_are_audited()}
    assert reported == {
        ("trial.E001", "trial.Careless is not audited."),
        ("trial.E001", "trial.Careless_many is not audited."),
        ("trial.E002", "The items of trial.Careless ask no reason."),
    }


def test_every_form_of_the_casebook_asks_reasons() -> None:
    assert all(
        hasattr(form, "history") for form in CasebookForm.__subclasses__() if form._meta.app_label == "trial"
    )


@pytest.mark.django_db(transaction=True)
def test_nothing_starts_on_a_database_that_lost_a_trigger(superuser_connection: object) -> None:
    assert check_database_guards(databases=["default"]) == []
    refuse_to_start_without_trail()
    superuser_connection.execute("DROP TRIGGER record_change ON trial_consent")  # type: ignore[attr-defined]
    connection.close()
    assert [fault.id for fault in check_database_guards(databases=["default"])] == ["trial.E003"]
    with pytest.raises(ImproperlyConfigured, match="record_change of trial_consent is missing"):
        refuse_to_start_without_trail()
