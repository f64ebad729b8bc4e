"""manage.py migrate: Django's own, run as the owner of the tables, then guards and the rights of `app`."""

import json
from typing import Any

from django.conf import settings
from django.core.management.commands import migrate
from django.db import connections, transaction

from trial.audit.grants import apply_grants
from trial.audit.guards import install_guards


class Command(migrate.Command):
    """Migrate as the role that owns the tables, since web and worker may not change them.

    The connection is switched, not a second alias used, so that data migrations run as the owner too.
    """

    def get_check_kwargs(self, options: dict[str, Any]) -> Any:
        """Leave the database out of the checks: what they would miss in it, this command makes."""
        kept: dict[str, Any] = {**super().get_check_kwargs(options)}  # type: ignore[dict-item]
        return kept | {"databases": None}

    def handle(self, *args: Any, **options: Any) -> None:
        """Apply migrations as the owner, renew the guards and grant the application what it needs."""
        alias = options["database"]
        connection = connections[alias]
        as_app = connection.settings_dict
        self._connection = connection
        connection.close()
        # The name stays: the test run migrates a database of another name than the address says.
        connection.settings_dict = {**as_app, **settings.DATABASE_OWNER, "NAME": as_app["NAME"]}
        try:
            super().handle(*args, **options)
            if not options["check_unapplied"] and not options["plan"]:
                self._protect(alias, app_role=as_app["USER"])
        finally:
            connection.close()
            connection.settings_dict = as_app

    def migration_progress_callback(self, action: str, migration: Any = None, fake: bool = False) -> None:
        """Name the migration as who acts, so that the data it changes say so in their history."""
        super().migration_progress_callback(action, migration, fake)
        if action == "apply_start":
            told = json.dumps({"name": f"system: migration {migration}"})
            # For the session, which is this command's alone and ends with it: a migration need not be atomic.
            with self._connection.cursor() as cursor:
                cursor.execute("SELECT set_config('trial.context', %s, false)", [told])

    def _protect(self, alias: str, *, app_role: str) -> None:
        connection = connections[alias]
        with transaction.atomic(using=alias):
            install_guards(connection)
            if app_role == connection.settings_dict["USER"]:
                self.stderr.write(
                    f"{app_role} owns the tables it works with, so no right can be withheld from it: "
                    "set DATABASE_OWNER_URL to a second role before real data come in."
                )
            else:
                apply_grants(connection, app_role)
