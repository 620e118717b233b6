"""Runs a hand-in's cells in a kernel, inside the sandbox: reads a job from standard input and tells of it.

Whatever this says is the hand-in's own word: it fills the pages that are given back, and earns nothing.
"""

import contextlib
import ctypes
import json
import os
import queue
import resource
import select
import shutil
import socket
import sys
import threading
import time
from typing import Any

from jupyter_client.manager import KernelManager

_MOST_TEXT = 60_000
_MOST_PICTURE = 1_500_000
_MOST_OUTPUTS = 200
_MOST_IN_ALL = 8_000_000
_LOOK_SECONDS = 0.5
_INTERRUPT_SECONDS = 5
_START_SECONDS = 60
_CHUNK = 65_536
_PR_SET_CHILD_SUBREAPER = 36

type Output = dict[str, Any]


def main() -> None:
    """Run the job; each cell is told before and after it ran. Then wait for the grader to end it all.

    The kernel is not ended here: what it started would lose its family, and the grader could not find it.
    """
    job = json.load(sys.stdin.buffer)
    _limit(job["limits"])
    _adopt()
    if os.path.isdir(job["fonts"]):  # matplotlib wants a list of fonts that it may write to
        shutil.copytree(job["fonts"], os.environ["MPLCONFIGDIR"], dirs_exist_ok=True)
    if job["socket"]:
        _forward(job["port"], job["socket"])
    tell = _Teller(os.dup(1))
    os.dup2(2, 1)  # a kernel's own output is not what is told
    manager = KernelManager()
    manager.start_kernel(extra_arguments=["--HistoryManager.enabled=False"])
    client = manager.blocking_client()
    client.start_channels()
    try:
        client.wait_for_ready(timeout=_START_SECONDS)
        tell({"ready": True})
        for number, source in job["cells"]:
            tell({"began": number})
            outputs, fault = _run(manager, client, source, job["cell_seconds"])
            tell({"ended": number, "outputs": outputs, "fault": fault})
            if fault.startswith("kernel"):
                break
        tell({"done": True})
        tell.wait_until_unheard()
    finally:
        with contextlib.suppress(Exception):
            manager.shutdown_kernel(now=True)


def _limit(limits: dict[str, int]) -> None:
    """Take limits that the kernel and whatever it starts inherit; 0 is none."""
    size = limits["memory_mb"] << 20
    wanted = {resource.RLIMIT_AS: size, resource.RLIMIT_NPROC: limits["processes"]}
    for kind, most in (wanted | {resource.RLIMIT_NOFILE: limits["files"], resource.RLIMIT_CORE: 0}).items():
        if most or kind == resource.RLIMIT_CORE:
            with contextlib.suppress(ValueError, OSError):
                resource.setrlimit(kind, (most, most))


def _adopt() -> None:
    """On Linux, let what loses its parent become a child of this process, and not of the machine's first.

    Source: https://man7.org/linux/man-pages/man2/PR_SET_CHILD_SUBREAPER.2const.html
    """
    if sys.platform == "linux":
        with contextlib.suppress(OSError, AttributeError):
            ctypes.CDLL(None).prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


class _Teller:
    """Writes one line of JSON for each thing that happened, and no more than is wanted in all."""

    def __init__(self, descriptor: int) -> None:
        self._file = os.fdopen(descriptor, "w", encoding="utf-8", errors="replace")
        self._left = _MOST_IN_ALL

    def __call__(self, told: dict[str, Any]) -> None:
        line = json.dumps(told)
        if len(line) > self._left:
            cut = {
                "output_type": "stream",
                "name": "stderr",
                "text": "(left out: this notebook wrote too much)",
            }
            line = json.dumps(told | {"outputs": [cut]})
        self._left -= len(line)
        self._file.write(line + "\n")
        self._file.flush()

    def wait_until_unheard(self) -> None:
        """Wait until nobody listens: the grader ends this process before, if it is still there itself."""
        listener = select.poll()
        listener.register(self._file, 0)
        listener.poll()


def _run(manager: Any, client: Any, source: str, seconds: float) -> tuple[list[Output], str]:
    """Run one cell; return its outputs, and what was wrong: "" or a sentence."""
    asked = client.execute(source, allow_stdin=False, stop_on_error=False)
    outputs = _Outputs()
    deadline = time.monotonic() + seconds
    late = False
    while True:
        try:
            message = client.get_iopub_msg(timeout=_LOOK_SECONDS)
        except queue.Empty:
            message = None
        if message is not None and message["parent_header"].get("msg_id") == asked:
            if message["msg_type"] == "status" and message["content"]["execution_state"] == "idle":
                return outputs.all, f"ran longer than {seconds:g} s and was interrupted" if late else ""
            outputs.add(message["msg_type"], message["content"])
        if message is None and not manager.is_alive():
            return outputs.all, "kernel ended in the middle of this cell"
        if time.monotonic() < deadline:
            continue
        if late:
            return outputs.all, f"kernel ran longer than {seconds:g} s here and took no interrupt"
        late = True
        deadline = time.monotonic() + _INTERRUPT_SECONDS
        manager.interrupt_kernel()


class _Outputs:
    """A cell's outputs as a notebook holds them, cut where they are too long."""

    def __init__(self) -> None:
        self.all: list[Output] = []
        self._left = _MOST_TEXT
        self._is_cut = False

    def add(self, kind: str, content: dict[str, Any]) -> None:
        """Add what a message tells; only text and pictures stay."""
        if kind == "clear_output":
            self.all.clear()
        elif kind == "stream":
            self._stream(content["name"], content["text"])
        elif kind == "error":
            trace = [self._cut(line) for line in content["traceback"][-12:]]
            told = {"ename": self._cut(content["ename"]), "evalue": self._cut(content["evalue"])}
            self._append({"output_type": "error", "traceback": trace, **told})
        elif kind in ("execute_result", "display_data"):
            self._append({"output_type": "display_data", "metadata": {}, "data": self._data(content["data"])})

    def _stream(self, name: str, text: str) -> None:
        text = self._cut(text)
        last = self.all[-1] if self.all else {}
        if last.get("output_type") == "stream" and last["name"] == name:
            last["text"] += text
        elif text:
            self._append({"output_type": "stream", "name": name, "text": text})

    def _data(self, data: dict[str, Any]) -> dict[str, str]:
        kept = {}
        for kind in ("image/png", "image/jpeg"):
            picture = data.get(kind)
            if isinstance(picture, str) and len(picture) <= _MOST_PICTURE:
                kept[kind] = picture
        return kept | {"text/plain": self._cut(str(data.get("text/plain", "")))}

    def _append(self, output: Output) -> None:
        if len(self.all) < _MOST_OUTPUTS:
            self.all.append(output)

    def _cut(self, text: str) -> str:
        if len(text) <= self._left:
            self._left -= len(text)
            return text
        kept = text[: self._left]
        self._left = 0
        if not self._is_cut:
            self._is_cut = True
            kept += f"\n… (cut here: this cell wrote more than {_MOST_TEXT:,} characters)\n"
        return kept


def _forward(port: int, path: str) -> None:
    """Listen on a loopback port of this sandbox and hand all of it to a socket, behind which AWS answers."""
    server = socket.create_server(("127.0.0.1", port), backlog=64)

    def serve() -> None:
        while True:
            near, _ = server.accept()
            far = socket.socket(socket.AF_UNIX)
            try:
                far.connect(path)
            except OSError:
                near.close()
                continue
            near.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            for one, other in ((near, far), (far, near)):
                threading.Thread(target=_pump, args=(one, other), daemon=True).start()

    threading.Thread(target=serve, daemon=True).start()


def _pump(source: socket.socket, target: socket.socket) -> None:
    with contextlib.suppress(OSError):
        while chunk := source.recv(_CHUNK):
            target.sendall(chunk)
    for end in (source, target):
        with contextlib.suppress(OSError):
            end.shutdown(socket.SHUT_RDWR)


if __name__ == "__main__":
    main()
