"""Logging in by password."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.backends import ModelBackend

from trial.audit.context import acting


class PasswordBackend(ModelBackend):
    """Django's own, which may write: an outdated hash is renewed at the login that proves the password."""

    def authenticate(self, request: Any, username: Any = None, password: Any = None, **kwargs: Any) -> Any:
        with acting(system="login"):
            return super().authenticate(request, username=username, password=password, **kwargs)
