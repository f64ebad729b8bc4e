"""Files that are there whole or not at all, whatever happens while they are written."""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_NO_ROOM = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


class CannotWrite(Exception):
    """A file or folder that could not be written; its text is a sentence for the person at the terminal."""


def write_whole(path: Path, content: bytes) -> None:
    """Write a file under another name and give it its own once it is on the disk.

    Raises CannotWrite; then no file of this name, nor a part of it, is left behind."""
    unfinished = path.with_name(f".{path.name}.unfinished-{os.getpid()}")
    with sentences(path):
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            write_synced(unfinished, content)
            unfinished.rename(path)
            _sync_folder(path.parent)
        except BaseException:
            unfinished.unlink(missing_ok=True)
            raise


@contextmanager
def whole_folder(folder: Path) -> Iterator[Path]:
    """Lend an unfinished folder that takes its name only when the block ends well, and goes away otherwise.

    Raises CannotWrite, also when something of that name stands there already."""
    unfinished = folder.with_name(f".{folder.name}.unfinished-{os.getpid()}")
    with sentences(folder):
        if folder.exists():
            raise CannotWrite(f"{folder} exists already: choose another name, nothing is overwritten.")
        folder.parent.mkdir(parents=True, exist_ok=True)
        unfinished.mkdir(mode=0o700)
        try:
            yield unfinished
            _sync_folder(unfinished)
            unfinished.rename(folder)
            _sync_folder(folder.parent)
        except BaseException:
            shutil.rmtree(unfinished, ignore_errors=True)
            raise


@contextmanager
def sentences(path: Path) -> Iterator[None]:
    """Turn an error of the operating system into a sentence that says what was left behind: nothing."""
    try:
        yield
    except OSError as error:
        if error.errno in _NO_ROOM:
            why = "the disk is full. Make room and run it again"
        else:
            why = error.strerror or str(error)
        raise CannotWrite(f"{path} was not written, nor a part of it: {why}.") from error


def write_synced(path: Path, content: bytes) -> None:
    """Write a file and wait until it is on the disk."""
    with path.open("wb") as handle:
        handle.write(content)
        handle.flush()
        os.fsync(handle.fileno())


def _sync_folder(folder: Path) -> None:
    """Wait until the names in a folder are on the disk."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
