"""Reading a TOML document value by value; each refusal names file and line."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from trial.protocol.decimals import exact
from trial.protocol.definition_lines import find_lines
from trial.protocol.drug_tables import DefinitionError


class TomlReader:
    """Reads the values of one document."""

    def __init__(self, data: Mapping[str, Any], text: str, name: str) -> None:
        """Keep the document and where its values stand."""
        self.data, self._name, self._lines = data, name, find_lines(text)

    def refuse(self, place: tuple[str, int, str], sentence: str) -> DefinitionError:
        """Make the refusal of what stands at a place."""
        table, index, _ = place
        line = self._lines.get(place) or self._lines.get((table, index, "")) or 1
        return DefinitionError(f"{self._name}:{line}: {sentence}")

    def only(self, table: str, index: int, row: Mapping[str, Any], keys: Sequence[str], what: str) -> None:
        """Refuse keys that are unknown, and keys that are missing."""
        for key in row:
            if key not in keys:
                raise self.refuse((table, index, key), f"{what}: unknown key '{key}'")
        for key in keys:
            if key not in row:
                raise self.refuse((table, index, ""), f"{what}: {key} is missing")

    def text(self, table: str, index: int, row: Mapping[str, Any], key: str, what: str) -> str:
        """Read a text that is not empty."""
        value = row.get(key)
        if not isinstance(value, str) or not value.strip():
            raise self.refuse((table, index, key), f"{what}: {key} is missing")
        return value

    def number(self, table: str, index: int, row: Mapping[str, Any], key: str, what: str) -> Decimal:
        """Read a decimal number in quotes, zero or more."""
        value = row.get(key)
        number = exact(value) if isinstance(value, str) else None
        if number is None or number < 0:
            raise self.refuse(
                (table, index, key), f"{what}: {key} must be a decimal number in quotes, not {value!r}"
            )
        return number

    def flag(self, table: str, index: int, row: Mapping[str, Any], key: str, what: str) -> bool:
        """Read true or false."""
        value = row.get(key)
        if not isinstance(value, bool):
            raise self.refuse((table, index, key), f"{what}: {key} must be true or false")
        return value

    def texts(self, table: str, index: int, row: Mapping[str, Any], key: str, what: str) -> tuple[str, ...]:
        """Read a list of texts that is not empty."""
        value = row.get(key)
        if not isinstance(value, list) or not value or not all(isinstance(part, str) for part in value):
            raise self.refuse((table, index, key), f"{what}: {key} must be a list of texts")
        return tuple(value)

    def table(self, name: str) -> Mapping[str, Any]:
        """Read a table."""
        table = self.data[name]
        if not isinstance(table, dict):
            raise self.refuse(("", 0, name), f"{name} must be a table")
        return table

    def rows(self, name: str) -> list[tuple[int, Mapping[str, Any]]]:
        """Read a list of tables, each with its index."""
        rows = self.data[name]
        if not isinstance(rows, list) or not rows or not all(isinstance(row, dict) for row in rows):
            raise self.refuse(("", 0, name), f"{name} must be a list of tables")
        return list(enumerate(rows))
