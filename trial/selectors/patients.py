"""Patients, as far as a person may see them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Case, Count, IntegerField, OuterRef, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce

from trial.models.patients import Patient, PatientStatus
from trial.models.people import Centre
from trial.models.protocol import Cohort
from trial.protocol.access import Act
from trial.selectors.people import centre_ids_where

if TYPE_CHECKING:
    from trial.selectors.people import AnyUser


def patients_visible_to(user: AnyUser, act: Act = Act.LIST_PATIENTS) -> QuerySet[Patient]:
    """List the patients of the centres in which this person may do this act."""
    patients = Patient.objects.select_related("centre", "cohort")
    ids = centre_ids_where(user, act)
    return patients if ids is None else patients.filter(centre__in=ids)


def patient_visible_to(user: AnyUser, screening_number: str, act: Act = Act.READ_CASEBOOK) -> Patient:
    """Find one patient. Raises Patient.DoesNotExist for an unknown number and another centre's alike."""
    return patients_visible_to(user, act).get(screening_number=screening_number)


def waiting_for(user: AnyUser, limit: int) -> QuerySet[Patient]:
    """List the patients in screening of this person's centres: those to decide first, then those nearest to it."""
    return (
        patients_visible_to(user, Act.ENTER_DATA)
        .filter(status=PatientStatus.SCREENING)
        .annotate(
            urgency=Case(
                When(eligibility="eligible", then=Value(0)),
                When(eligibility="not_eligible", then=Value(1)),
                default=Value(2),
                output_field=IntegerField(),
            )
        )
        .order_by("urgency", "missing_count", "id")[:limit]
    )


def enrolment_by_cohort() -> QuerySet[Cohort]:
    """List the cohorts with the number `included` of each, in the whole study: a figure that names nobody."""
    return Cohort.objects.annotate(included=_number_of(PatientStatus.INCLUDED, "cohort"))


def enrolment_by_centre() -> QuerySet[Centre]:
    """List the centres with the numbers `included`, `in_screening` and `failed` of each."""
    return Centre.objects.annotate(
        included=_number_of(PatientStatus.INCLUDED, "centre"),
        in_screening=_number_of(PatientStatus.SCREENING, "centre"),
        failed=_number_of(PatientStatus.SCREEN_FAILURE, "centre"),
    )


def _number_of(status: PatientStatus, group: str) -> Coalesce:
    # Counted apart and not by a join: each is then read from an index alone, without the patients.
    patients = Patient.objects.filter(**{group: OuterRef("pk")}, status=status).order_by()
    return Coalesce(Subquery(patients.values(group).annotate(number=Count("*")).values("number")), 0)
