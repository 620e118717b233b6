"""The picture of the parts: the modules import as its rows say, and it is drawn as it is described."""

import ast
from collections.abc import Iterator
from pathlib import Path

import architecture
import nbformat
import pytest

from lambdalab.paths import LABS, NOTEBOOKS, ROOT

COURSE = ROOT / "src" / "lambdalab"
ENGINE = ROOT / "engine" / "src" / "lambdalab_engine"
ROWS = {
    module: (number, part.name)
    for number, layer in enumerate(architecture.COURSE)
    for part in layer
    for module in part.modules
}
FORBIDDEN_TO_NOTEBOOKS = {"grading", "checks", "desk", "answers", "replay"}


def imported(source: str, package: str) -> Iterator[str]:
    """Yield which modules of a package a source imports, by the first name below the package."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.ImportFrom) and node.module:
            first, _, rest = node.module.partition(".")
            if first == package:
                yield from [rest.partition(".")[0]] if rest else [name.name for name in node.names]
        elif isinstance(node, ast.Import):
            for name in node.names:
                first, _, rest = name.name.partition(".")
                if first == package:
                    yield rest.partition(".")[0]


def against_the_rows(module: str, source: str) -> list[str]:
    """Return what a module of the course imports from beside or above itself."""
    if module in architecture.GROUND:
        return [f"{module} imports {other}" for other in imported(source, "lambdalab") if other in ROWS]
    row, part = ROWS[module]
    return [
        f"{module} imports {other}"
        for other in imported(source, "lambdalab")
        if other in ROWS and ROWS[other][1] != part and ROWS[other][0] <= row
    ]


def module_of(file: Path) -> str:
    """Return the name of a module, or of the package below the course's that it stands in."""
    return file.relative_to(COURSE).parts[0].removesuffix(".py")


def test_every_module_stands_in_one_part() -> None:
    """None is missing in the picture's source, and none stands there that is gone."""
    there = {module_of(file) for file in COURSE.rglob("*.py")} - {"__init__"}
    named = [module for layer in architecture.COURSE for part in layer for module in part.modules]
    assert sorted([*named, *architecture.GROUND]) == sorted(there)


def test_a_part_knows_only_what_stands_below_it() -> None:
    """In every import of the course, those in functions included."""
    files = [file for file in COURSE.rglob("*.py") if file.parent != COURSE or file.stem != "__init__"]
    assert [fault for file in files for fault in against_the_rows(module_of(file), file.read_text())] == []


def test_course_and_engine_do_not_import_each_other() -> None:
    """They meet at an HTTP endpoint."""
    assert not [file for file in COURSE.rglob("*.py") if any(imported(file.read_text(), "lambdalab_engine"))]
    assert not [file for file in ENGINE.rglob("*.py") if any(imported(file.read_text(), "lambdalab"))]


def test_notebooks_use_what_is_for_learners() -> None:
    """No check's inside, no answer and no grader."""
    for notebook in (*NOTEBOOKS.glob("*.ipynb"), *LABS.glob("*/lab.ipynb")):
        cells = nbformat.read(notebook, as_version=4).cells
        lines = [line for cell in cells if cell.cell_type == "code" for line in cell.source.splitlines()]
        source = "\n".join(
            line for line in lines if line.startswith(("import ", "from ")) and "(" not in line
        )
        assert not FORBIDDEN_TO_NOTEBOOKS & set(imported(source, "lambdalab"))


@pytest.mark.parametrize(
    ("module", "source"),
    [
        ("checks", "from lambdalab.grading.desk import grade"),
        ("lab", "from lambdalab import desk"),
        ("aws", "def late():\n    import lambdalab.cli"),
        ("errors", "from lambdalab.aws import Cloud"),
    ],
)
def test_a_way_up_or_aside_is_told(module: str, source: str) -> None:
    """However it is written."""
    assert against_the_rows(module, source)


def test_the_picture_says_in_words_what_it_shows() -> None:
    """The page's alt text is the one that the code gives, and the picture can be drawn."""
    assert f"![{architecture.ALT}](images/architecture.png)" in (ROOT / "docs/architecture.md").read_text()
    assert architecture.PICTURE.is_file()
    assert architecture.draw().alt == architecture.ALT
