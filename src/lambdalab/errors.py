"""Everything that Lambda Lab raises on purpose.

LabError              what happened, and the next command to run
├── SetUpError        an environment could not be made
├── PortTaken         the port that was asked for is in use
├── NotReady          a server did not become ready, or ended
├── NotScheduled      a rule that was to be fired has no schedule
├── RealAwsError      a client would have reached the real AWS
├── SteeringError     the engine refused what it was to steer
└── UnknownName       a name that is not known, with the known ones
"""


class LabError(Exception):
    """An error for a person to read: ``message`` says what happened, ``next_step`` what to do."""

    def __init__(self, message: str, next_step: str) -> None:
        self.message = message
        self.next_step = next_step
        super().__init__(f"{message} {next_step}")

    def _render_traceback_(self) -> list[str]:
        """Show the two sentences alone where IPython would print a traceback."""
        return [self.message, self.next_step]


class SetUpError(LabError):
    """An environment could not be made; nothing half-made is left."""


class PortTaken(LabError):
    """The port that was asked for is in use by another program."""


class NotReady(LabError):
    """A server did not become ready in time, or ended."""


class NotScheduled(LabError):
    """A rule that was to be fired has an event pattern, and no schedule."""


class RealAwsError(LabError):
    """A client would have reached the real AWS."""


class SteeringError(LabError):
    """The engine refused what it was to steer; the message says why."""


class UnknownName(LabError):
    """A name that is not known; the message lists the known ones."""
