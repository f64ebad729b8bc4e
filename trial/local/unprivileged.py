"""How root runs a program that refuses to be root."""

import os
import pwd
import subprocess
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from trial.local.process import ServerError

NAMESPACE = ("unshare", "--user", "--map-user=1000", "--map-group=1000", "--")
ACCOUNTS = ("postgres", "nobody")


@dataclass(frozen=True)
class Runner:
    """A way to start a program without root's rights.

    `prefix` goes before the command line; `account` is the account to become, None to stay who we are.
    """

    prefix: tuple[str, ...] = ()
    account: pwd.struct_passwd | None = None
    environment: dict[str, str] = field(default_factory=dict)

    @property
    def owner_id(self) -> int:
        """Tell which account must own the files of the program."""
        return os.geteuid() if self.account is None else self.account.pw_uid

    def run(self, command: list[str | Path], **options: Any) -> subprocess.CompletedProcess[str]:
        """Run a command to its end and capture what it says; never raises for its exit status."""
        identity: dict[str, Any] = {}
        if self.account is not None:
            identity = {"user": self.account.pw_uid, "group": self.account.pw_gid, "extra_groups": []}
        environment = {**os.environ, "LC_ALL": "C", "LC_MESSAGES": "C", **self.environment}
        return subprocess.run(
            [*self.prefix, *map(str, command)],
            text=True,
            check=False,
            cwd="/",
            env=environment,
            **identity,
            **options,
        )


def choose_runner(program: Path) -> Runner:
    """Find a way to run `program` that it accepts: as we are, in a user namespace, or as another account.

    In a user namespace the process is no root inside and owns root's files outside, so that the data may
    lie in a folder that only root can enter. Raises ServerError when root has neither way.
    """
    if os.geteuid() != 0:
        return Runner()
    tried = [Runner(prefix=NAMESPACE)] + [Runner(account=account) for account in _accounts()]
    for runner in tried:
        try:
            if runner.run([program, "--version"], capture_output=True).returncode == 0:
                return runner
        except OSError:
            continue
    raise ServerError(
        f"{program.name} does not run as root, user namespaces are refused here, and no account of "
        f"{' or '.join(ACCOUNTS)} can read {program}: run this command as an ordinary user, "
        "or set DATABASE_URL to a PostgreSQL server of yours."
    )


def _accounts() -> list[pwd.struct_passwd]:
    """List the unprivileged accounts of this machine that could run a database."""
    known = {account.pw_name: account for account in pwd.getpwall()}
    return [known[name] for name in ACCOUNTS if name in known]


def lendable_ids() -> list[int]:
    """List the accounts to which this process may lend folders: root's unprivileged ones, else none."""
    return [account.pw_uid for account in _accounts()] if os.geteuid() == 0 else []
