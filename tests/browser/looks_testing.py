"""How the course's own output looks in JupyterLab: verdicts, hints, maps, figures and the progress."""

from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from lambdalab.browsing import PATIENCE_MS, OpenNotebook, choose
from lambdalab.paths import WORK

SCREENSHOTS = WORK / "screenshots"

OWN = ".jp-NotebookPanel:not(.lm-mod-hidden) .jp-RenderedHTML"
"""What the course shows stands in these; the rest of a page is JupyterLab's."""

_SHARE_OF_A_PICTURE = 0.8
"""The least part of its width at which a picture's words can be read."""

_FAULTS = """
([own, share]) => [...document.querySelectorAll(own)].flatMap(output => {
    const words = output.innerText.slice(0, 60) || output.innerHTML.slice(0, 60);
    const room = output.closest('.jp-OutputArea').getBoundingClientRect();
    const faults = [];
    for (const part of [output, ...output.querySelectorAll('*')]) {
        if (part.scrollWidth > part.clientWidth + 1 && getComputedStyle(part).display !== 'inline')
            faults.push(`${words}: ${part.tagName} is ${part.scrollWidth} wide in ${part.clientWidth}`);
        if (part.getBoundingClientRect().right > room.right + 1)
            faults.push(`${words}: ${part.tagName} ends at ${part.getBoundingClientRect().right}, `
                + `and there is room until ${room.right}`);
    }
    for (const image of output.querySelectorAll('img')) {
        const wanted = Number(image.getAttribute('width'));
        if (!image.complete || image.naturalWidth === 0) faults.push(`${image.alt}: it is broken`);
        if (!image.alt) faults.push(`${words}: it has no alt text`);
        if (image.clientWidth < share * wanted)
            faults.push(`${image.alt.slice(0, 60)}: it is ${image.clientWidth} wide, meant for ${wanted}`);
    }
    return faults;
})
"""


def set_theme(page: Page, theme: str) -> None:
    """Choose one of JupyterLab's themes in its settings, "Light" or "Dark"."""
    if page.locator("body").get_attribute("data-jp-theme-name") != f"JupyterLab {theme}":
        choose(page, "Settings", "Theme", f"JupyterLab {theme}")
    expected = {"Light": "true", "Dark": "false"}[theme]
    expect(page.locator("body")).to_have_attribute("data-jp-theme-light", expected, timeout=PATIENCE_MS)


def faults_of_layout(page: Page) -> list[str]:
    """Return what is cut off, broken, unnamed or too small to read in the output of the notebook in front."""
    faults: list[str] = page.evaluate(_FAULTS, [OWN, _SHARE_OF_A_PICTURE])
    return faults


def faults_of_access(page: Page) -> list[str]:
    """Return what axe-core finds serious in the output of the notebook in front."""
    found: dict[str, Any] = Axe().run(page, OWN, {"resultTypes": ["violations", "passes"]}).response
    assert found["passes"], "axe found nothing to look at"
    return [
        f"{violation['id']}: {node['failureSummary']} {node['html'][:200]}"
        for violation in found["violations"]
        if violation["impact"] in ("serious", "critical")
        for node in violation["nodes"]
    ]


def picture(notebook: OpenNotebook, look: str) -> None:
    """Leave a picture of the notebook's last own output, to be compared by eye."""
    notebook.page.locator(OWN).last.evaluate("output => output.scrollIntoView({block: 'center'})")
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)
    name = "-".join(notebook.file.parts[-2:]).removesuffix(".ipynb")
    notebook.page.screenshot(path=SCREENSHOTS / f"{name}-{look}.png")
