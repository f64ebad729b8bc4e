"""Accounts and roles: one person, one account, for ever; nobody grants himself anything."""

from datetime import date, timedelta

import pytest
from django.contrib.auth.tokens import default_token_generator
from django.core.exceptions import ValidationError
from django.utils import timezone

from tests.makers import make_centre, make_person
from trial.models import Membership, User
from trial.protocol.access import Act, Role
from trial.selectors.people import may
from trial.services import people
from trial.services.refusals import NotAllowed, Refusal

pytestmark = pytest.mark.django_db


@pytest.fixture
def manager() -> User:
    return make_person(Role.ACCOUNT_MANAGER)


@pytest.mark.requirement("R7")
def test_a_new_person_cannot_log_in_before_a_password_is_set(manager: User) -> None:
    person = people.person_create(username="durand", full_name="Dr Durand", by=manager)
    assert not person.has_usable_password()
    assert person.history.get().history_user_id == manager.pk


@pytest.mark.requirement("R7")
def test_a_login_is_never_given_again_whatever_its_case(manager: User) -> None:
    first = people.person_create(username="dupont", full_name="Dupont", by=manager)
    people.person_deactivate(person=first, by=manager)
    with pytest.raises(ValidationError):
        people.person_create(username="Dupont", full_name="Another Dupont", by=manager)


@pytest.mark.requirement("R7")
def test_past_history_keeps_the_name_after_a_rename(manager: User) -> None:
    person = people.person_create(username="martin", full_name="Anne Martin", by=manager)
    people.person_rename(person=person, full_name="Anne Petit", email="", by=manager)
    assert [row.full_name for row in person.history.order_by("history_id")] == ["Anne Martin", "Anne Petit"]


@pytest.mark.requirement("R8")
@pytest.mark.parametrize("role", [role for role in Role if role != Role.ACCOUNT_MANAGER])
def test_only_an_account_manager_changes_people(role: Role) -> None:
    centre = make_centre()
    someone, other = make_person(role, centre), make_person(None)
    with pytest.raises(NotAllowed):
        people.person_create(username="x", full_name="X", by=someone)
    with pytest.raises(NotAllowed):
        people.person_deactivate(person=other, by=someone)
    with pytest.raises(NotAllowed):
        people.password_link(person=other, by=someone)
    with pytest.raises(NotAllowed):
        people.membership_grant(
            person=other, role="monitor", centre=centre, from_on=timezone.localdate(), by=someone
        )
    assert User.objects.get(pk=other.pk).is_active


@pytest.mark.requirement("R8")
def test_nobody_grants_or_ends_his_own_role_or_closes_his_own_account(manager: User) -> None:
    today = timezone.localdate()
    with pytest.raises(Refusal):
        people.membership_grant(person=manager, role="data_manager", centre=None, from_on=today, by=manager)
    with pytest.raises(Refusal):
        people.membership_end(membership=manager.memberships.get(), until_on=today, by=manager)
    with pytest.raises(Refusal):
        people.person_deactivate(person=manager, by=manager)
    with pytest.raises(Refusal):
        people.password_link(person=manager, by=manager)
    assert Membership.objects.filter(user=manager).count() == 1


@pytest.mark.requirement("R8")
def test_a_role_counts_from_its_first_day_to_its_last(manager: User) -> None:
    centre, person, today = make_centre(), make_person(None), timezone.localdate()
    granted = people.membership_grant(
        person=person, role="investigator", centre=centre, from_on=today, by=manager
    )
    assert may(person, Act.DECIDE_INCLUSION, centre)
    people.membership_end(membership=granted, until_on=today, by=manager)
    assert may(person, Act.DECIDE_INCLUSION, centre)
    people.membership_grant(
        person=person, role="data_manager", centre=None, from_on=today + timedelta(days=1), by=manager
    )
    assert not may(person, Act.REVIEW_IN_ADMIN)


def test_a_role_ends_yesterday_at_the_earliest(manager: User) -> None:
    person, today = make_person(Role.COORDINATOR), timezone.localdate()
    held = person.memberships.get()
    with pytest.raises(Refusal):
        people.membership_end(membership=held, until_on=today - timedelta(days=2), by=manager)
    held.refresh_from_db()
    people.membership_end(membership=held, until_on=today - timedelta(days=1), by=manager)
    assert not may(person, Act.LIST_PATIENTS)
    with pytest.raises(Refusal):
        people.membership_end(membership=held, until_on=today, by=manager)


def test_a_role_needs_the_centre_that_it_is_held_in(manager: User) -> None:
    person, centre = make_person(None), make_centre()
    for role, where in (("investigator", None), ("coordinator", centre)):
        with pytest.raises(ValidationError):
            people.membership_grant(
                person=person, role=role, centre=where, from_on=date(2024, 1, 1), by=manager
            )


def test_the_same_role_is_not_held_twice_at_once(manager: User) -> None:
    person, centre = make_person(None), make_centre()
    first = date(2024, 1, 1)
    people.membership_grant(person=person, role="monitor", centre=centre, from_on=first, by=manager)
    with pytest.raises(ValidationError):
        people.membership_grant(person=person, role="monitor", centre=centre, from_on=first, by=manager)


@pytest.mark.requirement("R7")
def test_a_password_link_dies_with_its_use(manager: User) -> None:
    person = people.person_create(username="leroy", full_name="Leroy", by=manager)
    _uid, token = people.password_link(person=person, by=manager)
    assert default_token_generator.check_token(person, token)
    people.person_set_password(person=person, password="une phrase assez longue")
    assert not default_token_generator.check_token(person, token)


@pytest.mark.requirement("R2")
def test_who_serves_the_whole_study_acts_from_no_centre() -> None:
    centre = make_centre()
    manager = make_person(Role.ACCOUNT_MANAGER)
    granted = people.membership_grant(
        person=make_person(None),
        role=Role.INVESTIGATOR,
        centre=centre,
        from_on=date(2023, 1, 1),
        until_on=None,
        by=manager,
    )
    recorded = granted.history.get()
    assert (recorded.history_actor_role, recorded.history_actor_centre) == ("account_manager", None)


@pytest.mark.requirement("R7")
@pytest.mark.parametrize("login", ["jean dupont", "dupont😀", "hélène", ".dupont", "a\nb", ""])
def test_a_login_that_nobody_could_type_for_ever_is_refused(login: str) -> None:
    with pytest.raises(ValidationError) as refused:
        people.person_create(username=login, full_name="Jean Dupont", by=make_person(Role.ACCOUNT_MANAGER))
    assert "username" in refused.value.message_dict
