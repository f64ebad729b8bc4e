"""Servers and folders of the platform's own tests."""

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from trial.local.postgres import Cluster


@pytest.fixture
def passable_folder() -> Iterator[Path]:
    """Make a folder that any account may pass, as the one a database server runs as."""
    folder = Path(tempfile.mkdtemp(prefix="mutreg-platform-"))
    folder.chmod(0o711)
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="module")
def cluster() -> Iterator[Cluster]:
    """Make a running cluster for the tests of one module."""
    folder = Path(tempfile.mkdtemp(prefix="mutreg-platform-"))
    folder.chmod(0o711)
    made = Cluster(folder / "postgres", durable=False)
    made.start()
    yield made
    made.stop()
    shutil.rmtree(folder, ignore_errors=True)
