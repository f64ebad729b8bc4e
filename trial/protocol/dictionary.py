"""The dictionary for entry: drugs found by international name or French brand."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from trial.protocol.drug_names import folded
from trial.protocol.drug_tables import Drug, Glucocorticoid, read_dictionary, read_drugs, read_glucocorticoids

FOLDER = Path(__file__).parent
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


@cache
def common_drugs() -> tuple[Drug, ...]:
    """Read the drugs that no clause names, from dictionary.csv."""
    name = "dictionary.csv"
    return read_dictionary((FOLDER / name).read_text("utf-8"), name)


@cache
def _entries() -> tuple[tuple[DictionaryEntry, tuple[str, ...]], ...]:
    named = read_drugs((FOLDER / "drugs.csv").read_text("utf-8"), "drugs.csv")
    steroids = read_glucocorticoids(
        (FOLDER / "glucocorticoids.csv").read_text("utf-8"), "glucocorticoids.csv"
    )
    drugs = (*named, *(_as_drug(steroid) for steroid in steroids), *common_drugs())
    return tuple((_entry(drug), drug.brands) for drug in drugs)


def _entry(drug: Drug) -> DictionaryEntry:
    return DictionaryEntry(drug.inn, drug.inn_fr, drug.atc, None, drug.routes, drug.match_class)


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
    for entry, brands in _entries():
        names = [(entry.inn, None), (entry.inn_fr, None), *((brand, brand) for brand in brands)]
        hits = [
            (not folded(name).startswith(sought), brand) for name, brand in names if sought in folded(name)
        ]
        if hits:
            later, brand = min(hits, key=lambda hit: (hit[0], hit[1] is not None))
            shown = DictionaryEntry(
                entry.inn, entry.inn_fr, entry.atc, brand, entry.routes, entry.match_class
            )
            found.append((later, entry.inn, entry.atc or "", shown))
    found.sort(key=lambda hit: hit[:3])
    return tuple(entry for *_, entry in found[:limit])
