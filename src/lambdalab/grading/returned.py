"""What goes back to learners: their notebook with our verdicts in it, and feedback as one page of HTML.

What a hand-in printed is its own word and may be anything, also a script that rewrites the page it stands in.
So only plain text and pixels of it are kept, and the pages forbid scripts and whatever lies elsewhere.
"""

import json
import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import nbformat
from nbconvert.exporters import HTMLExporter, TemplateExporter
from nbformat import NotebookNode
from nbgrader.converters.generate_feedback import GenerateFeedback
from nbgrader.coursedir import CourseDirectory
from traitlets.config import Config

from lambdalab.checks import Verdict
from lambdalab.grading.gradebook import NOTEBOOK
from lambdalab.grading.matching import Plan, PlanCell
from lambdalab.grading.records import Record

_KERNEL = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"
_SCRIPT = re.compile(r"<script\b[^>]*>.*?</script\s*>|<script\b[^>]*/>", re.DOTALL | re.IGNORECASE)
_FONTS = re.compile(r"@font-face\s*{[^}]*}")
_TEST_CELL = re.compile(r'<a href="#([\w-]+)">Test cell</a>')
_OUR_CODE = re.compile(r"lambdalab/(checks|grading)/")
_PICTURES = ("image/png", "image/jpeg")
_BASE64 = re.compile(r"[A-Za-z0-9+/=\s]*")

type Output = dict[str, Any]


def notebook_of(plan: Plan, record: Record) -> dict[str, Any]:
    """Return the graded notebook: the lab's cells and the learner's, the verdicts where the checks stand."""
    verdicts = {verdict.task: verdict for verdict in record.verdicts}
    cells = [_told(record)] if record.remarks or record.faults else []
    for number, cell in enumerate(plan.cells):
        outputs = [clean for output in record.outputs.get(number, ()) if (clean := _clean(output))]
        cells.append(_cell(number, cell, outputs, verdicts.get(cell.task)))
    metadata = {"kernelspec": _KERNEL, "language_info": {"name": "python"}}
    return {"cells": cells, "metadata": metadata, "nbformat": 4, "nbformat_minor": 5}


def _cell(number: int, cell: PlanCell, outputs: Sequence[Output], verdict: Verdict | None) -> dict[str, Any]:
    settings = json.loads(cell.settings)
    made: dict[str, Any] = {"id": cell.name or f"added-{number}", "source": cell.source}
    made["metadata"] = {"nbgrader": settings} if settings else {}
    if cell.kind == "text":
        return made | {"cell_type": "markdown"}
    if cell.kind == "own text":
        return made | {"cell_type": "markdown", "source": _quoted(cell.source)}
    if cell.kind == "check" and verdict:
        outputs = [_card(verdict), {"output_type": "stream", "name": "stdout", "text": f"{verdict.points}\n"}]
    return made | {"cell_type": "code", "execution_count": None, "outputs": list(outputs)}


def _card(verdict: Verdict) -> Output:
    data = {"text/html": verdict._repr_html_(), "text/plain": repr(verdict)}
    return {"output_type": "display_data", "metadata": {}, "data": data}


def _told(record: Record) -> dict[str, Any]:
    """Return a cell that says what the grader mended and what did not end well."""
    lines = [f"{fault.cell or 'the notebook'}: {fault.said}" for fault in record.faults]
    lines += [remark.said for remark in record.remarks]
    text = "**What the grader noticed**\n\n" + _quoted("\n".join(lines))
    return {"id": "grader-noticed", "cell_type": "markdown", "metadata": {}, "source": text}


def _quoted(text: str) -> str:
    """Return text as Markdown that shows it letter by letter."""
    ticks = max((len(run) for run in re.findall(r"`+", text)), default=0)
    fence = "`" * max(3, ticks + 1)
    return f"{fence}text\n{text}\n{fence}"


def _clean(output: Output) -> Output | None:
    """Return of an output of the hand-in what can be shown: text, and pictures that are pixels."""
    kind = output.get("output_type")
    if kind == "stream":
        name = "stderr" if output.get("name") == "stderr" else "stdout"
        return {"output_type": "stream", "name": name, "text": str(output.get("text", ""))}
    if kind == "error":
        return _clean_error(output)
    data = output.get("data")
    if not isinstance(data, dict):
        return None
    kept = {
        kind: value
        for kind, value in data.items()
        if kind in _PICTURES and isinstance(value, str) and _BASE64.fullmatch(value)
    }
    words = str(data.get("text/plain", ""))
    told = {kind: {"alt": words} for kind in kept}
    return {"output_type": "display_data", "metadata": told, "data": kept | {"text/plain": words}}


def _clean_error(output: Output) -> Output:
    """Return an error; one that passed through our own code is told without the lines of it."""
    name, value = str(output.get("ename", "")), str(output.get("evalue", ""))
    trace = output.get("traceback")
    lines = [str(line) for line in trace] if isinstance(trace, list) else []
    if any(_OUR_CODE.search(line) for line in lines):
        lines = [f"{name}: {value}"]
    return {"output_type": "error", "ename": name, "evalue": value, "traceback": lines}


class _Rendered(TemplateExporter):
    """Keeps the page that its template makes, and hands on an empty one."""

    page = ""

    def from_notebook_node(self, nb: NotebookNode, resources: Any = None, **kw: Any) -> tuple[Any, Any]:
        self.page, resources = super().from_notebook_node(nb, resources, **kw)
        return "", resources


class _Exporter(HTMLExporter, _Rendered):
    """nbconvert's exporter without its last step, which takes longer than all others.

    It reads the page again to add what ours have or do not need: pictures' alternative texts, and tab stops
    for cells of another template.
    """

    def from_notebook_node(self, nb: NotebookNode, resources: Any = None, **kw: Any) -> tuple[Any, Any]:
        _, resources = super().from_notebook_node(nb, resources, **kw)
        return self.page, resources


def feedback_writer(folder: Path, url: str) -> Callable[[str, str], Path]:
    """Return what writes a learner's feedback on a lab, by nbgrader's exporter, from the graded notebook."""
    config = Config()
    config.CourseDirectory.root = str(folder)
    config.CourseDirectory.db_url = url
    config.CourseDirectory.assignment_id = "*"
    config.HTMLExporter.mathjax_url = config.HTMLExporter.require_js_url = ""
    converter = GenerateFeedback(coursedir=CourseDirectory(config=config), config=config)
    exporter: Any = _Exporter(config=converter.config)  # type: ignore[no-untyped-call] # nbconvert's
    for preprocessor in converter.preprocessors:
        exporter.register_preprocessor(preprocessor, enabled=True)

    def write(learner: str, lab: str) -> Path:
        notebook = nbformat.read(folder / "autograded" / learner / lab / f"{NOTEBOOK}.ipynb", as_version=4)
        told = {"notebook": NOTEBOOK, "assignment": lab, "student": learner, "db_url": url}
        page, _ = exporter.from_notebook_node(notebook, {"nbgrader": told, "unique_key": NOTEBOOK})
        path = folder / "feedback" / learner / lab / f"{NOTEBOOK}.html"
        write_whole(path, offline(page))
        return path

    return write


def offline(page: str) -> str:
    """Return a page that runs no script and fetches nothing."""
    page = _TEST_CELL.sub(r'<a href="#\1">\1</a>', page)
    policy = f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}" />'
    return _FONTS.sub("", _SCRIPT.sub("", page)).replace("<head>", f"<head>\n{policy}", 1)


def write_whole(path: Path, text: str) -> None:
    """Write a file in one step."""
    path.parent.mkdir(parents=True, exist_ok=True)
    new = path.with_name(f"{path.name}.new")
    new.write_text(text)
    new.replace(path)
