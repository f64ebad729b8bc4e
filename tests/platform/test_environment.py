"""Settings come from the environment, and a bad value is refused with a sentence that names it."""

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from trial import environment
from trial.environment import BadEnvironment

ROOT = Path(__file__).resolve().parents[2]
URL = "postgresql://app:s%40fe@db.example:5433/mutreg?sslmode=verify-full"


def test_an_address_of_a_database_is_taken_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", URL)
    assert environment.database("DATABASE_URL", "") == {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": "mutreg",
        "USER": "app",
        "PASSWORD": "s@fe",
        "HOST": "db.example",
        "PORT": "5433",
        "OPTIONS": {"sslmode": "verify-full"},
    }


def test_a_unix_socket_is_an_address_too() -> None:
    read = environment.database("DATABASE_URL", "postgresql://app:x@/mutreg?host=%2Fa%20b%2Fsocket")
    assert (read["HOST"], read["PORT"], read["OPTIONS"]) == ("/a b/socket", "", {})


@pytest.mark.parametrize(
    "bad",
    ["sqlite:///file", "mysql://a:secret@h/d", "postgresql://h/d", "postgresql://a:secret@h:port/d", "x"],
)
def test_another_address_is_refused_without_its_password(bad: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", bad)
    with pytest.raises(BadEnvironment, match="DATABASE_URL is not an address of the form") as refused:
        environment.database("DATABASE_URL", "")
    assert "secret" not in str(refused.value)


@pytest.mark.parametrize("bad", ["0", "241", "-5", "20.5", "twenty", "٢٠", "1e2"])
def test_a_number_out_of_bounds_is_refused(bad: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SESSION_IDLE_MINUTES", bad)
    with pytest.raises(BadEnvironment, match="not a whole number from 1 to 240"):
        environment.whole("SESSION_IDLE_MINUTES", 20, at_least=1, at_most=240)


@pytest.mark.parametrize("given", ["1", "240", " 20 "])
def test_a_number_within_bounds_is_taken(given: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SESSION_IDLE_MINUTES", given)
    assert environment.whole("SESSION_IDLE_MINUTES", 5, at_least=1, at_most=240) == int(given)


@pytest.mark.parametrize(
    ("given", "meant"), [("yes", True), ("ON", True), ("0", False), ("No", False), ("", True)]
)
def test_yes_and_no_are_read(given: str, meant: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTPS", given)
    assert environment.flag("HTTPS", default=True) is meant


def test_neither_yes_nor_no_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTPS", "maybe")
    with pytest.raises(BadEnvironment, match="HTTPS=maybe is neither yes nor no"):
        environment.flag("HTTPS", default=True)


def test_a_secret_may_come_from_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "secret").write_text("k" * 40 + "\n")
    monkeypatch.delenv("SECRET_KEY", raising=False)
    monkeypatch.setenv("SECRET_KEY_FILE", str(tmp_path / "secret"))
    assert environment.kept_secret("SECRET_KEY", tmp_path / "unused") == "k" * 40
    monkeypatch.setenv("SECRET_KEY", "k" * 40)
    with pytest.raises(BadEnvironment, match="not both"):
        environment.text("SECRET_KEY")


@pytest.mark.parametrize("content", [None, ""])
def test_a_secret_file_that_gives_nothing_is_refused(
    content: str | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if content is not None:
        (tmp_path / "secret").write_text(content)
    monkeypatch.setenv("DATABASE_URL_FILE", str(tmp_path / "secret"))
    with pytest.raises(BadEnvironment, match="DATABASE_URL_FILE"):
        environment.text("DATABASE_URL")


def test_a_short_secret_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET_KEY", "short")
    with pytest.raises(BadEnvironment, match="shorter than 32"):
        environment.kept_secret("SECRET_KEY", tmp_path / "unused")


def test_a_secret_that_nobody_gave_is_made_once_and_kept_private(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SECRET_KEY", raising=False)
    path = tmp_path / "var" / "secret_key"
    made = environment.kept_secret("SECRET_KEY", path)
    assert len(made) >= 50
    assert environment.kept_secret("SECRET_KEY", path) == made
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def _settings(question: str, **values: str) -> subprocess.CompletedProcess[str]:
    program = f"from trial import settings as s; print({question})"
    plain = {name: os.environ[name] for name in ("PATH", "VAR_DIR")}
    command = [sys.executable, "-c", program]
    return subprocess.run(command, cwd=ROOT, env=plain | values, capture_output=True, text=True, check=False)


def test_settings_end_the_program_with_one_sentence() -> None:
    done = _settings("1", HTTPS="perhaps")
    assert done.returncode == 1
    assert done.stderr.strip() == "HTTPS=perhaps is neither yes nor no."


@pytest.mark.requirement("R12")
def test_cookies_are_for_https_only_unless_told_otherwise() -> None:
    question = "s.SESSION_COOKIE_SECURE, s.CSRF_COOKIE_SECURE, s.SECURE_SSL_REDIRECT, s.SESSION_COOKIE_NAME"
    assert _settings(question).stdout.strip() == "True True True __Host-session"
    assert _settings(question, HTTPS="no").stdout.strip() == "False False False session"
