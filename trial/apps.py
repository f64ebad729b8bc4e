"""The one Django app of the project."""

from django.apps import AppConfig


class TrialConfig(AppConfig):
    """Name the app that holds models, pages and rules alike."""

    name = "trial"
    label = "trial"
    verbose_name = "MuTreg"
    default_auto_field = "django.db.models.BigAutoField"
