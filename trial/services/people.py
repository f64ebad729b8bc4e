"""Accounts and roles: made, ended and deactivated by an account manager, never by the person concerned."""

from __future__ import annotations

from datetime import date, timedelta

from django.contrib.auth.tokens import default_token_generator
from django.db import transaction
from django.utils import timezone
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode
from django.utils.translation import gettext_lazy as _

from trial.audit.record import save_as
from trial.models.people import Centre, Membership, User
from trial.protocol.access import Act
from trial.selectors.people import may
from trial.services.refusals import NotAllowed, Refusal


def person_create(*, username: str, full_name: str, by: User, email: str = "", language: str = "") -> User:
    """Create the account of a new person, without a password: the person sets it by the link of `password_link`.

    Raises NotAllowed, and django's ValidationError, also for a login that anybody ever had."""
    _refuse_unless_account_manager(by)
    person = User(username=username.strip(), full_name=full_name.strip(), email=email, language=language)
    person.set_unusable_password()
    person.full_clean(exclude=["password"])
    return save_as(person, by=by)


def person_rename(*, person: User, full_name: str, email: str, by: User) -> User:
    """Correct the name and the address of a person; the login stays for ever. Raises as person_create."""
    _refuse_unless_account_manager(by)
    person.full_name, person.email = full_name.strip(), email
    person.full_clean(exclude=["password"])
    return save_as(person, by=by)


def person_deactivate(*, person: User, by: User) -> User:
    """Close an account at once, sessions included. Raises NotAllowed; Refusal for one's own account."""
    _refuse_unless_account_manager(by)
    if person.pk == by.pk:
        raise Refusal(_("You cannot close your own account: ask another account manager."))
    person.is_active = False
    return save_as(person, by=by)


def person_reactivate(*, person: User, by: User) -> User:
    """Open a closed account again. Raises NotAllowed; Refusal for one's own account."""
    _refuse_unless_account_manager(by)
    if person.pk == by.pk:
        raise Refusal(_("You cannot open your own account again: ask another account manager."))
    person.is_active = True
    return save_as(person, by=by)


def person_set_language(*, person: User, language: str) -> User:
    """Keep the language that a person chose for herself. Raises django's ValidationError for an unknown one."""
    person.language = language
    person.clean_fields(exclude=["password"])
    return save_as(person, by=person)


def person_set_password(*, person: User, password: str) -> User:
    """Set a person's own password, already validated."""
    person.set_password(password)
    return save_as(person, by=person)


def password_link(*, person: User, by: User) -> tuple[str, str]:
    """Give the two parts of the address by which a person sets a password once; any earlier one dies with its use.

    Raises NotAllowed; Refusal for one's own account and a closed one."""
    _refuse_unless_account_manager(by)
    if person.pk == by.pk:
        raise Refusal(_("Another account manager gives you the link to set your password."))
    if not person.is_active:
        raise Refusal(_("This account is closed: open it again before giving a link."))
    return urlsafe_base64_encode(force_bytes(person.pk)), default_token_generator.make_token(person)


def membership_grant(
    *, person: User, role: str, centre: Centre | None, from_on: date, by: User, until_on: date | None = None
) -> Membership:
    """Give a person a role, in a centre or in the whole study as the role asks.

    Raises NotAllowed; Refusal for oneself; django's ValidationError for dates, a centre or a role that do not fit."""
    _refuse_unless_account_manager(by)
    _refuse_for_oneself(person, by)
    membership = Membership(user=person, role=role, centre=centre, from_on=from_on, until_on=until_on)
    with transaction.atomic():
        # Two grants at once are checked one after the other, so that none overlaps.
        User.objects.select_for_update(no_key=True).get(pk=person.pk)
        membership.full_clean()
        return save_as(membership, by=by)


def membership_end(*, membership: Membership, until_on: date, by: User) -> Membership:
    """End a role: `until_on` is its last day. Yesterday ends it at once; an earlier day would rewrite the past.

    Raises NotAllowed, Refusal, django's ValidationError."""
    _refuse_unless_account_manager(by)
    _refuse_for_oneself(membership.user, by)
    if membership.until_on and membership.until_on < timezone.localdate():
        raise Refusal(_("This role has already ended."))
    if until_on < timezone.localdate() - timedelta(days=1):
        raise Refusal(_("A role ends yesterday at the earliest: what was done with it stands."))
    membership.until_on = until_on
    membership.full_clean()
    return save_as(membership, by=by)


def _refuse_unless_account_manager(by: User) -> None:
    if not may(by, Act.MANAGE_PEOPLE):
        raise NotAllowed(_("Only an account manager changes accounts and roles."))


def _refuse_for_oneself(person: User, by: User) -> None:
    if person.pk == by.pk:
        raise Refusal(_("Nobody changes his or her own roles: ask another account manager."))
