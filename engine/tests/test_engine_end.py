"""How the engine ends, and that nothing it started outlives it."""

import json
import signal
from pathlib import Path

import pytest
from engine_testing import OwnEngine, is_gone, own_engine, wait_for

CODE = """
import os, pathlib, subprocess, sys, time

child = subprocess.Popen([sys.executable, "-S", "-c", "import time; time.sleep(300)"], start_new_session=True)

def handler(event, context):
    if event:
        pathlib.Path(event).write_text(f"{os.getpid()} {child.pid}")
        time.sleep(60)
    return os.getpid(), child.pid, dict(os.environ)
"""


def functions_of(engine: OwnEngine, folder: Path) -> list[int]:
    """Start an idle function and a busy one; return the numbers of their processes and children."""
    *idle, _ = engine.account.deploy(CODE).invoke().result
    busy = engine.account.deploy(CODE, Timeout=60)
    note = folder / "pids"
    busy.api.invoke(FunctionName=busy.name, InvocationType="Event", Payload=json.dumps(str(note)))
    wait_for(lambda: note.exists() and len(note.read_text().split()) == 2)
    return [*idle, *map(int, note.read_text().split())]


@pytest.mark.parametrize("end", [signal.SIGTERM, signal.SIGINT, signal.SIGKILL, "stdin"])
def test_no_function_outlives_the_engine(tmp_path: Path, free_port: int, end: signal.Signals | str) -> None:
    """However the engine ends, its functions and their children end, idle or busy, and no error is logged."""
    with own_engine(tmp_path, free_port, "--end-with-stdin") as engine:
        pids = functions_of(engine, tmp_path)
        assert not any(map(is_gone, pids))
        if isinstance(end, signal.Signals):
            engine.process.send_signal(end)
        elif engine.process.stdin is not None:
            engine.process.stdin.close()
            engine.process.stdin = None
        status = engine.process.wait(10)
        wait_for(lambda: all(map(is_gone, pids)))
        assert status == (-signal.SIGKILL if end == signal.SIGKILL else 0)
        assert "Traceback" not in engine.log.read_text()
