"""Takes the README's picture: lab 02 in JupyterLab, run to its end, at its last check and its timeline.

    .venv/bin/python docs/screenshot.py

It needs Chromium (Debian: apt install chromium) and the packages that ./lab test installs.
"""

import os
import secrets
import sys
from pathlib import Path

from PIL import Image

from lambdalab import browsing, engine, jupyter
from lambdalab.aws import LOOPBACK
from lambdalab.errors import LabError
from lambdalab.paths import ROOT
from lambdalab.servers import free_port

PICTURE = Path(__file__).parent / "images" / "lab-02.png"
NOTEBOOK = "solutions/02-object-notifications/lab.ipynb"
SIZE = {"width": 1280, "height": 960}
_LAST_CHECK = "✓ upload-arrives · 20 of 20"
_COLOURS = 128


def main() -> None:
    """Run the lab in a browser and save the picture. Exits with a sentence where there is no Chromium."""
    try:
        browsing.find_chromium()
    except LabError as missing:
        sys.exit(f"{missing.message} {missing.next_step}")
    os.environ["LAMBDALAB_LEARNER"] = f"picture-{secrets.token_hex(4)}"
    with engine.running(free_port()) as url:
        server, lab = jupyter.start(free_port(), url)
        try:
            jupyter.wait_until_ready(server, lab)
            _take(f"http://{LOOPBACK}:{lab.port}/lab/tree/{NOTEBOOK}?token={lab.token}")
        finally:
            server.stop()


def _take(address: str) -> None:
    with browsing.chromium() as browser:
        page = browser.new_page(viewport=SIZE, device_scale_factor=2)
        page.goto(address)
        browsing.OpenNotebook(page, ROOT, NOTEBOOK).wait_for_kernel().run_all()
        page.get_by_text(_LAST_CHECK).evaluate("node => node.scrollIntoView({block: 'start'})")
        page.mouse.move(0, 0)  # nothing is pointed at
        page.screenshot(path=PICTURE)
    with Image.open(PICTURE) as image:
        image.convert("RGB").quantize(_COLOURS).save(PICTURE, optimize=True)


if __name__ == "__main__":
    main()
