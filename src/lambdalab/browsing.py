"""JupyterLab in a browser, used as a learner uses it: for the tests and for README's picture.

It needs the packages that ``./lab test`` installs, and the system's Chromium.
"""

import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Self

import nbformat
from playwright.sync_api import Browser, Locator, Page, Response, expect, sync_playwright

from lambdalab.errors import LabError, NotReady

PATIENCE_MS = 120_000
"""How long one step may take where others keep the machine busy."""

_NAMES = ("chromium", "chromium-browser", "google-chrome")
_HAS_RUN = re.compile(r"^\[\d+\]:$")
_ERROR = "[data-mime-type='application/vnd.jupyter.error']"
_FORGET = "prompt => { prompt.textContent = '' }"
"""Takes an earlier run's number away, which a new kernel may give once more."""


def find_chromium() -> str:
    """Return the system's Chromium. Raises NotReady, which says how to install it, where there is none."""
    found = next(filter(None, map(shutil.which, _NAMES)), None)
    if found is None:
        raise NotReady("Chromium is not installed.", "On Debian: apt install chromium")
    return found


@contextmanager
def chromium() -> Iterator[Browser]:
    """Run Chromium, without a window, for the length of a with block. Raises NotReady where there is none."""
    executable = find_chromium()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable)
        try:
            yield browser
        finally:
            browser.close()


def choose(page: Page, menu: str, *items: str) -> None:
    """Choose an item of JupyterLab's menus, by way of its submenus."""
    page.locator(".lm-MenuBar-itemLabel").get_by_text(menu, exact=True).click()
    for item in items:
        page.locator(".lm-Menu-itemLabel").get_by_text(item, exact=True).click()


def confirm(page: Page) -> None:
    """Agree to what JupyterLab asks in a dialog."""
    page.locator(".jp-Dialog .jp-mod-accept").click()


def open_notebook(page: Page, checkout: Path, notebook: str) -> "OpenNotebook":
    """Open a notebook in a JupyterLab that is there, by its path in the checkout."""
    choose(page, "File", "Open from Path…")
    page.get_by_role("dialog").get_by_role("textbox").fill(notebook)
    page.keyboard.press("Enter")
    return OpenNotebook(page, checkout, notebook).wait_for_kernel()


class OpenNotebook:
    """A notebook of a checkout, open in JupyterLab; its cells are called by the names that its file has.

    What is done with a cell is done in the notebook in front, as ``show`` brings one there.
    """

    def __init__(self, page: Page, checkout: Path, notebook: str) -> None:
        self.page = page
        self.file = checkout / notebook
        self.front = page.locator(".jp-NotebookPanel:not(.lm-mod-hidden)")
        self.names = [str(cell.id) for cell in nbformat.read(self.file, as_version=4).cells]
        self._tab = page.locator(f".lm-DockPanel-tabBar .lm-TabBar-tab[title*='Path: {notebook}']")

    def show(self) -> Self:
        """Bring it to the front, and wait until all its cells are there and its kernel waits for work."""
        self._tab.click()
        return self.wait_for_kernel()

    def wait_for_kernel(self) -> Self:
        """Wait until all cells are there, and the kernel waits for work."""
        expect(self.front.locator(".jp-Cell")).to_have_count(len(self.names), timeout=PATIENCE_MS)
        self.page.get_by_text("Python 3 (ipykernel) | Idle").wait_for(timeout=PATIENCE_MS)
        return self

    def cell(self, name: str) -> Locator:
        """Return a cell, with its outputs."""
        return self.front.locator(f".jp-Cell[data-windowed-list-index='{self.names.index(name)}']")

    def select(self, name: str) -> Locator:
        """Select a cell, without writing in it, and return it."""
        cell = self.cell(name)
        cell.locator(".jp-InputPrompt").click()
        return cell

    def run(self, name: str) -> Locator:
        """Run a cell to its end and return it."""
        cell = self.select(name)
        prompt = cell.locator(".jp-InputPrompt")
        prompt.evaluate(_FORGET)
        self.page.keyboard.press("Shift+Enter")
        expect(prompt).to_have_text(_HAS_RUN, timeout=PATIENCE_MS)
        return cell

    def write(self, name: str, source: str) -> None:
        """Write into a cell, in the place of what stands there."""
        self.cell(name).locator(".cm-content").click()
        self.page.keyboard.press("ControlOrMeta+A")
        self.page.keyboard.insert_text(source)
        self.page.keyboard.press("Escape")

    def add_below(self, name: str, new: str, source: str) -> None:
        """Add a cell below another one, with a name of its own."""
        self.select(name)
        self.page.keyboard.press("b")
        self.names.insert(self.names.index(name) + 1, new)
        self.write(new, source)

    def run_all(self) -> None:
        """Run all cells, and wait until each one of code has ended. Raises LabError where one does not."""
        self._run("Run All Cells", self.front.locator(".jp-CodeCell .jp-InputPrompt").all())

    def run_from(self, name: str) -> None:
        """Run a cell of code and all below it, as ``run_all`` does."""
        first = self.select(name).locator(".jp-InputPrompt")
        below = self.cell(name).locator("~ .jp-CodeCell .jp-InputPrompt")
        self._run("Run Selected Cell and All Below", [first, *below.all()])

    def _run(self, item: str, prompts: list[Locator]) -> None:
        for prompt in prompts:
            prompt.evaluate(_FORGET)
        choose(self.page, "Run", item)
        try:
            for prompt in prompts:
                expect(prompt).to_have_text(_HAS_RUN, timeout=PATIENCE_MS)
        except AssertionError as error:
            errors = self.front.locator(_ERROR).all_inner_texts()
            raise LabError(f"{self.file} did not run to its end.", "\n".join(errors)) from error

    def save(self) -> None:
        """Save it, and wait until the server has written it."""

        def is_saving(response: Response) -> bool:
            return response.request.method == "PUT" and "/api/contents/" in response.url

        with self.page.expect_response(is_saving, timeout=PATIENCE_MS):
            self.page.keyboard.press("ControlOrMeta+S")
