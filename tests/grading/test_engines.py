"""The grader's own engine, which a hand-in may end, and still no mark is wrong."""

import json
import urllib.request
from collections.abc import Iterator

import psutil
import pytest
from grading_testing import LAB

from lambdalab.grading import marking
from lambdalab.grading.engines import Engine, EngineLost
from lambdalab.grading.marking import Job, Marked, mark


@pytest.fixture
def engine() -> Iterator[Engine]:
    """Give an engine, which the first run starts."""
    made = Engine()
    yield made
    made.stop()


def _end(port: int) -> None:
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/_lambdalab/ready") as answer:
        process = psutil.Process(json.load(answer)["pid"])
    process.kill()


def test_who_loses_the_engine_has_no_mark_from_that_run(engine: Engine) -> None:
    """The next one gets a new engine; a bucket of ours that is gone counts as lost, too."""
    with engine.run(alone=False) as first:
        pass
    with pytest.raises(EngineLost), engine.run(alone=False):
        _end(first)
    with engine.run(alone=True) as second:
        assert second != first


def test_a_hand_in_that_ends_the_engine_is_not_graded(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is run once more, alone; the reason is told, and the next hand-in is graded."""

    def ends(job: Job, port: int) -> Marked:
        _end(port)
        return Marked(job.learner, job.lab)

    with monkeypatch.context() as patched:
        patched.setattr(marking, "_mark", ends)
        marked = mark(Job("ada", LAB, ()), engine)
    assert "also when it ran alone" in marked.why_not
    assert not marked.verdicts
    with engine.run(alone=False):
        pass
