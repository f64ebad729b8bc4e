"""Work that a Celery worker does, through a real broker."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.contrib.sessions.models import Session
from django.core import mail
from django.utils import timezone

from tests.makers import make_centre, make_eligible, make_person
from tests.workers import WorkerProcess
from trial import celery, tasks
from trial.audit.context import acting
from trial.models import Cohort
from trial.protocol.access import Role
from trial.services.patients import patient_include
from trial.tasks.cohorts import announce_target_reached
from trial.tasks.sessions import forget_ended_sessions


def test_every_module_of_tasks_is_known_to_the_worker() -> None:
    modules = {f"trial.tasks.{path.stem}" for path in Path(tasks.__path__[0]).glob("[a-z]*.py")}
    assert modules == set(celery.app.conf.include)


def test_every_task_is_given_out_again_when_its_worker_dies() -> None:
    celery.app.loader.import_default_modules()
    ours = [task for name, task in celery.app.tasks.items() if name.startswith("trial.")]
    assert len(ours) >= 2
    assert all(task.acks_late and task.reject_on_worker_lost for task in ours)
    assert celery.app.conf.task_time_limit
    scheduled = {entry["task"] for entry in celery.app.conf.beat_schedule.values()}
    assert scheduled <= {task.name for task in ours}


def _full_cohort() -> Cohort:
    cohort = Cohort.objects.get(code="VIT")
    with acting(system="tests"):
        Cohort.objects.filter(pk=cohort.pk).update(target=1)
    centre = make_centre()
    investigator = make_person(Role.INVESTIGATOR, centre)
    patient_include(patient=make_eligible(investigator, centre, "VIT"), by=investigator)
    make_person(Role.COORDINATOR, email="coordinator@trial.example", language="en")
    return cohort


def test_a_worker_mails_the_coordinators_that_a_cohort_is_full(celery_worker_process: WorkerProcess) -> None:
    announce_target_reached.delay(_full_cohort().pk)
    said = celery_worker_process.wait_for("To: coordinator@trial.example")
    assert "Subject: Cohort VIT: the target is reached" in said


@pytest.mark.django_db
def test_nobody_is_mailed_while_a_cohort_has_room() -> None:
    make_person(Role.COORDINATOR, email="coordinator@trial.example")
    assert announce_target_reached(Cohort.objects.get(code="VIT").pk) == 0
    assert mail.outbox == []


@pytest.mark.requirement("R12")
@pytest.mark.django_db
def test_only_sessions_whose_time_is_over_are_forgotten() -> None:
    now = timezone.now()
    for key, end in (("past", now - timedelta(seconds=1)), ("open", now + timedelta(hours=1))):
        Session.objects.create(session_key=key, session_data="", expire_date=end)
    forget_ended_sessions()
    assert [session.session_key for session in Session.objects.all()] == ["open"]
