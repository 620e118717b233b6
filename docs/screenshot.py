"""Takes the README's picture: lab 02 in JupyterLab, run to its end, at its last check and its timeline.

    .venv/bin/python docs/screenshot.py

It needs Chromium (Debian: apt install chromium) and the packages that ./lab test installs.
"""

import os
import secrets
import shutil
import sys
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page, sync_playwright

from lambdalab import engine, jupyter
from lambdalab.aws import LOOPBACK
from lambdalab.servers import free_port

PICTURE = Path(__file__).parent / "images" / "lab-02.png"
NOTEBOOK = "solutions/02-object-notifications/lab.ipynb"
SIZE = {"width": 1280, "height": 960}
_LAST_CHECK = "✓ upload-arrives · 20 of 20"
_PATIENCE_MS = 120_000
_COLOURS = 128


def main() -> None:
    """Run the lab in a browser and save the picture. Exits with a sentence where there is no Chromium."""
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if chromium is None:
        sys.exit("Chromium is not installed. On Debian: apt install chromium")
    os.environ["LAMBDALAB_LEARNER"] = f"picture-{secrets.token_hex(4)}"
    with engine.running(free_port()) as url:
        server, lab = jupyter.start(free_port(), url)
        try:
            jupyter.wait_until_ready(server, lab)
            _take(chromium, f"http://{LOOPBACK}:{lab.port}/lab/tree/{NOTEBOOK}?token={lab.token}")
        finally:
            server.stop()


def _take(chromium: str, address: str) -> None:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        page = browser.new_page(viewport=SIZE, device_scale_factor=2)
        page.goto(address)
        _run_all(page)
        page.get_by_text(_LAST_CHECK).evaluate("node => node.scrollIntoView({block: 'start'})")
        page.screenshot(path=PICTURE)
        browser.close()
    with Image.open(PICTURE) as image:
        image.convert("RGB").quantize(_COLOURS).save(PICTURE, optimize=True)


def _run_all(page: Page) -> None:
    """Run all cells, and wait until the figure that follows the last check is drawn."""
    page.get_by_text("Python 3 (ipykernel) | Idle").wait_for(timeout=_PATIENCE_MS)
    page.get_by_role("menuitem", name="Run", exact=True).click()
    page.get_by_role("menuitem", name="Run All Cells", exact=True).click()
    page.locator("figure img[alt^='Bars over time']").wait_for(timeout=_PATIENCE_MS)


if __name__ == "__main__":
    main()
