"""Runs every notebook and every lab's solution with nbval, in a root that clean_root.py made.

    .venv/bin/python tests/deploy/clean_root.py deploy/Dockerfile BASE INTO --bring solutions \
        --bring tests/sanitize.cfg --bring tests/deploy --then 'python -P tests/deploy/every_notebook.py'

A slim Debian lacks programs that an author's machine has: here it shows which the course calls.
"""

import os
import subprocess
import sys
from pathlib import Path

from lambdalab import engine, originals
from lambdalab.countdown import OFF
from lambdalab.jupyter import environment
from lambdalab.paths import ROOT, SOLUTIONS, notebooks
from lambdalab.servers import free_port


def passes(path: Path, env: dict[str, str]) -> bool:
    """Run one notebook, say how it went, and show all of it where it failed."""
    command = [sys.executable, "-P", "-m", "pytest", "-q", "-c", os.devnull, "-p", "no:cacheprovider"]
    command += ["--nbval", "--nbval-current-env", "--nbval-cell-timeout=90"]
    command += [f"--nbval-sanitize-with={ROOT / 'tests/sanitize.cfg'}", str(path)]
    done = subprocess.run(command, cwd=path.parent, env=env, capture_output=True, text=True, check=False)
    *whole, last = done.stdout.splitlines() or [done.stderr]
    print(f"{path.relative_to(ROOT)}: {last}", flush=True)
    if done.returncode:
        print(*whole, sep="\n", flush=True)
    return done.returncode == 0


def main() -> None:
    """Run them one after another over an engine of their own; exit with how many failed."""
    originals.bring(ROOT)
    lessons = [path for path in notebooks().values() if path.name != "lab.ipynb"]
    with engine.running(free_port()) as url:
        env = os.environ | environment(url) | {OFF: "off"}
        paths = [*lessons, *sorted(SOLUTIONS.glob("*/lab.ipynb"))]
        sys.exit(sum(not passes(path, env) for path in paths))


if __name__ == "__main__":
    main()
