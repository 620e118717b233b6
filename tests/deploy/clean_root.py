"""Runs a Dockerfile's steps in order in a clean root, where no Docker engine is at hand. It needs root.

    debootstrap --variant=minbase --include=python3-venv,ca-certificates trixie BASE
    .venv/bin/python tests/deploy/clean_root.py deploy/Dockerfile BASE INTO --then 'COMMAND'

every_notebook.py is such a COMMAND.
BASE stands for every image that is named in FROM; what it has of Python is also called ``python``. The last
stage's root is left in INTO. COMMAND then runs there as CMD would: its user, environment and folder.
"""

import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path

from dockerfiles import ROOT, Stage, Step, context, stages

_HOST = ("/etc/resolv.conf", "/etc/ssl/certs")
"""What a RUN sees of this machine besides its network: name servers, and whom it trusts."""

_PASSED = (
    "PIP_CERT",
    "SSL_CERT_FILE",
    "UV_DEFAULT_INDEX",
    "PIP_INDEX_URL",
    "NPM_CONFIG_REGISTRY",
    "NODE_EXTRA_CA_CERTS",
)


@dataclass
class Image:
    """A root and what a Dockerfile has set so far."""

    root: Path
    env: dict[str, str] = field(
        default_factory=lambda: {"PATH": "/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin"}
    )
    folder: str = "/"
    user: str = "0:0"
    cache: Path | None = None
    shell: tuple[str, ...] = ("/bin/sh", "-c")

    def run(self, text: str, *, host: bool = True) -> None:
        """Run a shell's text; exits where it fails."""
        passed = {name: os.environ[name] for name in _PASSED if host and name in os.environ}
        uid, _, gid = self.user.partition(":")
        command = [
            *(
                "bwrap",
                "--bind",
                str(self.root),
                "/",
                "--proc",
                "/proc",
                "--dev",
                "/dev",
                "--tmpfs",
                "/dev/shm",
            ),
            *("--unshare-pid", "--unshare-ipc", "--unshare-uts", "--die-with-parent", "--chdir", self.folder),
            *("--cap-add", "CAP_SETUID", "--cap-add", "CAP_SETGID"),
            *(word for path in _HOST if host and Path(path).exists() for word in ("--ro-bind", path, path)),
            *(("--bind", str(self.cache), "/root/.cache") if self.cache and host else ()),
            *("--", "setpriv", f"--reuid={uid}", f"--regid={gid or uid}", "--clear-groups"),
            *self.shell,
            text,
        ]
        # An ordinary container's root owns files of other users, and may say so.
        if uid == "0":
            command[1:1] = ["--cap-add", "ALL"]
        home = {"HOME": "/root" if uid == "0" else "/home/learner"}
        done = subprocess.run(command, env=home | self.env | passed, check=False)
        if done.returncode:
            sys.exit(f"ended with {done.returncode}: {text}")


def expand(text: str, env: dict[str, str]) -> str:
    """Return a text with its ``$NAME`` replaced."""
    return re.sub(r"\$\{?(\w+)\}?", lambda found: env.get(found[1], ""), text)


def copy(image: Image, step: Step, made: dict[str, Path]) -> None:
    """Copy files of the checkout, or of an earlier stage, into a root."""
    *sources, target = step.words
    into = image.root / str(Path(image.folder, target)).lstrip("/")
    for source in sources:
        if "from" in step.options:
            subprocess.run(["cp", "-a", f"{made[step.options['from']]}{source}/.", into], check=True)  # noqa: S607
            continue
        is_folder = (ROOT / source).is_dir()
        for name in context(source):
            below = name.relative_to(source) if is_folder else Path(name.name if target.endswith("/") else "")
            place = into / below
            place.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, place)


def take(image: Image, step: Step, made: dict[str, Path]) -> None:
    """Do what one step says."""
    match step.name:
        case "RUN":
            image.run(step.text)
        case "COPY":
            copy(image, step, made)
        case "ENV":
            image.env |= dict(expand(word, image.env).split("=", 1) for word in step.words)
        case "WORKDIR":
            image.folder = str(Path(image.folder, step.text))
            (image.root / image.folder.lstrip("/")).mkdir(parents=True, exist_ok=True)
        case "USER":
            image.user = step.text
        case "SHELL":
            image.shell = tuple(step.words)
        case "CMD" | "ENTRYPOINT" | "EXPOSE" | "LABEL":
            pass
        case other:
            sys.exit(f"{other} is an instruction that clean_root.py does not know.")


def build(stage: Stage, base: Path, root: Path, made: dict[str, Path], cache: Path | None) -> Image:
    """Make one stage's root from a copy of the base, or of the stage that it names."""
    subprocess.run(["cp", "-a", f"{made.get(stage.base, base)}/.", root], check=True)  # noqa: S607
    python = root / "usr/local/bin/python"
    if not python.is_symlink():
        python.symlink_to("/usr/bin/python3.13")
    image = Image(root, cache=cache)
    for step in stage.steps:
        began = time.monotonic()
        print(f"== {step.name} {step.text[:100]}", flush=True)
        take(image, step, made)
        print(f"   {time.monotonic() - began:.1f} s", flush=True)
    return image


def bring(image: Image, name: str) -> None:
    """Copy a file or folder of the checkout into the image's folder, for its user to write to."""
    into = image.root / image.folder.lstrip("/") / name
    into.parent.mkdir(parents=True, exist_ok=True)
    subprocess.run(["cp", "-aT", ROOT / name, into], check=True)  # noqa: S607
    subprocess.run(["chown", "--recursive", image.user, into], check=True)  # noqa: S607


def size(root: Path) -> int:
    """Return the bytes of the files in a root."""
    return sum(path.lstat().st_size for path in root.rglob("*") if not path.is_dir())


def main() -> None:
    """Run every stage, then the command."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("dockerfile", type=Path)
    parser.add_argument("base", type=Path)
    parser.add_argument("into", type=Path, help="a folder that is not there yet")
    parser.add_argument("--cache", type=Path, help="a folder that keeps downloads from run to run")
    parser.add_argument(
        "--bring", action="append", default=[], help="what to copy from the checkout besides; may be repeated"
    )
    parser.add_argument(
        "--then", action="append", default=[], help="a command to run in the result; may be repeated"
    )
    arguments = parser.parse_args()
    if os.geteuid():
        sys.exit("Only root can make a root whose files have owners: run it with sudo.")
    made: dict[str, Path] = {}
    *earlier, last = stages(arguments.dockerfile.read_text())
    arguments.into.mkdir(parents=True)
    with tempfile.TemporaryDirectory(dir=arguments.into.parent) as scratch:
        for number, stage in enumerate(earlier):
            root = Path(scratch) / str(number)
            root.mkdir()
            made[stage.name] = build(stage, arguments.base, root, made, arguments.cache).root
        image = build(last, arguments.base, arguments.into, made, arguments.cache)
    grown = (size(arguments.into) - size(arguments.base)) / 1e6
    print(f"The last stage adds {grown:.0f} MB to its base.", flush=True)
    for name in arguments.bring:
        bring(image, name)
    for command in arguments.then:
        image.run(command, host=False)


if __name__ == "__main__":
    main()
