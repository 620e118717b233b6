"""Many learners on one server: who gets in, whose accounts are whose, what one learner sees of another."""

import asyncio
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from dockerfiles import ROOT
from traitlets.config.loader import PyFileConfigLoader

from lambdalab.aws import account_numbers
from lambdalab.paths import SOLUTIONS

HUB = ROOT / "deploy" / "hub"


@pytest.fixture(scope="module", autouse=True)
def beside_the_config() -> Iterator[None]:
    """Find the hub's own modules, as its configuration does."""
    sys.path.insert(0, str(HUB))
    yield
    sys.path.remove(str(HUB))


@pytest.fixture
def state(tmp_path: Path) -> Path:
    """Return the folder of a hub for a class of two, and whoever runs it."""
    (tmp_path / "class.txt").write_text("ada\ngrace  # on Tuesdays\n\nmarie admin\n")
    return tmp_path


def test_a_class_is_a_list_of_names(state: Path) -> None:
    """Comments and empty lines do not count."""
    import class_list

    assert class_list.names(state) == {"ada": False, "grace": False, "marie": True}


def test_a_hub_without_a_list_lets_nobody_in(tmp_path: Path) -> None:
    """It can start first, and be handed the list then."""
    import class_list

    assert class_list.names(tmp_path) == {}
    assert not class_list.is_right("ada", class_list.password("ada", tmp_path), tmp_path)


@pytest.mark.parametrize("line", ["Ada", "../ada", "ada lovelace", "a" * 33, "1st"])
def test_a_name_that_could_be_a_path_or_a_slip_of_the_pen_is_refused(state: Path, line: str) -> None:
    """With its line."""
    import class_list

    (state / "class.txt").write_text(f"grace\n{line}\n")
    with pytest.raises(ValueError, match="line 2"):
        class_list.names(state)


def test_only_one_s_own_password_lets_in(state: Path) -> None:
    """Whoever is not in the class stays out even with the password that they would have."""
    import class_list

    assert class_list.is_right("ada", f" {class_list.password('ada', state).upper()} ", state)
    assert not class_list.is_right("ada", class_list.password("grace", state), state)
    assert not class_list.is_right("eve", class_list.password("eve", state), state)
    assert not class_list.is_right("ada", "", state)


def test_the_hub_s_own_login_asks_the_list(state: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """JupyterHub learns who it is, and whether they run the room."""
    import class_list
    from classroom import ClassList

    monkeypatch.setattr(class_list.names, "__defaults__", (state,))
    monkeypatch.setattr(class_list.is_right, "__defaults__", (state,))
    asked = {"username": "marie", "password": class_list.password("marie", state)}
    assert asyncio.run(ClassList().authenticate(None, asked)) == {"name": "marie", "admin": True}
    assert asyncio.run(ClassList().authenticate(None, asked | {"username": "ada"})) is None


def test_nobody_can_compute_another_one_s_accounts(state: Path, tmp_path: Path) -> None:
    """They come from a secret of the hub, which no learner can read."""
    import class_list

    (other_hub := tmp_path / "other").mkdir()
    learners = [class_list.learner("ada", state), class_list.learner("grace", state)]
    learners += [class_list.learner("ada", other_hub), "ada"]
    numbers = [account_numbers(learner, "02-object-notifications", 1)[0] for learner in learners]
    assert len(set(numbers)) == 4
    assert class_list.learner("ada", state) == learners[0]
    assert (state / "secret").stat().st_mode & 0o777 == 0o600


LOOK = """
import json, os, pathlib, resource, sys
state, own, course = map(pathlib.Path, sys.argv[1:])
def attempt(action):
    try:
        return action()
    except OSError as error:
        return type(error).__name__
print(json.dumps({
    "own": attempt(lambda: (own / "labs" / "mine.txt").write_text("mine")),
    "course": attempt(lambda: (course / "src" / "theirs.py").write_text("x")),
    "state": state.exists(),
    "home": os.listdir(os.environ["HOME"]),
    "solutions": os.listdir(course / "solutions") if (course / "solutions").exists() else [],
    "processes": sorted(int(name) for name in os.listdir("/proc") if name.isdigit()),
    "limit": resource.getrlimit(resource.RLIMIT_DATA)[0],
}))
"""


def test_a_learner_sees_their_own_and_nothing_of_another_s(state: Path) -> None:
    """Neither files nor processes, nor the hub's secret; and can change nothing of the course's."""
    import shut_in

    if why := shut_in.problem(state / "learners" / ".probe"):
        pytest.skip(f"no sandbox here: {why}")
    place = state / "learners" / "ada"
    shut_in.make_place(place)
    shut_in.make_place(state / "learners" / "grace")
    words = [sys.executable, "-P", "-c", LOOK, str(state), str(ROOT), str(ROOT)]
    done = subprocess.run(
        shut_in.command(words, place),
        env={"HOME": shut_in.HOME, "PATH": os.defpath},
        capture_output=True,
        check=True,
    )
    seen = json.loads(done.stdout)
    assert (place / "labs" / "mine.txt").read_text() == "mine"
    assert seen == {
        "own": 4,
        "course": "OSError",
        "state": False,
        "home": [],
        "solutions": [],
        "processes": seen["processes"],
        "limit": 2_048_000_000,
    }
    assert SOLUTIONS.is_dir()
    assert len(seen["processes"]) == 2  # the sandbox's own first one, and this
    assert place.stat().st_mode & 0o777 == 0o700


def load(state: Path, monkeypatch: pytest.MonkeyPatch) -> PyFileConfigLoader:
    """Read the hub's configuration as JupyterHub does."""
    import class_list

    monkeypatch.setattr(class_list, "STATE", state)
    monkeypatch.setattr(class_list.names, "__defaults__", (state,))
    loader = PyFileConfigLoader("jupyterhub_config.py", path=str(HUB))
    loader.load_config()
    return loader


def test_the_configuration_is_for_a_room_with_walls(state: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It tries the sandboxes, its own and the engine's, and goes on where both work."""
    import shut_in

    if why := shut_in.problem(state / "learners" / ".probe"):
        pytest.skip(f"no sandbox here: {why}")
    found = load(state, monkeypatch).config
    assert found.JupyterHub.spawner_class.__name__ == "ShutInSpawner"
    assert Path(found.ShutInSpawner.learner_command[-1]).is_file()


def test_a_room_without_walls_is_not_opened(state: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Better no hub than one in which learners read one another's work."""
    import shut_in

    monkeypatch.setattr(shut_in, "problem", lambda place: "namespaces are refused")
    with pytest.raises(SystemExit, match=r"cannot be kept apart here: namespaces are refused"):
        load(state, monkeypatch)
