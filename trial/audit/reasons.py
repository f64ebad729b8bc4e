"""Why a saved value was changed: one code of a closed list, and words where the code says too little."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db import models
from django.utils.translation import gettext_lazy as _

WORDS_MIN = 3
"""How many characters that are no blanks the words of `other` need."""

ALL_FIELDS = "*"
"""The name under which a reason holds for every field of the save."""


class ReasonCode(models.TextChoices):
    TRANSCRIPTION_ERROR = "transcription_error", _("Transcription error")
    NEW_SOURCE = "new_source", _("New source document")
    QUERY_ANSWER = "query_answer", _("Answer to a query")
    OTHER = "other", _("Other")


@dataclass(frozen=True)
class Reason:
    """One reason as given; `is_enough` tells whether it counts as one."""

    code: str
    text: str = ""

    @property
    def is_enough(self) -> bool:
        """Say whether the code is known and, for `other`, says something."""
        if self.code not in ReasonCode.values:
            return False
        return self.code != ReasonCode.OTHER or len("".join(self.text.split())) >= WORDS_MIN

    def as_json(self) -> dict[str, str]:
        """Give it as history rows hold it."""
        return {"code": str(self.code), "text": self.text.strip()}


Reasons = Mapping[str, Reason]
"""Reasons by the name of the field; `*` for all the others."""


def fields_without_reason(changed: Iterable[str], reasons: Reasons) -> list[str]:
    """List the changed fields for which no reason that is enough was given."""
    for_all = reasons.get(ALL_FIELDS)
    given = ((name, reasons.get(name, for_all)) for name in changed)
    return [name for name, reason in given if reason is None or not reason.is_enough]
