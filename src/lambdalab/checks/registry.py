"""Which tasks there are, and how one is judged: its needs first, then its check, always to a verdict."""

from collections.abc import Callable
from dataclasses import dataclass

from botocore.exceptions import BotoCoreError, ClientError

from lambdalab.aws import Cloud
from lambdalab.checks.results import Unmet, Verdict
from lambdalab.errors import UnknownName

Check = Callable[[Cloud], None]


@dataclass(frozen=True)
class Task:
    """One task of a lab: its points, its check, and the tasks that must be met before it can be judged."""

    name: str
    lab: str
    points: float
    needs: tuple[str, ...]
    check: Check


TASKS: dict[str, Task] = {}


def task(name: str, *, lab: str, points: float, needs: tuple[str, ...] = ()) -> Callable[[Check], Check]:
    """Register a check: a function of the learner's cloud that returns, or raises ``Unmet``."""

    def register(check: Check) -> Check:
        assert name not in TASKS, f"two tasks are called {name}"
        TASKS[name] = Task(name, lab, float(points), needs, check)
        return check

    return register


def find(name: str) -> Task:
    """Return the task of this name. Raises UnknownName, with the names there are."""
    if name not in TASKS:
        raise UnknownName(f"There is no task {name!r}.", f"Known are: {', '.join(TASKS)}.")
    return TASKS[name]


def judge(name: str, cloud: Cloud) -> Verdict:
    """Judge a task; what it needs is judged first, and where that is not met it is skipped."""
    return _judge(find(name), cloud, {})


def _judge(wanted: Task, cloud: Cloud, known: dict[str, Verdict]) -> Verdict:
    for need in wanted.needs:
        if need not in known:
            known[need] = _judge(find(need), cloud, known)
        if known[need].status != "passed":
            found = f"this cannot be judged before {need} is met"
            return Verdict(
                wanted.name, "skipped", 0.0, wanted.points, found=found, look_at=f'check("{need}")'
            )
    try:
        wanted.check(cloud)
    except Unmet as unmet:
        words = (unmet.expected, unmet.found, unmet.look_at)
        return Verdict(wanted.name, unmet.status, 0.0, wanted.points, *words)
    except (ClientError, BotoCoreError) as error:
        words = (
            "every call to AWS to succeed",
            f"AWS answered: {error}",
            "what the message names; ./lab doctor",
        )
        return Verdict(wanted.name, "failed", 0.0, wanted.points, *words)
    return Verdict(wanted.name, "passed", wanted.points, wanted.points)
