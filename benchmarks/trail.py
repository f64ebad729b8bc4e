"""Measure the trail pages with 10,000 and with 1,000,000 rows of the ledger, on a database server of their own.

    python -m benchmarks.trail [--rows 10000000] [--plans]

With --plans it also prints how PostgreSQL reads the ledger for each page, at the last size.
"""

from __future__ import annotations

import argparse
import os
import platform
import re
import shutil
import signal
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from benchmarks.__main__ import REAL

if TYPE_CHECKING:
    from benchmarks.pages import Timing

SMALL, LARGE = 10_000, 1_000_000
PATIENTS, CENTRES = 100, 5
ROUNDS = 5


def main() -> None:
    """Make the server, fill the ledger, measure, fill it further, measure again, and leave nothing behind."""
    from trial.local.postgres import Cluster

    asked = argparse.ArgumentParser()
    asked.add_argument("--rows", type=int, default=LARGE)
    asked.add_argument("--plans", action="store_true")
    options = asked.parse_args()
    # Ended as by Ctrl-C, so that the server ends too.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    folder = Path(tempfile.mkdtemp(prefix="mutreg-bench-"))
    folder.chmod(0o711)  # An account that root lends the database server to must be able to pass.
    for name in REAL.split():
        os.environ.pop(name, None)
    os.environ |= {"VAR_DIR": str(folder), "HTTPS": "no", "DEMO": "yes", "LOG_LEVEL": "ERROR"}
    os.environ["STATIC_ROOT"] = str(folder / "static")
    os.environ["DJANGO_SETTINGS_MODULE"] = "trial.settings"
    cluster = Cluster(folder / "postgres", durable=False)
    try:
        cluster.start()
        print(_table(_measured(cluster, (SMALL, options.rows), with_plans=options.plans)))
    finally:
        cluster.stop()
        shutil.rmtree(folder, ignore_errors=True)


def _measured(cluster: Any, sizes: tuple[int, int], *, with_plans: bool) -> dict[int, dict[str, Timing]]:
    import django
    import psycopg

    django.setup()
    from django.core.management import call_command

    from benchmarks.ledger import fill
    from benchmarks.pages import measure

    call_command("migrate", verbosity=0, interactive=False)
    call_command("load_protocol", verbosity=0)
    call_command("messages", compile=True, verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    call_command("seed_demo", patients=PATIENTS, centres=CENTRES, verbosity=0)
    measured = {}
    for size in sizes:
        begun = time.perf_counter()
        with psycopg.connect(cluster.url("superuser"), autocommit=True) as superuser:
            fill(superuser, rows=size)
        print(f"{size:,} rows filled in {time.perf_counter() - begun:.0f} s", file=sys.stderr, flush=True)
        pages = _pages()
        measured[size] = {name: measure(ask, rounds=ROUNDS) for name, ask in pages.items()}
        for name, timing in measured[size].items():
            print(f"  {name}: {timing.milliseconds:.1f} ms", file=sys.stderr, flush=True)
    if with_plans:
        for name, ask in pages.items():
            _print_plans(name, ask)
    return measured


def _pages() -> dict[str, Callable[[], Any]]:
    """Name the pages: the trail of a patient of over 200 rows, and that of the study for two readers."""
    from benchmarks.pages import client_of
    from trial.models import Measurements, Patient, User

    coordinator, monitor = client_of("coordinator"), client_of("monitor")
    weighing = Measurements.history.get(history_id=-1)
    patient = Patient.objects.get(pk=weighing.patient_id)
    of_patient = f"/patients/{patient.screening_number}/trail/"
    investigator = User.objects.get(username="investigator-01").pk
    account_manager = User.objects.get(username="account-manager").pk
    measurements, cohorts = "trial_historicalmeasurements", "trial_historicalcohort"
    middle = date.today() - timedelta(days=365)  # noqa: DTZ011  (the ledger spans two years until today)
    month = {"since": middle.isoformat(), "until": (middle + timedelta(days=29)).isoformat()}

    def page(client: Any, address: str, **query: Any) -> Callable[[], Any]:
        return lambda: client.get(f"{address}?{urlencode(query)}")

    return {
        "patient, first page": page(coordinator, of_patient),
        "patient, oldest first": page(coordinator, of_patient, order="oldest"),
        "patient, one form": page(coordinator, of_patient, form=measurements),
        "patient, one field": page(coordinator, of_patient, form=measurements, item="weight_kg"),
        "patient, one person": page(coordinator, of_patient, person=weighing.history_user_id),
        "patient, one month": page(coordinator, of_patient, **month),
        "study, coordinator": page(coordinator, "/trail/"),
        "study, coordinator, oldest first": page(coordinator, "/trail/", order="oldest"),
        "study, coordinator, one person": page(coordinator, "/trail/", person=investigator),
        "study, coordinator, person of no row": page(coordinator, "/trail/", person=account_manager),
        "study, coordinator, one form": page(coordinator, "/trail/", form=measurements),
        "study, coordinator, rare form": page(coordinator, "/trail/", form=cohorts),
        "study, coordinator, diagnoses": page(coordinator, "/trail/", form="diagnosis"),
        "study, coordinator, one field": page(coordinator, "/trail/", form=measurements, item="weight_kg"),
        "study, coordinator, field of any form": page(coordinator, "/trail/", item="weight_kg"),
        "study, coordinator, one month": page(coordinator, "/trail/", **month),
        "study, coordinator, a form in one month": page(coordinator, "/trail/", form=measurements, **month),
        "study, coordinator, removals": page(coordinator, "/trail/", operation="-"),
        "study, monitor": page(monitor, "/trail/"),
        "study, monitor, oldest first": page(monitor, "/trail/", order="oldest"),
        "study, monitor, one person": page(monitor, "/trail/", person=investigator),
        "study, monitor, one form": page(monitor, "/trail/", form=measurements),
        "study, monitor, one month": page(monitor, "/trail/", **month),
        "study, monitor, removals": page(monitor, "/trail/", operation="-"),
    }


def _print_plans(name: str, ask: Callable[[], Any]) -> None:
    """Print the plan of each statement of a page that reads the ledger."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as sent:
        ask()
    for query in sent.captured_queries:
        if "trial_ledger" not in query["sql"]:
            continue
        with connection.cursor() as cursor:
            cursor.execute("EXPLAIN (ANALYZE, BUFFERS) " + query["sql"].replace("%", "%%"), [])
            plan = "\n".join(str(row[0]) for row in cursor.fetchall())
        print(f"\n{name}\n{re.sub(r'payload[^ ]*::jsonb', 'payload', plan)}", file=sys.stderr)


def _table(measured: dict[int, dict[str, Timing]]) -> str:
    """Write a Markdown table: milliseconds by size, how much slower the last is than the first, and queries."""
    small, large = measured
    lines = [
        f"| Page | {small:,} rows | {large:,} rows | {large:,} / {small:,} | Queries |",
        "| --- | ---: | ---: | ---: | ---: |",
    ]
    for page, first in measured[small].items():
        last = measured[large][page]
        counts = " to ".join(map(str, sorted({first.queries, last.queries})))
        times = f"{first.milliseconds:.1f} ms | {last.milliseconds:.1f} ms"
        lines.append(f"| {page} | {times} | {last.milliseconds / first.milliseconds:.2f} | {counts} |")
    load = os.getloadavg()[0]
    machine = f"{os.cpu_count()} cores, load {load:.1f}, Python {platform.python_version()}"
    return "\n".join(lines) + f"\n\n{machine}, the fastest of {ROUNDS} requests each"


if __name__ == "__main__":
    main()
