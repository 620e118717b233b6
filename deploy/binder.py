"""The course on Binder: starts the engine, then becomes what Binder wants to run, with the course's settings.

python -P deploy/binder.py jupyter-lab --ip=0.0.0.0 …
"""

import os
import subprocess
import sys

from lambdalab import aws, engine, jupyter, jupyter_settings, originals
from lambdalab.environments import ENGINE
from lambdalab.paths import JUPYTER_HOME, ROOT
from lambdalab.waiting import wait_for

READY_SECONDS = 90


def start_engine() -> None:
    """Start an engine that lives as long as the container."""
    command = [str(ENGINE.python), "-P", "-m", "lambdalab_engine"]
    command += ["--port", str(engine.DEFAULT_PORT), "--state", "/tmp/engine"]  # noqa: S108 (the container's own)
    subprocess.Popen(command, stdin=subprocess.DEVNULL)
    if not wait_for(lambda: _is_ready() or None, READY_SECONDS):
        sys.exit(f"The engine was not ready within {READY_SECONDS} s; its log is above.")


def _is_ready() -> bool:
    found = engine.ask(engine.DEFAULT_PORT)
    return found is not None and found.ready


def main() -> None:
    """Bring the notebooks and become the command; Binder's own variables stay, and no others."""
    start_engine()
    originals.bring(ROOT)
    binder = {
        name: value for name, value in os.environ.items() if name.startswith(("BINDER_", "JUPYTERHUB_"))
    }
    written = jupyter.environment(f"http://{aws.LOOPBACK}:{engine.DEFAULT_PORT}") | binder
    jupyter_settings.write(JUPYTER_HOME / "config", JUPYTER_HOME / "data")
    command = [*(sys.argv[1:] or ["jupyter-lab"]), *jupyter.settings()]
    os.execvpe(command[0], command, written)  # noqa: S606


if __name__ == "__main__":
    main()
