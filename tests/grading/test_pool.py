"""Dask's part: many at once, and nobody else at the helm."""

import contextlib
import socket
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from types import ModuleType
from urllib.parse import urlsplit

import psutil
import pytest
from distributed import Client

from lambdalab.errors import NotReady
from lambdalab.grading import pool
from lambdalab.grading.marking import Job, Marked


@pytest.fixture(scope="module")
def client() -> Iterator[Client]:
    """Give a client of a cluster on this machine; no engine starts before the first hand-in."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(sys.modules, "__main__", ModuleType("__main__"))  # a test may have left IPython's there
        with pool.cluster(None, 2) as made:
            yield made


def test_each_job_has_one_result_and_a_failure_is_one(client: Client) -> None:
    """More jobs than places; one that fails has no mark, and a reason."""

    def odd(job: Job) -> Marked:
        if job.learner == "3":
            raise ValueError("a hand-in that breaks the grader")
        return Marked(job.learner, job.lab)

    done: list[Marked] = []
    pool.grade(client, (Job(str(number), "lab", ()) for number in range(20)), done.append, work=odd)
    assert sorted(int(marked.learner) for marked in done) == list(range(20))
    assert [marked.why_not for marked in done if marked.why_not] == [
        "grading it failed (ValueError: a hand-in that breaks the grader)"
    ]


def test_a_function_of_a_learner_s_cannot_talk_to_it(client: Client) -> None:
    """All listens on loopback alone, and hangs up on who has not this run's keys."""
    listening = {
        one.laddr
        for process in [psutil.Process(), *psutil.Process().children(recursive=True)]
        for one in process.net_connections("tcp")
        if one.status == psutil.CONN_LISTEN
    }
    assert {address.ip for address in listening} == {"127.0.0.1"}
    address = urlsplit(client.scheduler.address)
    assert address.scheme == "tls"
    with socket.create_connection((address.hostname, address.port), timeout=10) as stranger:
        stranger.sendall(b"\x00" * 64)
        with contextlib.suppress(ConnectionResetError):
            assert b"scheduler" not in stranger.recv(100)


def test_a_cluster_that_is_not_there_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """With what to do."""
    monkeypatch.setattr(pool, "_CONNECT_SECONDS", "1s")
    with (
        pytest.raises(NotReady, match=r"No Dask scheduler answers at tcp://127\.0\.0\.1:9"),
        pool.cluster("tcp://127.0.0.1:9"),
    ):
        pass


def test_a_connection_that_is_dropped_ends_and_leaves_no_error() -> None:
    """OpenSSL's error of it would be taken for another connection's, and that one closed."""
    keys = pool.keys()
    serving = keys.get_listen_args("scheduler")["ssl_context"]
    calling = keys.get_connection_args("worker")["ssl_context"]
    here, there = socket.socketpair()
    with ThreadPoolExecutor(1) as threads:
        served = threads.submit(serving.wrap_socket, there, server_side=True)
        called = calling.wrap_socket(here, suppress_ragged_eofs=False)
        served.result().close()
    with called:
        assert called.recv(1) == b""
