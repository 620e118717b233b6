"""Functions that misbehave fail as on AWS, and harm nobody else."""

import secrets
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import psutil
import pytest
from engine_testing import Account, Function, marked, marking, wait_for
from test_sandbox import shut_in

CODE = """
import http.client, os, signal, socket, subprocess, sys, threading, time, urllib.request

LONG = [sys.executable, "-S", "-c", "import time; time.sleep(300)"]

def fork_bomb():
    while True:
        try:
            if os.fork() == 0:
                signal.pause()
        except OSError:
            break
    while True:
        time.sleep(1)

def children_until_error():
    children = []
    try:
        while len(children) < 3000:
            pid = os.fork()
            if pid == 0:
                signal.pause()
            children.append(pid)
    except OSError as error:
        return len(children), error.strerror
    finally:
        for pid in children:
            os.kill(pid, signal.SIGKILL)

def descriptors_until_error():
    files = []
    try:
        while len(files) < 5000:
            files.append(open("/dev/null"))
    except OSError as error:
        return len(files), error.strerror

def api(method, path, body=None, address=None):
    connection = http.client.HTTPConnection(address or os.environ["AWS_LAMBDA_RUNTIME_API"], timeout=5)
    connection.request(method, path, body)
    return connection.getresponse().status

def next_of(address):
    try:
        return api("GET", "/2018-06-01/runtime/invocation/next", address=address)
    except (OSError, http.client.HTTPException) as error:
        return type(error).__name__

def garbage():
    host, port = os.environ["AWS_LAMBDA_RUNTIME_API"].split(":")
    with socket.create_connection((host, int(port))) as connection:
        connection.sendall(os.urandom(5000))
    return api("POST", "/2018-06-01/runtime/invocation/wrong/response", b"{}")

def handler(event, context):
    match event:
        case "fork bomb": fork_bomb()
        case "children": return children_until_error()
        case "descriptors": return descriptors_until_error()
        case "memory": data = bytearray(os.urandom(2**20) * 2000)
        case "children's memory":
            for _ in range(8):
                if os.fork() == 0:
                    data = bytearray(os.urandom(2**20) * 60); time.sleep(30)
            time.sleep(30)
        case "output":
            while True: os.write(1, b"x" * 60000 + b"\\\\n")
        case "ignores signals":
            for number in signal.valid_signals() - {signal.SIGKILL, signal.SIGSTOP}:
                signal.signal(number, signal.SIG_IGN)
            time.sleep(60)
        case "kills all": os.kill(-1, signal.SIGKILL)
        case "kills its parent": os.kill(os.getppid(), signal.SIGKILL)
        case "closes all": os.closerange(0, 1024); time.sleep(60)
        case "large answer": return "x" * 50_000_000
        case "garbage": return garbage()
        case "address": return os.environ["AWS_LAMBDA_RUNTIME_API"]
        case ["next of", address]: return next_of(address)
        case "stops itself": os.kill(os.getpid(), signal.SIGSTOP)
    return "fine"
"""


@pytest.fixture(scope="module")
def neighbour(account: Account) -> Function:
    """Give the module a function that nothing may harm."""
    return account.deploy(CODE)


@pytest.fixture
def function(account: Account, engine_process: psutil.Process, neighbour: Function) -> Iterator[Function]:
    """Give a test its function; expect that it recovers, its neighbour is unharmed, and nothing is left."""
    mark = secrets.token_hex()
    function = account.deploy(CODE, Timeout=3, MemorySize=256, **marking(mark))
    before = neighbour.invoke("address").result
    yield function
    assert function.invoke().result == "fine"
    assert neighbour.invoke("address").result == before
    assert engine_process.is_running()
    function.api.delete_function(FunctionName=function.name)
    wait_for(lambda: not marked(mark))


@shut_in
def test_processes_are_limited(account: Account) -> None:
    """As on AWS, 1,024 processes and threads are the most: the next one is refused."""
    function = account.deploy(CODE, Timeout=60, MemorySize=4096)
    count, problem = function.invoke("children").result
    assert 1000 < count < 1024
    assert problem == "Resource temporarily unavailable"


def test_a_fork_bomb_ends(function: Function) -> None:
    """It ends with its function's time, or before."""
    assert function.invoke("fork bomb").error == "Unhandled"


def test_descriptors_are_limited(function: Function) -> None:
    """As on AWS, 1,024 is the most, and the rest of the machine has its own."""
    count, problem = function.invoke("descriptors").result
    assert 900 < count < 1024
    assert problem == "Too many open files"


@pytest.mark.parametrize("event", ["memory", "children's memory"])
def test_a_memory_hog_is_killed(function: Function, event: str) -> None:
    """More than the memory size, in one process or in many, is AWS's out-of-memory error."""
    failed = function.invoke(event)
    assert failed.result["errorType"] == "Runtime.OutOfMemory"
    assert failed.report["Max Memory Used"] == "256 MB"


@pytest.mark.parametrize("event", ["output", "ignores signals", "closes all", "stops itself"])
def test_who_does_not_answer_is_timed_out(function: Function, event: str) -> None:
    """Endless output, ignored signals and closed files end with the timeout, or with the exit they cause."""
    failed = function.invoke(event)
    assert failed.error == "Unhandled"
    assert failed.result["errorType"] in ("Sandbox.Timedout", "Runtime.ExitError")


@shut_in
def test_a_signal_to_everybody_stays_inside(function: Function) -> None:
    """kill(-1) spares its sender and the first process, and there is nobody else."""
    assert "No such process" in function.invoke("kills all").result["errorMessage"]


@shut_in
def test_the_first_process_of_the_sandbox_cannot_be_killed(function: Function) -> None:
    """Nor can what started the runtime."""
    answer = function.invoke("kills its parent")
    assert answer.result == "fine" or "Operation not permitted" in answer.result["errorMessage"]


def test_a_huge_answer_is_refused(function: Function) -> None:
    """Fifty megabytes are more than Lambda returns."""
    failed = function.invoke("large answer")
    assert failed.result["errorType"] == "Function.ResponseSizeTooLarge"


def test_garbage_at_the_runtime_api_is_refused(function: Function) -> None:
    """What is no HTTP closes its connection, and an unknown request id is a bad request."""
    assert function.invoke("garbage").result == 400


def test_a_function_cannot_take_another_one_s_event(function: Function, neighbour: Function) -> None:
    """The runtime API answers to its own environment alone: a stranger's connection is closed."""
    address = neighbour.invoke("address").result
    with ThreadPoolExecutor(1) as pool:
        stranger = pool.submit(function.invoke, ["next of", address])
        while not stranger.done():
            assert neighbour.invoke("address").result == address
    assert stranger.result().result in ("RemoteDisconnected", "ConnectionResetError")
