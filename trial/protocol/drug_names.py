"""How drug names are compared: without case, accents, salts, or the suffix of a biosimilar."""

import re
import unicodedata
from functools import lru_cache

SALTS = frozenset(
    [
        "acetate",
        "acetonide",
        "anhydrous",
        "chlorhydrate",
        "citrate",
        "d'",
        "de",
        "dihydrogen",
        "dipropionate",
        "disodique",
        "disodium",
        "fumarate",
        "hemihydrate",
        "hemisuccinate",
        "hydrate",
        "hydrochloride",
        "maleate",
        "mesilate",
        "mesylate",
        "metasulfobenzoate",
        "monohydrate",
        "phosphate",
        "potassium",
        "sodique",
        "sodium",
        "succinate",
        "sulfate",
        "tosylate",
        "valerate",
    ]
)
NOT_A_NAME = frozenset(
    {
        "",
        "?",
        "-",
        "unknown",
        "unk",
        "nk",
        "inconnu",
        "inconnue",
        "other",
        "autre",
        "none",
        "null",
        "na",
        "n/a",
    }
)
SYNONYMS = {
    "mycophenolate mofetil": "mycophenolic acid",
    "mofetil mycophenolate": "mycophenolic acid",
    "mycophenolate de mofetil": "mycophenolic acid",
    "mycophenolate sodium": "mycophenolic acid",
    "mycophenolate sodique": "mycophenolic acid",
    "sodium mycophenolate": "mycophenolic acid",
    "mycophenolate": "mycophenolic acid",
    "acide mycophenolique": "mycophenolic acid",
    "mmf": "mycophenolic acid",
    "amethopterin": "methotrexate",
    "methotrexat": "methotrexate",
    "cyclosporine": "ciclosporin",
    "cyclosporin": "ciclosporin",
    "ciclosporine": "ciclosporin",
    "acetaminophen": "paracetamol",
    "aspirin": "acetylsalicylic acid",
    "aspirine": "acetylsalicylic acid",
    "albuterol": "salbutamol",
    "cholecalciferol": "colecalciferol",
    "vitamin d3": "colecalciferol",
    "cortisol": "hydrocortisone",
    "beclomethasone": "beclometasone",
    "thyroxine": "levothyroxine",
    "methimazole": "thiamazole",
}
BIOSIMILAR_SUFFIX = re.compile(r"-[a-z]{4}$")
BETWEEN_PARTS = re.compile(r"\s*(?:\+|/|,|;|\band\b|\bet\b|\bwith\b)\s*")
BRACKETS = re.compile(r"\([^)]*\)")


@lru_cache(maxsize=8192)
def folded(text: str) -> str:
    """Fold to lower case without accents or doubled spaces."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    return " ".join("".join(c for c in plain if not unicodedata.combining(c)).split())


@lru_cache(maxsize=8192)
def plain_name(text: str | None) -> str | None:
    """Reduce a name to what is compared; None when it names nothing."""
    if text is None:
        return None
    name = folded(text)
    if name in NOT_A_NAME:
        return None
    name = " ".join(BRACKETS.sub(" ", name).split()) or name
    if name in SYNONYMS:
        return SYNONYMS[name]
    name = BIOSIMILAR_SUFFIX.sub("", name)
    bare = " ".join(word for word in name.split() if word not in SALTS) or name
    return SYNONYMS.get(bare, bare)


@lru_cache(maxsize=8192)
def name_parts(text: str | None) -> tuple[str, ...]:
    """Split the name of a combination, the whole first; empty when it names nothing."""
    whole = plain_name(text)
    if whole is None or text is None:
        return ()
    found = [plain_name(part) for part in BETWEEN_PARTS.split(folded(text))]
    return tuple(dict.fromkeys([whole, *(part for part in found if part)]))
