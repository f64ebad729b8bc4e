"""The tables of drugs, read from their CSV texts and checked line by line."""

import csv
import io
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from trial.protocol.decimals import exact
from trial.protocol.drug_names import folded, plain_name
from trial.protocol.routes import ROUTES

ATC = re.compile(r"[A-Z](?:[0-9]{2}(?:[A-Z](?:[A-Z](?:[0-9]{2})?)?)?)?", re.ASCII)
FULL_ATC_LENGTH = 7


class DefinitionError(ValueError):
    """A protocol definition that is refused; says the file, the line and why."""


@dataclass(frozen=True)
class Drug:
    """A drug: its name, codes, French brands and routes, and the class under which a clause names it."""

    inn: str
    inn_fr: str
    atc: str | None
    atc_legacy: str | None
    brands: tuple[str, ...]
    routes: tuple[str, ...]
    match_class: str | None = None

    @property
    def codes(self) -> tuple[str, ...]:
        """List the current and the legacy ATC code."""
        return tuple(code for code in (self.atc, self.atc_legacy) if code)


@dataclass(frozen=True)
class Glucocorticoid:
    """A systemic glucocorticoid; without a factor its dose cannot be converted."""

    inn: str
    inn_fr: str
    atc: str
    mg_equal_to_5mg_prednisone: Decimal | None
    alternative_mg: Decimal | None
    brands: tuple[str, ...]
    agreement: str


DRUG_COLUMNS = ("match_class", "inn", "inn_fr", "atc_2026", "atc_legacy", "brands_fr", "routes", "note")
DICTIONARY_COLUMNS = ("inn", "inn_fr", "atc", "atc_legacy", "brands_fr", "routes")
GLUCOCORTICOID_COLUMNS = (
    "inn",
    "inn_fr",
    "atc_2026",
    "mg_equal_to_5mg_prednisone",
    "status",
    "alternative_mg",
    "brands_fr",
    "agreement",
)
STATUSES = ("accepted", "unverified", "none")


def read_drugs(text: str, name: str) -> tuple[Drug, ...]:
    """Read the drugs that the clauses name; raises DefinitionError."""
    found = [
        (at, _drug(row, "atc_2026", at, match_class=_needed(row, "match_class", at)))
        for at, row in _rows(text, name, DRUG_COLUMNS)
    ]
    _refuse_doubles([(at, f"{drug.inn} {drug.atc or ''}".strip()) for at, drug in found])
    return tuple(drug for _, drug in found)


@lru_cache(maxsize=4)
def read_dictionary(text: str, name: str) -> tuple[tuple[str, Drug], ...]:
    """Read the dictionary of other drugs, each with its file and line; raises DefinitionError."""
    rows = _rows(text, name, DICTIONARY_COLUMNS)
    return tuple((at, _drug(row, "atc", at, match_class=None)) for at, row in rows)


def refuse_collisions(
    dictionary: Iterable[tuple[str, Drug]], drugs: Iterable[Drug], steroids: Iterable[Glucocorticoid]
) -> None:
    """Refuse a name, brand or code of the dictionary that means another drug already; raises DefinitionError.

    One drug may stand several times, each time with another code: its forms."""
    codes: set[str] = set()
    owners: dict[str, str] = {}
    forms: dict[str, set[str]] = {}
    for inn, inn_fr, brands, own in (
        *((drug.inn, drug.inn_fr, drug.brands, drug.codes) for drug in drugs),
        *((steroid.inn, steroid.inn_fr, steroid.brands, (steroid.atc,)) for steroid in steroids),
    ):
        codes.update(own)
        forms.setdefault(folded(inn), set()).update(own or ("",))
        owners.update({folded(name): folded(inn) for name in (inn, inn_fr, *brands)})
    for at, drug in dictionary:
        own_name = folded(drug.inn)
        known = forms.setdefault(own_name, set())
        if known and (not drug.codes or "" in known):
            raise DefinitionError(f"{at}: '{drug.inn}' stands twice")
        known.update(drug.codes or ("",))
        for code in drug.codes:
            if code in codes:
                raise DefinitionError(f"{at}: ATC code {code} stands twice")
            codes.add(code)
        for name in (drug.inn, drug.inn_fr, *drug.brands):
            owner = owners.setdefault(folded(name), own_name)
            if owner != own_name:
                raise DefinitionError(f"{at}: '{name}' is already a name of {owner}")


def read_glucocorticoids(text: str, name: str) -> tuple[Glucocorticoid, ...]:
    """Read the prednisone equivalences; raises DefinitionError."""
    found = [(at, _glucocorticoid(row, at)) for at, row in _rows(text, name, GLUCOCORTICOID_COLUMNS)]
    _refuse_doubles([(at, steroid.inn) for at, steroid in found])
    return tuple(steroid for _, steroid in found)


def _rows(text: str, name: str, columns: tuple[str, ...]) -> Iterator[tuple[str, dict[str, str]]]:
    reader = csv.reader(io.StringIO(text), strict=True)
    try:
        header = next(reader, [])
        if tuple(header) != columns:
            raise DefinitionError(f"{name}:1: columns must be {','.join(columns)}")
        for cells in reader:
            at = f"{name}:{reader.line_num}"
            if len(cells) != len(columns):
                raise DefinitionError(f"{at}: {len(cells)} cells where {len(columns)} are needed")
            yield at, {column: cell.strip() for column, cell in zip(columns, cells, strict=True)}
    except csv.Error as error:
        raise DefinitionError(f"{name}:{reader.line_num}: {error}") from error


def _needed(row: dict[str, str], column: str, at: str) -> str:
    if not row[column]:
        raise DefinitionError(f"{at}: {column} is missing")
    return row[column]


def _atc(row: dict[str, str], column: str, at: str) -> str | None:
    code = row[column]
    if code and (len(code) != FULL_ATC_LENGTH or not ATC.fullmatch(code)):
        raise DefinitionError(f"{at}: {column} '{code}' is no ATC code")
    return code or None


def _several(cell: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in cell.split(";") if part.strip())


def _routes(row: dict[str, str], at: str) -> tuple[str, ...]:
    routes = _several(row["routes"])
    for route in routes:
        if route not in ROUTES:
            raise DefinitionError(f"{at}: unknown route '{route}'")
    return routes


def _drug(row: dict[str, str], atc_column: str, at: str, *, match_class: str | None) -> Drug:
    return Drug(
        inn=_needed(row, "inn", at),
        inn_fr=_needed(row, "inn_fr", at),
        atc=_atc(row, atc_column, at),
        atc_legacy=_atc(row, "atc_legacy", at),
        brands=_several(row["brands_fr"]),
        routes=_routes(row, at),
        match_class=match_class,
    )


def _factor(row: dict[str, str], column: str, at: str) -> Decimal | None:
    if not row[column]:
        return None
    value = exact(row[column])
    if value is None or value <= 0:
        raise DefinitionError(f"{at}: {column} '{row[column]}' is no positive number")
    return value


def _glucocorticoid(row: dict[str, str], at: str) -> Glucocorticoid:
    status = row["status"]
    if status not in STATUSES:
        raise DefinitionError(f"{at}: unknown status '{status}'")
    factor = _factor(row, "mg_equal_to_5mg_prednisone", at)
    if status == "accepted" and factor is None:
        raise DefinitionError(f"{at}: an accepted glucocorticoid needs its factor")
    code = _atc(row, "atc_2026", at)
    if code is None:
        raise DefinitionError(f"{at}: atc_2026 is missing")
    return Glucocorticoid(
        inn=_needed(row, "inn", at),
        inn_fr=_needed(row, "inn_fr", at),
        atc=code,
        mg_equal_to_5mg_prednisone=factor if status == "accepted" else None,
        alternative_mg=_factor(row, "alternative_mg", at) if status == "accepted" else None,
        brands=_several(row["brands_fr"]),
        agreement=row["agreement"],
    )


def _refuse_doubles(found: list[tuple[str, str]]) -> None:
    seen: set[str] = set()
    for at, key in found:
        compared = f"{plain_name(key) or key} {key}"
        if compared in seen:
            raise DefinitionError(f"{at}: '{key}' stands twice")
        seen.add(compared)
