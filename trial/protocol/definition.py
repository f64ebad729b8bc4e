"""The protocol as data: loaded from its texts, checked, and frozen."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache, cached_property
from pathlib import Path
from typing import Any

from trial.protocol.definition_checks import Checker
from trial.protocol.drug_tables import (
    DefinitionError,
    Drug,
    Glucocorticoid,
    read_dictionary,
    read_drugs,
    read_glucocorticoids,
    refuse_collisions,
)
from trial.protocol.formulary import Formulary

__all__ = [
    "BloodVolumeLimits",
    "ChoiceDefinition",
    "CohortDefinition",
    "CriterionDefinition",
    "Definition",
    "DefinitionError",
    "StudyDefinition",
    "load_definition",
    "parse_definition",
    "read_definition_texts",
]

FOLDER = Path(__file__).parent
NAMES = ("study.toml", "drugs.csv", "glucocorticoids.csv", "dictionary.csv")


@dataclass(frozen=True)
class StudyDefinition:
    """The identity of the study, as registered."""

    nct: str
    sponsor_code: str
    acronym: str
    sponsor: str
    sponsor_short: str
    title_en: str
    title_fr: str
    started_on: str
    completed_on: str
    enrolled: int
    minimum_age_years: int
    registered_site_name: str
    registered_site_address: str
    registered_site_city: str
    registered_site_country: str


@dataclass(frozen=True)
class CohortDefinition:
    """A disease studied, and how many patients are wanted."""

    code: str
    name_en: str
    name_fr: str
    icd10: tuple[str, ...]
    criteria_named_en: str
    criteria_named_fr: str
    target: int
    target_confirmed: bool
    criteria: tuple[str, ...]

    @property
    def criteria_named(self) -> str:
        """Give the classification criteria that the registry names, empty when none."""
        return self.criteria_named_en

    def name(self, lang: str) -> str:
        """Give the name of the disease."""
        return self.name_fr if lang == "fr" else self.name_en


@dataclass(frozen=True)
class CriterionDefinition:
    """A criterion: its clause, and the operator that judges it."""

    code: str
    kind: str
    cohorts: tuple[str, ...]
    operator: str
    parameters: Mapping[str, Any]
    clause_en: str
    clause_fr: str
    facts: tuple[str, ...]

    def clause(self, lang: str) -> str:
        """Give the clause; the English is the registry's own."""
        return self.clause_fr if lang == "fr" else self.clause_en


@dataclass(frozen=True)
class ChoiceDefinition:
    """A choice that the sponsor has not made, and what is done meanwhile."""

    key: str
    question: str
    value: bool | tuple[str, ...]
    default: bool | tuple[str, ...]
    confirmed: bool
    text_en: str
    text_fr: str

    def text(self, lang: str) -> str:
        """Say the choice."""
        return self.text_fr if lang == "fr" else self.text_en


@dataclass(frozen=True)
class BloodVolumeLimits:
    """How much blood may be drawn for research alone, in mL."""

    per_draw_ml_per_kg: Decimal
    per_draw_most_ml: Decimal
    four_weeks_ml_per_kg: Decimal
    four_weeks_most_ml: Decimal
    lowest_weight_kg: Decimal
    confirmed: bool

    def per_draw_ml(self, weight_kg: Decimal) -> Decimal:
        """Work out the limit of one draw."""
        return min(self.per_draw_ml_per_kg * weight_kg, self.per_draw_most_ml)

    def four_weeks_ml(self, weight_kg: Decimal) -> Decimal:
        """Work out the limit of all draws of four weeks."""
        return min(self.four_weeks_ml_per_kg * weight_kg, self.four_weeks_most_ml)


@dataclass(frozen=True)
class Definition:
    """A version of the protocol."""

    version: str
    study: StudyDefinition
    cohorts: tuple[CohortDefinition, ...]
    criteria: tuple[CriterionDefinition, ...]
    choices: tuple[ChoiceDefinition, ...]
    drugs: tuple[Drug, ...]
    glucocorticoids: tuple[Glucocorticoid, ...]
    dictionary: tuple[Drug, ...]
    blood_volume: BloodVolumeLimits
    soft_checks: Mapping[str, Decimal]
    class_atc_prefixes: Mapping[str, tuple[str, ...]]

    def cohort(self, code: str) -> CohortDefinition:
        """Find a cohort; raises KeyError."""
        return next((cohort for cohort in self.cohorts if cohort.code == code), None) or _unknown(code)

    def criterion(self, code: str) -> CriterionDefinition:
        """Find a criterion; raises KeyError."""
        return next((found for found in self.criteria if found.code == code), None) or _unknown(code)

    def criteria_of(self, cohort: str) -> tuple[CriterionDefinition, ...]:
        """List the criteria that apply to a cohort, in the order of the protocol."""
        return tuple(criterion for criterion in self.criteria if cohort in criterion.cohorts)

    def choice(self, key: str) -> bool | tuple[str, ...]:
        """Give the value of a choice; raises KeyError."""
        return next(choice.value for choice in self.choices if choice.key == key)

    @cached_property
    def formulary(self) -> Formulary:
        """Match medications to the drugs of this version."""
        return Formulary(self.drugs, self.glucocorticoids, self.dictionary, self.class_atc_prefixes)


def _unknown(code: str) -> Any:
    raise KeyError(code)


def parse_definition(
    *,
    study_toml: str,
    drugs_csv: str,
    glucocorticoids_csv: str,
    dictionary_csv: str,
    names: tuple[str, str, str, str] = NAMES,
) -> Definition:
    """Read a protocol from its four texts; raises DefinitionError naming file and line."""
    drugs = read_drugs(drugs_csv, names[1])
    glucocorticoids = read_glucocorticoids(glucocorticoids_csv, names[2])
    dictionary = read_dictionary(dictionary_csv, names[3])
    refuse_collisions(dictionary, drugs, glucocorticoids)
    try:
        data = tomllib.loads(study_toml)
    except tomllib.TOMLDecodeError as error:
        line = next((part for part in str(error).replace(",", " ").split() if part.isdigit()), "1")
        raise DefinitionError(f"{names[0]}:{line}: {error}") from error
    check = Checker(data, study_toml, names[0], drugs=drugs, glucocorticoids=glucocorticoids)
    checked = check.everything()
    criteria = tuple(CriterionDefinition(**fields) for fields in checked["criteria"])
    cohorts = tuple(
        CohortDefinition(**fields, criteria=tuple(c.code for c in criteria if fields["code"] in c.cohorts))
        for fields in checked["cohorts"]
    )
    return Definition(
        version=checked["version"],
        study=StudyDefinition(**checked["study"]),
        cohorts=cohorts,
        criteria=criteria,
        choices=tuple(ChoiceDefinition(**fields) for fields in checked["choices"]),
        drugs=drugs,
        glucocorticoids=glucocorticoids,
        dictionary=tuple(drug for _, drug in dictionary),
        blood_volume=BloodVolumeLimits(**checked["blood_volume"]),
        soft_checks=checked["soft_checks"],
        class_atc_prefixes=checked["class_atc_prefixes"],
    )


def read_definition_texts() -> dict[str, str]:
    """Read the four texts that stand beside this module, keyed as parse_definition takes them."""
    return {name.replace(".", "_"): (FOLDER / name).read_text("utf-8") for name in NAMES}


@cache
def load_definition() -> Definition:
    """Load the protocol that stands beside this module; raises DefinitionError."""
    texts = read_definition_texts()
    return parse_definition(
        study_toml=texts["study_toml"],
        drugs_csv=texts["drugs_csv"],
        glucocorticoids_csv=texts["glucocorticoids_csv"],
        dictionary_csv=texts["dictionary_csv"],
    )
