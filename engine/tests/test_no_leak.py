"""What invocations and environments use, they give back."""

import contextlib
import gc
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psutil
from engine_testing import OwnEngine, own_engine, wait_for

CODE = "import sys\ndef handler(event, context):\n    print(event)\n    return VALUE"


def holdings(engine: OwnEngine, folder: Path) -> dict[str, int]:
    """Count what an engine holds: its processes, threads and descriptors, and its files for functions."""
    process = psutil.Process(engine.process.pid)
    tmp = folder / "state" / "tmp"
    return {
        "processes": len(process.children(recursive=True)),
        "threads": process.num_threads(),
        "descriptors": process.num_fds(),
        "environments": len(list(tmp.glob("environment-*"))),
        "unpacked packages": len(list(tmp.rglob("app.py"))),
        "stored packages": len([path for path in (folder / "state").rglob("*") if path.is_file()]),
    }


def use(engine: OwnEngine) -> None:
    """Create functions, call each many times at once, update, fail and delete them."""
    account = engine.account
    functions = [account.deploy(CODE.replace("VALUE", str(number))) for number in range(4)]
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda function: function.invoke("x" * 1000), functions * 8))
    assert not any(answer.error for answer in answers)
    for function in functions:
        function.update(CODE.replace("VALUE", "1 / len(sys.argv[9:])"))
        assert function.invoke().error
        function.update(CODE.replace("VALUE", "2"))
        assert function.invoke().result == 2
    for function in functions:
        function.api.delete_function(FunctionName=function.name)
    gc.collect()


def grown(before: dict[str, int], now: dict[str, int]) -> dict[str, int]:
    """Return what there is more of; connections of clients and threads of pools come and go."""
    room = {"threads": 8, "descriptors": 8}
    return {name: now[name] for name in before if now[name] > before[name] + room.get(name, 0)}


def test_nothing_grows(tmp_path: Path, free_port: int) -> None:
    """After more of the same use, the engine has no more processes, threads, descriptors or files."""
    with own_engine(tmp_path, free_port) as engine:
        for _ in range(2):  # the first uses start what stays: pools of threads, the reaper
            use(engine)
        before = holdings(engine, tmp_path)
        use(engine)
        last: dict[str, int] = {}

        def has_not_grown() -> bool:
            last.update(holdings(engine, tmp_path))
            return not grown(before, last)

        with contextlib.suppress(AssertionError):
            wait_for(has_not_grown, 30)
        assert not grown(before, last), before
        assert (last["environments"], last["unpacked packages"]) == (0, 0)


def test_an_engine_leaves_no_environment_s_files(tmp_path: Path, free_port: int) -> None:
    """What was made for an environment goes with its engine, or with the next one if that was killed."""
    made = tmp_path / "state" / "tmp"
    with own_engine(tmp_path, free_port) as engine:
        engine.account.deploy(CODE.replace("VALUE", "1")).invoke()
        assert list(made.glob("environment-*"))
        engine.process.kill()
        engine.process.wait()
    assert list(made.glob("environment-*"))
    with own_engine(tmp_path, free_port) as engine:
        assert not list(made.glob("environment-*"))
        engine.account.deploy(CODE.replace("VALUE", "1")).invoke()
        engine.process.terminate()
        engine.process.wait()
    assert not list(made.glob("environment-*"))
