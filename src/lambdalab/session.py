"""The lab as a whole: one engine and one JupyterLab for a checkout, from the command until Ctrl-C."""

import contextlib
import fcntl
import json
import os
import signal
import sys
import time
import webbrowser
from collections.abc import Callable, Iterator
from pathlib import Path
from types import FrameType
from typing import NoReturn

from rich.console import Console
from rich.markup import escape

from lambdalab import doctor, engine, jupyter, mending
from lambdalab.aws import LOOPBACK
from lambdalab.errors import NotReady
from lambdalab.paths import JUPYTER_NOTE, WORK
from lambdalab.servers import Server, choose_port

_WATCH_SECONDS = 0.3
_JOIN_SECONDS = 90
_LEFTOVER_SECONDS = 20
_RESTARTS = 3
_STOPS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)

console = Console(stderr=True, highlight=False, soft_wrap=True)


def run_lab(port: int | None, browser: bool) -> None:
    """Start what is not running yet, open JupyterLab, and stay until Ctrl-C or a signal."""
    with _until_stopped(), contextlib.ExitStack() as stack:
        if not stack.enter_context(_first("lab")):
            _join_running_lab(browser)
            return
        _await_end(jupyter.find)
        chosen = choose_port(port, jupyter.DEFAULT_PORT)
        with console.status("Starting the engine and JupyterLab …"):
            own_engine, engine_port = _engine_for_lab(stack)
            server, page = jupyter.start(chosen, f"http://{LOOPBACK}:{engine_port}")
            stack.callback(_stop, server)
            if own_engine:
                own_engine.wait_until_ready()
            jupyter.wait_until_ready(server, page)
        stack.enter_context(_noted(page))
        _tell_port("JupyterLab", chosen, port or jupyter.DEFAULT_PORT)
        _open(page, browser)
        _warn_without_sandbox()
        for warning in mending.warnings():
            console.print(warning)
        console.print("Ctrl-C stops it.")
        _watch(server, own_engine)


def run_engine(port: int | None) -> None:
    """Run the engine alone in the foreground until Ctrl-C or a signal."""
    with _until_stopped(), contextlib.ExitStack() as stack:
        if not stack.enter_context(_first("engine")):
            console.print(f"The engine is already running at {_running_engine().url}.")
            return
        with console.status("Starting the engine …"):
            _await_end(engine.find)
            own = _OwnEngine(stack, choose_port(port, engine.DEFAULT_PORT))
            own.wait_until_ready()
        console.print(f"The engine is ready at http://{LOOPBACK}:{own.port}. Ctrl-C stops it.")
        _tell_port("The engine", own.port, port or engine.DEFAULT_PORT)
        _warn_without_sandbox()
        _watch(own.server, None)


def _warn_without_sandbox() -> None:
    """Say it loudly where functions are not shut in."""
    for finding in doctor.sandbox():
        if finding.is_risk:
            console.print(f"[bold yellow]The sandbox:[/bold yellow] {escape(finding.found)}.")
            console.print(f"This shuts them in: {escape(finding.mend)}")


class _OwnEngine:
    """An engine that this command started; it is started again where it dies."""

    def __init__(self, stack: contextlib.ExitStack, port: int) -> None:
        self.port = port
        self.server = engine.start(port)
        self._restarts = 0
        stack.callback(lambda: _stop(self.server))
        stack.enter_context(engine.noted(port))

    def wait_until_ready(self) -> None:
        """Wait until it serves. Raises NotReady."""
        engine.wait_until_ready(self.server, self.port)

    def restart_if_dead(self) -> None:
        """Bring it back on its port, empty. Raises NotReady where it keeps dying."""
        code = self.server.exit_code()
        if code is None:
            return
        self._restarts += 1
        if self._restarts > _RESTARTS:
            raise NotReady(
                f"The engine ended {self._restarts} times (last with {code}).",
                f"Its log is {self.server.log}; ./lab starts anew.",
            )
        console.print(f"The engine ended with {code}; starting it again. What stood in it is gone:")
        console.print("run your notebook again from its first cell.")
        self.server.stop()
        self.server = engine.start(self.port)
        self.wait_until_ready()


def _engine_for_lab(stack: contextlib.ExitStack) -> tuple[_OwnEngine | None, int]:
    """Start an engine, or find the one that ``./lab engine`` runs; return it, if it is ours, and its port."""
    if not stack.enter_context(_first("engine")):
        running = _running_engine()
        console.print(f"Using the engine that already runs at {running.url}.")
        return None, running.port
    _await_end(engine.find)
    own = _OwnEngine(stack, choose_port(None, engine.DEFAULT_PORT))
    _tell_port("The engine", own.port, engine.DEFAULT_PORT)
    return own, own.port


def _await_end(leftover: Callable[[], object]) -> None:
    """Let a server end whose ./lab was killed; it does so by itself, and its port is free again."""
    deadline = time.monotonic() + _LEFTOVER_SECONDS
    while leftover() is not None and time.monotonic() < deadline:
        time.sleep(_WATCH_SECONDS)


def _running_engine() -> engine.Engine:
    deadline = time.monotonic() + _JOIN_SECONDS
    while time.monotonic() < deadline:
        running = engine.find()
        if running is not None and running.ready:
            return running
        time.sleep(_WATCH_SECONDS)
    raise NotReady(
        f"Another ./lab holds this checkout's engine, but none is ready after {_JOIN_SECONDS} s.",
        "Stop that ./lab with Ctrl-C in its terminal, then run this again.",
    )


def _join_running_lab(browser: bool) -> None:
    """Open the JupyterLab that another ./lab of this checkout runs."""
    deadline = time.monotonic() + _JOIN_SECONDS
    with console.status("Another ./lab of this checkout is starting; waiting for it …"):
        while (page := jupyter.find()) is None and time.monotonic() < deadline:
            time.sleep(_WATCH_SECONDS)
    if page is not None:
        console.print("Lambda Lab is already running, in another terminal; Ctrl-C there stops it.")
        return _open(page, browser)
    raise NotReady(
        f"Another ./lab holds this checkout, but its JupyterLab does not answer after {_JOIN_SECONDS} s.",
        "Stop that ./lab with Ctrl-C in its terminal, then run this again.",
    )


def _watch(server: Server, own_engine: _OwnEngine | None) -> NoReturn:
    """Stay until a signal comes. Raises NotReady where a server ends for good."""
    while server.exit_code() is None:
        if own_engine is not None:
            own_engine.restart_if_dead()
        time.sleep(_WATCH_SECONDS)
    raise NotReady(
        f"{server.name} ended with {server.exit_code()}.",
        f"Its log is {server.log}; start it again with the same command.",
    )


def _open(page: jupyter.Jupyter, browser: bool) -> None:
    console.print(f"JupyterLab is ready: {page.url}")
    if browser and _has_screen():
        webbrowser.open(_redirect(page).as_uri())


def _has_screen() -> bool:
    """Tell whether a browser can be shown; without a screen, a browser in text would take the terminal."""
    return sys.platform == "darwin" or any(
        os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY", "BROWSER")
    )


def _redirect(page: jupyter.Jupyter) -> Path:
    """Return a file that leads a browser to the page: a token on its command line could be read by others."""
    file = WORK / "open.html"
    _write_private(file, f'<meta http-equiv="refresh" content="0; url={page.url}">')
    return file


def _write_private(file: Path, text: str) -> None:
    """Write a file that nobody else can read, not even while it is written."""
    file.unlink(missing_ok=True)
    with open(file, "x", opener=lambda path, flags: os.open(path, flags, 0o600)) as opened:
        opened.write(text)


def _tell_port(name: str, port: int, expected: int) -> None:
    if port != expected:
        console.print(f"{name} is on port {port}: {expected} is in use by another program.")


def _stop(server: Server) -> None:
    _ignore_signals()
    server.stop()


def _ignore_signals() -> None:
    """Let a second Ctrl-C, or a terminal that closes, leave no half-stopped server behind."""
    for name in _STOPS:
        signal.signal(name, signal.SIG_IGN)


@contextlib.contextmanager
def _noted(page: jupyter.Jupyter) -> Iterator[None]:
    """Let a second ./lab find this JupyterLab."""
    try:
        _write_private(JUPYTER_NOTE, json.dumps({"port": page.port, "token": page.token}))
        yield
    finally:
        JUPYTER_NOTE.unlink(missing_ok=True)


@contextlib.contextmanager
def _first(name: str) -> Iterator[bool]:
    """Give True to the first process of this checkout that asks for ``name``, until its block ends."""
    WORK.mkdir(exist_ok=True)
    with (WORK / f"{name}.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
        else:
            yield True


@contextlib.contextmanager
def _until_stopped() -> Iterator[None]:
    """End the block on Ctrl-C, SIGTERM or a closed terminal, and end it quietly."""

    def stop(signum: int, frame: FrameType | None) -> NoReturn:
        _ignore_signals()
        raise KeyboardInterrupt

    before = {name: signal.signal(name, stop) for name in _STOPS}
    try:
        yield
    except KeyboardInterrupt:
        console.print("Stopped.")
    finally:
        for name, handler in before.items():
            signal.signal(name, handler)
