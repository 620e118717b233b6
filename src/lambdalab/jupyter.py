"""JupyterLab for the course: loopback only, no calls home, its own settings, an environment that we wrote.

Run as a module, this is the JupyterLab process itself, which ends with whoever started it.
"""

import json
import os
import secrets
import signal
import sys
import threading
from dataclasses import dataclass

from lambdalab.aws import LOOPBACK, NO_ANSWER, account_id, client_environment, open_directly
from lambdalab.environments import COURSE
from lambdalab.paths import JUPYTER_HOME, JUPYTER_NOTE, MATPLOTLIB_CACHE, ROOT, WORK
from lambdalab.servers import Server

DEFAULT_PORT = 8888
START_PAGE = "notebooks/00-start-here.ipynb"
LOG = WORK / "jupyter.log"
_TOKEN = "JUPYTER_TOKEN"  # noqa: S105 (the name of a variable)
_READY_SECONDS = 90
_ANSWER_SECONDS = 2

_KEPT = (
    "BROWSER",
    "DISPLAY",
    "HOME",
    "LANG",
    "LC_ALL",
    "LC_CTYPE",
    "LOGNAME",
    "PATH",
    "SHELL",
    "TERM",
    "TMPDIR",
    "USER",
    "WAYLAND_DISPLAY",
    "XDG_RUNTIME_DIR",
    "LAMBDALAB_LEARNER",
)
"""What notebooks see of the host's environment; no name here can hold a credential."""


@dataclass(frozen=True)
class Jupyter:
    """A JupyterLab that answers: its port and its token."""

    port: int
    token: str

    @property
    def url(self) -> str:
        """Return the address that opens the start page."""
        return f"http://{LOOPBACK}:{self.port}/lab/tree/{START_PAGE}?token={self.token}"

    def answers(self) -> bool:
        """Tell whether it is up and takes the token."""
        url = f"http://{LOOPBACK}:{self.port}/api/status?token={self.token}"
        try:
            open_directly(url, timeout=_ANSWER_SECONDS).close()
        except NO_ANSWER:
            return False
        return True


def find() -> Jupyter | None:
    """Return the JupyterLab that runs for this checkout, None where there is none."""
    try:
        jupyter = Jupyter(**json.loads(JUPYTER_NOTE.read_text()))
    except (OSError, ValueError, TypeError):
        return None
    return jupyter if jupyter.answers() else None


def environment(endpoint: str) -> dict[str, str]:
    """Return the environment of notebooks: a written list, with the clients pointed at ``endpoint``."""
    kept = {name: os.environ[name] for name in _KEPT if name in os.environ}
    path = os.pathsep.join([str(COURSE.folder / "bin"), kept.get("PATH", os.defpath)])
    return (
        kept
        | client_environment(endpoint, account_id("scratch"))
        | {
            "PATH": path,
            "IPYTHONDIR": str(JUPYTER_HOME / "ipython"),
            "JUPYTER_CONFIG_DIR": str(JUPYTER_HOME / "config"),
            "JUPYTER_DATA_DIR": str(JUPYTER_HOME / "data"),
            "JUPYTER_RUNTIME_DIR": str(JUPYTER_HOME / "runtime"),
            "MPLCONFIGDIR": str(MATPLOTLIB_CACHE),
        }
    )


def start(port: int, endpoint: str) -> tuple[Server, Jupyter]:
    """Start JupyterLab on a free port and return at once."""
    jupyter = Jupyter(port, secrets.token_urlsafe(24))
    env = environment(endpoint) | {_TOKEN: jupyter.token}
    command = [str(COURSE.python), "-P", "-m", "lambdalab.jupyter", *options(port)]
    return Server("JupyterLab", command, env, LOG), jupyter


def wait_until_ready(server: Server, jupyter: Jupyter) -> None:
    """Wait until JupyterLab answers. Raises NotReady."""
    server.wait_until(jupyter.answers, _READY_SECONDS)


def options(port: int, ip: str = LOOPBACK) -> list[str]:
    """Return the command line of JupyterLab; in a container it listens on every address of it."""
    place = [f"--ServerApp.ip={ip}", f"--ServerApp.port={port}", "--ServerApp.port_retries=0"]
    quiet = ["--ServerApp.allow_root=True", "--LabApp.open_browser=False"]
    return [*place, *_forwarded(port), *settings(), *quiet]


def _forwarded(port: int) -> list[str]:
    """Let in the one address at which a GitHub codespace, where this is one, shows the port.

    Source: https://docs.github.com/en/codespaces/developing-in-a-codespace (its environment variables)
    """
    name = os.environ.get("CODESPACE_NAME")
    domain = os.environ.get("GITHUB_CODESPACES_PORT_FORWARDING_DOMAIN")
    if not (name and domain):
        return []
    host = f"{name}-{port}.{domain}"
    return [f"--ServerApp.allow_origin=https://{host}", f"--ServerApp.local_hostnames={['localhost', host]}"]


def settings() -> list[str]:
    """Return what JupyterLab is told wherever it runs: the course's folder, no calls home, no grading."""
    grader = ("assignment_list", "course_list", "formgrader", "validate_assignment")
    extensions = {f"nbgrader.server_extensions.{name}": False for name in grader}
    return [
        f"--ServerApp.root_dir={ROOT}",
        f"--ServerApp.jpserver_extensions={extensions | {'nbgrader': False, 'jupyterlab': True}}",
        "--LabApp.news_url=None",
        "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
        "--LabApp.extension_manager=readonly",
    ]


def _stop_with_stdin() -> None:
    while os.read(sys.stdin.fileno(), 1024):
        pass
    os.kill(os.getpid(), signal.SIGTERM)


def main() -> None:
    """Run JupyterLab in this process until standard input ends."""
    from jupyterlab.labapp import main as run_jupyterlab

    from lambdalab import jupyter_settings

    jupyter_settings.write(JUPYTER_HOME / "config", JUPYTER_HOME / "data")
    threading.Thread(target=_stop_with_stdin, daemon=True).start()
    # Out of the environment that notebooks inherit, and on no command line that others can read.
    run_jupyterlab([*sys.argv[1:], f"--IdentityProvider.token={os.environ.pop(_TOKEN)}"])


if __name__ == "__main__":
    main()
