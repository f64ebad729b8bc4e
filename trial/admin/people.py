"""Accounts and roles, as the account manager keeps them. Every write goes through services/people.py."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from trial.admin.readonly import NoWriting
from trial.models.people import Centre, Membership, User
from trial.protocol.access import Act
from trial.services.people import (
    membership_end,
    membership_grant,
    password_link,
    person_create,
    person_deactivate,
    person_reactivate,
    person_rename,
)
from trial.services.refusals import Refusal


class PeopleAdmin(NoWriting):
    """Adds and changes through services; a refusal is said above the form, and nothing is stored."""

    act = Act.MANAGE_PEOPLE

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.has_view_permission(request)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.has_view_permission(request)

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        try:
            return super().changeform_view(request, object_id, form_url, extra_context)
        except Refusal as refused:
            messages.error(request, str(refused.sentence))
            return HttpResponseRedirect(request.get_full_path())


class SeenForm(forms.ModelForm):
    """A form that overwrites nothing that somebody else saved since its page was opened."""

    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial["seen"] = _last_change(self.instance)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if not self.instance.pk:
            return cleaned
        # Held until the save: nobody comes between.
        stored = type(self.instance)._default_manager.select_for_update().get(pk=self.instance.pk)
        newest = _last_change(stored)
        if cleaned.get("seen") == newest:
            return cleaned
        for name in set(self.changed_data) - {"seen"}:
            shown = getattr(stored, name)
            self.add_error(
                name,
                _(
                    "Somebody changed this record since you opened it. Here it says: %(value)s. "
                    "Save again to put yours."
                )
                % {"value": "–" if shown in (None, "") else shown},
            )
        # Shown again with what stands, it may be saved.
        self.data = {**self.data, self.add_prefix("seen"): str(newest)}
        return cleaned


def _last_change(record: Any) -> int | None:
    found: int | None = record.history.order_by("-history_id").values_list("history_id", flat=True).first()
    return found


class PersonForm(SeenForm):
    """A new person, or the name and address of one."""

    class Meta:
        model = User
        fields = ("username", "full_name", "email", "language", "is_active")
        help_texts = {
            "username": _("Never given to anybody else, and never changed."),
            "is_active": _("Clear it to close the account at once. Accounts are never deleted."),
        }


class UserAdmin(PeopleAdmin):
    """Accounts: created, corrected, closed; never deleted."""

    form = PersonForm
    list_display = ("username", "full_name", "email", "roles", "is_active", "last_login")
    list_filter = ("is_active",)
    search_fields = ("username", "full_name")
    ordering = ("full_name",)
    change_form_template = "admin/person.html"

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).prefetch_related("memberships__centre")

    @admin.display(description=_("Roles"))
    def roles(self, person: User) -> str:
        """Name the roles held today, each with the code of its centre."""
        today = timezone.localdate()
        held = [
            m
            for m in person.memberships.all()
            if m.from_on <= today and (not m.until_on or m.until_on >= today)
        ]
        return ", ".join(f"{m.get_role_display()}{f' {m.centre.code}' if m.centre else ''}" for m in held)

    def get_fields(self, request: HttpRequest, obj: Any = None) -> list[Any]:
        if obj is None:
            return ["username", "full_name", "email", "language"]
        return ["username", "full_name", "email", "is_active", "created_at", "last_login", "seen"]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        return [] if obj is None else ["username", "created_at", "last_login"]

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:
        asked = form.cleaned_data
        by: User = request.user  # type: ignore[assignment]
        if not change:
            names = ("username", "full_name", "email", "language")
            created = person_create(by=by, **{name: asked[name] for name in names})
            obj.pk = created.pk
            return
        person = User.objects.get(pk=obj.pk)
        if {"full_name", "email"} & set(form.changed_data):
            person_rename(person=person, full_name=asked["full_name"], email=asked["email"], by=by)
        if "is_active" in form.changed_data:
            (person_reactivate if asked["is_active"] else person_deactivate)(person=person, by=by)

    def response_add(
        self, request: HttpRequest, obj: User, post_url_continue: str | None = None
    ) -> HttpResponse:
        messages.success(
            request, _("The account exists. Give it a role, and the person a link to set the password.")
        )
        return HttpResponseRedirect(reverse("admin:trial_user_change", args=[obj.pk]))

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        held = (
            Membership.objects.filter(user_id=int(object_id)).select_related("centre")
            if object_id.isdigit()
            else []
        )
        return super().change_view(
            request, object_id, form_url, {**(extra_context or {}), "memberships": held}
        )

    def get_urls(self) -> list[URLPattern]:
        link = path(
            "<int:pk>/password-link/",
            self.admin_site.admin_view(self.password_link_view),
            name="trial_user_password_link",
        )
        return [link, *super().get_urls()]

    def password_link_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show, once and by POST only, the link by which the person sets a password."""
        if not self.has_change_permission(request):
            raise PermissionDenied(_("Only an account manager changes accounts and roles."))
        person = self.get_queryset(request).filter(pk=pk).first()
        if person is None or request.method != "POST":
            raise Http404
        try:
            parts = password_link(person=person, by=request.user)  # type: ignore[arg-type]
        except Refusal as refused:
            messages.error(request, str(refused.sentence))
            return HttpResponseRedirect(reverse("admin:trial_user_change", args=[pk]))
        context = {
            **self.admin_site.each_context(request),
            "title": _("Link to set the password"),
            "person": person,
            "link": request.build_absolute_uri(reverse("password-set", args=parts)),
            "opts": self.opts,
        }
        return TemplateResponse(request, "admin/password_link.html", context)


class MembershipForm(SeenForm):
    """A role for a person, or its last day."""

    user = forms.ModelChoiceField(label=_("Person"), queryset=User.objects.order_by("full_name"))
    centre = forms.ModelChoiceField(
        label=_("Centre"),
        queryset=Centre.objects.all(),
        required=False,
        empty_label=_("The whole study"),
        help_text=_(
            "Investigators, technicians, biologists and monitors work in a centre, the others in the whole study."
        ),
    )

    class Meta:
        model = Membership
        fields = ("user", "role", "centre", "from_on", "until_on")
        help_texts = {"until_on": _("The last day of the role. Empty: until further notice.")}
        widgets = {
            "from_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            "until_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        }


class MembershipAdmin(PeopleAdmin):
    """Roles: granted, then ended; what was held stays on record."""

    form = MembershipForm
    list_display = ("user", "role", "centre", "from_on", "until_on")
    list_filter = ("role", "centre")
    list_select_related = ("user", "centre")
    search_fields = ("user__username", "user__full_name")

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        # The form above declares its widgets; the admin's own carry inline styles.
        return db_field.formfield(**kwargs)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        return [] if obj is None else ["user", "role", "centre", "from_on"]

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        return {"user": request.GET.get("user", ""), "from_on": timezone.localdate()}

    def save_model(self, request: HttpRequest, obj: Membership, form: Any, change: bool) -> None:
        asked = form.cleaned_data
        by: User = request.user  # type: ignore[assignment]
        if change:
            stored = Membership.objects.select_related("user").get(pk=obj.pk)
            if asked["until_on"] is None:
                raise Refusal(_("Give the last day of the role."))
            membership_end(membership=stored, until_on=asked["until_on"], by=by)
            return
        granted = membership_grant(
            person=asked["user"],
            role=asked["role"],
            centre=asked["centre"],
            from_on=asked["from_on"],
            until_on=asked["until_on"],
            by=by,
        )
        obj.pk = granted.pk


PEOPLE_ADMINS: tuple[tuple[type[Model], type[PeopleAdmin]], ...] = (
    (User, UserAdmin),
    (Membership, MembershipAdmin),
)
