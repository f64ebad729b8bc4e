"""What the launchers of servers share: private folders, short socket paths, locks, living processes."""

import fcntl
import hashlib
import os
import signal
import subprocess
import tempfile
import time
from collections.abc import Collection, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

SOCKET_PATH_BYTES = 107
"""The longest path of a Unix socket on Linux, without its closing zero byte."""


class ServerError(Exception):
    """A server that cannot start or stop; its text is a sentence for the person at the terminal."""


def private_folder(folder: Path, *, owner_id: int | None = None, lendable_to: Collection[int] = ()) -> Path:
    """Make a folder that only its owner may enter, and refuse one that belongs to somebody else.

    `owner_id` is the account to which root lends the folder from now on; `lendable_to` are those to which
    root may have lent it before. Without them the caller owns it.
    Raises ServerError when another account owns it, as anyone may make folders under the temporary directory.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    found = folder.lstat().st_uid
    if folder.is_symlink() or found not in (os.geteuid(), owner_id, *lendable_to):
        raise ServerError(f"{folder} belongs to another account: remove it or ask its owner to.")
    folder.chmod(0o700)
    if owner_id not in (None, found):
        os.chown(folder, owner_id, -1)
    return folder


def socket_folder(folder: Path, socket_name: str) -> Path:
    """Choose the folder of a Unix socket: the given one, or a short one where its path would be too long."""
    if len(os.fsencode(folder / socket_name)) <= SOCKET_PATH_BYTES:
        return folder
    digest = hashlib.sha256(os.fsencode(folder)).hexdigest()[:16]
    return Path(tempfile.gettempdir()) / f"mutreg-{os.geteuid()}-{digest}"


@contextmanager
def locked(path: Path, *, wait_s: float = 60) -> Iterator[None]:
    """Hold a file lock, so that two commands never start or stop the same server at once.

    Raises ServerError when another process still holds it after `wait_s` seconds.
    """
    with path.open("a") as handle:
        deadline = time.monotonic() + wait_s
        while True:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if time.monotonic() > deadline:
                    raise ServerError(f"Another command holds {path}: wait for it to end.") from None
                time.sleep(0.05)
        yield


def command_line(pid: int) -> str:
    """Read the command line of a process, or nothing when there is none (ended, or a zombie)."""
    if Path("/proc/self").exists():
        try:
            return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
        except OSError:
            return ""
    listing = ["ps", "-o", "command=", "-p", str(pid)]
    return subprocess.run(listing, capture_output=True, text=True, check=False).stdout.strip()


def end(pid: int, *, by: signal.Signals, wait_s: float) -> bool:
    """Send a signal to a process and wait until it has gone; tell whether it has."""
    try:
        os.kill(pid, by)
    except ProcessLookupError:
        return True
    deadline = time.monotonic() + wait_s
    while time.monotonic() < deadline:
        if not command_line(pid):
            return True
        time.sleep(0.02)
    return False


def write_once(path: Path, text: str) -> str:
    """Keep a text in a file that only its owner may read, unless there is one, and give what is kept.

    A link fails where the file exists, so that two programs starting at once agree on one text.
    """
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        fresh = path.with_name(f"{path.name}.{os.getpid()}")
        fresh.touch(mode=0o600)
        fresh.write_text(text)
        with suppress(FileExistsError):
            os.link(fresh, path)
        fresh.unlink()
    return path.read_text()
