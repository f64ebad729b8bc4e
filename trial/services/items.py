"""Setting the items of a row, and telling what that changes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from trial.models.fields import items_of


def item_values(row: Any) -> dict[str, Any]:
    """Read the items of a row."""
    return {item.attname: getattr(row, item.attname) for item in items_of(type(row))}


def set_items(row: Any, values: Mapping[str, Any]) -> None:
    """Set items from values as a form gives them. Raises KeyError for a name that is no item of the row."""
    known = {item.attname: item for item in items_of(type(row))}
    for name, value in values.items():
        setattr(row, name, known[name].to_python(value) if value != "" else None)


def changed_items(row: Any, before: Mapping[str, Any]) -> list[str]:
    """List the items that held a value and hold another, or none, now."""
    return [name for name, value in before.items() if value is not None and value != getattr(row, name)]
