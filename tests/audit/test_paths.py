"""Every way in which Django, SQL and people at a terminal write: each leaves exactly one history row, and says who."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from simple_history.utils import bulk_create_with_history

from tests.audit.rows import (
    change_of,
    copy_of,
    equals_its_history,
    history_count,
    last_history,
    may_be_changed,
    next_version,
    rows_of_every_model,
)
from trial.audit.context import acting
from trial.audit.reasons import Reason
from trial.audit.tables import kept_models
from trial.models import Cohort, Criterion, CriterionCohort, User

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("every_table_filled"),
    pytest.mark.requirement("R2"),
]

REASONS = {"*": Reason("new_source")}


def by_save(row: Any) -> None:
    name, value, _expression = change_of(row)
    setattr(row, name, value)
    if next_version(type(row)):
        row.version += 1
    row.save()


def by_save_of_one_field(row: Any) -> None:
    name, value, _expression = change_of(row)
    setattr(row, name, value)
    if next_version(type(row)):
        row.version += 1
    row.save(update_fields=[name, *next_version(type(row))])


def by_update(row: Any) -> None:
    name, value, _expression = change_of(row)
    type(row)._default_manager.filter(pk=row.pk).update(**{name: value}, **next_version(type(row)))


def by_expression(row: Any) -> None:
    name, _value, expression = change_of(row)
    type(row)._default_manager.filter(pk=row.pk).update(**{name: expression}, **next_version(type(row)))


def by_expression_kept_on_save(row: Any) -> None:
    name, _value, expression = change_of(row)
    setattr(row, name, expression)
    if next_version(type(row)):
        row.version += 1
    row.save()


def by_bulk_update(row: Any) -> None:
    name, value, _expression = change_of(row)
    setattr(row, name, value)
    if next_version(type(row)):
        row.version += 1
    type(row)._default_manager.bulk_update([row], [name, *next_version(type(row))])


def by_update_or_create(row: Any) -> None:
    name, value, _expression = change_of(row)
    if next_version(type(row)):
        type(row)._default_manager.update_or_create(
            pk=row.pk, defaults={name: value, "version": row.version + 1}
        )
    else:
        type(row)._default_manager.update_or_create(pk=row.pk, defaults={name: value})


def by_upsert(row: Any) -> None:
    name, value, _expression = change_of(row)
    setattr(row, name, value)
    if next_version(type(row)):
        row.version += 1
    type(row)._default_manager.bulk_create(
        [row], update_conflicts=True, unique_fields=["id"], update_fields=[name, *next_version(type(row))]
    )


def by_sql(row: Any) -> None:
    name, value, _expression = change_of(row)
    version = ", version = version + 1" if next_version(type(row)) else ""
    column = type(row)._meta.get_field(name).column
    with connection.cursor() as cursor:
        cursor.execute(
            f'UPDATE "{type(row)._meta.db_table}" SET "{column}" = %s{version} WHERE id = %s', [value, row.pk]
        )


@pytest.mark.parametrize(
    "change",
    [
        by_save,
        by_save_of_one_field,
        by_update,
        by_expression,
        by_expression_kept_on_save,
        by_bulk_update,
        by_update_or_create,
        by_upsert,
        by_sql,
    ],
)
def test_a_change_leaves_one_row_that_names_who_and_why(change: Callable[[Any], None]) -> None:
    tried = 0
    for row in rows_of_every_model():
        if type(row) is CriterionCohort:
            continue  # It holds nothing but what it is.
        if not may_be_changed(type(row)):
            with pytest.raises(DatabaseError), transaction.atomic(), acting(system="tests", reasons=REASONS):
                change(row)
            continue
        before = history_count(row)
        with acting(system="tests", reason="tried", reasons=REASONS):
            change(row)
        told = last_history(row)
        assert history_count(row) == before + 1, row
        assert (told.history_type, told.history_actor_name, told.history_origin) == (
            "~",
            "system: tests",
            "application",
        )
        assert equals_its_history(row), row
        tried += 1
    assert tried > 15


def insert_by_save(row: Any) -> list[Any]:
    row.save()
    return [row]


def insert_in_bulk(row: Any) -> list[Any]:
    made: list[Any] = type(row)._default_manager.bulk_create([row])
    return made


def insert_by_the_historys_own_helper(row: Any) -> list[Any]:
    made: list[Any] = bulk_create_with_history([row], type(row))
    return made


@pytest.mark.parametrize("insert", [insert_by_save, insert_in_bulk, insert_by_the_historys_own_helper])
def test_a_new_row_leaves_one_row_that_names_who(insert: Callable[[Any], list[Any]]) -> None:
    for row in rows_of_every_model():
        with acting(system="tests"):
            for made in insert(copy_of(row)):
                assert history_count(made) == 1, made
                assert last_history(made).history_type == "+"
                assert equals_its_history(made), made


def test_a_change_by_nobody_is_refused_on_every_table() -> None:
    for row in rows_of_every_model():
        if not may_be_changed(type(row)):
            continue
        with pytest.raises(DatabaseError) as refused, transaction.atomic():
            by_sql(row)
        assert refused.value.__cause__.sqlstate == "42501", row
        assert "nobody is named" in str(refused.value)


def test_an_insert_by_nobody_is_refused_on_every_table() -> None:
    for row in rows_of_every_model():
        with pytest.raises(DatabaseError, match="nobody is named"), transaction.atomic():
            copy_of(row).save()


@pytest.mark.requirement("R4", "R7")
def test_no_row_is_deleted_by_the_application() -> None:
    for row in rows_of_every_model():
        with pytest.raises(DatabaseError) as refused, transaction.atomic(), acting(system="tests"):
            type(row)._default_manager.filter(pk=row.pk)._raw_delete("default")
        assert refused.value.__cause__.sqlstate == "42501", row


def test_many_to_many_rows_are_recorded_like_all_others() -> None:
    with acting(system="tests"):
        new = copy_of(Criterion.objects.first())
        new.save()
        new.cohorts.add(*Cohort.objects.all()[:2])
        with pytest.raises(DatabaseError), transaction.atomic():
            new.cohorts.clear()
    assert CriterionCohort.history.filter(criterion=new, history_type="+").count() == 2


def test_saving_the_same_values_leaves_no_row() -> None:
    for row in rows_of_every_model():
        if may_be_changed(type(row)) and not next_version(type(row)):
            before = history_count(row)
            with acting(system="tests"):
                row.save()
            assert history_count(row) == before


def test_a_login_is_no_change_and_a_password_leaves_a_row_without_its_hash() -> None:
    person = User.objects.order_by("pk").first()
    before = history_count(person)
    User.objects.filter(pk=person.pk).update(last_login="2026-01-01T00:00:00Z")
    assert history_count(person) == before
    with acting(by=person):
        person.set_password("un autre mot de passe")
        person.save()
    assert history_count(person) == before + 1
    assert not hasattr(last_history(person), "password")


@pytest.mark.requirement("R4")
def test_what_belongs_to_a_patient_and_every_account_counts_as_kept() -> None:
    names = {model.__name__ for model in kept_models()}
    assert {
        "User",
        "Patient",
        "Identity",
        "ConcomitantMedication",
        "Assessment",
        "AssessmentCriterion",
    } <= names
    assert not {"Centre", "Cohort", "Membership"} & names
