"""What runs on GitHub and before a commit: valid, with few rights, and calling what people call."""

import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from documents_testing import faults_of_paths, faults_of_programs, refusal

from lambdalab.paths import ROOT

BIN = Path(sys.executable).parent
GITHUB = ROOT / ".github"
WORKFLOWS = sorted((GITHUB / "workflows").glob("*.yml"))
MACHINE = GITHUB / "actions" / "machine" / "action.yml"
HOOKS = ROOT / ".pre-commit-config.yaml"
SCHEMAS = {
    MACHINE: ["vendor.github-actions"],
    GITHUB / "dependabot.yml": ["vendor.dependabot"],
    **{file: ["vendor.github-workflows", "custom.github-workflows-require-timeout"] for file in WORKFLOWS},
}

EACH = pytest.mark.parametrize("workflow", WORKFLOWS, ids=lambda path: path.stem)


def said(*command: object) -> tuple[int, str]:
    """Run a program of the environment; return its status and what it said."""
    done = subprocess.run([str(word) for word in command], cwd=ROOT, capture_output=True, text=True)
    return done.returncode, done.stdout + done.stderr


def content(file: Path) -> dict[Any, Any]:
    """Return what a YAML file holds; ``on`` is read as True there."""
    return yaml.safe_load(file.read_text())


def steps(file: Path) -> list[dict[str, Any]]:
    """Return the steps of a workflow's jobs."""
    return [step for job in content(file)["jobs"].values() for step in job["steps"]]


@pytest.mark.parametrize("file", SCHEMAS, ids=lambda path: path.name)
def test_the_form_is_github_s(file: Path) -> None:
    """By GitHub's own schemas; each job has a limit of time."""
    for schema in SCHEMAS[file]:
        status, words = said(BIN / "check-jsonschema", "--builtin-schema", schema, file)
        assert status == 0, words


def test_zizmor_has_nothing_to_say() -> None:
    """No credentials left behind, no expressions in scripts, no needless rights, actions pinned."""
    status, words = said(BIN / "zizmor", "--offline", "--quiet", "--no-progress", "--strict-collection", ".")
    assert status == 0, words


@EACH
def test_a_workflow_may_only_read(workflow: Path) -> None:
    """No job widens that, and two runs of one thing do not overtake each other."""
    told = content(workflow)
    assert told["permissions"] == {"contents": "read"}
    assert [name for name, job in told["jobs"].items() if "permissions" in job] == []
    assert told["concurrency"]["group"]


def test_an_action_is_pinned_by_one_hash() -> None:
    """The same everywhere, with the version that it is of."""
    uses = [line for file in (*WORKFLOWS, MACHINE) for line in re.findall(r"uses: (.+)", file.read_text())]
    theirs = {line for line in uses if not line.startswith("$/")}
    assert all(re.fullmatch(r"[\w/-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+", line) for line in theirs)
    assert len(theirs) == len({line.partition("@")[0] for line in theirs})


@EACH
def test_a_workflow_calls_what_people_call(workflow: Path) -> None:
    """Each command's files are there, and ./lab understands its own."""
    lines = [step["run"] for step in steps(workflow) if "run" in step]
    assert lines
    for line in lines:
        assert list(faults_of_paths(line.split(), ROOT / "workflow")) == []
        assert list(faults_of_programs(line.split())) == []
        assert not line.startswith("./lab") or refusal(line) == ""


def test_the_suite_is_run_on_both_systems_by_the_one_script() -> None:
    """What it runs stands in .ci/run, and which Python in pyproject.toml."""
    (job,) = content(GITHUB / "workflows" / "test.yml")["jobs"].values()
    assert [name.partition("-")[0] for name in job["strategy"]["matrix"]["machine"]] == ["ubuntu", "macos"]
    assert job["steps"][-1]["run"] == ".ci/run"
    assert "exec ./lab test\n" in (ROOT / ".ci" / "run").read_text()
    python, *_ = content(MACHINE)["runs"]["steps"]
    assert python["with"] == {"python-version-file": "pyproject.toml"}


def test_a_commit_is_preceded_by_what_the_suite_runs_first() -> None:
    """The hook's form is pre-commit's, and its command ./lab's: no version stands in it."""
    status, words = said(BIN / "pre-commit", "validate-config", HOOKS)
    assert status == 0, words
    hooks = [hook for repository in content(HOOKS)["repos"] for hook in repository["hooks"]]
    assert [hook["entry"] for hook in hooks] == ["./lab test --static"]
    assert [refusal(hook["entry"]) for hook in hooks] == [""]
