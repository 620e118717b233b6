"""One learner's JupyterLab under a hub: the settings of ``./lab``, the hub's login, new notebooks."""

import os
import sys
from pathlib import Path

from lambdalab import aws, jupyter, jupyter_settings, originals
from lambdalab.paths import JUPYTER_HOME, ROOT


def main() -> None:
    """Become JupyterLab; the hub's own variables stay, all else is what ``./lab`` gives to notebooks."""
    os.environ.setdefault("LAMBDALAB_LEARNER", os.environ["JUPYTERHUB_USER"])  # alone in a pod
    endpoint = aws.find_endpoint()
    aws.guard(endpoint)
    originals.bring(ROOT)
    hub = {
        name: value for name, value in os.environ.items() if name.startswith(("JUPYTERHUB_", "MEM_", "CPU_"))
    }
    written = jupyter.environment(endpoint) | hub
    # Kernels are reached by files, which only their learner has: a port could be listened to by everybody.
    runtime = Path("/tmp/jupyter")  # noqa: S108 (a sandbox's, or a pod's, own)
    os.environ.clear()
    os.environ.update(written | {"JUPYTER_RUNTIME_DIR": str(runtime)})
    jupyter_settings.write(JUPYTER_HOME / "config", JUPYTER_HOME / "data")
    from jupyterhub.singleuser import main as run_for_the_hub

    sys.argv[1:] = [*sys.argv[1:], *jupyter.settings(), "--ConnectionFileMixin.transport=ipc"]
    run_for_the_hub()


if __name__ == "__main__":
    main()
