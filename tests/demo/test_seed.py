"""The demonstration: the same patients for the same seed, every criterion failed, no ceiling passed."""

from __future__ import annotations

import hashlib
import json
from random import Random
from typing import Any

import pytest
from django.conf import LazySettings
from django.contrib.auth import authenticate
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.db.models import Count, F, Q

from trial.models import AssessmentCriterion, Centre, Cohort, Patient, User
from trial.protocol.access import Role
from trial.protocol.definition import load_definition
from trial.selectors.eligibility import casebook_of, facts_mapping
from trial.selectors.people import memberships_in_force
from trial.services.demo.faults import FAULTS
from trial.services.demo.people import DEMO_PASSWORD, accounts_stored
from trial.services.demo.plan import ALL_FAULTS_FROM_PATIENTS, plan_patients
from trial.services.demo.seed import demo_seed

CEILINGS = {"GVHD": 10, "APLASIA": 5, "SLE": 10, "MS": 10, "RA": 10, "THYR": 10, "VIT": 5, "AA": 5, "AD": 5}


class RolledBack(Exception):
    """Undoes what one seeding wrote, so that the next finds an empty database."""


def digest_of_seed(**numbers: int) -> str:
    """Seed, and digest what stands then of every patient, without ids and times; leave nothing behind."""
    digest = ""
    try:
        with transaction.atomic():
            demo_seed(**numbers)
            digest = digest_of_patients()
            raise RolledBack
    except RolledBack:
        return digest


def digest_of_patients() -> str:
    """Digest numbers, decision and answers of every patient."""
    rows: list[Any] = []
    for patient in Patient.objects.select_related("cohort", "centre").order_by("screening_number"):
        numbers = [patient.screening_number, patient.inclusion_number, patient.status, patient.eligibility]
        rows.append([*numbers, str(patient.creation_key), facts_mapping(casebook_of(patient))])
    assert rows
    return hashlib.sha256(json.dumps(rows, sort_keys=True).encode()).hexdigest()


@pytest.mark.django_db
def test_the_same_seed_makes_the_same_patients_and_another_seed_others() -> None:
    once = digest_of_seed(patients=10, centres=2, seed=7)
    again = digest_of_seed(patients=10, centres=2, seed=7)
    other = digest_of_seed(patients=10, centres=2, seed=8)
    assert once == again
    assert once != other


@pytest.mark.django_db
def test_sixty_patients_fail_every_criterion_and_pass_no_ceiling() -> None:
    demo_seed(patients=ALL_FAULTS_FROM_PATIENTS, centres=3, seed=3)

    failed = AssessmentCriterion.objects.filter(
        verdict="fail", assessment__patient__status="screen_failure", assessment__outcome="screen_failure"
    )
    missed = {criterion.code for criterion in load_definition().criteria} - set(
        failed.values_list("criterion__code", flat=True)
    )
    assert missed == set()
    assert Patient.objects.count() == ALL_FAULTS_FROM_PATIENTS

    included = Count("patients", filter=Q(patients__status="included"))
    assert not Cohort.objects.annotate(included=included).filter(included__gt=F("ceiling")).exists()
    assert not Cohort.objects.annotate(all=Count("patients")).filter(all=0).exists()
    kinds = set(Patient.objects.values_list("status", "eligibility"))
    assert kinds == {
        ("included", "eligible"),
        ("screen_failure", "not_eligible"),
        ("screening", "eligible"),
        ("screening", "undetermined"),
    }
    assert not Centre.objects.annotate(all=Count("patients")).filter(all=0).exists()
    assert list(Centre.objects.filter(is_fictitious=False).values_list("name", flat=True)) == [
        "Hôpital Henri-Mondor"
    ]
    # What the database checks at a commit holds for the demonstration too.
    connection.check_constraints()


@pytest.mark.django_db
def test_every_role_has_an_account_that_logs_in() -> None:
    demo_seed(patients=0, centres=3, seed=1)
    accounts = accounts_stored()
    assert {account.role for account in accounts} == set(Role)
    investigators = [account for account in accounts if account.role == Role.INVESTIGATOR]
    assert len(investigators) == Centre.objects.count()
    for account in accounts:
        person = authenticate(username=account.login, password=DEMO_PASSWORD)
        assert isinstance(person, User)
        assert {held.role for held in memberships_in_force(person)} == {account.role}


@pytest.mark.django_db
def test_a_database_in_use_is_left_alone(settings: LazySettings, capsys: pytest.CaptureFixture[str]) -> None:
    settings.DEMO = True
    call_command("seed_demo", patients=1, centres=1)
    with pytest.raises(CommandError, match="in use"):
        call_command("seed_demo", patients=1)
    call_command("seed_demo", patients=1, if_empty=True)
    assert capsys.readouterr().out.count(f"password {DEMO_PASSWORD}") == 2
    assert Patient.objects.count() == 1


@pytest.mark.django_db
def test_no_account_with_a_public_password_is_made_on_a_real_installation() -> None:
    with pytest.raises(CommandError, match="public password"):
        call_command("seed_demo", patients=1, verbosity=0)
    assert not User.objects.exists()


@pytest.mark.parametrize("patients", [0, 1, 2, 3, 5, 10, 59, 60, 80, 200, 1000])
@pytest.mark.parametrize("seed", [1, 2])
def test_any_number_of_patients_can_be_planned_within_the_ceilings(patients: int, seed: int) -> None:
    planned = plan_patients(patients=patients, centres=2, ceilings=CEILINGS, rng=Random(seed))
    assert len(planned) == patients
    for cohort, ceiling in CEILINGS.items():
        assert sum(one.is_included for one in planned if one.cohort == cohort) <= ceiling
    days = [one.visit_on for one in planned]
    assert all(day.weekday() < 5 for day in days)


def test_one_cohort_is_full_and_one_has_a_single_place_left() -> None:
    planned = plan_patients(patients=80, centres=3, ceilings=CEILINGS, rng=Random(1))
    left = {
        cohort: ceiling - sum(one.is_included for one in planned if one.cohort == cohort)
        for cohort, ceiling in CEILINGS.items()
    }
    assert sorted(left.values())[:2] == [0, 1]
    full = min(left, key=lambda cohort: left[cohort])
    assert [one for one in planned if one.cohort == full and not (one.is_included or one.fault or one.gap)]


def test_the_faults_name_every_criterion_of_the_protocol() -> None:
    named = {code for fault in FAULTS for code in fault.criteria}
    assert named == {criterion.code for criterion in load_definition().criteria}
