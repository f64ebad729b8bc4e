#!/usr/bin/env python3
"""Check an audit bundle with nothing but Python 3.8 or newer: no eCRF, no database, no network.

    python3 verify_bundle.py BUNDLE [--anchor FILE ...]

Give as --anchor the anchors that you received yourself, by mail for instance: who can write to the database
can rewrite the whole ledger, and only an anchor kept elsewhere shows that. docs/inspection.md says more.
Ends with exit status 0 when everything agrees, 1 when something is wrong, 2 when there is nothing to check.
"""

import argparse
import hashlib
import json
import re
import sys
from pathlib import Path

FORMAT = "mutreg-audit-bundle-1"
SHOWN = 20  # wrong things named before the rest is only counted
UNREADABLE = (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError)


def read_anchor(path):
    """Read one anchor: the number and hash of the ledger's last row at some moment."""
    anchor = json.loads(path.read_bytes())
    if not isinstance(anchor["seq"], int) or not re.fullmatch("[0-9a-f]{64}", anchor["hash"]):
        raise ValueError(f"{path.name} holds no number of a row with its hash")
    canonical = json.dumps(anchor, sort_keys=True, separators=(",", ":"))
    digest = hashlib.sha256(canonical.encode()).hexdigest()
    return {"name": path.name, "digest": digest, **{key: anchor[key] for key in ("seq", "hash", "previous")}}


def check_manifest(folder, listed):
    """Yield what is wrong with the list of files; fill `listed` with sha256 and rows by name."""
    raw = (folder / "manifest.json").read_bytes()
    seal = (folder / "manifest.sha256").read_bytes()
    if seal != f"{hashlib.sha256(raw).hexdigest()}  manifest.json\n".encode():
        yield "manifest.json is not the file that manifest.sha256 was made of."
    manifest = json.loads(raw)
    if manifest["format"] != FORMAT:
        raise ValueError(f"its format is {manifest['format']!r}, not {FORMAT!r}")
    listed.update({entry["name"]: (entry["sha256"], entry["rows"]) for entry in manifest["files"]})
    here = {path.name for path in folder.iterdir()} - {"manifest.json", "manifest.sha256"}
    for name in sorted(here ^ set(listed)):
        yield f"{name} is not in the manifest." if name in here else f"{name} is missing."
        listed.pop(name, None)
    return manifest["rows"], manifest["head"]


class Chain:
    """The ledger as read so far: each row's hash covers its number, its content and the hash before it."""

    def __init__(self, wanted):
        self.seq, self.previous = 0, bytes(32)
        self.wanted = set(wanted)  # the rows that an anchor speaks of
        self.found = {}  # their hashes, in hexadecimal

    def read(self, path):
        """Follow one file line by line and yield what is wrong; give its sha256 and number of rows."""
        whole, rows = hashlib.sha256(), 0
        sha256, previous, seq, wanted = hashlib.sha256, self.previous, self.seq, self.wanted
        with open(path, "rb", buffering=1 << 20) as lines:
            for line in lines:
                whole.update(line)
                rows += 1
                seq += 1
                number, _, rest = line.partition(b"\t")
                content = sha256(rest[65:-1]).digest()
                previous = sha256(previous + seq.to_bytes(8, "big") + content).digest()
                if rest[:65] != b"%b\t" % previous.hex().encode() or number != b"%d" % seq or line[-1] != 10:
                    yield explain(path.name, seq, number)
                    # The rows after it are judged by themselves.
                    seq = int(number) if re.fullmatch(b"[0-9]{1,18}", number) else seq
                    stands = re.match(b"[0-9a-f]{64}", rest)
                    previous = bytes.fromhex(stands[0].decode()) if stands else bytes(32)
                if seq in wanted:
                    self.found[seq] = previous.hex()
                if seq % 200_000 == 0:
                    print(f"{seq:,} rows read", file=sys.stderr)
        self.seq, self.previous = seq, previous
        return whole.hexdigest(), rows


def explain(name, seq, number):
    """Say what is wrong where row `seq` was expected and a row with this number stands."""
    if number == b"%d" % seq:
        return f"Row {seq} in {name} was altered: its content does not give its hash."
    return f"Row {seq} is missing from {name}: {number[:20].decode(errors='replace')!r} stands in its place."


def check_anchors(chain, anchors):
    """Compare the ledger with what it was when each anchor was taken."""
    known = {anchor["digest"] for anchor in anchors} | {""}  # the first anchor has none before it
    for anchor in anchors:
        seq, name = anchor["seq"], anchor["name"]
        if seq > chain.seq:
            yield f"The tail was removed: {name} knows row {seq}, and the ledger ends at row {chain.seq}."
        elif chain.found.get(seq, "0" * 64 if seq == 0 else None) != anchor["hash"]:
            yield f"The ledger was rewritten at row {seq} or before: its hash is not that of {name}."
        if anchor["previous"] not in known:
            yield f"The anchor before {name} is missing or was altered."


def check(folder, outside):
    """Yield one sentence for each thing that is wrong."""
    listed, anchors = {}, list(outside)
    end = yield from check_manifest(folder, listed)
    chain = Chain(anchor["seq"] for anchor in outside)
    for name in sorted(listed):  # anchors come before the ledger
        if not name.startswith("anchor-"):
            found = yield from chain.read(folder / name)
        else:
            found = hashlib.sha256((folder / name).read_bytes()).hexdigest(), 0
        if found != listed[name]:
            yield f"{name} was altered since it was listed."
        if name.startswith("anchor-"):
            anchors.append(read_anchor(folder / name))
            chain.wanted.add(anchors[-1]["seq"])
    if end != (chain.seq, chain.previous.hex()):
        yield f"The ledger ends at row {chain.seq}; by the manifest at row {end[0]} with hash {end[1]}."
    yield from check_anchors(chain, anchors)


def main():
    """Check the bundle named on the command line."""
    parser = argparse.ArgumentParser(description="Check an audit bundle of the MuTreg eCRF.")
    parser.add_argument("bundle", type=Path, help="the folder that manage.py audit_bundle wrote")
    parser.add_argument("--anchor", type=Path, action="append", default=[], help="an anchor you received")
    asked, count = parser.parse_args(), 0
    try:
        outside = [read_anchor(path) for path in asked.anchor]
    except UNREADABLE as error:
        parser.error(f"an anchor cannot be read: {error}")
    if not asked.bundle.is_dir():
        parser.error(f"{asked.bundle} is no folder")
    try:
        for count, sentence in enumerate(check(asked.bundle, outside), 1):
            if count <= SHOWN:
                print(f"WRONG: {sentence}")
    except UNREADABLE as error:
        count += 1
        print(f"WRONG: the bundle cannot be read to its end: {error}")
    print(f"{count} things are wrong." if count else "Everything agrees.")
    print(f"Compared with {len(outside)} anchors from outside; with none, a rewritten ledger is not seen.")
    return 1 if count else 0


if __name__ == "__main__":
    sys.exit(main())
