"""manage.py prepare: what must be done once after each installation of a new version."""

from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand


class Command(BaseCommand):
    """Bring database, protocol, texts and static files up to date; doing it again changes nothing.

    Where DEMO is set, an empty database gets demonstration data, and the accounts are printed.
    """

    help = "Migrate, load the protocol, compile the texts, collect the static files; with DEMO=yes seed once."
    requires_system_checks = []

    def handle(self, **options: Any) -> None:
        """Do each step, the database first."""
        call_command("migrate", verbosity=0, interactive=False, stderr=self.stderr)
        call_command("load_protocol", verbosity=0)
        call_command("messages", compile=True, verbosity=0)
        call_command("collectstatic", interactive=False, verbosity=0)
        if settings.DEMO:
            call_command("seed_demo", if_empty=True, stdout=self.stdout)
