"""Where in a TOML text a table or a key stands, so that a refusal can name the line."""

import re

HEADER = re.compile(r"\s*(\[{1,2})\s*([A-Za-z0-9_.-]+)\s*\]{1,2}")
KEY = re.compile(r"\s*([A-Za-z0-9_-]+)\s*=")

Place = tuple[str, int, str]


def find_lines(text: str) -> dict[Place, int]:
    """Map (table, index among equal tables, key) to a line; the key is "" for the header itself."""
    lines: dict[Place, int] = {}
    seen: dict[str, int] = {}
    table, index, within = "", 0, ""
    for number, line in enumerate(text.splitlines(), start=1):
        if within:
            within = "" if within in line else within
            continue
        header = HEADER.match(line)
        if header:
            table = header.group(2)
            index = seen.get(table, -1) + 1
            seen[table] = index
            lines[(table, index, "")] = number
            continue
        key = KEY.match(line)
        if key:
            lines.setdefault((table, index, key.group(1)), number)
        for quotes in ('"""', "'''"):
            if line.count(quotes) % 2:
                within = quotes
    return lines
