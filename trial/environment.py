"""Typed readers of the environment, which refuse a bad value with a sentence.

Each value NAME may also be given as NAME_FILE, the path of a file that holds it, as container platforms
hand out secrets.
"""

import os
import secrets
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from trial.local.process import write_once

YES = ("1", "yes", "true", "on")
NO = ("0", "no", "false", "off")


class BadEnvironment(SystemExit):
    """A setting that cannot be used; its text names the variable and says what it takes.

    It ends the program with that one sentence, as a traceback would only hide it.
    """


def text(name: str, default: str = "") -> str:
    """Read a text without the blanks around it; an empty value counts as not given."""
    path = os.environ.get(f"{name}_FILE", "").strip()
    direct = os.environ.get(name, "").strip()
    if path and direct:
        raise BadEnvironment(f"Set either {name} or {name}_FILE, not both.")
    if path:
        try:
            direct = Path(path).read_text().strip()
        except (OSError, UnicodeDecodeError) as unreadable:
            raise BadEnvironment(f"{name}_FILE={path} cannot be read: {unreadable}.") from None
        if not direct:
            raise BadEnvironment(f"{name}_FILE={path} is empty.")
    return direct or default


def flag(name: str, *, default: bool) -> bool:
    """Read yes or no."""
    given = text(name).lower()
    if given and given not in YES + NO:
        raise BadEnvironment(f"{name}={given} is neither yes nor no.")
    return given in YES if given else default


def whole(name: str, default: int, *, at_least: int, at_most: int) -> int:
    """Read a whole number within bounds, both allowed."""
    given = text(name)
    if not given:
        return default
    if not (given.isascii() and given.isdigit()) or not at_least <= int(given) <= at_most:
        raise BadEnvironment(f"{name}={given} is not a whole number from {at_least} to {at_most}.")
    return int(given)


def words(name: str, default: list[str]) -> list[str]:
    """Read a list separated by commas."""
    return [word for part in text(name).split(",") if (word := part.strip())] or default


def folder(name: str, default: Path) -> Path:
    """Read an absolute path, or one from the project's folder."""
    given = text(name)
    return Path(default.parent, given).absolute() if given else default


def database(name: str, default: str) -> dict[str, Any]:
    """Read the address of a PostgreSQL database, as the dictionary that Django takes.

    Form: postgresql://role:password@host:port/database?sslmode=verify-full, with host=/folder in the query
    for a Unix socket. Never repeats the password.
    """
    given = text(name, default)
    try:
        address = urlsplit(given)
        port = address.port
    except ValueError:
        raise BadEnvironment(f"{name} is not an address of the form {_DATABASE_FORM}.") from None
    options = dict(parse_qsl(address.query))
    host = options.pop("host", "") or address.hostname or ""
    place = unquote(address.path.lstrip("/"))
    if address.scheme not in ("postgresql", "postgres") or not place or not address.username:
        raise BadEnvironment(f"{name} is not an address of the form {_DATABASE_FORM}.")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": place,
        "USER": unquote(address.username),
        "PASSWORD": unquote(address.password or ""),
        "HOST": host,
        "PORT": str(port or ""),
        "OPTIONS": options,
    }


_DATABASE_FORM = "postgresql://role:password@host:port/database"


def kept_secret(name: str, path: Path) -> str:
    """Read a secret, or make one and keep it in a file that only its owner may read.

    Raises BadEnvironment when it is not given and `path` cannot be written.
    """
    if given := text(name):
        if len(given) < 32:
            raise BadEnvironment(f"{name} is shorter than 32 characters.")
        return given
    try:
        return write_once(path, secrets.token_urlsafe(50))
    except OSError as refused:
        raise BadEnvironment(f"{name} is not set, and none can be kept: {refused}.") from None
