"""A real Celery worker on a real broker, working on the database of the test."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

import pytest
from kombu import pools

from tests.settings import TEST_RUN_FOLDER
from trial.celery import app
from trial.local.broker import Broker

ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class WorkerProcess:
    """A running worker: its process and what it has said so far, mails included."""

    process: subprocess.Popen[bytes]
    log: Path

    def wait_for(self, text: str, *, wait_s: float = 15) -> str:
        """Wait until the worker has said `text` and give all it said; fails the test when it does not."""
        deadline = time.monotonic() + wait_s
        while text not in (said := self.log.read_text(errors="replace")):
            assert self.process.poll() is None, f"The worker ended: {said}"
            assert time.monotonic() < deadline, f"The worker never said {text!r}: {said}"
            time.sleep(0.05)
        return said


@pytest.fixture
def broker(worker_id: str) -> Iterator[Broker]:
    """Run a message broker with an empty queue."""
    server = Broker(TEST_RUN_FOLDER / f"broker-{worker_id}-{uuid4().hex[:8]}")
    server.start()
    yield server
    server.stop()


@pytest.fixture
def celery_worker_process(
    broker: Broker, project_environment: dict[str, str], transactional_db: None, tmp_path: Path
) -> Iterator[WorkerProcess]:
    """Run a Celery worker on this test's database, and let the test's own process send it tasks."""
    log = tmp_path / "worker.log"
    environment = project_environment | {"BROKER_URL": broker.url()}
    command = [sys.executable, "-m", "celery", "-A", "trial", "worker", "--concurrency=1", "--loglevel=INFO"]
    with log.open("wb") as said:
        process = subprocess.Popen(
            command, cwd=ROOT, env=environment, stdout=said, stderr=said, start_new_session=True
        )
    elsewhere = app.conf.broker_url
    _send_to(broker.url())
    worker = WorkerProcess(process, log)
    try:
        worker.wait_for("ready.")
        yield worker
    finally:
        process.terminate()
        try:
            process.wait(15)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
        _send_to(elsewhere)


def _send_to(broker_url: str) -> None:
    """Let this process send its tasks to another broker from now on; Celery keeps its connections otherwise."""
    pools.reset()
    app._pool = None
    app.amqp._producer_pool = None
    app.conf.broker_url = broker_url
