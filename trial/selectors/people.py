"""Who may do what, where: asked of the memberships on each request, never remembered."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q, QuerySet
from django.utils import timezone

from trial.models.people import Centre, Membership, User
from trial.protocol.access import (
    MAY,
    STUDY_ROLES,
    Act,
    Role,
    roles_that_may,
)

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    AnyUser = User | AnonymousUser


def memberships_in_force(user: AnyUser) -> QuerySet[Membership]:
    """List the roles that this person holds today; nobody who is not logged in and active holds any."""
    if not user.is_authenticated or not user.is_active:
        return Membership.objects.none()
    today = timezone.localdate()
    return Membership.objects.filter(
        Q(until_on__isnull=True) | Q(until_on__gte=today), user=user, from_on__lte=today
    )


def centres_where(user: AnyUser, act: Act) -> QuerySet[Centre]:
    """List the centres in which this person may do this act today."""
    ids = centre_ids_where(user, act)
    return Centre.objects.all() if ids is None else Centre.objects.filter(pk__in=ids)


def centre_ids_where(user: AnyUser, act: Act) -> list[int] | None:
    """List the ids of these centres, in one query; None stands for every centre.

    As values, since the planner leaves the index of a large table when it is given a subquery."""
    roles = roles_that_may(act)
    held = [(role, centre) for role, centre in _held(user) if role in roles]
    if any(role in STUDY_ROLES for role, _centre in held):
        return None
    return sorted({centre for _role, centre in held if centre is not None})


def may(user: AnyUser, act: Act, centre: Centre | int | None = None) -> bool:
    """Say whether this person may do this act today: in this centre, or anywhere when none is named."""
    held = memberships_in_force(user).filter(role__in=roles_that_may(act))
    if centre is not None:
        centre_id = centre if isinstance(centre, int) else centre.pk
        held = held.filter(Q(role__in=STUDY_ROLES) | Q(centre=centre_id))
    return held.exists()


def acts_of(user: AnyUser) -> frozenset[Act]:
    """List all that this person may do somewhere today, in one query."""
    return frozenset().union(*(MAY[Role(role)] for role, _centre in _held(user)))


def remember_roles(user: AnyUser) -> None:
    """Ask only once what this person holds: for who answers one request and then forgets the person."""
    user.roles_held = None  # type: ignore[union-attr]


def _held(user: AnyUser) -> list[tuple[str, int | None]]:
    known = getattr(user, "roles_held", None)
    if known is None:
        known = list(memberships_in_force(user).values_list("role", "centre"))
        if hasattr(user, "roles_held"):
            user.roles_held = known
    return known


def open_centres_where(user: AnyUser, act: Act) -> QuerySet[Centre]:
    """List the centres, open today, in which this person may do this act."""
    today = timezone.localdate()
    return centres_where(user, act).filter(
        Q(closed_on__isnull=True) | Q(closed_on__gte=today), opened_on__lte=today
    )
