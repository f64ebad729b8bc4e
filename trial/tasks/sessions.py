"""Tasks that keep the table of sessions small."""

from importlib import import_module

from django.conf import settings

from trial.celery import app


@app.task
def forget_ended_sessions() -> None:
    """Remove sessions whose time is over."""
    import_module(settings.SESSION_ENGINE).SessionStore.clear_expired()
