"""JupyterLab in a container: the settings of ``./lab``, on every address of it, a token told once."""

import os
import secrets

from lambdalab import aws, jupyter
from lambdalab.environments import COURSE


def main() -> None:
    """Become JupyterLab. The engine is where AWS_ENDPOINT_URL says."""
    endpoint = aws.find_endpoint()
    aws.guard(endpoint)
    token = os.environ.get("JUPYTER_TOKEN") or secrets.token_urlsafe(24)
    port = jupyter.DEFAULT_PORT
    shown = os.environ.get("LAMBDALAB_PORT") or str(port)
    print(f"JupyterLab: http://127.0.0.1:{shown}/lab/tree/{jupyter.START_PAGE}?token={token}", flush=True)
    # JupyterLab ends with its standard input, which a container may not have: a pipe to itself never ends.
    reading, writing = os.pipe()
    os.dup2(reading, 0)
    os.set_inheritable(writing, True)
    command = [str(COURSE.python), "-P", "-m", "lambdalab.jupyter", *jupyter.options(port, "0.0.0.0")]  # noqa: S104
    os.execve(command[0], command, jupyter.environment(endpoint) | {"JUPYTER_TOKEN": token})  # noqa: S606


if __name__ == "__main__":
    main()
