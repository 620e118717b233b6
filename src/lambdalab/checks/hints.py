"""Three steps towards an answer, never the answer: one more each time a learner asks."""

from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING, cast

from lambdalab.checks.registry import Task
from lambdalab.checks.results import AS_IT_IS
from lambdalab.errors import UnknownName

if TYPE_CHECKING:
    from lambdalab.checks.results import Status

STEPS = 3


@dataclass(frozen=True)
class Hint:
    """The hints on a task that are open: what the symptom means, where to look, the answer's shape."""

    task: str
    steps: tuple[str, ...]

    @property
    def title(self) -> str:
        """Return the first line of the card."""
        return f"{self.task} · hint {len(self.steps)} of {STEPS}"

    @property
    def _after(self) -> str:
        if len(self.steps) < STEPS:
            return f'hint("{self.task}") once more opens the next one'
        return f'that was the last one; catch_up("{self.task}") of lambdalab.lab does this task for you'

    def __repr__(self) -> str:
        lines = [f"  {number}. {step}" for number, step in enumerate(self.steps, 1)]
        return "\n".join([self.title, *lines, f"  ({self._after})"])

    def _repr_html_(self) -> str:
        steps = "".join(f"<li>{escape(step)}</li>" for step in self.steps)
        return (
            "<div role='note' style='border-left:4px solid #b7791f;padding:.3em .9em'>"
            f"<div style='font-weight:600'>{escape(self.title)}</div>"
            f"<ol class='{AS_IT_IS}' style='margin:.2em 0 .2em 1.4em;padding:0'>{steps}</ol>"
            f"<div style='opacity:.7'>{escape(self._after)}</div></div>"
        )


def hint_on(task: Task, opened: int, last_status: str) -> Hint:
    """Return the first ``opened`` hints on a task, those for what its last check found where there are such.

    Raises UnknownName where the task has no hints.
    """
    hints = task.hints_when.get(cast("Status", last_status), task.hints)
    if not hints:
        raise UnknownName(
            f"There are no hints for {task.name}.", f'Its check says where to look: check("{task.name}")'
        )
    return Hint(task.name, hints[: min(opened, STEPS)])
