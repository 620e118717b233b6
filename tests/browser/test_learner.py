"""A learner's first hour in a real browser, on a real JupyterLab: one story, each test going on with it."""

import re
from pathlib import Path

import nbformat
import pytest
from launcher_testing import Lab, kernels, run
from looks_testing import faults_of_access, faults_of_layout, picture, set_theme
from playwright.sync_api import Page, expect

from lambdalab.answers import answers_of
from lambdalab.browsing import OpenNotebook, choose, confirm, open_notebook
from lambdalab.paths import SOLUTIONS

LAB = "01-first-function"
START = "notebooks/00-start-here.ipynb"
MINE = f"labs/{LAB}/lab.ipynb"
MAPPED = "labs/02-object-notifications/lab.ipynb"

MASTER = {
    str(cell.id): str(cell.source)
    for cell in nbformat.read(SOLUTIONS / LAB / "lab.ipynb", as_version=4).cells
    if cell.cell_type == "code"
}
FIRST = "watch-created"
CATCH_UP = 'from lambdalab.lab import catch_up\ncatch_up("upload-arrives")'
UNTIL_FIRST = ("open-account", "morning", "role", "folder", "first-code")


@pytest.fixture(scope="module")
def start_page(page: Page, lab: Lab) -> OpenNotebook:
    """Return the page that ./lab opens, from the address that it tells."""
    (address,) = re.findall(r"JupyterLab is ready: (\S+)", lab.said())
    page.goto(address)
    return OpenNotebook(page, lab.checkout, START).wait_for_kernel()


@pytest.fixture(scope="module")
def mine(page: Page, lab: Lab, start_page: OpenNotebook) -> OpenNotebook:
    """Return the learner's copy of lab 01, opened from the course's map."""
    start_page.cell("map").get_by_role("link", name="Lab 01").click()
    return OpenNotebook(page, lab.checkout, MINE).wait_for_kernel()


@pytest.fixture(scope="module")
def mapped(page: Page, lab: Lab, start_page: OpenNotebook) -> OpenNotebook:
    """Return the learner's copy of lab 02, which draws a timeline and a wiring map."""
    return open_notebook(page, lab.checkout, MAPPED)


@pytest.fixture(params=["start_page", "mine", "mapped"])
def shown(request: pytest.FixtureRequest) -> OpenNotebook:
    """Return each of the notebooks, brought to the front."""
    notebook: OpenNotebook = request.getfixturevalue(request.param)
    return notebook.show()


def answer(notebook: OpenNotebook, task: str, source: str) -> str:
    """Write an answer, run it, and return what the check says of it."""
    notebook.write(f"{task}-answer", source)
    notebook.run(f"{task}-answer")
    return notebook.run(task).inner_text()


def restart_kernel(page: Page) -> None:
    """Restart the kernel of the notebook in front, as the menu does."""
    choose(page, "Kernel", "Restart Kernel…")
    confirm(page)


class TestFirstHour:
    """What the learner does."""

    def test_the_start_page_runs_to_its_end(self, start_page: OpenNotebook) -> None:
        """A check says no, then yes, and the progress knows of it."""
        start_page.run_all()
        refused = start_page.cell("first-check").get_by_role("status")
        expect(refused).to_contain_text("an object called ready.txt in your bucket")
        expect(start_page.cell("second-check").get_by_role("status")).to_have_text("✓ first-object · 1 of 1")
        row = start_page.cell("progress").get_by_role("row", name="00-start-here")
        expect(row).to_contain_text("1 of 1")

    def test_a_wrong_answer_gets_a_card_that_says_what_was_found(self, mine: OpenNotebook) -> None:
        """The card has the words of the proof, and the cell's value is no points."""
        wrong = next(one for one in answers_of(LAB) if one.task == FIRST and one.kind == "wrong")
        for name in UNTIL_FIRST:
            mine.run(name)
        said = answer(mine, FIRST, wrong.source)
        assert f"✗ {FIRST} · 0 of 5" in said
        assert wrong.refused in said
        assert said.rstrip().endswith("0.0")

    def test_a_hint_opens_below(self, mine: OpenNotebook) -> None:
        """The first of three, in a card of its own."""
        mine.add_below(FIRST, "my-hint", f'hint("{FIRST}")')
        card = mine.run("my-hint").get_by_role("note")
        expect(card).to_contain_text(f"{FIRST} · hint 1 of 3")

    def test_the_mended_answer_moves_the_progress(self, mine: OpenNotebook, start_page: OpenNotebook) -> None:
        """The two cells above are run once more, as the task's text says."""
        for name in ("folder", "first-code"):
            mine.run(name)
        assert f"✓ {FIRST} · 5 of 5" in answer(mine, FIRST, MASTER[f"{FIRST}-answer"])
        row = start_page.show().run("progress").get_by_role("row", name=LAB)
        expect(row).to_contain_text("5 of 100")

    def test_the_rest_of_the_lab_earns_all_points(self, mine: OpenNotebook) -> None:
        """All of it works in this browser and this kernel, with the master's answers."""
        mine.show()
        for name in MASTER:
            if name.endswith("-answer") and name != f"{FIRST}-answer":
                mine.write(name, MASTER[name])
        mine.run_from("helpers")
        expect(mine.cell("all").locator(".jp-RenderedHTML")).to_contain_text(f"{LAB} · 100 of 100")

    def test_a_killed_kernel_finds_the_account_again(self, page: Page, lab: Lab, mine: OpenNotebook) -> None:
        """JupyterLab starts another one; after the first cell, what was built is there."""
        (kernel,) = [one for one in kernels(lab.checkout) if Path(one.cwd()) == mine.file.parent]
        kernel.kill()
        confirm(page)
        mine.run("open-account")
        card = mine.run(FIRST).get_by_role("status")
        expect(card).to_have_text(f"✓ {FIRST} · 5 of 5")

    def test_what_was_caught_up_with_is_drawn(self, mapped: OpenNotebook) -> None:
        """Lab 02 is done for the learner; its timeline and its wiring map say in words what they show."""
        mapped.run("open-account")
        mapped.add_below("open-account", "catch-up", CATCH_UP)
        assert "Go on with the cell below upload-arrives" in mapped.run("catch-up").inner_text()
        bars = mapped.run("timeline").get_by_role("img", name="Bars over time")
        expect(bars).to_be_visible()
        whole = mapped.run("wiring").get_by_role("img", name="Wiring map. 4 resources, 3 links, none broken")
        expect(whole).to_be_visible()


class TestLooks:
    """How it looks, in each of the notebooks that were run."""

    @pytest.mark.parametrize("width", [1280, 1920])
    def test_nothing_is_cut_off_or_broken(self, page: Page, shown: OpenNotebook, width: int) -> None:
        """At two widths."""
        page.set_viewport_size({"width": width, "height": 1000})
        picture(shown, f"{width}-light")
        assert faults_of_layout(page) == []

    def test_nothing_is_hard_to_perceive(self, page: Page, shown: OpenNotebook) -> None:
        """Contrast, names and structure, as axe-core judges them."""
        set_theme(page, "Light")
        assert faults_of_access(page) == []

    def test_nothing_is_hard_to_perceive_in_the_dark(self, page: Page, shown: OpenNotebook) -> None:
        """The same in JupyterLab's dark theme."""
        set_theme(page, "Dark")
        picture(shown, "dark")
        assert faults_of_access(page) == []


class TestReset:
    """What becomes of the learner's work when it is reset."""

    def test_a_reset_in_the_terminal_empties_the_account_alone(
        self, page: Page, lab: Lab, mine: OpenNotebook, start_page: OpenNotebook
    ) -> None:
        """The notebook stays as it is; its tasks are open again."""
        choose(page, "Settings", "Autosave Documents")
        mine.show().save()
        written = mine.file.read_bytes()
        assert f"{LAB} has an empty account now" in run(lab.checkout, "reset", LAB).stdout
        assert mine.file.read_bytes() == written
        restart_kernel(page)
        mine.run("open-account")
        assert f"{LAB} · 0 of 100" in mine.run("all").inner_text()
        row = start_page.show().run("progress").get_by_role("row", name=LAB)
        expect(row).to_contain_text("0 of 100")

    def test_a_reset_in_the_notebook_keeps_what_was_saved(self, page: Page, mine: OpenNotebook) -> None:
        """The original comes back; the learner's own stands beside it as last saved, and this is said."""
        mine.show().save()
        saved = mine.file.read_bytes()
        mine.write(f"{FIRST}-answer", "# written, and not saved")
        mine.add_below(FIRST, "my-reset", "from lambdalab.lab import reset\nreset()")
        said = mine.run("my-reset").inner_text()
        assert "yours, as it was last saved, is kept as build/before-reset-1.ipynb" in said
        assert (mine.file.parent / "build" / "before-reset-1.ipynb").read_bytes() == saved
        choose(page, "File", "Reload Notebook from Disk")
        confirm(page)
        expect(mine.cell(f"{FIRST}-answer")).to_contain_text("raise NotImplementedError()")
