"""manage.py check_templates: whether every template of the project compiles."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.template import TemplateDoesNotExist, TemplateSyntaxError
from django.template.loader import get_template


class Command(BaseCommand):
    """Compile each template, so that a slip in a page that no test opens is found too."""

    help = "Compile every template of the project."
    requires_system_checks = []

    def handle(self, **options: Any) -> None:
        """Raise CommandError with file and fault of each template that does not compile."""
        faults = [fault for path in _templates() if (fault := _fault(path))]
        if faults:
            raise CommandError("\n".join(faults))


def _templates() -> list[Path]:
    folder: Path = settings.BASE_DIR / "templates"
    return [path.relative_to(folder) for path in sorted(folder.rglob("*")) if path.is_file()]


def _fault(path: Path) -> str:
    try:
        get_template(str(path))
    except (TemplateSyntaxError, TemplateDoesNotExist, UnicodeDecodeError) as fault:
        return f"templates/{path}: {fault}"
    return ""
