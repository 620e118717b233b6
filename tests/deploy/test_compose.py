"""The rules of the compose file and its image, read from the files: no Docker engine is needed."""

import re
import shlex
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).parents[2]
DOCKERFILE = (ROOT / "deploy" / "Dockerfile").read_text().replace("\\\n", " ")
LAST_STAGE = DOCKERFILE[DOCKERFILE.rindex("\nFROM ") :]
COMPOSE = (ROOT / "docker-compose.yml").read_text()
SERVICES: dict[str, Any] = yaml.safe_load(COMPOSE)["services"]


@pytest.mark.parametrize("name", sorted(SERVICES))
def test_a_service_is_watched_limited_and_without_privileges(name: str) -> None:
    """Health check, limits, no capability, no Docker socket."""
    service = SERVICES[name]
    assert service["healthcheck"]["test"]
    assert {"mem_limit", "cpus", "pids_limit"} <= service.keys()
    assert service["cap_drop"] == ["ALL"]
    assert "no-new-privileges:true" in service["security_opt"]
    assert "docker.sock" not in COMPOSE
    assert not service.get("privileged")


def test_ports_are_on_loopback_unless_told() -> None:
    """Only JupyterLab's port leaves the containers."""
    ports = [port for service in SERVICES.values() for port in service.get("ports", [])]
    assert ports == ["${LAMBDALAB_BIND:-127.0.0.1}:${LAMBDALAB_PORT:-8888}:8888"]


def test_the_course_reaches_the_engine_by_an_endpoint_that_the_guard_allows() -> None:
    """They share one loopback."""
    from lambdalab import aws

    aws.guard(SERVICES["course"]["environment"]["AWS_ENDPOINT_URL"])
    assert SERVICES["course"]["network_mode"] == "service:engine"


def test_work_is_in_named_volumes() -> None:
    """What learners write outlives the containers."""
    volumes = dict(volume.split(":") for volume in SERVICES["course"]["volumes"])
    assert set(volumes) == set(yaml.safe_load(COMPOSE)["volumes"])
    assert set(volumes.values()) == {"/lab/notebooks", "/lab/labs", "/lab/.lab"}


def test_base_images_are_pinned() -> None:
    """By a full version."""
    images = re.findall(r"^FROM (\S+)", DOCKERFILE, re.MULTILINE)
    assert images
    assert all(re.fullmatch(r"python:3\.13\.\d+-slim-\w+", image) for image in images)


def test_every_install_is_hashed_or_our_own_project() -> None:
    """Nothing is fetched that the requirements do not name."""
    installs = [step for step in re.split(r"&&|\n", DOCKERFILE) if "pip install" in step]
    assert len(installs) == 6
    for step in installs:
        words = shlex.split(step)
        assert "--require-hashes" in words or {"--no-deps", "--no-build-isolation"} <= set(words)


def test_the_image_runs_as_nobody_special_and_installs_nothing_late() -> None:
    """No root, no package manager and no compiler in the last stage."""
    assert re.search(r"^USER 1000:1000$", LAST_STAGE, re.MULTILINE)
    assert not re.search(r"apt-get|pip install|gcc|build-essential", LAST_STAGE)


def test_what_is_copied_exists_and_answers_are_left_out() -> None:
    """Answers have no place in a learner's image."""
    copied = re.findall(r"^COPY (?!--from)(\S+) ", DOCKERFILE, re.MULTILINE)
    assert copied
    assert all((ROOT / path).exists() for path in copied)
    ignored = (ROOT / ".dockerignore").read_text().split()
    assert {"solutions", ".git", "**/.venv", ".lab"} <= set(ignored)


def test_every_variable_is_explained() -> None:
    """In the page for whoever runs the room."""
    page = (ROOT / "docs" / "classroom.md").read_text()
    assert [name for name in set(re.findall(r"\$\{(\w+)", COMPOSE)) if name not in page] == []
