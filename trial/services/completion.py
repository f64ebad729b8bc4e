"""When a form counts as complete: the first time that nothing it asks for is missing."""

from __future__ import annotations

from trial.models.casebook import CasebookForm
from trial.models.medications import Medications
from trial.protocol.criteria import Judgement
from trial.services.items import item_values

# Where a fact is not called as the item by which it is entered.
_FACTS_OF_ITEMS = {
    "birth": ("birth_year", "birth_month"),
    "visit_on": ("visit_on", "sampled_at"),
    "lymphocytes_operator": ("lymphocytes.operator",),
    "lymphocytes_value": ("lymphocytes", "lymphocytes.value"),
    "lymphocytes_unit": ("lymphocytes.unit",),
    "lymphocytes_on": ("lymphocytes.on",),
}


def is_complete(form: CasebookForm, slug: str, judgement: Judgement) -> bool:
    """Say whether no item stands empty that a criterion asks for; of the medications, whether the page is answered."""
    values = item_values(form)
    if isinstance(form, Medications):
        return form.any_medication is not None
    missing = {name for criterion in judgement.criteria for name in criterion.missing}
    if slug == "diagnosis":
        missing = {name.removeprefix("diagnosis.") for name in missing if name.startswith("diagnosis.")}
    empty = [name for name, value in values.items() if value is None]
    asked = {fact for name in empty for fact in _FACTS_OF_ITEMS.get(name, (name,))}
    return len(empty) < len(values) and not missing & asked
