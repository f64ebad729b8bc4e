"""Dates as people type or paste them: month names in English and French, whole dates in one box."""

from __future__ import annotations

import re
import unicodedata

Typed = dict[str, str]

MONTHS: tuple[tuple[str, ...], ...] = (
    ("january", "janvier"),
    ("february", "fevrier"),
    ("march", "mars"),
    ("april", "avril"),
    ("may", "mai"),
    ("june", "juin"),
    ("july", "juillet"),
    ("august", "aout"),
    ("september", "septembre"),
    ("october", "octobre"),
    ("november", "novembre"),
    ("december", "decembre"),
)
FEWEST_LETTERS = 3
ISO = re.compile(r"(?P<year>[0-9]{4})[-/.](?P<month>[0-9]{1,2})(?:[-/.](?P<day>[0-9]{1,2}))?", re.ASCII)
SPOKEN = re.compile(r"(?:(?P<day>[0-9]{1,2})[-/.\s]+)?(?P<month>[^\W_]+\.?)[-/.\s]+(?P<year>[0-9]{4})")


def month_number(text: str) -> int | None:
    """Read a month: 1 to 12, or its name in English or French, of which three letters may be enough."""
    if re.fullmatch(r"[0-9]{1,2}", text, re.ASCII):
        return int(text) if 1 <= int(text) <= 12 else None
    plain = unicodedata.normalize("NFD", text.casefold().rstrip("."))
    plain = "".join(letter for letter in plain if not unicodedata.combining(letter))
    if len(plain) < FEWEST_LETTERS:
        return None
    found = [
        number for number, names in enumerate(MONTHS, 1) if any(name.startswith(plain) for name in names)
    ]
    return found[0] if len(found) == 1 else None


def split_pasted(typed: Typed) -> Typed:
    """Spread a whole date that stands in one box over the parts; anything else comes back as it was."""
    filled = [text for text in typed.values() if text]
    if len(filled) != 1:
        return typed
    match = ISO.fullmatch(filled[0]) or SPOKEN.fullmatch(filled[0])
    return {part: text or "" for part, text in match.groupdict().items()} if match else typed
