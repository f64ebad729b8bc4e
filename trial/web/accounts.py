"""Logging in and out, setting a password, choosing a language, and the accessibility statement."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.auth import views as auth_views
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.forms import AuthenticationForm
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse, reverse_lazy
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from trial.models.people import User
from trial.services.people import person_set_language, person_set_password


class LoginForm(AuthenticationForm):
    """Login and password; whatever is wrong, one sentence says so."""

    error_messages = {
        "invalid_login": _("This login and password do not match an open account. Check both."),
        "inactive": _("This login and password do not match an open account. Check both."),
    }


class LoginPage(auth_views.LoginView):
    """The one way in, for the pages and for the review pages alike."""

    template_name = "accounts/login.html"
    authentication_form = LoginForm
    redirect_authenticated_user = True


class LogoutPage(auth_views.LogoutView):
    """Ends the session, by POST only."""

    http_method_names = ("post", "options")


class PasswordPage(auth_views.PasswordResetConfirmView):
    """Lets a person set a password by a link that works once."""

    template_name = "accounts/password.html"
    success_url = reverse_lazy("login")

    def form_valid(self, form: Any) -> HttpResponse:
        person: User = self.user  # type: ignore[assignment]  # A form is valid only for the person of the link.
        person_set_password(person=person, password=form.cleaned_data["new_password1"])
        del self.request.session[auth_views.INTERNAL_RESET_SESSION_TOKEN]
        return HttpResponseRedirect(self.get_success_url())


@login_not_required
@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """Speak another language from now on: kept in a cookie, and for a person in the account; then back to the page."""
    chosen = request.POST.get("language", "")
    back = request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(back, {request.get_host()}, require_https=request.is_secure()):
        back = reverse("home")
    response = HttpResponseRedirect(back)
    if chosen in dict(settings.LANGUAGES):
        if isinstance(request.user, User):
            person_set_language(person=request.user, language=chosen)
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            chosen,
            max_age=365 * 24 * 3600,
            secure=settings.LANGUAGE_COOKIE_SECURE,
            httponly=True,
            samesite="Lax",
        )
    return response


@login_not_required
def accessibility(request: HttpRequest) -> HttpResponse:
    """Show how far the pages meet the accessibility rules, and whom to tell when they do not."""
    return render(request, "accounts/accessibility.html")
