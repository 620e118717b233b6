"""The doctor's lines: short enough for a terminal, whole enough to copy."""

import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from lambdalab import doctor, engine
from lambdalab.doctor import Finding
from lambdalab.environments import COURSE, ENGINE, Environment
from lambdalab.paths import ROOT

SERVICES = {"s3": "running", "lambda": "waiting"}


def test_line_wraps_below_what_was_found() -> None:
    """A long finding stands in its own column."""
    finding = Finding("engine", "one two three four five six seven eight nine ten", "./lab")
    lines = doctor._line(finding, width=10, columns=40).splitlines()
    assert lines[0].startswith("ok  engine      one two")
    assert all(line.startswith(" " * 16) for line in lines[1:])
    assert lines[-1].endswith("-> ./lab")
    assert max(map(len, lines)) <= 40


def test_path_stays_in_one_piece() -> None:
    """A path that is longer than the terminal can still be copied."""
    path = "/a-long-path" * 10
    assert path in doctor._line(Finding("log", path), width=10, columns=80)


def test_missing_environment_is_a_problem_with_its_command(tmp_path: Path) -> None:
    """What is not there is marked, and the command that makes it stands below."""
    gone = replace(COURSE, folder=tmp_path)
    assert doctor._environment(gone) == Finding(
        "the course", "missing, or made from other requirements", "./lab", is_bad=True
    )


def test_versions_come_from_the_environments(monkeypatch: pytest.MonkeyPatch) -> None:
    """Versions are those that are installed, and an uninstalled package is named."""
    monkeypatch.setitem(doctor._TOLD_PACKAGES, COURSE, ("pytest", "no-such-package"))
    monkeypatch.setattr(Environment, "is_ready", lambda _: True)
    assert doctor._environment(COURSE).found == f"pytest {pytest.__version__}, no-such-package missing"


def test_broken_service_is_a_problem(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A service that could not be loaded is named with its error."""
    broken = engine.Engine(4566, False, tmp_path, SERVICES | {"sns": "ImportError: no module"})
    monkeypatch.setattr(engine, "find", lambda: broken)
    assert [(one.what, one.found) for one in doctor._engine() if one.is_bad] == [
        ("its sns", "ImportError: no module")
    ]


def test_folder_of_somebody_else_is_a_problem(monkeypatch: pytest.MonkeyPatch) -> None:
    """A work folder that cannot be written gets the command that mends it."""
    monkeypatch.setattr(os, "access", lambda *_: False)
    assert doctor._work_folder().mend.startswith("sudo chown")


def test_a_program_that_a_function_calls_is_missed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Before a notebook fails for want of it; no word where it is there."""
    monkeypatch.setenv("PATH", str(tmp_path))
    assert [(one.what, one.mend) for one in doctor._programs()] == [("curl", "sudo apt-get install curl")]
    (tmp_path / "curl").touch(mode=0o755)
    assert list(doctor._programs()) == []


def test_doctor_needs_the_standard_library_alone() -> None:
    """It runs before anything is installed: with no site-packages at all."""
    command = [sys.executable, "-S", "-P", "-m", "lambdalab.doctor"]
    done = subprocess.run(command, env={"PYTHONPATH": str(ROOT / "src")}, capture_output=True, text=True)
    assert done.stderr == ""
    assert "the course" in done.stdout


@pytest.mark.skipif(not ENGINE.is_ready(), reason="the engine's environment is not made")
def test_functions_that_are_not_shut_in_are_a_risk(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a sandbox the line says what that means, how to mend it, and is no problem."""
    monkeypatch.setenv("LAMBDALAB_SANDBOX", "off")
    (finding,) = doctor.sandbox()
    assert finding.found.startswith("none, because LAMBDALAB_SANDBOX=off. Functions run as you")
    assert (finding.mend, finding.is_bad) == ("unset LAMBDALAB_SANDBOX", False)
    assert doctor._line(finding, width=10, columns=80).startswith("!!  sandbox")


@pytest.mark.skipif(not ENGINE.is_ready(), reason="the engine's environment is not made")
def test_an_unknown_sandbox_is_a_problem_that_lists_the_known(monkeypatch: pytest.MonkeyPatch) -> None:
    """A setting that does not exist is told with those that do."""
    monkeypatch.setenv("LAMBDALAB_SANDBOX", "on")
    (finding,) = doctor.sandbox()
    assert finding.is_bad
    assert "LAMBDALAB_SANDBOX is 'on'; it can be auto or off" in finding.found
