"""What a link opens: a codespace, or Binder; and the values for Kubernetes."""

import json
from pathlib import PurePosixPath

import pytest
import yaml
from dockerfiles import ROOT, stages

from lambdalab import jupyter

DEV = json.loads((ROOT / ".devcontainer" / "devcontainer.json").read_text())
VALUES = yaml.safe_load((ROOT / "deploy" / "hub" / "values.yaml").read_text())


def test_a_codespace_starts_the_course_on_the_port_that_it_shows() -> None:
    """By the commands that a person would give."""
    (port,) = DEV["forwardPorts"]
    assert DEV["postAttachCommand"] == f"./lab --no-browser --port {port}"
    assert str(port) in DEV["portsAttributes"]
    image = stages((ROOT / ".devcontainer" / DEV["build"]["dockerfile"]).read_text())[-1]
    assert (
        f"useradd --no-log-init --uid 1000 --create-home --shell /bin/bash {DEV['remoteUser']}"
        in " ".join(step.text for step in image.all("RUN"))
    )


def test_a_codespace_s_own_address_is_let_in(monkeypatch: pytest.MonkeyPatch) -> None:
    """And nobody else's, nor any where this is no codespace."""
    monkeypatch.delenv("CODESPACE_NAME", raising=False)
    assert not [option for option in jupyter.options(8888) if "allow_origin" in option]
    monkeypatch.setenv("CODESPACE_NAME", "fluffy-owl")
    monkeypatch.setenv("GITHUB_CODESPACES_PORT_FORWARDING_DOMAIN", "app.github.dev")
    assert "--ServerApp.allow_origin=https://fluffy-owl-8888.app.github.dev" in jupyter.options(8888)


def test_a_pod_runs_what_the_hub_s_image_holds() -> None:
    """Every path of the values is one that the image has, and every image the same."""
    single = VALUES["singleuser"]
    (engine,) = single["extraContainers"]
    (folders,) = single["initContainers"]
    assert {engine["image"], folders["image"], "{name}:{tag}".format(**single["image"])} == {
        "REGISTRY/lambdalab-hub:0.1.0"
    }
    for path in (single["cmd"][-1],):
        assert (ROOT / PurePosixPath(path).relative_to("/lab")).is_file()
    assert single["extraEnv"]["AWS_ENDPOINT_URL"].rpartition(":")[2] in engine["command"]


def test_a_pod_keeps_a_learner_s_work() -> None:
    """In the volume of the home, each folder made before it is mounted."""
    storage = VALUES["singleuser"]["storage"]
    mounts = {mount["mountPath"]: mount["subPath"] for mount in storage["extraVolumeMounts"]}
    assert set(mounts) == {"/lab/notebooks", "/lab/labs", "/lab/.lab"}
    made = VALUES["singleuser"]["initContainers"][0]["command"]
    assert {f"/work/{folder}" for folder in mounts.values()} <= set(made)
    assert {mount["name"] for mount in storage["extraVolumeMounts"]} == {
        storage["dynamic"]["volumeNameTemplate"]
    }


def test_a_pod_is_nobody_special_and_limited() -> None:
    """Both containers of it."""
    single = VALUES["singleuser"]
    (engine,) = single["extraContainers"]
    assert single["uid"] == engine["securityContext"]["runAsUser"] == 1000
    assert engine["securityContext"]["capabilities"] == {"drop": ["ALL"]}
    assert single["memory"]["limit"]
    assert engine["resources"]["limits"]["memory"]
