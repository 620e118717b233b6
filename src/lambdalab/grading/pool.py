"""Grades many hand-ins at once with Dask: on this machine's cores, or on a cluster that is there already.

Each of Dask's worker processes has an engine of its own and runs several hand-ins side by side, since they
mostly wait. On this machine the workers talk over TLS with keys made for this run: a learner's function can
reach them on loopback, and cannot talk to them.
"""

import contextlib
import os
import ssl
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import dask
import psutil
from distributed import Client, LocalCluster, Security, Worker, WorkerPlugin, as_completed, get_worker

from lambdalab import api_models
from lambdalab.errors import NotReady
from lambdalab.grading.engines import Engine
from lambdalab.grading.marking import Job, Marked, mark
from lambdalab.paths import WORK

_CORES_PER_WORKER = 4
RUNS_PER_CORE = 4
"""Hand-ins mostly wait: so many side by side keep a core busy."""
_MB_PER_RUN = 400
_QUEUED_PER_PLACE = 3
_CONNECT_SECONDS = "10s"
_PLUGIN = "lambdalab-engine"

_NOWHERE_KNOWN = "127.0.0.1:0"
"""Dask's web servers cannot be left out: they get a port that nobody else waits for, and no pages."""

_SETTINGS = {
    "distributed.scheduler.http.routes": [],
    "distributed.worker.http.routes": [],
    "distributed.worker.profile.enabled": False,
    "distributed.worker.memory.target": False,
    "distributed.worker.memory.spill": False,
    "distributed.worker.memory.pause": False,
    "distributed.worker.memory.terminate": False,
    "distributed.scheduler.allowed-failures": 2,
    "distributed.admin.tick.interval": "1s",
    "distributed.admin.tick.limit": "60s",
    "distributed.admin.system-monitor.interval": "10s",
}


class _Keys(Security):
    """Keys for one run. Where the other end drops a connection it has ended, and that is no error.

    OpenSSL 3.5 notes two errors of it. Python 3.13.5 raises the first, and takes the second for that of
    whichever connection it looks at next: of four workers one was lost at every third start.
    Source: https://docs.openssl.org/3.5/man3/SSL_get_error/ (the error queue must be empty before)
    """

    def _get_tls_context(self, tls: dict[str, str], purpose: ssl.Purpose) -> ssl.SSLContext | None:
        context: ssl.SSLContext | None = super()._get_tls_context(tls, purpose)  # type: ignore[no-untyped-call] # Dask's
        if context is not None:
            context.options |= ssl.OP_IGNORE_UNEXPECTED_EOF
        return context


def keys() -> Security:
    """Return keys that are made for this run, and known to whoever gets them from here."""
    made: Security = _Keys.temporary()  # type: ignore[no-untyped-call] # Dask's
    return made


class EnginePlugin(WorkerPlugin):
    """Starts an engine with a worker, and ends it with the worker."""

    name = _PLUGIN
    engine: Engine

    def setup(self, worker: Worker) -> None:
        """Begin with no engine: the first hand-in starts it."""
        api_models.read_once()
        self.engine = Engine()

    def teardown(self, worker: Worker) -> None:
        """End the engine."""
        self.engine.stop()


def _mark(job: Job) -> Marked:
    plugin = get_worker().plugins[_PLUGIN]
    assert isinstance(plugin, EnginePlugin)
    return mark(job, plugin.engine)


@contextlib.contextmanager
def cluster(scheduler: str | None, at_once: int | None = None) -> Iterator[Client]:
    """Give a client of Dask's, of the cluster at this address or of one on this machine. Raises NotReady."""
    with dask.config.set(_SETTINGS), contextlib.ExitStack() as stack:
        if scheduler is None:
            client = stack.enter_context(cluster_of(stack.enter_context(_local(at_once))))
        else:
            client = stack.enter_context(_connected(scheduler))
        client.register_plugin(EnginePlugin())
        try:
            yield client
        finally:
            with contextlib.suppress(Exception):
                client.unregister_worker_plugin(_PLUGIN)


def cluster_of(local: LocalCluster) -> Client:
    """Return a client of a cluster on this machine."""
    return Client(local)


def _local(at_once: int | None) -> LocalCluster:
    cores = os.cpu_count() or 1
    workers = max(1, cores // _CORES_PER_WORKER)
    room = int(psutil.virtual_memory().available / 2 / (_MB_PER_RUN << 20))
    places = at_once or max(1, min(RUNS_PER_CORE * cores, room))
    return LocalCluster(
        n_workers=min(workers, places),
        threads_per_worker=max(1, places // min(workers, places)),
        processes=True,
        memory_limit=0,
        security=keys(),
        dashboard_address=_NOWHERE_KNOWN,
        worker_dashboard_address=_NOWHERE_KNOWN,
        local_directory=str(WORK / "dask"),
        silence_logs="CRITICAL",
    )


def _connected(scheduler: str) -> Client:
    try:
        return Client(scheduler, timeout=_CONNECT_SECONDS)
    except (OSError, ValueError) as error:
        raise NotReady(
            f"No Dask scheduler answers at {scheduler} ({error}).",
            "Start one, with workers that have this checkout, or leave --scheduler out.",
        ) from None


def grade(
    client: Client,
    jobs: Iterable[Job],
    done: Callable[[Marked], None],
    *,
    work: Callable[[Job], Marked] = _mark,
) -> None:
    """Grade jobs, a few more at a time than there are places, and hand each result over as it comes.

    ``work`` is what a worker does with a job.
    """
    places = max(1, sum(client.nthreads().values()))
    waiting = iter(jobs)
    asked: dict[Any, Job] = {}
    completed = as_completed()

    def submit() -> None:
        job = next(waiting, None)
        if job is not None:
            future = client.submit(work, job, pure=False)
            asked[future.key] = job
            completed.add(future)

    for _ in range(places * _QUEUED_PER_PLACE):
        submit()
    for future in completed:
        job = asked.pop(future.key)
        done(_result(future, job))
        submit()


def _result(future: Any, job: Job) -> Marked:
    """Return a job's result; where grading it failed there is no mark, and the class goes on."""
    try:
        result = future.result()
    except Exception as error:
        return Marked(job.learner, job.lab, why_not=f"grading it failed ({type(error).__name__}: {error})")
    assert isinstance(result, Marked)
    return result
