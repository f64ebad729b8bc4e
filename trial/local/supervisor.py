"""Programs that live as long as the command that started them."""

import contextlib
import os
import signal
import subprocess
import time
from dataclasses import dataclass, field
from pathlib import Path

from trial.local.healthcheck import answers
from trial.local.process import ServerError

STOP_WAIT_S = 20


@dataclass
class Supervisor:
    """A few programs, started in an order and stopped in the reverse one.

    Each leads a process group of its own, so that Ctrl-C at the terminal reaches the supervisor alone.
    """

    folder: Path
    running: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    def start(self, name: str, command: list[str], *, environment: dict[str, str]) -> None:
        """Start a program that speaks to the terminal."""
        self.running[name] = subprocess.Popen(
            command,
            cwd=self.folder,
            env=environment,
            stdin=subprocess.DEVNULL,
            start_new_session=True,
        )

    def refuse_ended(self) -> None:
        """Raise ServerError when a program has ended by itself."""
        for name, process in self.running.items():
            if process.poll() is not None:
                raise ServerError(f"The {name} ended by itself with status {process.returncode}.")

    def wait_for(self, address: str, *, wait_s: float) -> None:
        """Wait until an address answers 200; raises ServerError when it does not, or a program ended."""
        deadline = time.monotonic() + wait_s
        while not answers(address):
            self.refuse_ended()
            if time.monotonic() > deadline:
                raise ServerError(f"{address} did not answer within {wait_s:.0f} seconds.")
            time.sleep(0.1)

    def watch(self) -> None:
        """Stay until a program ends by itself (ServerError) or a signal interrupts."""
        while True:
            self.refuse_ended()
            time.sleep(0.5)

    def stop(self) -> None:
        """Ask the programs to end, the last started first, and kill those that do not."""
        for process in reversed(self.running.values()):
            if process.poll() is None:
                process.terminate()
        deadline = time.monotonic() + STOP_WAIT_S
        for process in reversed(self.running.values()):
            try:
                process.wait(max(0.1, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                process.kill()
            # Whatever a program left behind in its group goes with it.
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()
