"""Measure what the audit trail costs: a save of a form of thirty items, and eight people who save at once.

    python -m benchmarks.audit

The rounds of what is compared are interleaved in one run on one durable PostgreSQL of the benchmark's own, so that a
busy machine slows all of them alike. Ratios are speeds: 1 is as fast, 0.5 half as fast."""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from datetime import date
from decimal import Decimal
from multiprocessing import get_context
from pathlib import Path
from statistics import median
from typing import Any
from unittest.mock import patch
from uuid import uuid4

ROUNDS, SAVES = 15, 40
WRITERS, WRITER_ROUNDS, WRITER_SAVES, WORK_S = 8, 8, 100, 0.005
WANTED_OF_PLAIN, WANTED_OF_UNSEALED = 0.8, 0.75


def main() -> int:
    """Measure and print; exit status 1 when a ratio misses its bar."""
    from trial.local.postgres import Cluster

    folder = Path(tempfile.mkdtemp(prefix="mutreg-bench-"))
    folder.chmod(0o711)  # An account that root lends the database server to must be able to pass.
    for name in ("DATABASE_URL", "DATABASE_OWNER_URL"):
        os.environ.pop(name, None)
    os.environ |= {"VAR_DIR": str(folder), "HTTPS": "no", "LOG_LEVEL": "ERROR"}
    os.environ["DJANGO_SETTINGS_MODULE"] = "benchmarks.settings"
    cluster = Cluster(folder / "postgres")
    try:
        cluster.start()
        return _measure(cluster)
    finally:
        cluster.stop()
        shutil.rmtree(folder, ignore_errors=True)


def _measure(cluster: Any) -> int:
    import django

    django.setup()
    patients = _prepare(cluster)
    ways: dict[str, Callable[[int], None]] = {}
    for form in _forms():
        ways[f"bare {form.__name__}"] = _bare_save(form, patients[0])
        ways[f"service {form.__name__}"] = _service_save(form, patients[0])
    times = _interleaved(ways)
    reached = True
    for kind, title in (
        ("bare", "row and trail alone"),
        ("service", "whole service: locks, rights, judgement"),
    ):
        audited, plain, unaudited = (times[f"{kind} {form.__name__}"] for form in _forms())
        print(
            f"Save of 30 items, {title}: audited {audited * 1000:.2f} ms, plain simple-history "
            f"{plain * 1000:.2f} ms, unaudited {unaudited * 1000:.2f} ms"
        )
        print(f"  speed against plain {plain / audited:.2f} (at least {WANTED_OF_PLAIN}),", end=" ")
        print(f"against unaudited {unaudited / audited:.2f}")
        reached &= plain / audited >= WANTED_OF_PLAIN
    sealed, unsealed = _writers(cluster, [patient.pk for patient in patients])
    print(
        f"{WRITERS} writers with {WORK_S * 1000:.0f} ms of work each: {sealed:.0f} saves a second with the ledger, "
        f"{unsealed:.0f} without: {sealed / unsealed:.2f} (at least {WANTED_OF_UNSEALED})"
    )
    return 0 if reached and sealed / unsealed >= WANTED_OF_UNSEALED else 1


def _forms() -> Any:
    from benchmarks.models import FORMS

    return FORMS


def _prepare(cluster: Any) -> list[Any]:
    """Migrate, make the three tables, and a patient for each writer with each form filled in."""
    import psycopg
    from django.conf import settings
    from django.core.management import call_command
    from django.core.management.commands import migrate
    from django.db import connection

    from trial.audit.grants import apply_grants
    from trial.audit.guards import install_guards

    as_app = connection.settings_dict
    connection.close()
    connection.settings_dict = {**as_app, **settings.DATABASE_OWNER}
    # Django's own: ours would ask the benchmark's tables for their triggers before they are made.
    call_command(migrate.Command(), verbosity=0, interactive=False, skip_checks=True)
    with connection.schema_editor() as editor:
        for form in _forms():
            editor.create_model(form)
            if hasattr(form, "history"):
                editor.create_model(form.history.model)
    install_guards(connection)
    apply_grants(connection, "app")
    connection.close()
    connection.settings_dict = as_app
    call_command("load_protocol", verbosity=0, skip_checks=True)
    with psycopg.connect(cluster.url("superuser"), autocommit=True) as superuser:
        for table in (
            "benchmarks_plainhistoryform",
            "benchmarks_unauditedform",
            "benchmarks_historicalplainhistoryform",
        ):
            superuser.execute(f"GRANT SELECT, INSERT, UPDATE ON {table} TO app")
    return _fill()


def _fill() -> list[Any]:
    from trial.audit.context import acting
    from trial.models import Centre, CentreProtocol, Cohort, Membership, ProtocolVersion, User
    from trial.services.patients import patient_screen

    with acting(system="benchmark"):
        centre = Centre.objects.create(code="01", name="A", city="B", opened_on=date(2023, 1, 1))
        protocol = ProtocolVersion.objects.get()
        CentreProtocol.objects.create(centre=centre, protocol=protocol, in_force_on=date(2023, 1, 1))
        user = User.objects.create(username="one", full_name="Dr One", password="!")
        Membership.objects.create(user=user, centre=centre, role="investigator", from_on=date(2023, 1, 1))
    cohort = Cohort.objects.get(code="VIT")
    patients = [
        patient_screen(centre=centre, cohort=cohort, creation_key=uuid4(), by=user) for _ in range(WRITERS)
    ]
    with acting(by=user):
        for patient in patients:
            for form in _forms():
                form.objects.create(patient=patient, centre=centre, **_values(0))
    for form in _forms():
        for row in form.objects.all():
            with acting(by=user):
                row.version, row.completed_at = row.version + 1, row.saved_at
                row.save()
    return patients


def _values(save: int) -> dict[str, Any]:
    """Give thirty values, of which three differ from those of the save before."""
    given: dict[str, Any] = {f"code_{number}": "YNU"[number % 3] for number in range(10)}
    given |= {f"number_{number}": Decimal(f"{number}.25") for number in range(8)}
    given |= {f"date_{number}": date(2024, 1, 1 + number) for number in range(6)}
    given |= {f"text_{number}": f"some words about item {number}" for number in range(6)}
    return given | {"number_0": Decimal(save), "text_0": f"words {save}", "code_0": "YN"[save % 2]}


def _bare_save(model: Any, patient: Any) -> Callable[[int], None]:
    from django.conf import settings
    from django.db import transaction

    from benchmarks.models import AuditedForm
    from trial.audit.context import acting
    from trial.audit.reasons import Reason
    from trial.audit.record import save_as

    form, user = model.objects.get(patient=patient), patient.created_by
    reasons = {"*": Reason("new_source")}

    def change(save: int) -> None:
        for name, value in _values(save).items():
            setattr(form, name, value)
        form.version = model.objects.values_list("version", flat=True).get(pk=form.pk) + 1

    def audited(save: int) -> None:
        with acting(by=user, centre=form.centre_id, reasons=reasons):
            change(save)
            save_as(form, by=user)

    def plain(save: int) -> None:
        settings.SIMPLE_HISTORY_ENABLED = True
        with transaction.atomic():
            change(save)
            form._history_user = user
            form._change_reason = "new_source"
            form.save()
        settings.SIMPLE_HISTORY_ENABLED = False

    return audited if model is AuditedForm else plain


def _service_save(model: Any, patient: Any) -> Callable[[int], None]:
    from django.conf import settings
    from django.utils.translation import gettext_lazy

    from benchmarks.models import AuditedForm
    from trial.audit.reasons import Reason
    from trial.models import inclusion_visit
    from trial.models.casebook import FormDefinition
    from trial.services.forms import form_save

    visit = (*inclusion_visit.INCLUSION_VISIT, FormDefinition("thirty", model, gettext_lazy("Thirty")))
    reasons = {"*": Reason("new_source")}

    def save(number: int) -> None:
        with patch.object(inclusion_visit, "INCLUSION_VISIT", visit), _trail_of(model is AuditedForm):
            version = model.objects.values_list("version", flat=True).get(patient=patient)
            form_save(
                patient=patient,
                slug="thirty",
                values=_values(number),
                version=version,
                by=patient.created_by,
                reasons=reasons,
            )

    @contextmanager
    def _trail_of(is_ours: bool) -> Iterator[None]:
        if is_ours:
            yield
            return
        settings.SIMPLE_HISTORY_ENABLED = True
        with (
            patch("trial.services.forms.acting", _in_a_transaction),
            patch("trial.services.forms.save_as", _save_plainly),
        ):
            yield
        settings.SIMPLE_HISTORY_ENABLED = False

    return save


def _in_a_transaction(**_told: Any) -> Any:
    from django.db import transaction

    return transaction.atomic()


def _save_plainly(row: Any, *, by: Any, reason: str = "") -> Any:
    row._history_user, row._change_reason = by, reason
    row.save()
    return row


def _interleaved(ways: dict[str, Callable[[int], None]]) -> dict[str, float]:
    """Time each way in turn, round by round; give the median of the rounds in seconds a save."""
    rounds: dict[str, list[float]] = {name: [] for name in ways}
    number = 0
    for place in range(ROUNDS + 1):
        for name, save in ways.items():
            begun = time.perf_counter()
            for _ in range(SAVES):
                number += 1
                save(number)
            if place:  # The first round warms up.
                rounds[name].append((time.perf_counter() - begun) / SAVES)
    return {name: median(times) for name, times in rounds.items()}


def _writers(cluster: Any, patients: list[int]) -> tuple[float, float]:
    """Let eight processes save at once, with and without the ledger in turn; give saves a second of each."""
    import psycopg
    from django.db import connections

    connections.close_all()
    rates: dict[bool, list[float]] = {True: [], False: []}
    with (
        psycopg.connect(cluster.url("superuser"), autocommit=True) as superuser,
        ProcessPoolExecutor(WRITERS, mp_context=get_context("spawn")) as writers,
    ):
        for place in range(WRITER_ROUNDS + 1):
            for sealed in (True, False) if place % 2 else (False, True):
                state = "ENABLE ALWAYS" if sealed else "DISABLE"
                superuser.execute(f"ALTER TABLE trial_historicalauditedform {state} TRIGGER seal")
                start = time.time() + 0.3
                took = list(writers.map(_write, [cluster.url("app")] * WRITERS, patients, [start] * WRITERS))
                if place:
                    rates[sealed].append(WRITERS * WRITER_SAVES / (max(took) - start))
    return median(rates[True]), median(rates[False])


def _write(url: str, patient_id: int, start: float) -> float:
    """Save again and again from the moment `start`, with some work in each transaction; give the end.

    By plain SQL, as little else as can be: what Python does beside would hide the waiting for the ledger."""
    import psycopg

    from trial.audit.context import FLUSH, LIGHT_COMMIT

    names = list(_values(0))
    update = (
        f"UPDATE trial_auditedform SET {', '.join(f'{name} = %s' for name in names)}, version = version + 1 "
        "WHERE patient_id = %s"
    )
    told = (
        "SELECT trial_act(1, '', 1, current_date, '', '', '{\"*\": {\"code\": \"new_source\"}}')"
        + LIGHT_COMMIT
    )
    with psycopg.connect(url, autocommit=True) as connected:
        time.sleep(max(0.0, start - time.time()))
        for _ in range(WRITER_SAVES):
            with connected.transaction():
                connected.execute(told)
                time.sleep(WORK_S)
                connected.execute(update, [*_values(time.monotonic_ns() % 100_000).values(), patient_id])
            connected.execute(FLUSH)
    return time.time()


if __name__ == "__main__":
    sys.exit(main())
