"""What runs a hand-in's cells: it stays until it is ended, or until nobody listens any more."""

import json
from pathlib import Path

import psutil

from lambdalab.grading import running
from lambdalab.grading.running import Limits
from lambdalab.servers import free_port


def test_a_run_whose_grader_is_gone_ends_with_all_of_it(tmp_path: Path) -> None:
    """A grader that was killed ends nothing: when nobody listens, the kernel ends and so does what ran it."""
    (tmp_path / "home").mkdir()
    process = running._start(tmp_path, free_port(), "nobody", shut_in=False)
    assert process.stdin
    assert process.stdout
    process.stdin.write(running._job([(0, "import os; print(os.getpid())")], tmp_path, 0, Limits(), False))
    process.stdin.close()
    told = [json.loads(process.stdout.readline()) for _ in range(4)]
    assert "done" in told[-1]
    kernel = int(told[2]["outputs"][0]["text"])
    assert process.poll() is None
    assert psutil.pid_exists(kernel)
    process.stdout.close()
    assert process.wait(30) == 0
    assert not psutil.pid_exists(kernel)
