"""What the browser's tests share: ./lab in a checkout of the learner's own, and a page that shows it."""

from collections.abc import Iterator

import pytest
from launcher_testing import Lab, borrow_environments, copy_checkout, start
from playwright.sync_api import ConsoleMessage, Page, Response

from lambdalab import browsing
from lambdalab.errors import NotReady

SIZE = {"width": 1280, "height": 960}


@pytest.fixture(scope="module")
def chromium_is_there() -> None:
    """Skip what follows where there is no browser, and say how to install it."""
    try:
        browsing.find_chromium()
    except NotReady as missing:
        pytest.skip(f"{missing.message} {missing.next_step}")


@pytest.fixture(scope="module")
def lab(chromium_is_there: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    """Run ./lab in a checkout of the learner's own."""
    checkout = copy_checkout(tmp_path_factory.mktemp("a learner") / "Lambda Lab")
    with start(borrow_environments(checkout), "--no-browser") as lab:
        lab.wait_for("Ctrl-C stops it.")
        yield lab


@pytest.fixture(scope="module")
def page(lab: Lab) -> Iterator[Page]:
    """Return a browser's page, not opened yet."""
    with browsing.chromium() as browser:
        page = browser.new_page(viewport=SIZE, reduced_motion="reduce")
        page.set_default_timeout(browsing.PATIENCE_MS)
        yield page


@pytest.fixture(autouse=True)
def quiet(page: Page) -> Iterator[None]:
    """Fail a test in which the console shows an error, or something cannot be loaded."""
    told: list[str] = []

    def hear(message: ConsoleMessage) -> None:
        if message.type == "error":
            told.append(message.text)

    def look(response: Response) -> None:
        if not response.ok and response.status not in (304,):
            told.append(f"{response.status} {response.url}")

    listeners = {"console": hear, "response": look, "pageerror": lambda error: told.append(str(error))}
    for event, listener in listeners.items():
        page.on(event, listener)  # type: ignore[call-overload]
    yield
    for event, listener in listeners.items():
        page.remove_listener(event, listener)
    assert told == []
