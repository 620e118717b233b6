"""How the engine ends, and that nothing it started outlives it."""

import secrets
import signal
from pathlib import Path

import psutil
import pytest
from engine_testing import OwnEngine, is_gone, marked, marking, own_engine, wait_for

CODE = """
import subprocess, sys, time

child = subprocess.Popen([sys.executable, "-S", "-c", "import time; time.sleep(300)"], start_new_session=True)

def handler(event, context):
    if event:
        time.sleep(60)
"""


def functions_of(engine: OwnEngine) -> list[int]:
    """Start an idle function and a busy one; return the numbers of their processes and children."""
    mark, busy_mark = secrets.token_hex(), secrets.token_hex()
    engine.account.deploy(CODE, **marking(mark)).invoke()
    busy = engine.account.deploy(CODE, Timeout=60, **marking(busy_mark))
    busy.api.invoke(FunctionName=busy.name, InvocationType="Event", Payload="1")
    runs = ["-c", "import time; time.sleep(300)"]
    wait_for(lambda: [pid for pid in marked(busy_mark) if psutil.Process(pid).cmdline()[-2:] == runs])
    return marked(mark) + marked(busy_mark)


@pytest.mark.parametrize("end", [signal.SIGTERM, signal.SIGINT, signal.SIGKILL, "stdin"])
def test_no_function_outlives_the_engine(tmp_path: Path, free_port: int, end: signal.Signals | str) -> None:
    """However the engine ends, its functions and their children end, idle or busy, and no error is logged."""
    with own_engine(tmp_path, free_port, "--end-with-stdin") as engine:
        pids = functions_of(engine)
        assert len(pids) >= 4
        if isinstance(end, signal.Signals):
            engine.process.send_signal(end)
        elif engine.process.stdin is not None:
            engine.process.stdin.close()
            engine.process.stdin = None
        status = engine.process.wait(10)
        wait_for(lambda: all(map(is_gone, pids)))
        assert status == (-signal.SIGKILL if end == signal.SIGKILL else 0)
        assert "Traceback" not in engine.log.read_text()
