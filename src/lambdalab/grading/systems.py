"""Which system a hand-in is graded with, where a lab gives each learner another one.

A notebook tells its system's number, which the learner's name draws. Whoever tells the number of the name
that they hand in under is graded with it, and nothing is said. A number that could have been chosen is told
to whoever grades; one that is another's, made up or missing counts for nothing: the name's own does.
"""

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import replace

from lambdalab.grading.handins import HandIn
from lambdalab.grading.papers import Paper
from lambdalab.grading.releases import DIFFERENT_FOR_EACH
from lambdalab.grading.remarks import Remark
from lambdalab.outage.faults import draw
from lambdalab.outage.numbers import is_number, number_of

type Papers = Mapping[tuple[str, str], tuple[Paper, HandIn]]

_PLATFORMS_NUMBER = re.compile(r"-\d+$")
_ASK = "where its answers look right, ask for the notebook as it was saved, outputs and all"


def assigned(papers: Papers) -> dict[tuple[str, str], tuple[Paper, HandIn]]:
    """Return a class's papers, each with its system's number and what is to be said of it."""
    owned = {number: learner for learner, _ in papers for number in _drawn_for(learner)}
    brought = Counter((paper.lab, _told(paper)) for paper, _ in papers.values())
    return {
        key: (_assigned(paper, owned, brought[paper.lab, _told(paper)]), hand_in)
        for key, (paper, hand_in) in papers.items()
    }


def _assigned(paper: Paper, owned: Mapping[str, str], bearers: int) -> Paper:
    if paper.lab not in DIFFERENT_FOR_EACH:
        return paper
    told, own = _told(paper), _drawn_for(paper.learner)
    is_its_own = told in own
    may_be = is_its_own or (is_number(told) and told not in owned)
    system = told if may_be else own[0]
    mix = ", ".join(draw(system).values())
    said = "" if is_its_own else _doubt(told, bearers, may_be=may_be)
    remark = Remark(
        "look" if said else "note",
        paper.learner,
        paper.lab,
        paper.source,
        f"{said}. It was graded with: {mix}" if said else f"its system was broken by: {mix}",
    )
    return replace(paper, system=system, remarks=(*paper.remarks, remark))


def _doubt(told: str, bearers: int, *, may_be: bool) -> str:
    """Return what is to be said of a number that is not the name's own."""
    if not told:
        return f"tells no system's number, and was given its name's own system; {_ASK}"
    if not is_number(told):
        return f"tells what is no system's number, and was given its name's own system; {_ASK}"
    if not may_be:
        return "tells the number of another learner's system, and was given its name's own"
    if bearers > 1:
        return f"tells a system's number that {bearers} hand-ins tell, and that is of none of their names"
    return "tells a system's number that its name does not draw: it can have been chosen"


def _told(paper: Paper) -> str:
    """Return the number that a paper tells, "" where it tells none; of several, all."""
    return " and ".join(sorted({number for cell in paper.cells for number in cell.systems}))


def _drawn_for(learner: str) -> tuple[str, ...]:
    """Return the numbers that a name draws: as it is, and without the number that a platform added."""
    return tuple(dict.fromkeys(map(number_of, (learner, _PLATFORMS_NUMBER.sub("", learner)))))
