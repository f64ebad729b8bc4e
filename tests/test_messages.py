"""The French texts: complete, found wherever code and templates say them, and typeset as French is."""

from __future__ import annotations

import gettext
import re
from pathlib import Path

import polib
import pytest
from django.core.management import CommandError
from django.utils import translation

from trial.management.commands.messages import (
    catalogue_path,
    compile_catalogue,
    entry_faults,
    faults_of,
    stored_catalogue,
    texts_of,
)


def test_every_text_has_its_french() -> None:
    assert faults_of(catalogue_path()) == []


def test_french_keeps_a_no_break_space_before_double_punctuation() -> None:
    ragged = re.compile(r"[^\u00a0\u202f][;:?!](?=\s|$)|[^\u00a0\u202f]»|«[^\u00a0\u202f]")
    texts = [text for entry in stored_catalogue(catalogue_path()) for text in french_of(entry)]
    assert [text for text in texts if ragged.search(text)] == []


def french_of(entry: polib.POEntry) -> list[str]:
    return list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]


@pytest.mark.parametrize(
    ("entry", "fault"),
    [
        (polib.POEntry(msgid="Save", msgstr=""), "no French"),
        (polib.POEntry(msgid="Save", msgstr="  "), "no French"),
        (polib.POEntry(msgid="Save", msgstr="Enregistrer", flags=["fuzzy"]), "fuzzy"),
        (polib.POEntry(msgid="Save", msgstr="Enregistrer", obsolete=True), "no longer used"),
        (polib.POEntry(msgid="At %(place)s", msgstr="À %(lieu)s"), "placeholders differ"),
        (polib.POEntry(msgid="At %(day)d", msgstr="Le %(day)s"), "placeholders differ"),
        (polib.POEntry(msgid="At {place}", msgstr="À"), "placeholders differ"),
        (
            polib.POEntry(msgid="%(n)s centre", msgid_plural="%(n)s centres", msgstr_plural={0: "", 1: ""}),
            "no French",
        ),
        (
            polib.POEntry(
                msgid="%(n)s centre",
                msgid_plural="%(n)s centres",
                msgstr_plural={0: "un centre", 1: "des centres"},
            ),
            "placeholders differ in the plural",
        ),
    ],
)
def test_a_faulty_entry_is_named(entry: polib.POEntry, fault: str) -> None:
    assert any(said.startswith(fault) for said in entry_faults(entry))


def test_a_singular_may_leave_its_number_out() -> None:
    entry = polib.POEntry(
        msgid="%(n)s centre", msgid_plural="%(n)s centres", msgstr_plural={0: "un centre", 1: "%(n)s centres"}
    )
    assert entry_faults(entry) == []


def test_a_catalogue_behind_the_code_is_stale(tmp_path: Path) -> None:
    catalogue = stored_catalogue(catalogue_path())
    catalogue.remove(catalogue.find("Included"))
    behind = tmp_path / "django.po"
    behind.write_text(str(catalogue), encoding="utf-8")
    faults = faults_of(behind)
    assert any(fault.startswith("no French: 'Included'") for fault in faults)
    assert any(fault.startswith("not in step") for fault in faults)


def test_texts_of_a_template_are_found(tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_text(
        """{% load i18n %}<p class="it's">{{ number|default:_("not known") }}</p>
          {% translate "Hello" context "greeting" %} (
        {% blocktranslate count n=total trimmed %}
            one patient
        {% plural %}
            {{ n }} patients
        {% endblocktranslate %}
        {# translate "not this" #}""",
        encoding="utf-8",
    )
    assert list(texts_of(page)) == [
        ("", "not known", ""),
        ("greeting", "Hello", ""),
        ("", "one patient", "%(n)s patients"),
    ]


def test_texts_of_a_module_are_found(tmp_path: Path) -> None:
    module = tmp_path / "module.py"
    module.write_text(
        'a = _("One "\n  "sentence")\n'
        'b = ngettext("%(n)s form", "%(n)s forms", 2)\n'
        'c = pgettext_lazy("verb", "Save")\n'
    )
    assert list(texts_of(module)) == [
        ("", "One sentence", ""),
        ("", "%(n)s form", "%(n)s forms"),
        ("verb", "Save", ""),
    ]


def test_a_computed_text_is_refused(tmp_path: Path) -> None:
    module = tmp_path / "module.py"
    module.write_text('a = _(f"Patient {number}")\n')
    with pytest.raises(CommandError, match="f-string"):
        list(texts_of(module))


def test_the_compiled_catalogue_holds_the_texts(tmp_path: Path) -> None:
    source = tmp_path / "django.po"
    source.write_bytes(catalogue_path().read_bytes())
    compile_catalogue(source)
    with source.with_suffix(".mo").open("rb") as compiled:
        french = gettext.GNUTranslations(compiled)
    assert french.gettext("Included") == "Inclus"


def test_english_readers_get_english_although_french_is_the_default() -> None:
    with translation.override("en"):
        assert translation.gettext("Included") == "Included"
