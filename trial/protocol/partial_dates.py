"""Dates of which the day, or the month too, may not be known."""

import calendar
import re
from dataclasses import dataclass
from datetime import date

ISO_PARTIAL = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?", re.ASCII)
FIRST_YEAR, LAST_YEAR = 1900, 2099


@dataclass(frozen=True)
class PartialDate:
    """A date known to the day, the month or the year."""

    year: int
    month: int | None = None
    day: int | None = None

    @property
    def earliest(self) -> date:
        """Find the first day that it can be."""
        return date(self.year, self.month or 1, self.day or 1)

    @property
    def latest(self) -> date:
        """Find the last day that it can be."""
        month = self.month or 12
        return date(self.year, month, self.day or calendar.monthrange(self.year, month)[1])

    @property
    def is_full(self) -> bool:
        """Tell whether the day is known."""
        return self.day is not None

    def isoformat(self) -> str:
        """Write as ISO 8601, as far as known."""
        parts = [f"{self.year:04d}"]
        parts += [f"{part:02d}" for part in (self.month, self.day) if part is not None]
        return "-".join(parts)

    def french(self) -> str:
        """Write day first, as far as known."""
        return "/".join(reversed(self.isoformat().split("-")))


def parse_partial_date(text: str) -> PartialDate | None:
    """Read YYYY, YYYY-MM or YYYY-MM-DD; None when it is none of these, impossible, or outside 1900-2099."""
    match = ISO_PARTIAL.fullmatch(text)
    if not match:
        return None
    year, month, day = (int(part) if part else None for part in match.groups())
    if year is None or not FIRST_YEAR <= year <= LAST_YEAR:
        return None
    try:
        date(year, 1 if month is None else month, 1 if day is None else day)
    except ValueError:
        return None
    return PartialDate(year, month, day)


def full(value: date) -> PartialDate:
    """Make a partial date of a known day."""
    return PartialDate(value.year, value.month, value.day)


def not_after(first: PartialDate | None, second: PartialDate | None) -> bool | None:
    """Tell whether the first is on or before the second; None when either is too little known."""
    if first is None or second is None:
        return None
    if first.latest <= second.earliest:
        return True
    return False if first.earliest > second.latest else None


def days_between(first: PartialDate, second: date) -> tuple[int, int]:
    """Count the days from a partial date to a day: the fewest and the most that it can be."""
    return (second - first.latest).days, (second - first.earliest).days


def months_before(day: date, months: int) -> date:
    """Find the same day of an earlier month, or that month's last."""
    index = day.year * 12 + day.month - 1 - months
    year, month = divmod(index, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))
