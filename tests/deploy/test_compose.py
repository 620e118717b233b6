"""The rules of the compose files, read from them: no Docker engine is needed."""

import re
from collections.abc import Mapping
from typing import Any

import pytest
import yaml
from dockerfiles import ROOT, stages

from lambdalab import aws

SEAT = "docker-compose.yml"
HUB = "deploy/hub/docker-compose.yml"
FILES = (SEAT, HUB)
OVERRIDES = ("deploy/docker-executor.yml", "deploy/sandbox.yml")
PAGE = (ROOT / "docs" / "classroom.md").read_text()


class Loader(yaml.SafeLoader):
    """Reads compose's own ``!reset`` as nothing."""


Loader.add_constructor("!reset", lambda loader, node: None)


def read(name: str) -> dict[str, Any]:
    """Return what a compose file says."""
    content: dict[str, Any] = yaml.load((ROOT / name).read_text(), Loader)  # noqa: S506 (it is a SafeLoader)
    return content


def services(name: str) -> dict[str, dict[str, Any]]:
    """Return a compose file's services."""
    found: dict[str, dict[str, Any]] = read(name)["services"]
    return found


EVERY = [
    pytest.param(service, id=f"{file}:{name}") for file in FILES for name, service in services(file).items()
]


@pytest.mark.parametrize("service", EVERY)
def test_a_service_is_watched_limited_and_without_privileges(service: Mapping[str, Any]) -> None:
    """Health check, limits, no capability, no Docker socket, nothing of the host's own."""
    assert service["healthcheck"]["test"]
    assert {"mem_limit", "cpus", "pids_limit", "init", "restart"} <= service.keys()
    assert service["cap_drop"] == ["ALL"]
    assert "no-new-privileges:true" in service["security_opt"]
    assert not service.keys() & {"privileged", "cap_add", "devices", "pid", "ipc", "user"}
    assert [volume for volume in service.get("volumes", []) if volume.startswith(("/", ".", "~"))] == []


@pytest.mark.parametrize("name", FILES)
def test_ports_are_on_loopback_unless_told(name: str) -> None:
    """One port leaves the containers."""
    (port,) = [port for service in services(name).values() for port in service.get("ports", [])]
    assert re.fullmatch(r"\$\{LAMBDALAB_BIND:-127\.0\.0\.1\}:\$\{LAMBDALAB_PORT:-8\d{3}\}:8\d{3}", port)


@pytest.mark.parametrize("name", FILES)
def test_the_course_shares_the_loopback_that_the_engine_listens_on(name: str) -> None:
    """The endpoint is one that the course's guard lets through, and that nobody else reaches."""
    found = services(name)
    others = [service for title, service in found.items() if title != "engine"]
    assert "network_mode" not in found["engine"]
    for service in others:
        aws.guard(service["environment"]["AWS_ENDPOINT_URL"])
        assert service["network_mode"] == "service:engine"
        assert service["depends_on"]["engine"] == {"condition": "service_healthy", "restart": True}


def test_work_is_in_named_volumes_that_belong_to_the_learner() -> None:
    """What learners write outlives the containers; a volume takes its owner from the image's folder."""
    volumes = dict(volume.split(":") for volume in services(SEAT)["course"]["volumes"])
    assert set(volumes) == set(read(SEAT)["volumes"])
    assert set(volumes.values()) == {"/lab/notebooks", "/lab/labs", "/lab/.lab"}
    last = stages((ROOT / "deploy" / "Dockerfile").read_text())[-1]
    owned = [step.words for step in last.all("RUN") if step.words[0] == "chown"]
    assert owned == [["chown", "--recursive", "1000:1000", "labs", "notebooks", ".lab"]]


@pytest.mark.parametrize("name", FILES)
def test_an_image_has_a_version(name: str) -> None:
    """And both services of a file have the same."""
    (image,) = {service["image"] for service in services(name).values()}
    assert re.fullmatch(r"lambdalab[a-z-]*:\d+\.\d+\.\d+", image)


def test_only_the_docker_executor_gets_the_socket() -> None:
    """And the LocalStack that is the last one to start without a token, unless told."""
    with_socket = [name for name in (*FILES, *OVERRIDES) if "docker.sock:" in (ROOT / name).read_text()]
    assert with_socket == ["deploy/docker-executor.yml"]
    engine = services("deploy/docker-executor.yml")["engine"]
    assert engine["image"] == "${LOCALSTACK_IMAGE:-localstack/localstack:4.14.0}"
    assert engine["environment"]["LAMBDA_RUNTIME_EXECUTOR"] == "docker"
    assert (
        engine["environment"]["LOCALSTACK_AUTH_TOKEN"] is None
    )  # taken from whoever runs compose, or not set


@pytest.mark.parametrize("name", OVERRIDES)
def test_an_override_changes_what_is_there(name: str) -> None:
    """A service of its own would come up beside the one that it should change."""
    assert services(name).keys() <= services(SEAT).keys()


def test_every_variable_and_file_is_explained() -> None:
    """In the page for whoever runs the room."""
    texts = {name: (ROOT / name).read_text() for name in (*FILES, *OVERRIDES)}
    variables = {found for text in texts.values() for found in re.findall(r"\$\{(\w+)", text)}
    assert [
        word
        for word in (*variables, *texts, "LOCALSTACK_AUTH_TOKEN")
        if not re.search(rf"`{re.escape(word)}`", PAGE)
    ] == []
