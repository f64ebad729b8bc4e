"""Which parameters each operator takes, so that a definition can be checked before it is used."""

from collections.abc import Mapping
from enum import Enum


class Kind(Enum):
    """What a parameter holds."""

    NUMBER = "a decimal number"
    FLAG = "true or false"
    FACT = "the name of a fact"
    CODE = "a code"
    CODES = "codes"
    CLASSES = "drug classes"
    INNS = "drug names"
    PREFIXES = "beginnings of ATC codes"


Parameters = Mapping[str, tuple[Kind, bool]]

_DECIDING: Parameters = {
    "fact": (Kind.FACT, True),
    "passes": (Kind.CODES, True),
    "fails": (Kind.CODES, True),
}
_DRUGS: Parameters = {
    "classes": (Kind.CLASSES, True),
    "inns": (Kind.INNS, False),
    "flagged": (Kind.CLASSES, False),
    "related": (Kind.CLASSES, False),
    "says_ongoing": (Kind.FLAG, False),
}

OPERATOR_PARAMETERS: Mapping[str, Parameters] = {
    "age_at_least": {"years": (Kind.NUMBER, True)},
    "age_not_below": {"years": (Kind.NUMBER, True)},
    "code_decides": _DECIDING,
    "consent_before_sampling": {},
    "no_pregnancy": {},
    "answer_is_no": {"fact": (Kind.FACT, True)},
    "not_on_ame": {},
    "gvhd_after_allograft": {},
    "acquired_aplasia": {"origins": (Kind.CODES, True)},
    "lymphocytes_above": {"g_per_l": (Kind.NUMBER, True)},
    "lymphocytes_not_below": {"g_per_l": (Kind.NUMBER, True)},
    "steroid_at_most_per_kg": {"mg_per_kg_per_day": (Kind.NUMBER, True)},
    "steroid_at_most": {"mg_per_day": (Kind.NUMBER, True)},
    "no_drug_of_class": _DRUGS,
    "no_steroid_nor_drug": _DRUGS,
    "no_immunosuppressant": {"atc_prefixes": (Kind.PREFIXES, True)},
    "lupus_classified": {"acr_1997_count": (Kind.NUMBER, True), "eular_acr_2019_score": (Kind.NUMBER, True)},
    "arthritis_classified": {
        "acr_eular_2010_score": (Kind.NUMBER, True),
        "acr_1987_count": (Kind.NUMBER, True),
    },
    "diagnosed_by_set": {"fact": (Kind.FACT, True), "set": (Kind.CODE, True)},
    "diagnosis_code_decides": _DECIDING,
    "diagnosis_confirmed": {"fact": (Kind.FACT, True)},
}
