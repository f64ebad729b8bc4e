"""Two people saved the same form: both values side by side, a choice field by field, nothing overwritten."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.forms import BaseForm
from django.http import QueryDict
from django.utils.functional import Promise

from trial.web.controls import in_words

CHOICE = "choose-"
MINE, THEIRS = "mine", "theirs"
NOT_CARRIED = ("csrfmiddlewaretoken", "version", "action", "typing")


@dataclass(frozen=True)
class Difference:
    """One item on which the two saves differ."""

    name: str
    label: Promise | str
    mine: str
    theirs: str
    chosen: str = ""

    @property
    def input_name(self) -> str:
        return f"{CHOICE}{self.name}"


def differences(form: BaseForm, values: Mapping[str, Any], theirs: Mapping[str, Any]) -> list[Difference]:
    """List the items that were typed otherwise than somebody else saved them meanwhile."""
    found = []
    for name, mine in values.items():
        field = form.fields.get(name)
        if field is not None and mine != theirs.get(name):
            item = field.item  # type: ignore[attr-defined]
            found.append(
                Difference(name, item.verbose_name, in_words(item, mine), in_words(item, theirs.get(name)))
            )
    return found


def chosen_theirs(data: QueryDict) -> list[str]:
    """List the items for which the comparison page was answered with the other person's value."""
    return [
        key.removeprefix(CHOICE) for key, value in data.items() if key.startswith(CHOICE) and value == THEIRS
    ]


def carried(data: Any) -> list[tuple[str, str]]:
    """List what was typed, to travel through the comparison page as hidden fields."""
    return [
        (key, value)
        for key, values in data.lists()
        if key not in NOT_CARRIED and not key.startswith(CHOICE)
        for value in values
    ]
