"""The files of a real installation refer to things that exist."""

import re
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.core.management import get_commands

ROOT = Path(__file__).resolve().parents[2]
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
SETTINGS = (ROOT / "trial" / "settings.py").read_text() + (ROOT / "trial" / "environment.py").read_text()
OURS = [name for name, service in COMPOSE["services"].items() if "build" in service]


def test_web_worker_and_beat_are_there_beside_their_servers() -> None:
    assert set(COMPOSE["services"]) == {"postgres", "redis", "migrate", "web", "worker", "beat"}


@pytest.mark.parametrize("name", COMPOSE["services"])
def test_every_secret_and_folder_of_a_service_is_declared(name: str) -> None:
    service = COMPOSE["services"][name]
    assert set(service.get("secrets", [])) <= set(COMPOSE["secrets"])
    for volume in service.get("volumes", []):
        source = volume.split(":")[0]
        assert (ROOT / source).exists() if source.startswith(".") else source in COMPOSE["volumes"]
    for variable, value in service.get("environment", {}).items():
        if variable.endswith("_FILE"):
            assert Path(value).name in service["secrets"]


@pytest.mark.parametrize("name", OURS)
def test_every_variable_of_our_services_is_a_setting(name: str) -> None:
    for variable in COMPOSE["services"][name]["environment"]:
        assert f'"{variable.removesuffix("_FILE")}"' in SETTINGS


@pytest.mark.parametrize("name", OURS)
def test_every_command_of_our_services_exists(name: str) -> None:
    service = COMPOSE["services"][name]
    said = (
        " ".join(service.get("command", [])) + " " + " ".join(service.get("healthcheck", {}).get("test", []))
    )
    for command in re.findall(r"manage\.py (\w+)", said):
        assert command in get_commands()
    for module in re.findall(r"-m ([\w.]+)|-A (\w+)", said):
        assert find_spec("".join(module)) is not None


def test_only_the_migration_knows_the_owner_of_the_tables() -> None:
    knowing = [name for name in OURS if "database_owner_url" in COMPOSE["services"][name]["secrets"]]
    assert knowing == ["migrate"]


def test_the_image_copies_what_exists_and_is_not_run_as_root() -> None:
    lines = (ROOT / "Dockerfile").read_text().splitlines()
    copied = [word for line in lines if line.startswith("COPY ") for word in line.split()[1:-1]]
    assert all((ROOT / name).exists() for name in copied)
    let_in = (ROOT / ".dockerignore").read_text()
    assert all(f"!{name}" in let_in for name in copied)
    assert [line.split()[1] for line in lines if line.startswith("USER ")] == ["mutreg"]


def test_the_map_names_every_folder() -> None:
    described = (ROOT / "trial" / "README.md").read_text()
    folders = {
        path.parent.relative_to(ROOT / "trial")
        for path in (ROOT / "trial").rglob("*.py")
        if path.parent != ROOT / "trial"
    }
    assert [str(folder) for folder in sorted(folders) if f"`{folder}/" not in described] == []


def test_the_make_commands_that_the_documents_name_exist() -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    for document in ("README.md", "CONTRIBUTING.md"):
        named = re.findall(
            r"\bmake ([a-z-]+)",
            "\n".join(re.findall(r"`[^`]+`|^    .*$", (ROOT / document).read_text(), re.M)),
        )
        assert set(named) <= targets, document
