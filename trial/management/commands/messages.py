"""manage.py messages: keeps the French texts in step with the code, without the system's gettext."""

import ast
import re
from argparse import ArgumentParser
from collections.abc import Iterable, Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import polib
from babel.messages.extract import extract
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation.template import templatize

LANGUAGE = "fr"
KEYWORDS: dict[str, Any] = {
    **dict.fromkeys(("gettext", "gettext_lazy", "gettext_noop", "_", "_lazy")),
    **dict.fromkeys(("ngettext", "ngettext_lazy"), (1, 2)),
    **dict.fromkeys(("pgettext", "pgettext_lazy"), ((1, "c"), 2)),
    **dict.fromkeys(("npgettext", "npgettext_lazy"), ((1, "c"), 2, 3)),
}
HEADER = {
    "Project-Id-Version": "MuTreg",
    "Language": LANGUAGE,
    "MIME-Version": "1.0",
    "Content-Type": "text/plain; charset=UTF-8",
    "Content-Transfer-Encoding": "8bit",
    # As Django's own French has it: zero is singular in French.
    "Plural-Forms": "nplurals=2; plural=(n > 1);",
}
PLACEHOLDER = re.compile(r"%\(\w+\)[#0\- +]?[\d.]*[a-zA-Z]|%[sdrf]|\{\w*\}")

Key = tuple[str, str]
"""Context, empty for none, and singular English text."""


class Command(BaseCommand):
    """Update, check and compile the translations; needs no database."""

    help = (
        "Update the French texts from code and templates; --check refuses gaps, --compile makes the .mo file."
    )
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare what the command line takes."""
        only = parser.add_mutually_exclusive_group()
        only.add_argument(
            "--check", action="store_true", help="change nothing; fail when a text lacks its French"
        )
        only.add_argument("--compile", action="store_true", help="only write the .mo file that Django reads")
        only.add_argument(
            "--prune", action="store_true", help="update, and forget texts that are no longer used"
        )

    def handle(self, *, check: bool, compile: bool, prune: bool, **options: Any) -> None:
        """Do what was asked for; raises CommandError with the list of faults."""
        path = catalogue_path()
        if compile:
            compile_catalogue(path)
        elif check:
            faults = faults_of(path)
            if faults:
                raise CommandError("\n".join([f"{path.name} has {len(faults)} faults:", *faults]))
            self.stdout.write("Every text has its French.")
        else:
            catalogue = updated_catalogue(path, prune=prune)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(written(catalogue), encoding="utf-8")
            compile_catalogue(path)
            self.stdout.write(
                f"{len(catalogue)} texts, {len(catalogue.untranslated_entries())} without French."
            )


def catalogue_path() -> Path:
    """Name the file of the French texts."""
    return Path(settings.LOCALE_PATHS[0], LANGUAGE, "LC_MESSAGES", "django.po")


def compile_catalogue(path: Path) -> None:
    """Write the .mo file beside the .po file, in one step: a running server never reads half of it."""
    target = path.with_suffix(".mo")
    fresh = target.with_suffix(".mo.new")
    polib.pofile(str(path)).save_as_mofile(str(fresh))
    fresh.replace(target)


# --- What code and templates say ----------------------------------------------------------------------


def extracted_entries(root: Path) -> dict[Key, polib.POEntry]:
    """Collect every text to translate, with the files that use it."""
    entries: dict[Key, polib.POEntry] = {}
    for path in source_files(root):
        place = path.relative_to(root).as_posix()
        for context, singular, plural in texts_of(path):
            if not singular:
                raise CommandError(f"{place}: the empty text cannot be translated.")
            entry = entries.setdefault(
                (context, singular), polib.POEntry(msgid=singular, msgctxt=context or None)
            )
            if plural:
                if entry.msgid_plural not in ("", plural):
                    raise CommandError(f"{place}: {singular!r} has two plurals.")
                entry.msgid_plural, entry.msgstr_plural = plural, {0: "", 1: ""}
            if (place, "") not in entry.occurrences:
                entry.occurrences.append((place, ""))
    for entry in entries.values():
        _flag_format(entry)
    return entries


def source_files(root: Path) -> list[Path]:
    """List the modules and templates, in a stable order."""
    modules = [path for path in (root / "trial").rglob("*.py") if "migrations" not in path.parts]
    return sorted([*modules, *(root / "templates").rglob("*.html"), *(root / "templates").rglob("*.txt")])


def texts_of(path: Path) -> Iterator[tuple[str, str, str]]:
    """Give context, singular and plural of each text of one file, empty where there is none."""
    source = path.read_text(encoding="utf-8")
    if path.suffix != ".py":
        # What is not a tag stands there as X and blanks: without its indentation it reads as Python.
        source = "\n".join(line.strip() for line in templatize(source).splitlines())
    for _line, found, _comments, context in extract(
        "python", BytesIO(source.encode()), KEYWORDS, options=_UTF8
    ):
        singular, *plural = (found,) if isinstance(found, str) else found
        yield context or "", singular, plural[0] if plural else ""
    if path.suffix == ".py":
        refuse_computed_texts(source, path)


_UTF8 = {"encoding": "utf-8"}


def refuse_computed_texts(source: str, path: Path) -> None:
    """Refuse an f-string as the text to translate: no list can hold what it becomes."""
    calls = (node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call))
    for call in calls:
        named = isinstance(call.func, ast.Name) and call.func.id in KEYWORDS
        if named and any(isinstance(argument, ast.JoinedStr) for argument in call.args):
            raise CommandError(f"{path}:{call.lineno}: an f-string cannot be translated.")


def _flag_format(entry: polib.POEntry) -> None:
    if any(text.startswith("%") for text in PLACEHOLDER.findall(entry.msgid + entry.msgid_plural)):
        entry.flags = ["python-format"]


# --- What the catalogue says --------------------------------------------------------------------------


def updated_catalogue(path: Path, *, prune: bool = False) -> polib.POFile:
    """Bring the stored texts in line with the code; unused ones stay as obsolete unless pruned."""
    known = {_key(entry): entry for entry in stored_catalogue(path)}
    catalogue = polib.POFile(wrapwidth=110)
    catalogue.metadata = dict(HEADER)
    for key, entry in sorted(extracted_entries(settings.BASE_DIR).items()):
        _take_over(entry, known.pop(key, None))
        catalogue.append(entry)
    if not prune:
        for _left, entry in sorted(known.items()):
            entry.obsolete, entry.occurrences, entry.flags = True, [], []
            catalogue.append(entry)
    return catalogue


def stored_catalogue(path: Path) -> polib.POFile:
    """Read the stored texts; none before the first update."""
    return polib.pofile(str(path), wrapwidth=110) if path.exists() else polib.POFile()


def written(catalogue: polib.POFile) -> str:
    """Write the catalogue as it stands in the file, always the same for the same texts."""
    return f"{catalogue.__unicode__().rstrip()}\n"


def _key(entry: polib.POEntry) -> Key:
    return entry.msgctxt or "", entry.msgid


def _take_over(entry: polib.POEntry, known: polib.POEntry | None) -> None:
    if known is None:
        return
    if entry.msgid_plural:
        entry.msgstr_plural = known.msgstr_plural or entry.msgstr_plural
    else:
        entry.msgstr = known.msgstr
    if known.fuzzy:
        entry.flags = [*entry.flags, "fuzzy"]


def faults_of(path: Path) -> list[str]:
    """List what is missing, fuzzy, unused or wrong in its placeholders, and whether the file is stale."""
    catalogue = updated_catalogue(path)
    faults = [fault for entry in catalogue for fault in entry_faults(entry)]
    if not path.exists() or path.read_text(encoding="utf-8") != written(catalogue):
        faults.append("not in step with the code: run manage.py messages")
    return faults


def entry_faults(entry: polib.POEntry) -> list[str]:
    """List the faults of one text."""
    name = f"{entry.msgid!r} ({', '.join(place for place, _line in entry.occurrences)})"
    if entry.obsolete:
        return [f"no longer used: {entry.msgid!r}"]
    faults = [f"fuzzy: {name}"] if entry.fuzzy else []
    if not all(text.strip() for text in _translations(entry)):
        return [*faults, f"no French: {name}"]
    return [*faults, *(f"{fault}: {name}" for fault in _format_faults(entry))]


def _translations(entry: polib.POEntry) -> list[str]:
    return (
        [entry.msgstr_plural[form] for form in sorted(entry.msgstr_plural)]
        if entry.msgid_plural
        else [entry.msgstr]
    )


def _format_faults(entry: polib.POEntry) -> Iterable[str]:
    if not entry.msgid_plural:
        if _placeholders(entry.msgid) != _placeholders(entry.msgstr):
            yield "placeholders differ"
        return
    one, many = _translations(entry)
    # The singular may leave its number out ("un patient"), the plural may not.
    if not set(_placeholders(one)) <= set(_placeholders(entry.msgid) + _placeholders(entry.msgid_plural)):
        yield "placeholders differ in the singular"
    if _placeholders(many) != _placeholders(entry.msgid_plural):
        yield "placeholders differ in the plural"


def _placeholders(text: str) -> list[str]:
    return sorted(set(PLACEHOLDER.findall(text)))
