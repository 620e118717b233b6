"""Which engine is ours: what answers on the noted port, and for which checkout."""

import http.server
import json
import os
import socket
import threading
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from lambdalab import engine
from lambdalab.aws import LOOPBACK
from lambdalab.paths import WORK


@pytest.fixture(autouse=True)
def note(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Keep the note of this test apart; return its file."""
    monkeypatch.setattr(engine, "ENGINE_NOTE", tmp_path / "engine.json")
    return tmp_path / "engine.json"


class EngineOfAnotherCheckout(http.server.BaseHTTPRequestHandler):
    """Answers as an engine does that was started elsewhere."""

    def do_GET(self) -> None:
        """Answer."""
        self.send_response(200)
        self.end_headers()
        told = {"state": "/somewhere/else/.lab/engine-4566", "services": {"s3": "running"}}
        self.wfile.write(json.dumps(told).encode())

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def other_engine() -> Iterator[int]:
    """Run an engine of another checkout; return its port."""
    with http.server.ThreadingHTTPServer((LOOPBACK, 0), EngineOfAnotherCheckout) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server.server_port
        server.shutdown()


def test_engine_of_this_checkout_is_found(note: Path) -> None:
    """The suite's own engine keeps its files in this checkout, so it is ours, and it is ready."""
    port = urlsplit(os.environ["AWS_ENDPOINT_URL"]).port
    note.write_text(json.dumps({"port": port}))
    found = engine.find()
    assert found is not None
    assert found.ready
    assert found.state.parent == WORK
    assert found.services["lambda"] == "running"


def test_engine_of_another_checkout_is_not_ours(note: Path, other_engine: int) -> None:
    """A note that was copied with a checkout doesn't lead to the other one's engine."""
    note.write_text(json.dumps({"port": other_engine}))
    assert engine.ask(other_engine) is not None
    assert engine.find() is None


def test_foreign_program_is_no_engine(note: Path) -> None:
    """A program that doesn't speak HTTP is not taken for an engine, and raises nothing."""
    with socket.create_server((LOOPBACK, 0)) as foreign:
        port = foreign.getsockname()[1]
        note.write_text(json.dumps({"port": port}))

        def greet() -> None:
            with foreign.accept()[0] as connection:
                connection.sendall(b"SSH-2.0-OpenSSH\r\n\r\n")
                connection.recv(1024)

        thread = threading.Thread(target=greet)
        thread.start()
        assert engine.find() is None
        thread.join()


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"port": null}', '{"port": 9}'])
def test_note_that_leads_nowhere_finds_nothing(note: Path, text: str) -> None:
    """Notes are left by a lab that was killed, and may be damaged."""
    note.write_text(text)
    assert engine.find() is None
