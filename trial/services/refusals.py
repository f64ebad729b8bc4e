"""What a service answers when it may not do what it was asked: a sentence that says what to do."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any


class Refusal(Exception):
    """Nothing was written; `sentence` says why and what to do, in the reader's language."""

    def __init__(self, sentence: Any) -> None:
        super().__init__(sentence)
        self.sentence = sentence


class NotAllowed(Refusal):
    """The person holds no role that may do this here."""


class ReasonNeeded(Refusal):
    """Saved values of a completed form were to be changed without a reason: `fields` names them.

    A field of a medication line is named by the line's id and its own name, as `12.dose`."""

    def __init__(self, sentence: Any, *, fields: Sequence[str]) -> None:
        super().__init__(sentence)
        self.fields = tuple(fields)


class StaleForm(Refusal):
    """Somebody saved the form since it was opened: `theirs` is what stands now, by field name."""

    def __init__(
        self,
        sentence: Any,
        *,
        theirs: Mapping[str, Any],
        version: int,
        by: Any,
        at: Any,
    ) -> None:
        super().__init__(sentence)
        self.theirs, self.version, self.by, self.at = theirs, version, by, at
