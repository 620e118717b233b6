"""The REPORT line that ends every invocation's log: how long, how much memory, what is billed."""

import re
from dataclasses import dataclass, field
from typing import Self

from lambdalab.errors import LabError

_FIELD = re.compile(r"([A-Z][A-Za-z ]*): ([^\t\n]+)")
_SHOWN_CHARACTERS = 400


@dataclass(frozen=True)
class Report:
    """One invocation's figures: times in milliseconds, memory in MB.

    ``init_ms`` is None for a warm start: the environment was there already. ``status`` and ``error_type`` are
    None unless the platform itself ended the invocation, by a time-out for example.
    Source: https://docs.aws.amazon.com/lambda/latest/dg/python-logging.html
    """

    request_id: str = field(repr=False)
    duration_ms: float
    billed_ms: int
    memory_mb: int
    used_mb: int
    init_ms: float | None = None
    status: str | None = None
    error_type: str | None = None

    @classmethod
    def of(cls, log: str) -> Self:
        """Read the last REPORT line of a log.

        Raises LabError where there is none, or where it lacks a figure.
        """
        lines = [line for line in log.splitlines() if line.startswith("REPORT ")]
        if not lines:
            raise LabError(
                f"There is no REPORT line in this log: {log[:_SHOWN_CHARACTERS]!r}.",
                'Invoke with LogType="Tail" and decode LogResult from base64.',
            )
        fields = dict(_FIELD.findall(lines[-1].removeprefix("REPORT ")))
        try:
            return cls._of_fields(fields)
        except (KeyError, ValueError) as error:
            raise LabError(
                f"This REPORT line cannot be read ({error}): {lines[-1]!r}.",
                "Give the log as it came: a REPORT line is one line, its fields parted by tabs.",
            ) from None

    @classmethod
    def _of_fields(cls, fields: dict[str, str]) -> Self:
        init = fields.get("Init Duration")
        return cls(
            request_id=fields["RequestId"],
            duration_ms=_number(fields["Duration"]),
            billed_ms=round(_number(fields["Billed Duration"])),
            memory_mb=round(_number(fields["Memory Size"])),
            used_mb=round(_number(fields["Max Memory Used"])),
            init_ms=None if init is None else _number(init),
            status=fields.get("Status"),
            error_type=fields.get("Error Type"),
        )

    @property
    def is_cold(self) -> bool:
        """Tell whether an environment was made for this invocation."""
        return self.init_ms is not None

    @property
    def total_ms(self) -> float:
        """Return the time of init and handler together."""
        return self.duration_ms + (self.init_ms or 0.0)

    @property
    def gb_seconds(self) -> float:
        """Return what is billed: memory size (not memory used) times billed duration.

        Source: https://aws.amazon.com/lambda/pricing/
        """
        return self.memory_mb / 1024 * self.billed_ms / 1000


def _number(text: str) -> float:
    return float(text.split()[0])
