"""Who may do what, where: asked of the memberships on each request, never remembered."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q, QuerySet
from django.utils import timezone

from trial.models.people import Centre, Membership, User
from trial.protocol.access import (
    CENTRE_ROLES,
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
    held = memberships_in_force(user).filter(role__in=roles_that_may(act))
    if held.filter(role__in=STUDY_ROLES).exists():
        return Centre.objects.all()
    return Centre.objects.filter(pk__in=held.filter(role__in=CENTRE_ROLES).values("centre"))


def may(user: AnyUser, act: Act, centre: Centre | int | None = None) -> bool:
    """Say whether this person may do this act today: in this centre, or anywhere when none is named."""
    held = memberships_in_force(user).filter(role__in=roles_that_may(act))
    if centre is not None:
        centre_id = centre if isinstance(centre, int) else centre.pk
        held = held.filter(Q(role__in=STUDY_ROLES) | Q(centre=centre_id))
    return held.exists()


def acts_of(user: AnyUser) -> frozenset[Act]:
    """List all that this person may do somewhere today, in one query."""
    roles = memberships_in_force(user).values_list("role", flat=True)
    return frozenset().union(*(MAY[Role(role)] for role in roles))


def open_centres_where(user: AnyUser, act: Act) -> QuerySet[Centre]:
    """List the centres, open today, in which this person may do this act."""
    today = timezone.localdate()
    return centres_where(user, act).filter(
        Q(closed_on__isnull=True) | Q(closed_on__gte=today), opened_on__lte=today
    )
