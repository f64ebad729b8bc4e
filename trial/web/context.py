"""What the frame of every page shows: navigation by what the person may do, centres, language, versions."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from trial import __version__
from trial.models.people import Centre
from trial.protocol.access import Act
from trial.protocol.definition import load_definition
from trial.selectors.people import acts_of, centres_where

LANGUAGE_NAMES = {"fr": "Français", "en": "English"}
PATIENT_PAGES = frozenset(
    {
        "patients",
        "patient",
        "patient-new",
        "patient-cohort",
        "patient-trail",
        "decision",
        "visit-form",
        "panel",
        "field-history",
        "form-stood",
    }
)


@dataclass(frozen=True)
class NavigationItem:
    """One entry of the top bar."""

    title: Promise | str
    address: str
    is_current: bool


class Shell:
    """The frame as one person sees it; each answer is asked of the database once a request, when it is shown."""

    is_demo = settings.DEMO
    software = __version__

    def __init__(self, request: HttpRequest) -> None:
        self.request = request
        self.user = getattr(request, "user", None)

    @cached_property
    def is_known(self) -> bool:
        return bool(self.user and self.user.is_authenticated)

    @cached_property
    def acts(self) -> frozenset[Act]:
        return acts_of(self.user) if self.user is not None and self.is_known else frozenset()

    @cached_property
    def centres(self) -> list[Centre]:
        """The centres whose patients this person lists."""
        return (
            list(centres_where(self.user, Act.LIST_PATIENTS))
            if self.user is not None and self.is_known
            else []
        )

    @property
    def protocol(self) -> str:
        return load_definition().version

    @cached_property
    def other_language(self) -> dict[str, str]:
        code = "en" if (get_language() or "fr").startswith("fr") else "fr"
        return {"code": code, "name": LANGUAGE_NAMES[code]}

    @cached_property
    def navigation(self) -> list[NavigationItem]:
        """The pages that this person may open."""
        if not self.is_known:
            return []
        match = self.request.resolver_match
        page = match.url_name if match else ""
        in_admin = bool(match and "admin" in match.namespaces)
        items = [NavigationItem(_("Home"), reverse("home"), page == "home")]
        if Act.LIST_PATIENTS in self.acts:
            items.append(NavigationItem(_("Patients"), reverse("patients"), page in PATIENT_PAGES))
        items.append(NavigationItem(_("Protocol"), reverse("protocol"), page == "protocol"))
        # Who enters data finds the trail beside each answer and on the patient's page.
        if self.acts & {Act.READ_CASEBOOK, Act.MANAGE_PEOPLE} and Act.ENTER_DATA not in self.acts:
            items.append(NavigationItem(_("Audit trail"), reverse("trail"), page in {"trail", "trail-row"}))
        if Act.REVIEW_IN_ADMIN in self.acts:
            items.append(NavigationItem(_("Review"), reverse("admin:index"), in_admin))
        elif Act.MANAGE_PEOPLE in self.acts:
            items.append(NavigationItem(_("People"), reverse("admin:index"), in_admin))
        return items


def shell_of(request: HttpRequest) -> Shell:
    """Give the frame of this request, the same to view and template."""
    known: Shell | None = getattr(request, "_shell", None)
    if known is None:
        known = Shell(request)
        request._shell = known  # type: ignore[attr-defined]
    return known


def shell(request: HttpRequest) -> dict[str, Any]:
    """Give every template the frame."""
    return {"shell": shell_of(request)}
