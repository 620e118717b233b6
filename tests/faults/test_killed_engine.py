"""The engine is killed in the middle of lab 02: one call leads back, and the learner's notebook is untouched.

./lab starts an engine that died again, on its port; this is shown by the launcher's tests.
"""

import dataclasses
import os
import secrets
import shutil
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
from IPython.core.interactiveshell import InteractiveShell

from lambdalab import engine, lab
from lambdalab.aws import LOOPBACK, Cloud, open_account
from lambdalab.checks import TASKS as CHECKED
from lambdalab.checks import find, tasks_of
from lambdalab.checks.registry import ENGINE_SILENT
from lambdalab.checks.results import Verdict
from lambdalab.paths import LABS
from lambdalab.servers import free_port

LAB = "02-object-notifications"
TASKS = [task.name for task in tasks_of(LAB)]
SHOWN = TASKS[-1]
"""The place that the suite tries."""


class Killable:
    """An engine that is killed, and started again on its port, as ./lab does it."""

    def __init__(self) -> None:
        self.port = free_port()
        self.start()

    def start(self) -> None:
        """Start it, empty, and wait until it serves."""
        self.server = engine.start(self.port)
        engine.wait_until_ready(self.server, self.port)

    def kill(self) -> None:
        """End it without a warning."""
        os.kill(self.server.pid, signal.SIGKILL)
        self.server.stop()


@pytest.fixture(scope="module")
def killable() -> Iterator[Killable]:
    """Return an engine of one's own."""
    own = Killable()
    yield own
    own.server.stop()


@pytest.fixture
def mine(killable: Killable, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Work in a copy of the lab, as a learner of one's own; return the notebook."""
    before = dict(os.environ)
    folder = shutil.copytree(LABS / LAB, tmp_path / LAB)
    monkeypatch.chdir(folder)
    os.environ["AWS_ENDPOINT_URL"] = f"http://{LOOPBACK}:{killable.port}"
    os.environ["LAMBDALAB_LEARNER"] = f"killed-{secrets.token_hex(4)}"
    yield folder / "lab.ipynb"
    os.environ.clear()
    os.environ.update(before)


@pytest.fixture
def shown(monkeypatch: pytest.MonkeyPatch) -> list[Verdict]:
    """Return the list to which every card is added."""
    cards: list[Verdict] = []
    monkeypatch.setattr(lab, "display", cards.append)
    return cards


@pytest.mark.parametrize("place", TASKS)
def test_one_call_leads_back(
    place: str, killable: Killable, mine: Path, shown: list[Verdict], request: pytest.FixtureRequest
) -> None:
    """The check says that the engine is silent, then that it was restarted; catch_up restores the task."""
    if place != SHOWN:
        _only_with_every_place(request)
    InteractiveShell.instance()
    written = mine.read_bytes()
    open_account(LAB)
    lab.catch_up(place)
    assert lab.check(place) == find(place).points
    killable.kill()
    assert lab.check(place) == 0.0
    assert (shown[-1].task, shown[-1].expected) == (place, ENGINE_SILENT)
    killable.start()
    lab.catch_up(place)
    assert lab.check(place) == find(place).points
    assert mine.read_bytes() == written


def test_one_call_leads_back_from_the_middle_of_check_all(
    killable: Killable,
    mine: Path,
    shown: list[Verdict],
    request: pytest.FixtureRequest,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """What was judged before is kept, nothing after it is called wrong, and catch_up restores all."""
    _only_with_every_place(request)
    InteractiveShell.instance()
    written, middle = mine.read_bytes(), find(TASKS[len(TASKS) // 2])
    open_account(LAB)
    lab.catch_up(TASKS[-1])

    def killed(cloud: Cloud) -> None:
        killable.kill()
        middle.check(cloud)

    monkeypatch.setitem(CHECKED, middle.name, dataclasses.replace(middle, check=killed))
    before = sum(find(name).points for name in TASKS[: TASKS.index(middle.name)])
    assert lab.check_all() == before
    assert {one.expected for one in shown[-1].verdicts if one.status != "passed"} == {ENGINE_SILENT}
    monkeypatch.undo()
    killable.start()
    lab.catch_up(TASKS[-1])
    assert lab.check_all() == sum(find(name).points for name in TASKS)
    assert mine.read_bytes() == written


def _only_with_every_place(request: pytest.FixtureRequest) -> None:
    if not request.config.getoption("--every-place", default=False):
        pytest.skip("--every-place tries it")
