"""Small makers of what tests start from: centres, people with a role, patients of any cohort, eligible or not."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from itertools import count
from typing import Any
from uuid import uuid4

from trial.audit.context import acting
from trial.models.patients import Patient
from trial.models.people import Centre, Membership, User
from trial.models.protocol import CentreProtocol, Cohort, ProtocolVersion
from trial.protocol.access import CENTRE_ROLES, Role
from trial.services.forms import form_save, medications_save
from trial.services.patients import patient_screen

PASSWORD = "un mot de passe bien long"
_numbers = count(1)

DIAGNOSES: dict[str, dict[str, Any]] = {
    "GVHD": {"gvhd": "Y", "hsct_type": "allogeneic", "hsct_on": "2022-01-10", "gvhd_onset_on": "2022-05"},
    "APLASIA": {"aplasia": "Y", "origin": "idiopathic"},
    "SLE": {"sle": "Y", "criteria_set": "acr_1997", "acr_1997_count": 4},
    "MS": {"ms": "Y", "criteria_set": "mcdonald_2017"},
    "RA": {"ra": "Y", "criteria_set": "acr_eular_2010", "acr_eular_2010_score": 6},
    "THYR": {"thyroid": "basedow"},
    "VIT": {"diagnosis_confirmed": "Y"},
    "AA": {"diagnosis_confirmed": "Y"},
    "AD": {"diagnosis_confirmed": "Y"},
}

ELIGIBLE: dict[str, dict[str, Any]] = {
    "identity": {"birth": "1980-04", "sex": "M"},
    "consent": {
        "informed_on": date(2023, 10, 2),
        "consent_signed": "Y",
        "consent_on": date(2023, 10, 2),
        "visit_on": date(2023, 10, 2),
    },
    "general": {
        "social_security": "insured",
        "ame": "N",
        "legal_protection": "none",
        "deprived_of_liberty": "N",
        "hospitalised_without_consent": "N",
        "institutionalised": "N",
        "unable_to_consent": "N",
        "refusal": "N",
    },
    "measurements": {
        "weight_kg": Decimal("70.0"),
        "lymphocytes_operator": "=",
        "lymphocytes_value": Decimal("1.2"),
        "lymphocytes_unit": "G/L",
        "lymphocytes_on": date(2023, 10, 1),
    },
}


def make_centre(code: str = "01", *, opened_on: date = date(2023, 1, 1), in_force: bool = True) -> Centre:
    """Make a centre, with the loaded protocol in force in it."""
    with acting(system="tests"):
        centre = Centre.objects.create(code=code, name=f"Hôpital {code}", city="Créteil", opened_on=opened_on)
        if in_force:
            protocol = ProtocolVersion.objects.get(code="1.0")
            CentreProtocol.objects.create(centre=centre, protocol=protocol, in_force_on=opened_on)
    return centre


def make_person(role: Role | None = Role.INVESTIGATOR, centre: Centre | None = None, **fields: Any) -> User:
    """Make a person who holds a role, in a centre when the role asks for one."""
    number = next(_numbers)
    given = {"username": f"{role or 'nobody'}{number}", "full_name": f"Personne {number}", **fields}
    with acting(system="tests"):
        person: User = User.objects.create_user(password=PASSWORD, **given)
    if role is not None:
        give_role(person, role, centre)
    return person


def give_role(person: User, role: Role, centre: Centre | None = None) -> Membership:
    """Give a person a role from long ago on."""
    where = centre if role in CENTRE_ROLES else None
    with acting(system="tests"):
        return Membership.objects.create(user=person, role=role, centre=where, from_on=date(2023, 1, 1))


def make_patient(by: User, centre: Centre, cohort: str = "VIT") -> Patient:
    """Screen a patient, of whom nothing is known yet."""
    return patient_screen(centre=centre, cohort=Cohort.objects.get(code=cohort), creation_key=uuid4(), by=by)


def make_eligible(by: User, centre: Centre, cohort: str = "VIT", **changes: dict[str, Any]) -> Patient:
    """Screen a patient and fill in every form so that all criteria pass; `changes` are by form."""
    patient = make_patient(by, centre, cohort)
    for slug, values in {**ELIGIBLE, "diagnosis": DIAGNOSES[cohort]}.items():
        form_save(patient=patient, slug=slug, values={**values, **changes.get(slug, {})}, version=0, by=by)
    medications_save(
        patient=patient,
        values={"any_medication": "N", **changes.get("medications", {})},
        lines=[],
        version=0,
        by=by,
    )
    return Patient.objects.get(pk=patient.pk)
