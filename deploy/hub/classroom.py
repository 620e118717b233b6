"""What JupyterHub takes from the course: who may log in, and how a learner's server is started."""

import os
from pathlib import Path
from typing import Any

import class_list
import shut_in
from jupyterhub.auth import Authenticator
from jupyterhub.spawner import SimpleLocalProcessSpawner
from traitlets import List, Unicode


class ClassList(Authenticator):
    """Lets in who stands in ``class.txt``, with the password of their slip."""

    async def authenticate(self, handler: Any, data: dict[str, str]) -> dict[str, Any] | None:
        """Return who it is, None where the password is not theirs."""
        name = data["username"]
        if not class_list.is_right(name, data["password"]):
            return None
        return {"name": name, "admin": class_list.names()[name]}


class ShutInSpawner(SimpleLocalProcessSpawner):
    """Starts each learner's JupyterLab in a sandbox, with accounts of their own."""

    learner_command = List(Unicode(), help="What runs in the sandbox.").tag(config=True)

    @property
    def place(self) -> Path:
        """Return the folder that holds all of a learner's files."""
        return class_list.STATE / "learners" / self.user.name

    def make_preexec_fn(self, name: str) -> None:
        """Leave all to the sandbox."""

    def user_env(self, env: dict[str, str]) -> dict[str, str]:
        """Add who the learner is, and where the engine."""
        return env | {
            "HOME": shut_in.HOME,
            "USER": "learner",
            "SHELL": "/bin/bash",
            "LAMBDALAB_LEARNER": class_list.learner(self.user.name),
            "AWS_ENDPOINT_URL": os.environ["AWS_ENDPOINT_URL"],
        }

    async def start(self) -> tuple[str, int]:
        """Start it; the hub asks it for its address."""
        shut_in.make_place(self.place)
        self.cmd = shut_in.command(self.learner_command, self.place)
        address: tuple[str, int] = await super().start()
        return address
