"""A list and a page of each record that show everything and change nothing."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar

from django.contrib import admin
from django.contrib.admin.views.main import PAGE_VAR, SEARCH_VAR
from django.core.exceptions import PermissionDenied
from django.db.models import Model, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext_lazy as _

from trial.admin.rights import acts_here, reviewed_centres
from trial.protocol.access import Act
from trial.selectors.trail_entries import history_of_row


class NoWriting(admin.ModelAdmin):
    """Neither add, change nor delete, by any way; what is not the person's to see is not found."""

    act: ClassVar[Act]
    actions = None
    list_per_page = 50
    show_full_result_count = False
    view_on_site = False
    show_facets = admin.ShowFacets.NEVER

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.act in acts_here(request)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.act in acts_here(request)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        if request.method != "GET":
            raise PermissionDenied(_("Nothing can be changed here."))
        response = super().changelist_view(request, extra_context)
        if isinstance(response, TemplateResponse) and response.context_data:
            response.context_data |= _paging(response.context_data["cl"])
        return response

    def _get_obj_does_not_exist_redirect(
        self, request: HttpRequest, opts: Any, object_id: Any
    ) -> HttpResponse:
        raise Http404

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Show every change of the record: who in which role, when, which item, from what to what, and why."""
        if request.method not in ("GET", "HEAD"):
            raise PermissionDenied(_("Nothing can be changed here."))
        record = self.get_object(request, object_id)
        if record is None or not self.has_view_permission(request, record):
            raise Http404
        context = {
            **self.admin_site.each_context(request),
            "title": _("History"),
            "record": record,
            "opts": self.opts,
            "entries": history_of_row(record),
        }
        return TemplateResponse(request, "admin/history.html", context)

    # What is recorded of a change stands in the history tables; the admin's own log would be a second story.
    def log_addition(self, request: HttpRequest, obj: Model, message: Any) -> Any:
        return None

    def log_change(self, request: HttpRequest, obj: Model, message: Any) -> Any:
        return None


def _paging(changes: Any) -> dict[str, Any]:
    """Say where the neighbouring pages are, and what a new search keeps."""
    last = changes.paginator.num_pages
    number = changes.page_num
    return {
        "search_var": SEARCH_VAR,
        "kept_filters": [(name, value) for name, values in changes.filter_params.items() for value in values],
        "previous_page": changes.get_query_string({PAGE_VAR: number - 1}) if number > 1 else "",
        "next_page": changes.get_query_string({PAGE_VAR: number + 1}) if number < last else "",
    }


class CentreFilter(admin.SimpleListFilter):
    """Filter by one of the centres that the person reviews."""

    title = _("centre")
    parameter_name = "centre"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Iterable[tuple[str, str]]:
        return [(centre.code, str(centre)) for centre in reviewed_centres(request)]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        code = self.value()
        return queryset.filter(**{f"{self.path}__code": code}) if code else queryset

    path = "centre"


class ReviewAdmin(NoWriting):
    """Records that monitors and data managers review; those of a centre only to who reviews that centre."""

    act = Act.REVIEW_IN_ADMIN
    centre_path: ClassVar[str] = ""

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        records = super().get_queryset(request)
        if not self.centre_path:
            return records
        return records.filter(**{f"{self.centre_path}__in": reviewed_centres(request)})
