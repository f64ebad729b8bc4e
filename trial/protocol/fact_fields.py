"""Readers of single facts: each takes a value and its path, and refuses what it cannot be."""

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime, time
from decimal import Decimal
from functools import lru_cache

from trial.protocol.decimals import bounded, exact
from trial.protocol.drug_tables import ATC
from trial.protocol.facts_json import NoNumber, TwiceNamed
from trial.protocol.partial_dates import PartialDate, full, parse_partial_date
from trial.protocol.reasons import because
from trial.protocol.refusals import FactsRefused

Reader = Callable[[object, str], object]
LONGEST_TEXT = 200
ANSWERS = {"Y": True, "N": False, "U": None}
CLOCK = re.compile(r"([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9])?", re.ASCII)
DATE_TIME = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]{1,6})?)?(Z|[+-][0-9]{2}:[0-9]{2})?",
    re.ASCII,
)


def shown(value: object) -> str:
    """Quote an offending value on one line, cut short."""
    text = value.text if isinstance(value, NoNumber) else str(value)
    clean = "".join(character if character.isprintable() else "?" for character in text[:40])
    return clean if len(text) <= 40 else f"{clean}..."


@lru_cache(maxsize=1024, typed=True)
def key_in_path(key: object) -> str:
    """Write a key so that a path stays on one short line."""
    return shown(key)


def read_object(value: object, path: str, readers: Mapping[str, Reader]) -> dict[str, object]:
    """Read an object of known keys; null values are left out, unknown keys refused."""
    if isinstance(value, TwiceNamed):
        joint = "." if path else ""
        raise FactsRefused(f"{path}{joint}{key_in_path(value.key)}", because("refused_twice"))
    if not isinstance(value, Mapping):
        raise FactsRefused(path, because("refused_object"))
    found: dict[str, object] = {}
    for key, inner in value.items():
        where = f"{path}.{key_in_path(key)}" if path else key_in_path(key)
        if not isinstance(key, str) or key not in readers:
            raise FactsRefused(where, because("refused_unknown_key"))
        if inner is not None:
            found[key] = readers[key](inner, where)
    return found


def text_of(value: object, path: str) -> str:
    """Read a text of at most 200 printable characters."""
    if not isinstance(value, str):
        raise FactsRefused(path, because("refused_text"))
    if len(value) > LONGEST_TEXT or not value.isprintable():
        raise FactsRefused(path, because("refused_characters"))
    try:
        value.encode("utf-8")
    except UnicodeEncodeError as error:
        raise FactsRefused(path, because("refused_characters")) from error
    return value


def name(value: object, path: str) -> str | None:
    """Read a name; an empty one is not known."""
    return text_of(value, path).strip() or None


def answer(value: object, path: str) -> bool | None:
    """Read Y, N or U; U is asked and unknown."""
    if not isinstance(value, str) or value not in ANSWERS:
        raise FactsRefused(path, because("refused_code", value=shown(value), codes="Y, N, U"))
    return ANSWERS[value]


def code(*codes: str) -> Reader:
    """Make a reader of one of these codes."""

    def read(value: object, path: str) -> str:
        if not isinstance(value, str) or value not in codes:
            raise FactsRefused(path, because("refused_code", value=shown(value), codes=", ".join(codes)))
        return value

    return read


def unit(value: object, path: str) -> str:
    """Read a dose unit; one that is not a mass leaves the dose unknown."""
    return text_of(value, path)


def decimal(value: object, path: str) -> Decimal:
    """Read a number of zero or more, exactly."""
    number: Decimal | None = None
    if isinstance(value, str):
        number = exact(value)
    elif isinstance(value, Decimal):
        number = bounded(value)
    elif isinstance(value, int) and not isinstance(value, bool):
        number = bounded(Decimal(value)) if abs(value) < 10**20 else None
    if number is None:
        raise FactsRefused(path, because("refused_number", value=shown(value)))
    if number < 0:
        raise FactsRefused(path, because("refused_negative", value=shown(value)))
    return number


def positive(value: object, path: str) -> Decimal:
    """Read a number above zero, exactly."""
    number = decimal(value, path)
    if number == 0:
        raise FactsRefused(path, because("refused_zero"))
    return number


def whole(lowest: int, highest: int) -> Reader:
    """Make a reader of a whole number within bounds."""

    def read(value: object, path: str) -> int:
        number = decimal(value, path)
        if number != number.to_integral_value() or not lowest <= number <= highest:
            raise FactsRefused(
                path, because("refused_range", value=shown(value), lowest=str(lowest), highest=str(highest))
            )
        return int(number)

    return read


def partial_date(value: object, path: str) -> PartialDate:
    """Read a date, of which the day or the month may not be known."""
    if isinstance(value, PartialDate):
        return value
    if isinstance(value, date) and not isinstance(value, datetime):
        return full(value)
    found = parse_partial_date(value) if isinstance(value, str) else None
    if found is None:
        raise FactsRefused(path, because("refused_date", value=shown(value)))
    return found


def full_date(value: object, path: str) -> date:
    """Read a date known to the day."""
    found = partial_date(value, path)
    if not found.is_full:
        raise FactsRefused(path, because("refused_partial_date", value=shown(value)))
    return found.earliest


def clock_time(value: object, path: str) -> time:
    """Read a time of day, as in 09:10."""
    if isinstance(value, time) and value.tzinfo is None:
        return value
    if not isinstance(value, str) or not CLOCK.fullmatch(value):
        raise FactsRefused(path, because("refused_time", value=shown(value)))
    return time.fromisoformat(value)


def moment(value: object, path: str) -> datetime:
    """Read a date and time with its offset from universal time."""
    found: datetime | None = value if isinstance(value, datetime) else None
    if isinstance(value, str) and DATE_TIME.fullmatch(value):
        try:
            found = datetime.fromisoformat(value)
        except ValueError:
            found = None
    if found is None or not 1900 < found.year < 2099:
        raise FactsRefused(path, because("refused_moment", value=shown(value)))
    if found.tzinfo is None:
        raise FactsRefused(path, because("refused_offset", value=shown(value)))
    return found


def atc(value: object, path: str) -> str | None:
    """Read an ATC code of any level; an empty one is not known."""
    text = text_of(value, path).strip().upper()
    if text and not ATC.fullmatch(text):
        raise FactsRefused(path, because("refused_atc", value=shown(value)))
    return text or None
