"""The version that a page was opened at, as it comes back with the form."""

from __future__ import annotations

import re
from collections.abc import Mapping

NEVER_SAVED_HERE = -1


def asked_version(data: Mapping[str, str]) -> int:
    """Read the posted version; one that is missing or no number stands for none that was ever saved."""
    text = data.get("version", "")
    return int(text) if re.fullmatch(r"[0-9]{1,9}", text, re.ASCII) else NEVER_SAVED_HERE
