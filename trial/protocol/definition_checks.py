"""Checks of the protocol's TOML: every refusal names file, line and what is wrong."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from trial.protocol.decimals import exact
from trial.protocol.definition_reader import TomlReader
from trial.protocol.drug_tables import Drug, Glucocorticoid
from trial.protocol.facts import COHORTS, FACT_KEYS
from trial.protocol.operators.parameters import OPERATOR_PARAMETERS, Kind

STUDY_TEXTS = (
    "nct",
    "sponsor_code",
    "acronym",
    "sponsor",
    "sponsor_short",
    "title_en",
    "title_fr",
    "started_on",
    "completed_on",
    "registered_site_name",
    "registered_site_address",
    "registered_site_city",
    "registered_site_country",
)
BLOOD_VOLUME_NUMBERS = (
    "per_draw_ml_per_kg",
    "per_draw_most_ml",
    "four_weeks_ml_per_kg",
    "four_weeks_most_ml",
    "lowest_weight_kg",
)
SOFT_CHECKS = (
    "lymphocytes_age_days",
    "lymphocytes_most_g_per_l",
    "anti_cd20_recall_months",
    "intra_articular_recall_days",
    "weight_lowest_kg",
    "weight_highest_kg",
)
CHOICES: Mapping[str, type] = {
    "block_mapping_as_ordered": bool,
    "sle_criteria_sets": list,
    "ra_criteria_sets": list,
    "past_treatment_counts": bool,
    "topical_jak_counts": bool,
    "steroid_adjudicated_by_investigator": bool,
    "prednisone_means_equivalent": bool,
    "hydrocortisone_counts_in_ms": bool,
    "institution_answered_by_investigator": bool,
    "lymphocytes_window_is_soft": bool,
    "targets_are_provisional": bool,
    "unnamed_relatives_count": bool,
}
CRITERIA_SETS = {
    "sle_criteria_sets": {"acr_1997", "eular_acr_2019"},
    "ra_criteria_sets": {"acr_eular_2010", "acr_1987"},
}
KINDS = ("inclusion", "exclusion")
TARGETS = (5, 10)
TABLES = (
    "version",
    "study",
    "blood_volume",
    "soft_checks",
    "class_atc_prefixes",
    "choices",
    "cohorts",
    "criteria",
)


class Checker(TomlReader):
    """Reads one TOML document table by table."""

    def __init__(
        self,
        data: Mapping[str, Any],
        text: str,
        name: str,
        *,
        drugs: Sequence[Drug],
        glucocorticoids: Sequence[Glucocorticoid],
    ) -> None:
        """Keep the document and what it may refer to."""
        super().__init__(data, text, name)
        self._classes = {drug.match_class for drug in drugs}
        self._inns = {drug.inn for drug in drugs} | {steroid.inn for steroid in glucocorticoids}

    def everything(self) -> dict[str, Any]:
        """Check the whole document and give its tables; raises DefinitionError."""
        self.only("", 0, self.data, TABLES, "the definition")
        return {
            "version": self.text("", 0, self.data, "version", "the definition"),
            "study": self._study(),
            "blood_volume": self._blood_volume(),
            "soft_checks": self._soft_checks(),
            "class_atc_prefixes": self._prefixes(),
            "choices": self._choices(),
            "cohorts": self._cohorts(),
            "criteria": self._criteria(),
        }

    def _study(self) -> dict[str, Any]:
        row = self.table("study")
        self.only("study", 0, row, (*STUDY_TEXTS, "enrolled", "minimum_age_years"), "study")
        found: dict[str, Any] = {key: self.text("study", 0, row, key, "study") for key in STUDY_TEXTS}
        for key in ("enrolled", "minimum_age_years"):
            if type(row[key]) is not int or row[key] < 0:
                raise self.refuse(("study", 0, key), f"study: {key} must be a whole number")
            found[key] = row[key]
        return found

    def _blood_volume(self) -> dict[str, Any]:
        row = self.table("blood_volume")
        self.only("blood_volume", 0, row, (*BLOOD_VOLUME_NUMBERS, "confirmed"), "blood_volume")
        found: dict[str, Any] = {
            key: self.number("blood_volume", 0, row, key, "blood_volume") for key in BLOOD_VOLUME_NUMBERS
        }
        return {**found, "confirmed": self.flag("blood_volume", 0, row, "confirmed", "blood_volume")}

    def _soft_checks(self) -> dict[str, Decimal]:
        row = self.table("soft_checks")
        self.only("soft_checks", 0, row, SOFT_CHECKS, "soft_checks")
        return {key: self.number("soft_checks", 0, row, key, "soft_checks") for key in SOFT_CHECKS}

    def _prefixes(self) -> dict[str, tuple[str, ...]]:
        row, table = self.table("class_atc_prefixes"), "class_atc_prefixes"
        for key in row:
            self._known_class(table, 0, key, key, table)
        return {key: self.texts(table, 0, row, key, table) for key in row}

    def _known_class(self, table: str, index: int, key: str, value: str, what: str) -> None:
        if value not in self._classes:
            raise self.refuse((table, index, key), f"{what}: unknown drug class '{value}'")

    def _once(self, table: str, key: str, kind: str) -> None:
        seen: set[str] = set()
        for index, row in self.rows(table):
            value = self.text(table, index, row, key, kind)
            if value in seen:
                raise self.refuse((table, index, key), f"{kind} {value}: stands twice")
            seen.add(value)

    def _choices(self) -> list[dict[str, Any]]:
        self._once("choices", "key", "choice")
        found: list[dict[str, Any]] = []
        keys = ("key", "question", "value", "default", "confirmed", "text_en", "text_fr")
        for index, row in self.rows("choices"):
            what = f"choice {row['key']}"
            if row["key"] not in CHOICES:
                raise self.refuse(("choices", index, "key"), f"{what}: unknown choice")
            self.only("choices", index, row, keys, what)
            texts = {k: self.text("choices", index, row, k, what) for k in ("question", "text_en", "text_fr")}
            values = {k: self._choice_value(index, row, k, what) for k in ("value", "default")}
            confirmed = self.flag("choices", index, row, "confirmed", what)
            found.append({"key": row["key"], "confirmed": confirmed, **texts, **values})
        for missing in sorted(set(CHOICES) - {choice["key"] for choice in found}):
            raise self.refuse(("choices", 0, ""), f"choice {missing} is missing")
        return found

    def _choice_value(
        self, index: int, row: Mapping[str, Any], key: str, what: str
    ) -> bool | tuple[str, ...]:
        if CHOICES[row["key"]] is bool:
            return self.flag("choices", index, row, key, what)
        values = self.texts("choices", index, row, key, what)
        for value in values:
            if value not in CRITERIA_SETS[row["key"]]:
                raise self.refuse(("choices", index, key), f"{what}: unknown set '{value}'")
        return values

    def _cohorts(self) -> list[dict[str, Any]]:
        self._once("cohorts", "code", "cohort")
        found: list[dict[str, Any]] = []
        for index, row in self.rows("cohorts"):
            what = f"cohort {row['code']}"
            if row["code"] not in COHORTS:
                raise self.refuse(("cohorts", index, "code"), f"{what}: unknown cohort '{row['code']}'")
            named = ("criteria_named_en", "criteria_named_fr")
            keys = ("code", "name_en", "name_fr", "icd10", *named, "target", "target_confirmed")
            self.only("cohorts", index, row, keys, what)
            for key in named:
                if not isinstance(row[key], str):
                    raise self.refuse(("cohorts", index, key), f"{what}: {key} must be a text")
            if type(row["target"]) is not int or row["target"] not in TARGETS:
                raise self.refuse(("cohorts", index, "target"), f"{what}: target must be 5 or 10")
            self.flag("cohorts", index, row, "target_confirmed", what)
            names = {k: self.text("cohorts", index, row, k, what) for k in ("name_en", "name_fr")}
            found.append({**row, **names, "icd10": self.texts("cohorts", index, row, "icd10", what)})
        for missing in sorted(set(COHORTS) - {cohort["code"] for cohort in found}):
            raise self.refuse(("cohorts", 0, ""), f"cohort {missing} is missing")
        return found

    def _criteria(self) -> list[dict[str, Any]]:
        self._once("criteria", "code", "criterion")
        return [self._criterion(index, row) for index, row in self.rows("criteria")]

    def _criterion(self, index: int, row: Mapping[str, Any]) -> dict[str, Any]:
        table, what = "criteria", f"criterion {row['code']}"
        keys = ("code", "kind", "cohorts", "clause_en", "clause_fr", "operator", "parameters", "facts")
        self.only(table, index, row, keys, what)
        clauses = {key: self.text(table, index, row, key, what) for key in ("clause_en", "clause_fr")}
        if row["kind"] not in KINDS:
            raise self.refuse((table, index, "kind"), f"{what}: unknown kind '{row['kind']}'")
        if row["operator"] not in OPERATOR_PARAMETERS:
            raise self.refuse((table, index, "operator"), f"{what}: unknown operator '{row['operator']}'")
        cohorts = self.texts(table, index, row, "cohorts", what)
        for cohort in cohorts:
            if cohort != "all" and cohort not in COHORTS:
                raise self.refuse((table, index, "cohorts"), f"{what}: unknown cohort '{cohort}'")
        facts = self.texts(table, index, row, "facts", what)
        for fact in facts:
            if fact not in FACT_KEYS:
                raise self.refuse((table, index, "facts"), f"{what}: unknown fact '{fact}'")
        return {
            "code": row["code"],
            "kind": row["kind"],
            "cohorts": COHORTS if "all" in cohorts else cohorts,
            "operator": row["operator"],
            "parameters": self._parameters(index, row, what),
            "facts": facts,
            **clauses,
        }

    def _parameters(self, index: int, row: Mapping[str, Any], what: str) -> dict[str, Any]:
        place, given = ("criteria", index, "parameters"), row["parameters"]
        if not isinstance(given, dict):
            raise self.refuse(place, f"{what}: parameters must be a table")
        expected = OPERATOR_PARAMETERS[row["operator"]]
        for key in given:
            if key not in expected:
                raise self.refuse(place, f"{what}: unknown parameter '{key}'")
        found: dict[str, Any] = {}
        for key, (kind, needed) in expected.items():
            if key not in given and needed:
                raise self.refuse(place, f"{what}: parameter {key} is missing")
            if key in given:
                found[key] = self._parameter(place, given[key], kind, f"{what}: {key}")
        return found

    def _parameter(self, place: tuple[str, int, str], value: Any, kind: Kind, what: str) -> Any:
        if kind is Kind.NUMBER:
            number = exact(value) if isinstance(value, str) else None
            if number is None or number < 0:
                raise self.refuse(place, f"{what} must be a decimal number in quotes, not {value!r}")
            return number
        if kind is Kind.FLAG:
            if not isinstance(value, bool):
                raise self.refuse(place, f"{what} must be true or false")
            return value
        if kind in (Kind.FACT, Kind.CODE):
            if not isinstance(value, str) or not value or (kind is Kind.FACT and value not in FACT_NAMES):
                raise self.refuse(place, f"{what}: unknown fact {value!r}")
            return value
        if not isinstance(value, list) or not value or not all(isinstance(part, str) for part in value):
            raise self.refuse(place, f"{what} must be a list of texts")
        for part in value:
            if kind is Kind.CLASSES and part not in self._classes:
                raise self.refuse(place, f"{what}: unknown drug class '{part}'")
            if kind is Kind.INNS and part not in self._inns:
                raise self.refuse(place, f"{what}: unknown drug '{part}'")
        return tuple(value)


FACT_NAMES = {*FACT_KEYS, "ms", "thyroid", "diagnosis_confirmed"}
