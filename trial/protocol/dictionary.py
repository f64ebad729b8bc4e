"""The dictionary for entry: drugs found by international name or French brand."""

from dataclasses import dataclass, replace
from functools import cache

from trial.protocol.definition import load_definition
from trial.protocol.drug_names import folded
from trial.protocol.drug_tables import Drug, Glucocorticoid

GLUCOCORTICOID_ROUTES = ("oral", "iv", "im", "sc")


@dataclass(frozen=True)
class DictionaryEntry:
    """One choice for entry; `brand` is the French brand that was found, if one was."""

    inn: str
    inn_fr: str
    atc: str | None
    brand: str | None
    routes: tuple[str, ...]
    match_class: str | None


@dataclass(frozen=True)
class _Spelling:
    folded: str
    brand: str | None


@cache
def _entries() -> tuple[tuple[DictionaryEntry, tuple[_Spelling, ...]], ...]:
    protocol = load_definition()
    steroids = (_as_drug(steroid) for steroid in protocol.glucocorticoids)
    return tuple(
        (_entry(drug), _spellings(drug)) for drug in (*protocol.drugs, *steroids, *protocol.dictionary)
    )


def _entry(drug: Drug) -> DictionaryEntry:
    return DictionaryEntry(drug.inn, drug.inn_fr, drug.atc, None, drug.routes, drug.match_class)


def _spellings(drug: Drug) -> tuple[_Spelling, ...]:
    names = [_Spelling(folded(name), None) for name in dict.fromkeys((drug.inn, drug.inn_fr))]
    return (*names, *(_Spelling(folded(brand), brand) for brand in drug.brands))


def _as_drug(steroid: Glucocorticoid) -> Drug:
    return Drug(
        inn=steroid.inn,
        inn_fr=steroid.inn_fr,
        atc=steroid.atc,
        atc_legacy=None,
        brands=steroid.brands,
        routes=GLUCOCORTICOID_ROUTES,
        match_class="GLUCOCORTICOID",
    )


def dictionary_search(query: str, *, limit: int = 20) -> tuple[DictionaryEntry, ...]:
    """Find drugs whose name or French brand holds the text, those that start with it first.

    Case and accents do not count; an empty text finds nothing."""
    sought = folded(query)
    if not sought:
        return ()
    found: list[tuple[bool, str, str, DictionaryEntry]] = []
    for entry, spellings in _entries():
        hits = [
            (not one.folded.startswith(sought), one.brand is not None, one.brand)
            for one in spellings
            if sought in one.folded
        ]
        if hits:
            later, _, brand = min(hits, key=lambda hit: hit[:2])
            found.append((later, entry.inn, entry.atc or "", replace(entry, brand=brand)))
    found.sort(key=lambda hit: hit[:3])
    return tuple(entry for *_, entry in found[:limit])
