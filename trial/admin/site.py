"""The admin site: opened by role, entered by the one login page, with nothing that deletes."""

from __future__ import annotations

from typing import Any

from django.contrib.admin import AdminSite
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _

from trial.admin.clinical import CLINICAL_ADMINS
from trial.admin.people import PEOPLE_ADMINS
from trial.admin.protocol import PROTOCOL_ADMINS
from trial.admin.rights import acts_here
from trial.protocol.access import Act


class ReviewSite(AdminSite):
    """Pages for those who review data and for those who manage people; nobody else enters."""

    site_header = _("MuTreg review")
    site_title = "MuTreg"
    index_title = _("Review")
    enable_nav_sidebar = False
    empty_value_display = "–"

    def has_permission(self, request: HttpRequest) -> bool:
        return bool(acts_here(request) & {Act.REVIEW_IN_ADMIN, Act.MANAGE_PEOPLE})

    @method_decorator(login_not_required)
    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Send whoever is not logged in to the one login page, and refuse the others."""
        if not request.user.is_authenticated:
            return redirect_to_login(request.GET.get("next") or request.get_full_path())
        if not self.has_permission(request):
            raise PermissionDenied(_("Only monitors, data managers and account managers open these pages."))
        return redirect("admin:index")

    def logout(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        raise Http404  # There is one way out: the button of the top bar.

    def password_change(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        raise Http404

    def password_change_done(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        raise Http404


def _site() -> ReviewSite:
    site = ReviewSite(name="admin")
    for model, admin in (*CLINICAL_ADMINS, *PROTOCOL_ADMINS, *PEOPLE_ADMINS):
        site.register(model, admin)
    return site


site = _site()
