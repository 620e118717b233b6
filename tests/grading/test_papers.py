"""Reading notebooks, whatever they hold."""

import json
from typing import Any

import pytest
from grading_testing import LAB, read

from lambdalab.grading.papers import Paper
from lambdalab.grading.rehearsal import blank, changed, rename, solved, with_output
from lambdalab.grading.releases import labs
from lambdalab.grading.remarks import Remark


@pytest.mark.parametrize("lab", labs())
def test_every_lab_is_recognised(lab: str) -> None:
    """By its cells' names, and by their content where the names are gone."""
    for notebook in (blank(lab), changed(blank(lab), rename)):
        paper = read(notebook)
        assert isinstance(paper, Paper)
        assert paper.lab == lab


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "empty file"),
        (b"  \n", "empty file"),
        (b"%PDF-1.7", "a PDF"),
        (b"<html>", "no JSON"),
        (b"\xff\xfe\x00", "no JSON"),
        (b"[" * 100_000, "no JSON"),
        (b"{}", "JSON without cells"),
        (b'{"cells": []}', "without any cell"),
        (b'{"cells": [{"cell_type": "code", "source": "1"}]}', "of no lab of this course"),
    ],
)
def test_what_is_no_lab_is_refused_with_a_reason(content: bytes, why: str) -> None:
    """Nothing raises; each gets a line."""
    refused = read(content)
    assert isinstance(refused, Remark)
    assert refused.weight == "refused"
    assert why in refused.said


def test_a_wrong_lab_is_refused() -> None:
    """A notebook that its folder calls another lab is not graded as either."""
    refused = read(blank("04-backups"), claimed=LAB)
    assert isinstance(refused, Remark)
    assert "a wrong lab" in refused.said


def test_large_outputs_are_left_out_and_told() -> None:
    """The cells are as they were."""
    paper = read(changed(solved(), with_output))
    plain = read(solved())
    assert isinstance(paper, Paper)
    assert isinstance(plain, Paper)
    assert paper.cells == plain.cells
    assert "most of it outputs" in paper.remarks[0].said


@pytest.mark.parametrize(
    "odd", [None, 7, [], {"cells": 1}, {"metadata": []}, {"source": 5, "id": 3}, {"source": [1]}]
)
def test_odd_cells_do_not_stop_the_reading(odd: Any) -> None:
    """Whatever stands where a cell should."""
    notebook = blank()
    notebook["cells"].insert(0, odd)
    notebook["cells"][1]["metadata"] = {"nbgrader": 3}
    assert isinstance(read(json.dumps(notebook).encode()), Paper)
