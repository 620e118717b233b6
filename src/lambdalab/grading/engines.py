"""The engine that a grader's process works with: its own, started anew where it ended or was ended.

A function that a learner deployed runs beside the engine and can end it. So whoever loses the engine in the
middle of a run is run once more, alone: who loses it then, ended it.
"""

import contextlib
import secrets
import shutil
import threading
from collections.abc import Iterator

from lambdalab import engine
from lambdalab.aws import LOOPBACK, REGION, Cloud
from lambdalab.paths import WORK
from lambdalab.servers import Server, free_port


class EngineLost(Exception):
    """The engine ended, was emptied or did not answer while a hand-in ran: that run gives no mark."""


class Engine:
    """One engine for many runs at once; ``alone`` keeps all others out."""

    def __init__(self) -> None:
        self._lock = threading.Condition()
        self._server: Server | None = None
        self._port = 0
        self._canary: Cloud | None = None
        self._runs = 0
        self._is_alone = False
        self._alone_wanted = 0

    @contextlib.contextmanager
    def run(self, *, alone: bool) -> Iterator[int]:
        """Give the port of a running engine. Raises EngineLost where it is not the same at the end."""
        with self._lock:
            self._alone_wanted += alone
            self._lock.wait_for(lambda: self._may_run(alone))
            self._alone_wanted -= alone
            cloud, port = self._started(), self._port
            self._runs += 1
            self._is_alone = alone
        try:
            before = mark_of(cloud)
            yield port
            if not before or mark_of(cloud) != before:
                raise EngineLost
        finally:
            with self._lock:
                self._runs -= 1
                self._is_alone = False
                self._lock.notify_all()

    def stop(self) -> None:
        """End the engine."""
        with self._lock:
            self._end()

    def _may_run(self, alone: bool) -> bool:
        """Tell whether a run may begin: who must be alone waits for all others, and they for whoever must."""
        return not self._runs if alone else not (self._is_alone or self._alone_wanted)

    def _started(self) -> Cloud:
        """Return our own account in an engine that answers."""
        if self._canary is not None and not mark_of(self._canary):
            self._end()
        if self._canary is None:
            self._port = free_port()
            self._server = engine.start(self._port)
            try:
                engine.wait_until_ready(self._server, self._port)
                self._canary = _with_canary(self._port)
            except BaseException:
                self._end()
                raise
        return self._canary

    def _end(self) -> None:
        self._canary = None
        if self._server is not None:
            self._server.stop()
            self._server = None
            shutil.rmtree(WORK / f"engine-{self._port}", ignore_errors=True)
            engine.log_file(self._port).unlink(missing_ok=True)


def mark_of(canary: Cloud) -> str:
    """Return what tells this run and state of the engine from another one; "" where it does not answer."""
    mark = canary.engine_mark()
    if not mark:
        return ""
    try:
        return f"{mark} {canary.client('s3').list_buckets()['Buckets'][0]['Name']}"
    except Exception:  # however it fails, this engine is not the one that was started
        return ""


def _with_canary(port: int) -> Cloud:
    """Return an account of ours, which nobody can guess, with a bucket that an emptied engine has not."""
    assert REGION == "us-east-1"  # elsewhere a bucket's place must be named
    account = str(10**11 + secrets.randbelow(9 * 10**11))
    cloud = Cloud(f"http://{LOOPBACK}:{port}", account)
    cloud.client("s3").create_bucket(Bucket=f"canary-{secrets.token_hex(12)}")
    return cloud
