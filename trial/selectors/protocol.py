"""The protocol that judges a patient: the version in force in the centre."""

from __future__ import annotations

from functools import lru_cache

from django.utils import timezone

from trial.models.patients import Patient
from trial.models.people import Centre
from trial.models.protocol import ProtocolVersion
from trial.protocol.definition import Definition, parse_definition

TEXTS = ("study_toml", "drugs_csv", "glucocorticoids_csv", "dictionary_csv")


@lru_cache(maxsize=16)
def _definition_of_digest(
    digest: str, study_toml: str, drugs_csv: str, glucocorticoids_csv: str, dictionary_csv: str
) -> Definition:
    return parse_definition(
        study_toml=study_toml,
        drugs_csv=drugs_csv,
        glucocorticoids_csv=glucocorticoids_csv,
        dictionary_csv=dictionary_csv,
    )


@lru_cache(maxsize=16)
def _definition_of_pk(pk: int, digest: str) -> Definition:
    version = ProtocolVersion.objects.get(pk=pk, digest=digest)
    return _definition_of_digest(
        digest,
        version.study_toml,
        version.drugs_csv,
        version.glucocorticoids_csv,
        version.dictionary_csv,
    )


def definition_of(version: ProtocolVersion) -> Definition:
    """Read the definition that this version was loaded with; read once, since a version never changes."""
    return _definition_of_pk(version.pk, version.digest)


def protocol_in_force(centre: Centre) -> ProtocolVersion | None:
    """Find the version in force in a centre today; None before the first."""
    return (
        ProtocolVersion.objects.filter(centres__centre=centre, centres__in_force_on__lte=timezone.localdate())
        .order_by("-centres__in_force_on")
        .defer(*TEXTS)
        .first()
    )


def protocol_of(patient: Patient) -> ProtocolVersion:
    """Give the version that judges this patient: the one of the decision, or the one in force.

    Raises LookupError when no version is in force in the centre."""
    if not patient.is_in_screening:
        return patient.assessment.protocol
    version = protocol_in_force(patient.centre)
    if version is None:
        raise LookupError(f"no protocol version is in force in centre {patient.centre.code}")
    return version


def newest_definition() -> Definition:
    """Read the definition of the version loaded last. Raises ProtocolVersion.DoesNotExist before the first."""
    newest = ProtocolVersion.objects.defer(*TEXTS).order_by("-id").first()
    if newest is None:
        raise ProtocolVersion.DoesNotExist
    return definition_of(newest)
