"""The protocol definition becomes rows: once, and never otherwise under a version already in force."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass

from trial.audit.context import acting
from trial.audit.record import save_as
from trial.models.protocol import Cohort, Criterion, ProtocolVersion
from trial.protocol.definition import Definition, parse_definition


class ProtocolChanged(Exception):
    """A text differs from the one that was loaded under the same version number."""


@dataclass(frozen=True)
class ProtocolTexts:
    """The four files of a definition, as read."""

    study_toml: str
    drugs_csv: str
    glucocorticoids_csv: str
    dictionary_csv: str

    @property
    def digest(self) -> str:
        """SHA-256 over the four texts, each with its length, so that none can pass for a part of another."""
        total = hashlib.sha256()
        for text in (self.study_toml, self.drugs_csv, self.glucocorticoids_csv, self.dictionary_csv):
            raw = text.encode()
            total.update(len(raw).to_bytes(8, "big") + raw)
        return total.hexdigest()


def protocol_load(*, texts: ProtocolTexts) -> tuple[ProtocolVersion, bool]:
    """Store a definition as its version, cohorts and criteria; say whether anything was written.

    Loading the same again writes nothing. Raises DefinitionError for a definition with a fault, and ProtocolChanged
    when this version is already stored with other texts: an amendment is a new version."""
    definition = parse_definition(
        study_toml=texts.study_toml,
        drugs_csv=texts.drugs_csv,
        glucocorticoids_csv=texts.glucocorticoids_csv,
        dictionary_csv=texts.dictionary_csv,
    )
    with acting(system="load_protocol"):
        known = ProtocolVersion.objects.filter(code=definition.version).first()
        if known is not None:
            if known.digest != texts.digest:
                raise ProtocolChanged(
                    f"protocol {definition.version} is already loaded and its text differs: "
                    "give the amendment a new version number"
                )
            return known, False
        version = ProtocolVersion(
            code=definition.version,
            digest=texts.digest,
            study_toml=texts.study_toml,
            drugs_csv=texts.drugs_csv,
            glucocorticoids_csv=texts.glucocorticoids_csv,
            dictionary_csv=texts.dictionary_csv,
        )
        save_as(version, by=None)
        _store_criteria(version, definition, _store_cohorts(definition))
        return version, True


def _store_cohorts(definition: Definition) -> dict[str, Cohort]:
    stored = {cohort.code: cohort for cohort in Cohort.objects.all()}
    for position, defined in enumerate(definition.cohorts, start=1):
        cohort = stored.get(defined.code)
        if cohort is None:
            # The ceiling is a setting of the cohort from here on: a later version does not move it.
            cohort = Cohort(code=defined.code, ceiling=defined.target)
        cohort.name_en, cohort.name_fr, cohort.icd10 = (
            defined.name_en,
            defined.name_fr,
            _as_text(defined.icd10),
        )
        cohort.target, cohort.target_confirmed = (
            defined.target,
            defined.target_confirmed,
        )
        cohort.ceiling = max(cohort.ceiling, defined.target)
        cohort.position = position
        save_as(cohort, by=None)
        stored[defined.code] = cohort
    return stored


def _store_criteria(version: ProtocolVersion, definition: Definition, cohorts: dict[str, Cohort]) -> None:
    for position, defined in enumerate(definition.criteria, start=1):
        criterion = Criterion(
            protocol=version,
            code=defined.code,
            kind=str(defined.kind),
            operator=defined.operator,
            parameters=json.dumps(
                dict(defined.parameters),
                sort_keys=True,
                ensure_ascii=False,
                default=str,
            ),
            clause_en=defined.clause_en,
            clause_fr=defined.clause_fr,
            position=position,
        )
        save_as(criterion, by=None)
        criterion.cohorts.set([cohorts[code] for code in defined.cohorts])


def _as_text(codes: str | tuple[str, ...]) -> str:
    return codes if isinstance(codes, str) else ", ".join(codes)
