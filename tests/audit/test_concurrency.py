"""Eight people at once, on eight real connections: one sequence, nothing lost, nobody taken for another."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.management import call_command
from django.db import connection, connections

from tests.makers import make_centre, make_eligible, make_person
from trial.audit.reasons import Reason
from trial.models import Ledger, Measurements
from trial.services.forms import form_save

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.requirement("R2", "R33")]

WRITERS = 8
SAVES = 12


def test_eight_writers_make_one_chain_in_which_each_is_named() -> None:
    centre = make_centre()
    people = [make_person(centre=centre) for _ in range(WRITERS)]
    patients = [make_eligible(person, centre) for person in people]
    before = Ledger.objects.count()
    start = threading.Barrier(WRITERS)

    def write(place: int) -> int:
        try:
            connection.ensure_connection()
            server_process: int = connection.connection.info.backend_pid
            start.wait()
            for save in range(SAVES):
                form_save(
                    patient=patients[place],
                    slug="measurements",
                    values={"weight_kg": 71 + save},
                    version=save + 1,
                    by=people[place],
                    reasons={"*": Reason("new_source")},
                )
            return server_process
        finally:
            connections.close_all()

    with ThreadPoolExecutor(WRITERS) as threads:
        assert len(set(threads.map(write, range(WRITERS)))) == WRITERS

    assert list(Ledger.objects.order_by("seq").values_list("seq", flat=True)) == list(
        range(1, before + WRITERS * SAVES + 1)
    )
    for person, patient in zip(people, patients, strict=True):
        told = Measurements.history.filter(patient=patient, history_type="~")
        assert set(told.values_list("history_user_id", flat=True)) == {person.pk}
        assert told.count() == SAVES
    call_command("verify_audit", verbosity=0)
