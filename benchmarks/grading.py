"""Measures ./lab grade: ``benchmarks/grading.py``, with ``--lab 05-cloudwatch-alarms`` or ``--simulated``.

Beside the pace stand the floor, which is bare kernels that run the same notebooks, checks included, and no
more, and nbgrader's serial autograde of the same hand-ins; all in one run, since a machine's pace is only its
own.
"""

import argparse
import json
import os
import shutil
import subprocess
import tempfile
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psutil
from distributed import LocalCluster
from figures import Figure, show
from jupyter_client.manager import KernelManager
from nbgrader.converters import Autograde, GenerateAssignment
from nbgrader.coursedir import CourseDirectory
from traitlets.config import Config

from lambdalab import engine
from lambdalab.checks import Verdict, tasks_of
from lambdalab.countdown import OFF
from lambdalab.grading import desk, pool
from lambdalab.grading.marking import Job, Marked
from lambdalab.grading.papers import Paper
from lambdalab.grading.records import Records, record_of
from lambdalab.grading.rehearsal import LAB, solved
from lambdalab.jupyter import environment
from lambdalab.paths import SOLUTIONS, WORK
from lambdalab.servers import free_port

_WATCH_SECONDS = 3.0  # a look at the pages of thirty processes takes its time
_SIMULATED_SECONDS = 0.4
_SIMULATED_THREADS = 4


class Peak:
    """Watches the memory of this process and all below it."""

    def __init__(self) -> None:
        self.megabytes = 0.0
        self._end = threading.Event()
        self._thread = threading.Thread(target=self._watch)

    def __enter__(self) -> "Peak":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._end.set()
        self._thread.join()

    def _watch(self) -> None:
        while not self._end.wait(_WATCH_SECONDS):
            total = 0
            for process in [psutil.Process(), *psutil.Process().children(recursive=True)]:
                try:
                    total += process.memory_full_info().pss
                except psutil.Error:
                    continue
            self.megabytes = max(self.megabytes, total / 1e6)


def cpu() -> float:
    """Return the seconds of CPU that the machine has given: what was killed has no parent that counts it."""
    used = psutil.cpu_times()
    return float(used.user + used.nice + used.system)


def seconds(call: Callable[[], object]) -> float:
    """Return how long a call takes."""
    began = time.perf_counter()
    call()
    return time.perf_counter() - began


def write(folder: Path, lab: str, how_many: int) -> None:
    """Write solved hand-ins."""
    text = json.dumps(solved(lab))
    for number in range(how_many):
        path = folder / f"learner-{number:04}" / lab / "lab.ipynb"
        path.parent.mkdir(parents=True)
        path.write_text(text)


def floor(lab: str, how_many: int) -> float:
    """Return the seconds for bare kernels that run the same hand-ins, as many side by side as the grader's.

    They run the checks as well: the grader asks the same of the engine.
    """
    sources = ["".join(cell["source"]) for cell in solved(lab)["cells"] if cell["cell_type"] == "code"]
    places = pool.RUNS_PER_CORE * (os.cpu_count() or 1)
    with engine.running(free_port()) as url, ThreadPoolExecutor(places) as threads:
        env = environment(url) | {OFF: "off"}
        return seconds(lambda: list(threads.map(lambda _: _bare(sources, env), range(how_many))))


def _bare(sources: Sequence[str], env: dict[str, str]) -> None:
    manager = KernelManager()
    home = tempfile.mkdtemp()
    own = env | {"LAMBDALAB_LEARNER": home, "LAMBDALAB_NOTES": home}
    manager.start_kernel(env=own, cwd=home, stderr=subprocess.DEVNULL)
    client = manager.blocking_client()
    client.start_channels()
    client.wait_for_ready(timeout=120)
    for source in sources:
        client.execute_interactive(source, timeout=120, output_hook=lambda _: None, stop_on_error=False)
    client.stop_channels()
    manager.shutdown_kernel(now=True)
    shutil.rmtree(home)


def serial(folder: Path, lab: str, how_many: int) -> float:
    """Return the seconds a hand-in that nbgrader's own autograde takes, one after another."""
    with engine.running(free_port()) as url, tempfile.TemporaryDirectory() as home:
        learners = sorted(path.name for path in folder.iterdir())[:how_many]
        for learner in learners:
            shutil.copytree(folder / learner, Path(home) / "submitted" / learner)
        shutil.copytree(
            SOLUTIONS / lab, Path(home) / "source" / lab, ignore=shutil.ignore_patterns("answers")
        )
        os.environ.update(environment(url) | {"LAMBDALAB_NOTES": home, OFF: "off"})
        config = Config()
        config.CourseDirectory.root = home
        config.CourseDirectory.assignment_id = lab
        config.Execute.timeout = 120
        _assign(config)

        def grade() -> None:
            for learner in learners:
                os.environ["LAMBDALAB_LEARNER"] = f"{home}/{learner}"
                config.CourseDirectory.student_id = learner
                Autograde(coursedir=CourseDirectory(config=config), config=config).start()

        return seconds(grade) / len(learners)


def _assign(config: Config) -> None:
    GenerateAssignment(coursedir=CourseDirectory(config=config), config=config).start()


def _pretend(job: Job) -> Marked:
    """Wait as a hand-in does, and return as much as one."""
    time.sleep(_SIMULATED_SECONDS)
    verdicts = tuple(Verdict(task.name, "passed", task.points, task.points) for task in tasks_of(job.lab))
    stream = {"output_type": "stream", "name": "stdout", "text": "x" * 40_000}
    return Marked(job.learner, job.lab, verdicts, {0: [stream]})


def simulated(workers: int, how_many: int) -> float:
    """Return how many hand-ins a second a cluster grades whose workers only wait; records are written."""
    source = (0, "x" * 20_000)
    jobs = (Job(f"learner-{number}", LAB, (source,)) for number in range(how_many))
    cluster = LocalCluster(
        n_workers=workers,
        threads_per_worker=_SIMULATED_THREADS,
        security=pool.keys(),
        dashboard_address="127.0.0.1:0",
        local_directory=str(WORK / "dask"),
        silence_logs="CRITICAL",
    )
    with tempfile.TemporaryDirectory() as folder, cluster, pool.cluster_of(cluster) as client:
        records = Records(Path(folder))

        def done(marked: Marked) -> None:
            own = Paper(marked.learner, marked.lab, "", "", ())
            records.save(record_of(marked, own, "key", (), ()))

        return how_many / seconds(lambda: pool.grade(client, jobs, done, work=_pretend))


def measured(lab: str, how_many: int, by_nbgrader: int) -> list[Figure]:
    """Grade a class and return its figures."""
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch) / "class"
        write(folder, lab, how_many)
        wishes = desk.Wishes(folder)
        before = cpu()
        with Peak() as peak:
            whole = seconds(lambda: desk.grade(wishes))
        graded = cpu()
        least = floor(lab, how_many) / how_many
        least_cpu, own_cpu = (cpu() - graded) / how_many, (graded - before) / how_many
        figures = [
            Figure(f"{how_many} of {lab}, in all", whole, "s", 90 if lab.startswith("05") else 3 * how_many),
            Figure("for each", whole / how_many, "s", 1.3 * least, least),
            Figure("CPU for each, engine included", own_cpu, "s", 1.3 * least_cpu, least_cpu),
            Figure("peak memory, shared pages counted once", peak.megabytes, "MB", 3000),
        ]
        if by_nbgrader:
            alone = serial(folder, lab, by_nbgrader)
            pace = alone / (whole / how_many)
            figures.append(Figure("nbgrader's serial autograde, for each", alone, "s"))
            figures.append(Figure("times nbgrader's pace", pace, "", 3, more_is_better=True))
        return figures


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--lab", default=LAB)
    parser.add_argument("--how-many", type=int, default=40)
    parser.add_argument("--nbgrader", type=int, default=6, help="hand-ins that nbgrader's own autograde gets")
    parser.add_argument("--simulated", action="store_true", help="1,000 hand-ins on 4 workers that only wait")
    parser.add_argument("--json", action="store_true", help="print JSON instead of a table")
    arguments = parser.parse_args()
    if arguments.simulated:
        one, four = simulated(1, 250), simulated(4, 1000)
        figures = [
            Figure("hand-ins a second, 1 worker", one, "", None, _SIMULATED_THREADS / _SIMULATED_SECONDS),
            Figure("hand-ins a second, 4 workers", four, "", 4 * one * 0.85, 4 * one, more_is_better=True),
        ]
    else:
        figures = measured(arguments.lab, arguments.how_many, arguments.nbgrader)
    show("Grading", figures, as_json=arguments.json)


if __name__ == "__main__":
    main()
