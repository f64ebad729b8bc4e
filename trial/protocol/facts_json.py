"""Reading JSON text without losing anything: exact numbers, no key twice, no number that is none."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from trial.protocol.reasons import because
from trial.protocol.refusals import FactsRefused


@dataclass(frozen=True)
class NoNumber:
    """A number in JSON that cannot be read exactly; refused where it stands."""

    text: str


@dataclass(frozen=True)
class TwiceNamed:
    """An object in which a key stands twice; refused where it stands."""

    key: str


def parse_json(text: str) -> object:
    """Read JSON text; raises FactsRefused when it is not readable."""
    try:
        return json.loads(
            text,
            parse_float=_number,
            parse_int=_number,
            parse_constant=NoNumber,
            object_pairs_hook=_object,
        )
    except (ValueError, RecursionError) as error:
        line = getattr(error, "lineno", None)
        reason = because("refused_json") if line is None else because("refused_json_line", line=str(line))
        raise FactsRefused("", reason) from error


def _number(text: str) -> object:
    try:
        return Decimal(text)
    except InvalidOperation:
        return NoNumber(text)


def _object(pairs: list[tuple[str, object]]) -> Mapping[str, object] | TwiceNamed:
    found: dict[str, object] = {}
    for key, value in pairs:
        if key in found:
            return TwiceNamed(key)
        found[key] = value
    return found
