"""JupyterLab in a container: the settings of ``./lab``, on every address of it, and a token told once.

python -P deploy/course.py [PORT]
"""

import json
import os
import secrets
import sys
import urllib.error

from lambdalab import aws, jupyter, jupyter_settings, originals
from lambdalab.errors import LabError
from lambdalab.paths import JUPYTER_HOME, ROOT

UNSHUT = "Functions are not shut in from one another or from the engine: this seat is for one learner."


def sandbox(endpoint: str) -> str:
    """Return what the engine says of its sandbox; nothing where it is another LocalStack."""
    try:
        with aws.open_directly(f"{endpoint}{aws.READY_PATH}") as answer:
            told = json.load(answer)["sandbox"]
    except urllib.error.HTTPError:
        return "The endpoint is a LocalStack without the course's plug-ins: a lab says what it misses there."
    if told["works"]:
        return f"Sandbox: {told['found']}."
    return f"Sandbox: {told['found']}. {UNSHUT} docs/classroom.md says more."


def main() -> None:
    """Bring new notebooks, tell the address, run JupyterLab; the engine is where AWS_ENDPOINT_URL says."""
    endpoint = aws.find_endpoint()
    aws.guard(endpoint)
    aws.require_answer(endpoint)
    if new := originals.bring(ROOT):
        print(f"Brought: {len(new)} files of the course, new or as they came.")
    print(sandbox(endpoint))
    port = int(sys.argv[1]) if sys.argv[1:] else jupyter.DEFAULT_PORT
    token = os.environ.get("JUPYTER_TOKEN") or secrets.token_urlsafe(24)
    shown = os.environ.get("LAMBDALAB_PORT") or str(port)
    print(f"JupyterLab: http://127.0.0.1:{shown}/lab/tree/{jupyter.START_PAGE}?token={token}", flush=True)
    run(endpoint, port, token)


def run(endpoint: str, port: int, token: str) -> None:
    """Run JupyterLab in this process; what it starts sees a written environment, and no token."""
    written = jupyter.environment(endpoint)
    os.environ.clear()
    os.environ.update(written)
    jupyter_settings.write(JUPYTER_HOME / "config", JUPYTER_HOME / "data")
    from jupyterlab.labapp import main as run_jupyterlab

    # In this process, so on no command line that others can read.
    run_jupyterlab([*jupyter.options(port, "0.0.0.0"), f"--IdentityProvider.token={token}"])  # noqa: S104


if __name__ == "__main__":
    try:
        main()
    except LabError as error:
        sys.exit(f"{error.message}\n{error.next_step}")
