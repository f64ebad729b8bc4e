"""The page form of any form of the casebook, made from its model: one field an item, one row a question."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, cast

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout, LayoutObject
from django import forms
from django.template.loader import render_to_string
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from trial.models.casebook import CasebookForm
from trial.models.fields import items_of
from trial.models.visit import Consent, GeneralCriteria, Identity, Measurements
from trial.web.controls import Control, control
from trial.web.fields import item_formfield, typed_data
from trial.web.item_fields import CodeField
from trial.web.reasons import Question

PREGNANCY_ITEMS = ("childbearing_potential", "pregnant", "parturient", "breastfeeding")


@dataclass(frozen=True)
class Row:
    """One question of a page: its items stand side by side under one label."""

    items: tuple[str, ...]
    label: Promise | str = ""


@dataclass(frozen=True)
class Section:
    """Questions under one heading."""

    title: Promise | str
    rows: tuple[Row, ...]


def _rows(*names: str) -> tuple[Row, ...]:
    return tuple(Row((name,)) for name in names)


# Pages of more than one section, or with items side by side. Any other page is one section, one row an item.
SECTIONS: dict[type[CasebookForm], tuple[Section, ...]] = {
    Identity: (Section(_("Person"), _rows("birth", "sex", "age_18_attested")),),
    Consent: (
        Section(
            _("Information and consent"), _rows("informed_on", "consent_signed", "consent_on", "consent_at")
        ),
        Section(_("Inclusion visit"), _rows("visit_on")),
    ),
    GeneralCriteria: (
        Section(_("Rights and protection"), _rows("social_security", "ame", "legal_protection")),
        Section(_("Pregnancy and breastfeeding"), _rows(*PREGNANCY_ITEMS)),
        Section(
            _("Situation and will"),
            _rows(
                "deprived_of_liberty",
                "hospitalised_without_consent",
                "institutionalised",
                "unable_to_consent",
                "refusal",
            ),
        ),
    ),
    Measurements: (
        Section(_("Weight"), _rows("weight_kg")),
        Section(
            _("Blood count"),
            (
                Row(("lymphocytes_operator", "lymphocytes_value", "lymphocytes_unit"), _("Lymphocytes")),
                Row(("lymphocytes_on",)),
            ),
        ),
    ),
}


def sections_of(model: type[CasebookForm]) -> tuple[Section, ...]:
    """List the sections of a form's page; an item that no section names comes at the end, so that none is lost."""
    named = SECTIONS.get(model, ())
    placed = {name for section in named for row in section.rows for name in row.items}
    left = tuple(item.attname for item in items_of(model) if item.attname not in placed)
    return (*named, Section(str(model._meta.verbose_name), _rows(*left))) if left else named


class PageForm(forms.ModelForm):  # type: ignore[type-arg]
    """The page form of one form of the casebook.

    `badges` gives by item the criteria that it decides, as judged. `not_applicable` names items that are not asked,
    which are shown as such and stored empty. `questions` asks by item why its saved value is changed, and `histories`
    gives by item the address of what became of it."""

    def __init__(
        self,
        *args: Any,
        badges: Mapping[str, Sequence[Any]] | None = None,
        not_applicable: Sequence[str] = (),
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.badges = badges or {}
        self.not_applicable = [name for name in not_applicable if name in self.fields]
        self.left_out: set[str] = set()
        self.questions: Mapping[str, Question] = {}
        self.histories: Mapping[str, str] = {}
        for name in self.not_applicable:
            del self.fields[name]
        for row in self.rows():
            for name in row.items[: len(row.items) * (len(row.items) > 1)]:
                field = self.fields.get(name)
                if isinstance(field, CodeField):
                    field.as_select()

    def leave_out(self, name: str) -> None:
        """Leave an item off the page that this patient is not asked; its stored value stays."""
        del self.fields[name]
        self.left_out.add(name)

    def rows(self) -> list[Row]:
        """List the questions of the page."""
        rows = [row for section in sections_of(self._meta.model) for row in section.rows]
        return [row for row in rows if not set(row.items) <= self.left_out]

    def drawn_rows(self) -> list[dict[str, Any]]:
        """Draw every question, in the order of the page."""
        return [RowLayout(row).drawn(self) for row in self.rows()]

    @property
    def helper(self) -> FormHelper:
        """Lay the page out as rows of the eCRF."""
        helper = FormHelper(self)
        helper.form_tag = False
        helper.disable_csrf = True
        helper.form_show_errors = False
        helper.layout = Layout(*(SectionLayout(section) for section in sections_of(self._meta.model)))
        return helper

    def controls(self) -> list[Control]:
        """Draw every field, in the order of the page."""
        return [control(self, name) for row in self.rows() for name in row.items if name in self.fields]

    def values(self) -> dict[str, Any]:
        """Give the values to save: what was typed, and nothing for what is not asked."""
        cleared = dict.fromkeys(self.not_applicable)
        return {**{name: self.cleaned_data.get(name) for name in self.fields}, **cleared}

    def as_typed(self) -> CasebookForm:
        """Give the unsaved row as typed, for judging: what is refused counts as not known."""
        self.full_clean()
        for name in self.errors:
            if name in self.fields:
                setattr(self.instance, name, None)
        for name in self.not_applicable:
            setattr(self.instance, name, None)
        row: CasebookForm = self.instance
        return row


class SectionLayout(LayoutObject):  # type: ignore[misc]
    """A heading and its rows."""

    def __init__(self, section: Section) -> None:
        self.section = section

    def render(self, form: PageForm, context: Any, **kwargs: Any) -> str:
        """Render the heading and its rows."""
        rows = [RowLayout(row).drawn(form) for row in self.section.rows]
        return render_to_string("casebook/section.html", {"title": self.section.title, "rows": rows})


class RowLayout(LayoutObject):  # type: ignore[misc]
    """One row of the eCRF: question, controls, criteria."""

    def __init__(self, row: Row) -> None:
        self.row = row

    def drawn(self, form: PageForm) -> dict[str, Any]:
        """Give what the row's template needs."""
        names = self.row.items
        model_labels = {item.attname: item.verbose_name for item in items_of(form._meta.model)}
        return {
            "name": names[0],
            "label": self.row.label or model_labels[names[0]],
            "controls": [control(form, name) for name in names if name in form.fields],
            "badges": badges_of_row(self.row, form.badges),
            "is_asked": not set(names) <= set(form.not_applicable),
        }

    def render(self, form: PageForm, context: Any, **kwargs: Any) -> str:
        """Render the row alone."""
        return render_to_string("casebook/row.html", {"row": self.drawn(form)})


def badges_of_row(row: Row, badges: Mapping[str, Sequence[Any]]) -> list[Any]:
    """List the criteria that any item of the row decides, once each."""
    found = {line.code: line for name in row.items for line in badges.get(name, ())}
    return sorted(found.values(), key=lambda line: line.position)


@cache
def page_form(model: type[CasebookForm]) -> type[PageForm]:
    """Make the page form of a model."""
    names = [item.attname for item in items_of(model)]
    return cast(
        type[PageForm],
        forms.modelform_factory(model, form=PageForm, fields=names, formfield_callback=item_formfield),
    )


def with_stored(form: PageForm, data: Any, names: Sequence[str], stored: CasebookForm) -> Any:
    """Copy what was posted with the stored values of some items in place of the typed ones."""
    chosen = data.copy()
    for name in names:
        if name in form.fields:
            for key, text in typed_data(
                form.fields[name], form.add_prefix(name), getattr(stored, name)
            ).items():
                chosen[key] = text
    return chosen
