"""Servers as child processes, and the ports that they take."""

import socket
import sys
from pathlib import Path

import psutil
import pytest

from lambdalab.aws import LOOPBACK
from lambdalab.errors import NotReady, PortTaken
from lambdalab.servers import Server, choose_port, free_port, port_is_free

WAITING = "import sys; sys.stdin.read()"
WITH_A_CHILD = (
    "import subprocess, sys; "
    "subprocess.Popen([sys.executable, '-c', 'import signal, time; signal.signal(15, signal.SIG_IGN); "
    'print("ready", flush=True); time.sleep(600)\'], start_new_session=True); sys.stdin.read()'
)


def serve(script: str, log: Path) -> Server:
    """Start a Python script as a server."""
    return Server("The server", [sys.executable, "-c", script], {}, log)


def test_server_that_ends_too_early_is_told_with_its_last_words(tmp_path: Path) -> None:
    """A crash at the start names the exit status, the last line of the log, and where the log is."""
    server = serve("raise SystemExit('no such table')", tmp_path / "log")
    with pytest.raises(NotReady, match=r"ended with 1 .*last words: no such table.* log is .*/log"):
        server.wait_until(lambda: False, 30)
    server.stop()


def test_server_that_is_never_ready_is_told(tmp_path: Path) -> None:
    """Waiting has an end."""
    server = serve(WAITING, tmp_path / "log")
    with pytest.raises(NotReady, match="was not ready within 0 s"):
        server.wait_until(lambda: False, 0.1)
    server.stop()


def test_stop_ends_children_in_groups_of_their_own(tmp_path: Path) -> None:
    """A kernel is in a session of its own, and may ignore SIGTERM; it ends with JupyterLab all the same."""
    log = tmp_path / "log"
    server = serve(WITH_A_CHILD, log)
    server.wait_until(lambda: "ready" in log.read_text(), 30)
    [child] = psutil.Process(server.pid).children()
    server.stop()
    assert not child.is_running() or child.status() == psutil.STATUS_ZOMBIE
    assert server.exit_code() is not None


def test_stop_twice_does_no_harm(tmp_path: Path) -> None:
    """A server that has ended can be stopped."""
    server = serve(WAITING, tmp_path / "log")
    server.stop()
    server.stop()


def test_wanted_port_in_use_is_told() -> None:
    """A port that somebody asked for is not exchanged for another."""
    with socket.create_server((LOOPBACK, 0)) as foreign:
        port = foreign.getsockname()[1]
        with pytest.raises(PortTaken, match=rf"Port {port} is in use.*--port"):
            choose_port(port, 1)


def test_usual_port_in_use_is_exchanged() -> None:
    """Without a wish, a free port is found."""
    with socket.create_server((LOOPBACK, 0)) as foreign:
        usual = foreign.getsockname()[1]
        chosen = choose_port(None, usual)
        assert chosen != usual
        assert port_is_free(chosen)


def test_port_taken_on_every_address_is_not_free() -> None:
    """A server that listens on all addresses of the machine has the loopback port too."""
    with socket.create_server(("", 0)) as foreign:
        assert not port_is_free(foreign.getsockname()[1])


def test_free_ports_are_kept() -> None:
    """The usual port is taken where it is free, and so is a wish."""
    port = free_port()
    assert choose_port(None, port) == choose_port(port, 1) == port
