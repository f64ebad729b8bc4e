"""What the person behind a request may do, asked once a request."""

from __future__ import annotations

from django.db.models import QuerySet
from django.http import HttpRequest

from trial.models.people import Centre
from trial.protocol.access import Act
from trial.selectors.people import acts_of, centres_where


def acts_here(request: HttpRequest) -> frozenset[Act]:
    """List all that the person may do today."""
    known: frozenset[Act] | None = getattr(request, "_acts", None)
    if known is None:
        known = acts_of(request.user)
        request._acts = known  # type: ignore[attr-defined]
    return known


def reviewed_centres(request: HttpRequest) -> QuerySet[Centre]:
    """List the centres that the person reviews."""
    return centres_where(request.user, Act.REVIEW_IN_ADMIN)
