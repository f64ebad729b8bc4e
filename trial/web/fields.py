"""The form field of each kind of data item."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db import models

from trial.models.fields import (
    BirthItem,
    CodeItem,
    DateItem,
    DecimalItem,
    IntegerItem,
    Item,
    PartialDateItem,
    TimeItem,
)
from trial.web.date_fields import BirthField, BoxedDateField, Boxes, PartialDateField
from trial.web.item_fields import CodeField, DecimalField, IntegerField, ItemField, TextField, TimeField

FIELD_OF: dict[type[Item], type[ItemField]] = {
    CodeItem: CodeField,
    DecimalItem: DecimalField,
    IntegerItem: IntegerField,
    DateItem: BoxedDateField,
    TimeItem: TimeField,
    PartialDateItem: PartialDateField,
    BirthItem: BirthField,
}


def item_formfield(item: models.Field[Any, Any], **_kwargs: Any) -> ItemField | None:
    """Make the form field of a data item: the `formfield_callback` of every page form."""
    for kind, field in FIELD_OF.items():
        if isinstance(item, kind):
            return field(item=item)
    return TextField(item=item) if isinstance(item, Item) else None


def typed_data(field: forms.Field, name: str, value: Any) -> dict[str, str]:
    """Write a stored value as the page would post it, by input name."""
    if isinstance(field.widget, Boxes):
        return {f"{name}_{part}": text for part, text in field.widget.texts(value).items()}
    prepared = field.prepare_value(value)
    return {name: "" if prepared is None else str(prepared)}
