"""Why saved values of a complete form are changed: asked under each of them, read back from what was posted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from trial.audit.reasons import ALL_FIELDS, Reason, ReasonCode, Reasons, fields_without_reason
from trial.models.fields import items_of

CODE, TEXT = "why-", "why_text-"
FOR_ALL = "all"
"""How the reason for all fields is called in the page."""
REMOVED = "is_removed"
MOST_TEXT = 500
MOST_REASONS = 400


@dataclass(frozen=True)
class ReasonOption:
    """One reason of the list."""

    value: str
    label: Promise | str
    is_chosen: bool


@dataclass(frozen=True)
class Question:
    """The question why one field is changed, or why all are; `name` is the field as the services name it."""

    name: str
    label: Promise | str
    given: Reason
    errors: tuple[Promise | str, ...] = ()

    @property
    def id(self) -> str:
        return f"id_{self.code_name}".replace(".", "_")

    @property
    def first_id(self) -> str:
        return self.id

    @property
    def code_name(self) -> str:
        return f"{CODE}{FOR_ALL if self.name == ALL_FIELDS else self.name}"

    @property
    def text_name(self) -> str:
        return f"{TEXT}{FOR_ALL if self.name == ALL_FIELDS else self.name}"

    @property
    def is_for_all(self) -> bool:
        return self.name == ALL_FIELDS

    @property
    def options(self) -> list[ReasonOption]:
        """The closed list, preceded by no reason yet."""
        none = _("Choose a reason") if self.is_for_all else _("As for all, or choose")
        choices: list[tuple[str, Promise | str]] = [("", none), *ReasonCode.choices]
        return [ReasonOption(code, label, code == self.given.code) for code, label in choices]


def posted_reasons(data: Mapping[str, Any]) -> Reasons:
    """Read the reasons given; a field left as it is takes the one for all."""
    found = {}
    for key in [key for key in data if key.startswith(CODE)][:MOST_REASONS]:
        code = str(data.get(key, ""))
        name = key.removeprefix(CODE)
        text = str(data.get(f"{TEXT}{name}", "")).replace("\x00", "")[:MOST_TEXT]
        if code or text.strip():
            found[ALL_FIELDS if name == FOR_ALL else name] = Reason(code, text)
    return found


def asked_again(data: Mapping[str, Any]) -> list[str]:
    """List the fields that the page asked about, to ask again when it is shown for another cause."""
    names = [key.removeprefix(CODE) for key in data if key.startswith(CODE)]
    return [name for name in names if name != FOR_ALL][:MOST_REASONS]


def questions(
    fields: Sequence[str], given: Reasons, labels: Mapping[str, Promise | str], *, judged: bool
) -> dict[str, Question]:
    """Ask about each field, and once for all under `*`; `judged` says what is wrong with what was given."""
    lacking = set(fields_without_reason(fields, given)) if judged else set()
    asked = {name: _question(name, labels, given, name in lacking) for name in fields if name in labels}
    if not asked:
        return {}
    for_all = Question(ALL_FIELDS, _("Same reason for all"), given.get(ALL_FIELDS, Reason("")))
    return {ALL_FIELDS: for_all, **asked}


def _question(name: str, labels: Mapping[str, Promise | str], given: Reasons, is_lacking: bool) -> Question:
    own = given.get(name, Reason(""))
    label = _("Why is this changed? (%(field)s)") % {"field": labels[name]}
    return Question(name, label, own, (_fault(given.get(name, given.get(ALL_FIELDS))),) if is_lacking else ())


def _fault(given: Reason | None) -> Promise | str:
    if given is not None and given.code == ReasonCode.OTHER:
        return _lazy("Say in words why, in three letters at least.")
    return _lazy("Choose why the saved value is changed.")


def ask_why(form: Any, needed: Sequence[str], lines: Sequence[Any] = ()) -> list[Question]:
    """Put the questions on a page form and its lines: for what needs a reason, and what was asked about before.

    Returns those to be asked above the form: for all, and for what has no row of its own on the page."""
    if not form.is_bound:
        return []
    names = list(dict.fromkeys([*needed, *asked_again(form.data)]))
    labels = {item.attname: item.verbose_name for item in items_of(form._meta.model)}
    for line in lines:
        labels |= {f"{line.line_id}.{name}": field.label for name, field in line.fields.items()}
        labels[f"{line.line_id}.{REMOVED}"] = _("removed: %(line)s") % {"line": line.title}
    asked = questions(names, posted_reasons(form.data), labels, judged=bool(needed))
    form.questions = {name: question for name, question in asked.items() if name in form.fields}
    placed = set(form.questions)
    for line in lines:
        prefix = f"{line.line_id}."
        line.questions = {name.removeprefix(prefix): asked[name] for name in asked if name.startswith(prefix)}
        placed |= {f"{prefix}{name}" for name in line.questions}
    return [question for name, question in asked.items() if name not in placed]


def faulty_questions(form: Any, lines: Sequence[Any], above: Sequence[Question]) -> list[Question]:
    """List the questions that were not answered, in the order of the page."""
    asked = [*above, *form.questions.values(), *(q for line in lines for q in line.questions.values())]
    return [question for question in asked if question.errors]
