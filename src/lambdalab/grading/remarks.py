"""What a grader has to say of a hand-in besides its marks: one line each, never lost."""

from dataclasses import dataclass
from typing import Literal

type Weight = Literal["note", "look", "refused"]
"""``note``: good to know. ``look``: a person should look at it. ``refused``: this was not graded."""


@dataclass(frozen=True)
class Remark:
    """One line of the report; ``learner`` and ``lab`` are "" where they are not known."""

    weight: Weight
    learner: str
    lab: str
    source: str
    said: str

    def line(self) -> str:
        """Return it as the terminal shows it."""
        who = " · ".join(filter(None, (self.learner, self.lab)))
        return f"{who or self.source}: {self.said}"
