"""The launcher's first step, on machines whose Python will not do."""

import shutil
import subprocess
from pathlib import Path

import pytest

from lambdalab.environments import BASE_PYTHON
from lambdalab.paths import ROOT


@pytest.fixture
def machine(tmp_path: Path) -> Path:
    """Return a folder with ./lab alone and, in ``bin``, the few tools that it is made of."""
    (tmp_path / "bin").mkdir()
    for name in ("cat", "dirname", "readlink", "sh"):
        (tmp_path / "bin" / name).symlink_to(str(shutil.which(name)))
    shutil.copy2(ROOT / "lab", tmp_path / "lab")
    return tmp_path


def refusal(machine: Path) -> str:
    """Run ./lab on the machine, with no home and no other tool; return what it says as it gives up."""
    done = subprocess.run([machine / "lab"], env={"PATH": f"{machine}/bin"}, capture_output=True, text=True)
    assert done.returncode == 1
    return done.stderr


def write_python(machine: Path, script: str) -> None:
    """Put a python3.13 on the machine's PATH that is this shell script."""
    python = machine / "bin" / "python3.13"
    python.write_text(f"#!/bin/sh\n{script}\n")
    python.chmod(0o755)


def test_without_python_names_the_ways_to_get_one(machine: Path) -> None:
    """Where there is no Python at all, the first line says what is needed and the next ones how to get it."""
    told = refusal(machine).splitlines()
    assert told[0].startswith("Lambda Lab needs Python 3.13")
    assert any("uv python install 3.13" in line for line in told)


def test_stand_in_that_runs_nothing_is_passed_over(machine: Path) -> None:
    """Pyenv leaves a python3.13 on the PATH that only says that another version is chosen."""
    write_python(machine, "echo 'pyenv: python3.13: command not found' >&2; exit 127")
    assert refusal(machine).startswith("Lambda Lab needs Python 3.13")


def test_python_that_cannot_install_pip_is_passed_over(machine: Path) -> None:
    """Debian's Python without its venv package would fail later, and with a worse message."""
    (machine / "bin" / "ensurepip.py").write_text("raise ImportError")
    write_python(machine, f'PYTHONPATH="{machine}/bin" exec "{BASE_PYTHON}" "$@"')
    assert "sudo apt install python3.13-venv" in refusal(machine)
