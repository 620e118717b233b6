"""Environments: what makes one ready, what is refused before it starts, what is left after it fails."""

import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest

from lambdalab import environments
from lambdalab.environments import Environment, make
from lambdalab.errors import SetUpError
from lambdalab.paths import REQUIREMENTS


@pytest.fixture
def environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Environment:
    """Return an environment with a project and no requirements, in a checkout of its own."""
    monkeypatch.setattr(environments, "ROOT", tmp_path)
    monkeypatch.setattr(environments, "WORK", tmp_path / ".lab")
    (tmp_path / "pyproject.toml").write_text('[project]\nname = "small"\n')
    requirements = tmp_path / "course.txt"
    requirements.write_text("")
    return Environment("the course", tmp_path / ".venv", requirements, tmp_path)


@pytest.fixture
def made(environment: Environment) -> Environment:
    """Return the environment as if it were complete."""
    environment.python.parent.mkdir(parents=True)
    environment.python.symlink_to(sys.executable)
    environment.stamp.write_text(environment.fingerprint())
    return environment


@pytest.fixture
def steps(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return the programs that set-up runs from now on; ``venv`` makes a folder, the others do nothing."""
    told: list[str] = []

    def step(command: list[str], extra: object = None) -> None:
        told.append(Path(command[0]).name)
        if "venv" in command:
            Path(command[-1]).mkdir()

    monkeypatch.setattr(environments, "_run", step)
    monkeypatch.setattr(environments, "_uv_at_hand", lambda: "uv")
    return told


def test_ready_environment_is_left_alone(made: Environment, steps: list[str]) -> None:
    """Nothing is run, and not even the work folder is made, where nothing is left to do."""
    make([made])
    assert steps == []
    assert not environments.WORK.exists()


def test_half_made_environment_is_not_ready(made: Environment) -> None:
    """Without its stamp, which is written last, an environment is not used."""
    made.stamp.unlink()
    assert not made.is_ready()


def test_changed_requirements_make_it_stale(made: Environment) -> None:
    """New requirements call for a new environment."""
    made.requirements.write_text("boto3==1.44.5\n")
    assert not made.is_ready()


def test_tool_settings_do_not_make_it_stale(made: Environment) -> None:
    """A linter's settings stand in the same file as the project, and change nothing that is installed."""
    with (made.project / "pyproject.toml").open("a") as settings:
        settings.write("[tool.ruff]\nline-length = 110\n")
    assert made.is_ready()


def test_moved_checkout_is_stale(made: Environment, tmp_path: Path) -> None:
    """An environment holds its own path in many places, so a moved one is made anew."""
    made.folder.rename(tmp_path / "moved")
    assert not replace(made, folder=tmp_path / "moved").is_ready()


def test_python_that_is_gone_makes_it_stale(made: Environment) -> None:
    """Where the interpreter behind it was removed, an environment is made anew."""
    made.python.unlink()
    made.python.symlink_to("/nowhere/python3.13")
    assert not made.is_ready()


def test_half_made_environment_is_made_anew(made: Environment, steps: list[str]) -> None:
    """What stands in a folder without a stamp is removed first."""
    made.stamp.unlink()
    leftover = made.folder / "leftover"
    leftover.write_text("")

    make([made])
    assert not leftover.exists()
    assert made.stamp.read_text() == made.fingerprint()
    assert steps == [Path(environments.BASE_PYTHON).name, "uv", "uv"]


def test_full_disk_is_told_before_anything_is_made(
    environment: Environment, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Set-up doesn't start where it could not end."""
    monkeypatch.setattr(environments, "DISK_NEEDED", 1 << 60)
    with pytest.raises(SetUpError, match=r"too full.*Free some space"):
        make([environment])
    assert not environment.folder.exists()


def test_disk_that_fills_up_is_told_apart_from_the_network(
    environment: Environment, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A step that fails with no space left names the disk, though clearing up gave space back."""
    free = iter([1 << 40, 0])

    def failing(command: list[str], extra: object = None) -> None:
        environment.folder.mkdir()
        raise subprocess.CalledProcessError(2, command)

    monkeypatch.setattr(environments, "_run", failing)
    monkeypatch.setattr(environments.shutil, "disk_usage", lambda _: SimpleNamespace(free=next(free)))
    with pytest.raises(SetUpError, match="The disk is full"):
        make([environment])
    assert not environment.folder.exists()


def test_checkout_of_somebody_else_is_told(environment: Environment) -> None:
    """A checkout that cannot be written is an error that says what to do."""
    environments.WORK.write_text("a file where the folder should be")
    with pytest.raises(SetUpError, match=r"cannot be written.*Put the checkout in a folder of your own"):
        make([environment])


def test_linked_environment_is_replaced_not_followed(environment: Environment, tmp_path: Path) -> None:
    """A link in an environment's place is taken away; what it leads to stays."""
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    environment.folder.symlink_to(elsewhere)
    environments._remove(environment.folder)
    assert elsewhere.is_dir()
    assert not environment.folder.is_symlink()


def test_home_that_cannot_be_written_gets_no_cache(
    environment: Environment, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Downloads are then kept in the work folder."""
    monkeypatch.setenv("HOME", "/dev/null/home")
    for name in ("XDG_CACHE_HOME", "UV_CACHE_DIR"):
        monkeypatch.delenv(name, raising=False)
    environments._run(["sh", "-c", 'test "$UV_CACHE_DIR" = "$PWD/.lab/uv-cache"'])


def test_steps_do_not_install_elsewhere(environment: Environment, monkeypatch: pytest.MonkeyPatch) -> None:
    """Settings that would lead a step into another environment don't reach it; an index does."""
    monkeypatch.setenv("UV_TARGET", "/elsewhere")
    monkeypatch.setenv("VIRTUAL_ENV", "/elsewhere")
    monkeypatch.setenv("UV_INDEX_URL", "http://index")
    environments._run(["sh", "-c", 'test "$UV_TARGET$VIRTUAL_ENV$UV_INDEX_URL" = http://index'])


def test_uv_that_does_not_run_is_passed_over(
    tmp_path: Path, environment: Environment, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Pyenv's stand-in for a uv of another version is found on the PATH, and fails."""
    stand_in = tmp_path / "uv"
    stand_in.write_text("#!/bin/sh\nexit 127\n")
    stand_in.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(environments, "COURSE_VENV", environment.folder)
    assert environments._uv_at_hand() is None


@pytest.mark.parametrize("name", ["course", "dev", "engine", "hub", "runtime", "uv"])
def test_each_package_is_pinned_and_hashed(name: str) -> None:
    """And no file names the index that packages come from."""
    text = (REQUIREMENTS / f"{name}.txt").read_text()
    packages = [entry for entry in text.replace("\\\n", " ").splitlines() if not entry.startswith("#")]
    assert packages
    assert [entry for entry in packages if "==" not in entry or "--hash=sha256:" not in entry] == []
    assert "://" not in text


@pytest.mark.parametrize("compiled", [True, False])
def test_hashes_are_asked_for(
    environment: Environment, monkeypatch: pytest.MonkeyPatch, compiled: bool
) -> None:
    """Whatever the index gives, what has another hash is not installed."""
    commands: list[list[str]] = []
    monkeypatch.setattr(environments, "_uv", lambda environment: "uv")
    monkeypatch.setattr(environments, "_run", lambda command, extra=None: commands.append(command))
    environments._install(environment, compiled)
    pinned, ours = commands
    assert ("--compile-bytecode" in pinned) == compiled
    assert {"--require-hashes", str(environment.requirements)} <= {*pinned}
    assert {"--no-deps", "--no-build-isolation", str(environment.project)} <= {*ours}
