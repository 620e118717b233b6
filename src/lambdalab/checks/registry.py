"""Which tasks there are, and how one is judged: its needs first, then its check, always to a verdict."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from difflib import get_close_matches

from botocore import exceptions as botocore_errors

from lambdalab.aws import Cloud
from lambdalab.checks.results import Status, Unmet, Verdict
from lambdalab.errors import LabError, UnknownName

type Check = Callable[[Cloud], None]
type Hints = tuple[str, str, str]
"""What the symptom means; which page or call to look at; the shape of the answer with its values left out."""


@dataclass(frozen=True)
class Task:
    """One task of a lab: its points, its check, its hints, and the tasks that must be met before it.

    ``hints_when`` holds other hints for a status that the last check found.
    """

    name: str
    lab: str
    points: float
    needs: tuple[str, ...]
    check: Check
    hints: Hints | tuple[()] = ()
    hints_when: Mapping[Status, Hints] = field(default_factory=dict)


TASKS: dict[str, Task] = {}

ENGINE_SILENT = "the engine to answer"
"""What is expected where the engine did not answer: that is no fault of the learner's."""


def task(
    name: str,
    *,
    lab: str,
    points: float,
    needs: tuple[str, ...] = (),
    hints: Hints | tuple[()] = (),
    hints_when: Mapping[Status, Hints] | None = None,
) -> Callable[[Check], Check]:
    """Register a check: a function of the learner's cloud that returns, or raises ``Unmet``."""

    def register(check: Check) -> Check:
        assert name not in TASKS, f"two tasks are called {name}"
        TASKS[name] = Task(name, lab, float(points), needs, check, hints, hints_when or {})
        return check

    return register


def find(name: str) -> Task:
    """Return the task of this name. Raises UnknownName, with the one most like it and its neighbours."""
    if name in TASKS:
        return TASKS[name]
    near = get_close_matches(name, TASKS, n=1)
    if not near:
        raise UnknownName(f"There is no task {name!r}.", f"Known are: {', '.join(TASKS)}.")
    lab = TASKS[near[0]].lab
    raise UnknownName(
        f"There is no task {name!r}. Is {near[0]!r} meant?",
        f"{lab} has: {', '.join(task.name for task in tasks_of(lab))}.",
    )


def tasks_of(lab: str) -> list[Task]:
    """Return a lab's tasks in their order. Raises UnknownName, with the labs there are."""
    tasks = [task for task in TASKS.values() if task.lab == lab]
    if not tasks:
        known = dict.fromkeys(task.lab for task in TASKS.values())
        raise UnknownName(f"{lab!r} has no tasks.", f"Labs with tasks are: {', '.join(known)}.")
    return tasks


def judge(name: str, cloud: Cloud) -> Verdict:
    """Judge a task; what it needs is judged first, and where that is not met it is skipped, and says why."""
    known: dict[str, Verdict] = {}
    verdict = _judge(find(name), cloud, known)
    first = _first_unmet(name, known)
    if verdict.status != "skipped" or first == name:
        return verdict
    return replace(verdict, because=f"it expects {known[first].expected}; found: {known[first].found}")


def judge_alone(name: str, cloud: Cloud) -> Verdict:
    """Judge a task without looking at what it needs, for who knows that this is met."""
    return _judge_alone(find(name), cloud)


def judge_lab(lab: str, cloud: Cloud) -> list[Verdict]:
    """Judge each task of a lab once, in order."""
    return list(judge_each(lab, cloud))


def judge_each(lab: str, cloud: Cloud) -> Iterator[Verdict]:
    """Judge each task of a lab once, in order, and yield each verdict as it comes."""
    known: dict[str, Verdict] = {}
    for task in tasks_of(lab):
        if task.name not in known:
            known[task.name] = _judge(task, cloud, known)
        yield known[task.name]


def _judge(wanted: Task, cloud: Cloud, known: dict[str, Verdict]) -> Verdict:
    for need in wanted.needs:
        if need not in known:
            known[need] = _judge(find(need), cloud, known)
        if known[need].expected == ENGINE_SILENT:
            return replace(known[need], task=wanted.name, worth=wanted.points)
        if known[need].status != "passed":
            first = _first_unmet(need, known)
            found = f"this cannot be judged before {first} is met"
            return Verdict(
                wanted.name, "skipped", 0.0, wanted.points, found=found, look_at=f'check("{first}")'
            )
    return _judge_alone(wanted, cloud)


def _judge_alone(wanted: Task, cloud: Cloud) -> Verdict:
    try:
        wanted.check(cloud)
    except Unmet as unmet:
        words = (unmet.expected, unmet.found, unmet.look_at)
        return Verdict(wanted.name, unmet.status, 0.0, wanted.points, *words)
    except LabError:
        raise
    except Exception as error:  # whatever the account holds, a learner gets a verdict
        return Verdict(wanted.name, "failed", 0.0, wanted.points, *_words_for(error))
    return Verdict(wanted.name, "passed", wanted.points, wanted.points)


def _first_unmet(name: str, known: Mapping[str, Verdict]) -> str:
    """Return the task to begin with: this one, which is not met, or the first of those that it needs."""
    for need in find(name).needs:
        if known[need].status != "passed":
            return _first_unmet(need, known)
    return name


def _words_for(error: Exception) -> tuple[str, str, str]:
    """Return what was expected, what was found and where to look, for an error that no check foresaw."""
    if isinstance(error, botocore_errors.ConnectionError | botocore_errors.HTTPClientError):
        return ENGINE_SILENT, f"it does not: {error}", "the terminal where ./lab runs; ./lab doctor"
    if isinstance(error, botocore_errors.ClientError | botocore_errors.BotoCoreError):
        found = f"AWS answered: {error}"
        return "every call to AWS to succeed", found, "what the message names; ./lab doctor"
    found = f"the check could not go on: {type(error).__name__}: {error}"
    return (
        "a system that can be judged",
        found,
        "the resource that this task is about: is it what it should be?",
    )
