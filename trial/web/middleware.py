"""What holds for every page: the person's language, and nothing kept by the browser."""

from __future__ import annotations

from collections.abc import Callable
from uuid import uuid4

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import translation
from django.utils.cache import add_never_cache_headers

from trial.audit.context import request_id
from trial.selectors.people import remember_roles

Handler = Callable[[HttpRequest], HttpResponse]


class RequestIdMiddleware:
    """Number each request, so that the history can say what was written by the same one. Stands first."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        # Our own number: one that the browser sends could be any other's.
        token = request_id.set(uuid4().hex)
        try:
            return self.get_response(request)
        finally:
            request_id.reset(token)


class UserLanguageMiddleware:
    """Speak the language that the person chose, before the cookie's and the browser's. Stands after authentication.

    The person's roles are asked for once a request."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        remember_roles(request.user)
        language = getattr(request.user, "language", "")
        if language:
            translation.activate(language)
            request.LANGUAGE_CODE = language
        return self.get_response(request)


class NoStoreMiddleware:
    """Let no browser or proxy keep a page that was made for somebody."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.user.is_authenticated or "Cache-Control" not in response:
            add_never_cache_headers(response)
        return response


class PossibleAddressMiddleware:
    """Find nothing at an address with a NUL: nothing stored can hold one, and the database refuses to be asked."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        asked = [request.path_info, *(value for values in request.GET.lists() for value in values[1])]
        if any("\0" in text for text in asked):
            raise Http404
        return self.get_response(request)
