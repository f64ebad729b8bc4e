"""Measure how many ledger rows a second docs/verify_bundle.py checks, and in how much memory.

    python -m benchmarks.verify [ROWS]

The bundle is made of forms of thirty items; the script runs as an inspector runs it, in a process of its own.
"""

from __future__ import annotations

import hashlib
import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from trial.audit.anchors import Anchor
from trial.audit.bundle import write_bundle

SCRIPT = Path(__file__).resolve().parent.parent / "docs" / "verify_bundle.py"
ROWS = 1_000_000
WANTED_ROWS_PER_S = 100_000


def lines(rows: int) -> Iterator[bytes]:
    """Write ledger lines of a true chain, each with the payload of a form of thirty items."""
    items = {f"item_{number:02d}": f"value {number}" for number in range(30)}
    template = json.dumps({"history_table": "trial_historicalconsent", "history_id": "@", **items}).encode()
    before, after = template.split(b'"@"')
    previous = bytes(32)
    for seq in range(1, rows + 1):
        payload = b"%b%d%b" % (before, seq, after)
        content = hashlib.sha256(payload).digest()
        previous = hashlib.sha256(previous + seq.to_bytes(8, "big") + content).digest()
        yield b"%d\t%b\t%b\n" % (seq, previous.hex().encode(), payload)


def main() -> int:
    """Make the bundle, check it three times, and say the median; exit status 1 when it is too slow."""
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else ROWS
    with tempfile.TemporaryDirectory() as folder:
        bundle = Path(folder) / "bundle"
        anchor = Anchor(seq=0, hash="0" * 64, at=datetime.now(UTC), counts={}, previous="")
        write_bundle(bundle, lines=lines(rows), anchors=[anchor], made_at=datetime.now(UTC).isoformat())
        size = sum(path.stat().st_size for path in bundle.iterdir())
        times = sorted(_timed(bundle) for _ in range(3))
    memory = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    rate = rows / times[1]
    print(f"verify_bundle.py: {rows:,} rows of {size // rows} bytes in {times[1]:.1f} s (median of 3)")
    print(f"{rate:,.0f} rows a second (at least {WANTED_ROWS_PER_S:,}), {memory:.0f} MiB of memory at most")
    return 0 if rate >= WANTED_ROWS_PER_S else 1


def _timed(bundle: Path) -> float:
    """Check a bundle and give the seconds it took, Python's own start included."""
    begun = time.perf_counter()
    subprocess.run([sys.executable, SCRIPT, bundle], check=True, capture_output=True)
    return time.perf_counter() - begun


if __name__ == "__main__":
    sys.exit(main())
