"""The admin site: opened by role, entered by the one login page, with nothing that deletes."""

from __future__ import annotations

from functools import wraps
from typing import Any

from django.contrib.admin import AdminSite
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _

from trial.admin.clinical import FORM_ADMINS, PATIENT_ADMINS
from trial.admin.people import PEOPLE_ADMINS
from trial.admin.protocol import PROTOCOL_ADMINS
from trial.admin.rights import acts_here
from trial.models.medications import ConcomitantMedication
from trial.protocol.access import Act

GROUPS: tuple[tuple[Any, tuple[tuple[Any, Any], ...]], ...] = (
    (_("Patients and decisions"), PATIENT_ADMINS),
    (_("Forms of the inclusion visit"), FORM_ADMINS),
    (_("Centres and protocol"), PROTOCOL_ADMINS),
    (_("Accounts and roles"), PEOPLE_ADMINS),
)


NOT_YOURS = _("Only monitors, data managers and account managers open these pages.")


class ReviewSite(AdminSite):
    """Pages for those who review data and for those who manage people; nobody else enters."""

    site_header = _("MuTreg review")
    site_title = "MuTreg"
    index_title = _("Review")
    enable_nav_sidebar = False
    empty_value_display = "–"

    def has_permission(self, request: HttpRequest) -> bool:
        return bool(acts_here(request) & {Act.REVIEW_IN_ADMIN, Act.MANAGE_PEOPLE})

    def admin_view(self, view: Any, cacheable: bool = False) -> Any:
        inner = super().admin_view(view, cacheable)

        @wraps(inner)
        def refusing(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if request.user.is_authenticated and not self.has_permission(request):
                raise PermissionDenied(NOT_YOURS)
            return inner(request, *args, **kwargs)

        return refusing

    def each_context(self, request: HttpRequest) -> dict[str, Any]:
        reviews = Act.REVIEW_IN_ADMIN in acts_here(request)
        return {**super().each_context(request), "section": _("Review") if reviews else _("People")}

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[Any]:
        """List what the person may open in groups of a size to read, in the order of the casebook."""
        apps = super().get_app_list(request, app_label)
        shown = {model["model"]: model for app in apps for model in app["models"]}
        if ConcomitantMedication in shown:
            shown[ConcomitantMedication]["name"] = _("Medication lines")
        groups = []
        for title, admins in GROUPS:
            models = [shown[model] for model, _admin in admins if model in shown]
            if models:
                groups.append({"name": title, "app_label": "trial", "app_url": "", "models": models})
        return groups

    @method_decorator(login_not_required)
    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Send whoever is not logged in to the one login page, and refuse the others."""
        if not request.user.is_authenticated:
            return redirect_to_login(request.GET.get("next") or request.get_full_path())
        if not self.has_permission(request):
            raise PermissionDenied(NOT_YOURS)
        return redirect("admin:index")

    def logout(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        raise Http404  # There is one way out: the button of the top bar.

    def password_change(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        raise Http404

    def password_change_done(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        raise Http404


def _site() -> ReviewSite:
    site = ReviewSite(name="admin")
    for _title, admins in GROUPS:
        for model, admin in admins:
            site.register(model, admin)
    return site


site = _site()
