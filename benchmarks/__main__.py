"""Measure the pages with 100, 1,000 and 100,000 patients, on a database server of the benchmark's own."""

from __future__ import annotations

import os
import platform
import shutil
import signal
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from benchmarks.pages import Timing

SIZES = (100, 1_000, 100_000)
REAL = "DATABASE_URL DATABASE_OWNER_URL BROKER_URL SECRET_KEY DEBUG ALLOWED_HOSTS"


def main() -> None:
    """Make the server, grow the data step by step, measure at each step, and leave nothing behind."""
    from trial.local.postgres import Cluster

    # Ended as by Ctrl-C, so that the server ends too.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    folder = Path(tempfile.mkdtemp(prefix="mutreg-bench-"))
    folder.chmod(0o711)  # An account that root lends the database server to must be able to pass.
    for name in REAL.split():
        os.environ.pop(name, None)
    os.environ |= {"VAR_DIR": str(folder), "HTTPS": "no", "DEMO": "yes", "LOG_LEVEL": "ERROR"}
    os.environ["STATIC_ROOT"] = str(folder / "static")
    os.environ["DJANGO_SETTINGS_MODULE"] = "trial.settings"
    cluster = Cluster(folder / "postgres")
    try:
        cluster.start()
        print(_table(_measured(cluster)))
    finally:
        cluster.stop()
        shutil.rmtree(folder, ignore_errors=True)


def _measured(cluster: object) -> dict[int, dict[str, Timing]]:
    import django
    import psycopg

    django.setup()
    from django.core.management import call_command

    from benchmarks.pages import measure_all
    from benchmarks.population import grow

    call_command("migrate", verbosity=0, interactive=False)
    call_command("load_protocol", verbosity=0)
    call_command("messages", compile=True, verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    call_command("seed_demo", patients=SIZES[0], centres=3, verbosity=0)
    measured = {}
    for size in SIZES:
        print(f"{size:,} patients …", file=sys.stderr, flush=True)
        with psycopg.connect(cluster.url("superuser"), autocommit=True) as superuser:  # type: ignore[attr-defined]
            grow(superuser, to=size)
        measured[size] = measure_all()
    return measured


def _table(measured: dict[int, dict[str, Timing]]) -> str:
    """Write a Markdown table: milliseconds by size, how much slower the last is than the first, and queries."""
    sizes = list(measured)
    heads = ["Page", *(f"{size:,} patients" for size in sizes), f"{sizes[-1]:,} / {sizes[0]:,}", "Queries"]
    lines = [heads, ["---", *("---:" for _head in heads[1:])]]
    for page, first in measured[sizes[0]].items():
        times = [measured[size][page].milliseconds for size in sizes]
        queries = sorted({measured[size][page].queries for size in sizes})
        ratio = f"{times[-1] / first.milliseconds:.2f}"
        lines.append(
            [
                page,
                *(f"{time:.1f} ms" for time in times),
                ratio,
                " to ".join(map(str, queries[:1] + queries[1:][-1:])),
            ]
        )
    machine = (
        f"{os.cpu_count()} cores, Python {platform.python_version()}, the fastest of fifteen requests each"
    )
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines) + f"\n\n{machine}"


if __name__ == "__main__":
    main()
