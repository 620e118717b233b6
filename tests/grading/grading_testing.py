"""What the tests of grading share: hand-ins of notebooks, and cells graded on the suite's engine."""

import json
from contextlib import nullcontext
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import urlsplit

import pytest

from lambdalab.aws import find_endpoint
from lambdalab.grading import papers, releases, sandbox
from lambdalab.grading.handins import HandIn
from lambdalab.grading.marking import Job, Marked, mark
from lambdalab.grading.matching import Plan, match
from lambdalab.grading.papers import Paper
from lambdalab.grading.remarks import Remark
from lambdalab.grading.running import Limits

if TYPE_CHECKING:
    from lambdalab.grading.engines import Engine

needs_sandbox = pytest.mark.skipif(isinstance(sandbox.find(), str), reason=f"no sandbox: {sandbox.find()}")
BOTH = (pytest.param(True, marks=needs_sandbox, id="shut in"), pytest.param(False, id="not shut in"))

LAB = "02-object-notifications"
OPEN = f'import boto3\nfrom lambdalab.aws import open_account\naccount = open_account("{LAB}")'


def handed_in(content: bytes, learner: str = "ada", claimed: str = "") -> HandIn:
    """Return what somebody handed in."""
    return HandIn(learner, claimed, f"{learner}/lab.ipynb", ("", 0, 0.0), lambda: content)


def read(notebook: dict[str, Any] | bytes, *, learner: str = "ada", claimed: str = "") -> Paper | Remark:
    """Read a notebook as if somebody had handed it in."""
    content = notebook if isinstance(notebook, bytes) else json.dumps(notebook).encode()
    known = [releases.release(lab) for lab in releases.labs()]
    return papers.read(handed_in(content, learner, claimed), known)


def matched(notebook: dict[str, Any]) -> Plan:
    """Read a notebook and match its cells."""
    paper = read(notebook)
    assert isinstance(paper, Paper), paper
    return match(paper, releases.release(paper.lab))


def said(plan: Plan) -> str:
    """Return all that was remarked."""
    return "\n".join(remark.said for remark in plan.remarks)


class SuitesEngine:
    """The engine of the whole suite, for one run at a time; it is never started anew."""

    def run(self, *, alone: bool) -> Any:
        """Give its port."""
        return nullcontext(urlsplit(find_endpoint()).port)


def graded(
    *sources: str, shut_in: bool = True, limits: Limits | None = None, lab: str = LAB, system: str = ""
) -> Marked:
    """Grade cells on the suite's engine."""
    job = Job("ada", lab, tuple(enumerate(sources)), limits or Limits(), shut_in, system)
    return mark(job, cast("Engine", SuitesEngine()))


def printed(marked: Marked, cell: int) -> str:
    """Return what a cell wrote, errors included."""
    outputs = marked.outputs.get(cell, [])
    return "".join(
        one.get("text", "") or one.get("evalue", "") or str(one.get("data", "")) for one in outputs
    )


def earned(marked: Marked) -> float:
    """Return the points of what was graded."""
    assert not marked.why_not, marked.why_not
    return sum(verdict.points for verdict in marked.verdicts)
