"""The one Django app of the project."""

from django.apps import AppConfig
from django.core.checks import Tags, register


class TrialConfig(AppConfig):
    """Name the app that holds models, pages and rules alike."""

    name = "trial"
    label = "trial"
    verbose_name = "MuTreg"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Have every command look whether a change could escape the audit trail."""
        from trial.audit.checks import check_database_guards, check_models_are_audited

        register(check_models_are_audited, Tags.models)
        register(check_database_guards, Tags.database)
