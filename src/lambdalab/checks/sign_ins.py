"""Sign-ins at the door of lab 06: those of a check, the lines that they leave, what counts as a guess."""

import json
import secrets
from dataclasses import dataclass
from typing import Any

from lambdalab.aws import Cloud
from lambdalab.checks.functions import Answer, error_of, invoke
from lambdalab.checks.log_lines import Line
from lambdalab.checks.logs import lines_of, report_of
from lambdalab.checks.results import Unmet

FUNCTION = "sign-in"
GROUP = "/aws/lambda/sign-in"
SLOWEST_MS = 19
"""The directory takes 20 ms at least."""

_KNOWN = ("ann", "tulip-71")


@dataclass(frozen=True)
class Attempt:
    """A sign-in, and what the directory must say of it."""

    event: dict[str, Any]
    outcome: str

    @property
    def is_guess(self) -> bool:
        """Tell whether it counts as a guess."""
        return self.outcome != "ok" and self.event.get("source") != "probe"

    @property
    def report(self) -> str:
        """Return the line that people are to read of it."""
        return report_line(self.outcome, self.event["user"], self.event["ip"])


def report_line(outcome: str, user: str, ip: str) -> str:
    """Return the line that people are to read of a guess."""
    return f"{outcome}: {user} from {ip}"


def address() -> str:
    """Return an address that nobody had before, of those that are kept for documentation."""
    return f"2001:db8::{secrets.token_hex(2)}:{secrets.token_hex(2)}"


def attempts() -> list[Attempt]:
    """Return sign-ins never seen before: one that is right, two that are guesses, and one by the probe."""
    nonce = secrets.token_hex(3)
    user, password = _KNOWN
    wrong = f"pw-{secrets.token_hex(6)}"
    awkward = f'{nonce} "ok"}} Jürgen\t5 €'
    return [
        Attempt({"user": user, "password": password, "ip": address()}, "ok"),
        Attempt({"user": user, "password": wrong, "ip": address()}, "wrong-password"),
        _unknown(awkward, wrong, "app"),
        _unknown(f"nobody {nonce}", wrong, "probe"),
    ]


def _unknown(user: str, password: str, source: str) -> Attempt:
    event = {"user": user, "password": password, "ip": address(), "source": source}
    return Attempt(event, "unknown-user")


def lines(nonce: str) -> list[Line]:
    """Return lines as the function writes them, guesses and others, and some that are none of its.

    The nonce is in each line's user.
    """
    return [
        Line("a wrong password", line("wrong-password", nonce), matches=True),
        Line("an unknown user", line("unknown-user", nonce), matches=True),
        Line("a wrong password in the app", line("wrong-password", nonce, source="app"), matches=True),
        Line("an outcome that will be new", line(f"new-{nonce[:4]}", nonce), matches=True),
        Line("a wrong password from elsewhere", line("wrong-password", nonce, source=nonce), matches=True),
        Line("a wrong password of a user called probe", line("unknown-user", f"probe {nonce}"), matches=True),
        Line("a sign-in that is fine", line("ok", nonce), matches=False),
        Line("one that is fine in the app", line("ok", nonce, source="app"), matches=False),
        Line("a sign-in of a user with an odd name", line("ok", f"wrong-password {nonce}"), matches=False),
        Line("the probe's", line("unknown-user", nonce, source="probe"), matches=False),
        Line("the probe's, with a password", line("wrong-password", nonce, source="probe"), matches=False),
        Line("a line without an outcome", json.dumps({"level": "WARNING", "user": nonce}), matches=False),
        Line("a crash", f"[ERROR] KeyError: 'wrong-password' unknown-user {nonce}", matches=False),
    ]


def line(outcome: str, user: str, ms: int = 31, **more: str) -> str:
    """Return a line as the function writes it."""
    told = {"request_id": secrets.token_hex(8), "outcome": outcome, "user": user, "ip": address()}
    return json.dumps(told | {"ms": ms} | more)


def sign_in(cloud: Cloud, attempt: Attempt) -> Answer:
    """Send a sign-in through the function. Raises Unmet unless it is answered as it should be."""
    answer = invoke(cloud, FUNCTION, attempt.event)
    wanted = {"signed_in": attempt.outcome == "ok"}
    if answer.error or answer.payload != wanted:
        raise Unmet(
            "failed" if answer.error else "mismatch",
            expected=f"a sign-in whose outcome is {attempt.outcome} to be answered with {wanted}",
            found=f"it ended with {error_of(answer)}" if answer.error else f"it got {answer.payload}",
            look_at="the handler: its return was right before; not every event has a source",
        )
    return answer


def require_line(cloud: Cloud, attempt: Attempt, answer: Answer) -> None:
    """Raise Unmet unless a sign-in left one line, and that tells what it should."""
    written = lines_of(cloud, FUNCTION, answer.request_id)
    password = attempt.event["password"]
    shown = [text.replace(password, "•••") for text in written]
    if any(password in text for text in written):
        raise Unmet(
            "mismatch",
            expected="no password in the log",
            found=f"there is one, blotted out here: {next(text for text in shown if '•••' in text)}",
            look_at="which fields of the event you take: name them, rather than taking all",
        )
    told = [_object(text) for text in written]
    if len(told) != 1 or not told[0]:
        raise Unmet(
            "mismatch" if written else "missing",
            expected="one line for each sign-in, and that a JSON object",
            found=_in_words(shown),
            look_at="print(json.dumps(...)), once: a name can hold quotation marks",
        )
    _require_fields(attempt, told[0], answer, report_of(cloud, FUNCTION, answer.request_id).duration_ms)


def _require_fields(attempt: Attempt, told: dict[str, Any], answer: Answer, duration_ms: float) -> None:
    wanted = {"request_id": answer.request_id, "outcome": attempt.outcome}
    wanted |= {name: attempt.event[name] for name in ("user", "ip", "source") if name in attempt.event}
    for name, value in wanted.items():
        if told.get(name) != value:
            raise _of_field(name, f"to be {value!r}", told)
    if "source" in told and "source" not in attempt.event:
        raise _of_field("source", "to be missing where the event has none: null is a value, too", told)
    ms = told.get("ms")
    if isinstance(ms, bool) or not isinstance(ms, int | float):
        raise _of_field("ms", "to be a number: text cannot be added up", told)
    if not SLOWEST_MS <= ms <= duration_ms + 1:
        raise _of_field("ms", f"to be the milliseconds that verify took, of {duration_ms} in all", told)


def _in_words(written: list[str]) -> str:
    if not written:
        return "it wrote none"
    if len(written) == 1:
        return f"it wrote one that is no JSON object: {written[0]}"
    return f"it wrote {len(written)} for one of them: {written}"


def _of_field(name: str, wanted: str, told: dict[str, Any]) -> Unmet:
    return Unmet(
        "mismatch" if name in told else "missing",
        expected=f"the field {name} {wanted}",
        found=f"it is {told[name]!r}" if name in told else f"the line's fields are {', '.join(told)}",
        look_at="the dictionary that you print, and the table above the task",
    )


def _object(text: str) -> dict[str, Any]:
    try:
        told = json.loads(text)
    except ValueError:
        return {}
    return told if isinstance(told, dict) else {}
