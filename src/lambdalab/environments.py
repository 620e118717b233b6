"""Makes the two Python environments from the pinned requirements. Standard library only: it runs before them.

    python -m lambdalab.environments [WORDS]    makes both, then becomes the `lab` command with these words

The word ``test``, and ``doctor --conformance``, add what the test suite needs.

An environment is used only when its stamp stands in it, written last; any other state of it is made anew.
"""

import contextlib
import fcntl
import hashlib
import os
import shutil
import signal
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import NoReturn

from lambdalab.errors import LabError, SetUpError
from lambdalab.paths import COURSE_VENV, ENGINE_VENV, MATPLOTLIB_CACHE, REQUIREMENTS, ROOT, WORK

DISK_NEEDED = 3 * 1024**3
"""Bytes that both environments take at most while they are made."""

BASE_PYTHON = os.path.realpath(sys.executable)
"""The interpreter behind this one: it outlives an environment that is removed while it runs from there."""

_STOPS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)

_ENVIRONMENT_STEERING = ("PYTHONPATH", "PYTHONHOME", "PYTHONDONTWRITEBYTECODE", "VIRTUAL_ENV", "CONDA_PREFIX")
_UV_STEERING = (
    "UV_PYTHON",
    "UV_TARGET",
    "UV_PREFIX",
    "UV_SYSTEM_PYTHON",
    "UV_PROJECT_ENVIRONMENT",
    "UV_CONSTRAINT",
)


@dataclass(frozen=True)
class Environment:
    """One environment: what it is for, its folder, its pinned requirements, the project installed into it.

    ``runtime`` are requirements of a folder of their own, ``catalog`` is a program that it runs once.
    """

    title: str
    folder: Path
    requirements: Path
    project: Path
    runtime: Path | None = None
    catalog: Path | None = None

    @property
    def python(self) -> Path:
        """Return its interpreter."""
        return self.folder / "bin" / "python"

    @property
    def stamp(self) -> Path:
        """Return the file that says, once it is complete, what the environment was made from."""
        return self.folder / f"made-from-{self.requirements.stem}"

    def fingerprint(self) -> str:
        """Return a digest of all that it is made from, its own place included."""
        digest = hashlib.sha256(f"{self.folder} {sys.version_info[:2]}".encode())
        for source in filter(None, (self.requirements, self.runtime, self.catalog)):
            digest.update(source.read_bytes())
        # What an editable install takes over; the tools' settings in the same file may change freely.
        project = tomllib.loads((self.project / "pyproject.toml").read_text())["project"]
        digest.update(repr(project).encode())
        return digest.hexdigest()

    def is_ready(self) -> bool:
        """Tell whether it is complete and up to date."""
        try:
            return self.stamp.read_text() == self.fingerprint() and self.python.exists()
        except OSError:
            return False


COURSE = Environment("the course", COURSE_VENV, REQUIREMENTS / "course.txt", ROOT)
DEV = Environment("the test suite", COURSE_VENV, REQUIREMENTS / "dev.txt", ROOT)
ENGINE = Environment(
    "the engine",
    ENGINE_VENV,
    REQUIREMENTS / "engine.txt",
    ROOT / "engine",
    REQUIREMENTS / "runtime.txt",
    ROOT / "engine" / "src" / "lambdalab_engine" / "catalog.py",
)


def make(wanted: list[Environment], *, compiled: bool = True) -> None:
    """Make the environments that are not ready. Raises SetUpError; what could not be finished is removed.

    Where not all is ``compiled``, a module is so when it is imported first: less work where few of all are.
    """
    if all(environment.is_ready() for environment in wanted):
        return
    with _only_one():
        missing = [environment for environment in wanted if not environment.is_ready()]
        if missing:
            _check_disk()
        for environment in missing:
            _make(environment, compiled)


def _make(environment: Environment, compiled: bool) -> None:
    base_is_ready = environment is DEV and COURSE.is_ready() and _uv_at_hand() is not None
    _say(f"Setting up {environment.title} in {environment.folder.relative_to(ROOT)} (once) …")
    try:
        if base_is_ready:
            COURSE.stamp.unlink()
        else:
            _remove(environment.folder)
            _run([BASE_PYTHON, "-m", "venv", *_pip_wanted(), str(environment.folder)])
        _install(environment, compiled)
        if environment is DEV:
            COURSE.stamp.write_text(COURSE.fingerprint())
        if environment is COURSE:
            _warm_font_cache(environment)
        if environment.catalog is not None:
            _run([str(environment.python), "-P", str(environment.catalog)])
        environment.stamp.write_text(environment.fingerprint())
    except BaseException as error:
        was_full = shutil.disk_usage(ROOT).free < DISK_NEEDED // 20
        _remove(environment.folder)
        if isinstance(error, (OSError, subprocess.CalledProcessError)):
            raise _explained(environment, error, was_full) from None
        raise


def _install(environment: Environment, compiled: bool) -> None:
    uv = _uv(environment)
    install = [uv, "pip", "install", "--python", str(environment.python), *_quiet()]
    own = [*install, "--compile-bytecode"] if compiled else install
    _run([*own, "--require-hashes", "-r", str(environment.requirements)])
    _run([*own, "--no-deps", "--no-build-isolation", "-e", str(environment.project)])
    if environment.runtime is not None:  # functions may not write there
        target = ["--compile-bytecode", "--target", str(environment.folder / "runtime")]
        _run([*install, *target, "--require-hashes", "-r", str(environment.runtime)])


def _uv(environment: Environment) -> str:
    """Return the machine's uv, or one from the Python package index in the course's environment."""
    found = _uv_at_hand()
    if found is not None:
        return found
    pip = [str(environment.python), "-m", "pip", "--disable-pip-version-check", "--retries=2"]
    _run([*pip, "install", "--quiet", "--require-hashes", "-r", str(REQUIREMENTS / "uv.txt")])
    return str(environment.folder / "bin" / "uv")


def _uv_at_hand() -> str | None:
    """Return a uv that works; one of pyenv's stand-ins may be on the PATH without doing so."""
    for found in (shutil.which("uv"), shutil.which("uv", path=COURSE_VENV / "bin")):
        if found and subprocess.run([found, "--version"], capture_output=True, check=False).returncode == 0:
            return found
    return None


def _pip_wanted() -> list[str]:
    """Return the option that leaves pip out where uv is already there to install."""
    return ["--without-pip"] if _uv_at_hand() else []


def _warm_font_cache(environment: Environment) -> None:
    """Let matplotlib list the machine's fonts now, which takes seconds, not in a learner's first figure."""
    MATPLOTLIB_CACHE.mkdir(parents=True, exist_ok=True)
    command = [str(environment.python), "-c", "import matplotlib.font_manager"]
    _run(command, extra={"MPLCONFIGDIR": str(MATPLOTLIB_CACHE)})


def _run(command: list[str], extra: dict[str, str] | None = None) -> None:
    """Run a step with the host's own settings, less those that would make it install elsewhere."""
    steering = (*_ENVIRONMENT_STEERING, *_UV_STEERING)
    env = {name: value for name, value in os.environ.items() if name not in steering}
    home_cache = Path(env.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    if "UV_CACHE_DIR" not in env and not _writable(home_cache):
        env["UV_CACHE_DIR"] = str(WORK / "uv-cache")
    with subprocess.Popen(command, env=env | (extra or {}), cwd=ROOT, process_group=0) as step:
        try:
            status = step.wait()
        except BaseException:
            # With all that it started, so that nothing writes into a folder that is being removed.
            with contextlib.suppress(ProcessLookupError):
                os.killpg(step.pid, signal.SIGKILL)
            raise
    if status:
        raise subprocess.CalledProcessError(status, command)


def _writable(folder: Path) -> bool:
    """Tell whether files can be made in a folder, or in the nearest one above it that exists."""
    while not folder.exists():
        folder = folder.parent
    return folder.is_dir() and os.access(folder, os.W_OK)


def _quiet() -> list[str]:
    """Show uv's progress to a person, and only its errors to a log."""
    return [] if sys.stderr.isatty() else ["--quiet"]


def _check_disk() -> None:
    free = shutil.disk_usage(ROOT).free
    if free < DISK_NEEDED:
        raise SetUpError(
            f"The disk is too full: {free / 1024**3:.1f} GB are free, and set-up needs 3.",
            "Free some space, then run ./lab again.",
        )


def _explained(environment: Environment, error: Exception, disk_was_full: bool) -> SetUpError:
    what = f"Setting up {environment.title} failed ({_brief(error)}); nothing half-made is left."
    if disk_was_full:
        return SetUpError(what, "The disk is full: free 3 GB, then run ./lab again.")
    return SetUpError(
        what,
        "The lines above say why. Set-up needs the Python package index and 3 GB of disk:"
        " check the network and the disk, then run ./lab again.",
    )


def _brief(error: Exception) -> str:
    if isinstance(error, subprocess.CalledProcessError):
        return f"{Path(error.cmd[0]).name} ended with {error.returncode}"
    return str(error)


@contextlib.contextmanager
def _only_one() -> Iterator[None]:
    """Let one set-up run at a time; a second waits for the first."""
    try:
        WORK.mkdir(exist_ok=True)
        lock = (WORK / "set-up.lock").open("w")
    except OSError as error:
        raise SetUpError(
            f"{WORK} cannot be written ({error.strerror}).",
            "Put the checkout in a folder of your own, then run ./lab there.",
        ) from None
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            _say("Another ./lab is setting up; waiting for it …")
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _remove(folder: Path) -> None:
    if folder.is_symlink() or folder.is_file():
        folder.unlink()
    elif folder.exists():
        shutil.rmtree(folder)


def _say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


def main() -> None:
    """Make what the command line's words need, then run them; exit with 1 and two lines where that fails."""
    words = sys.argv[1:]
    for name in _STOPS:
        signal.signal(name, _stop)
    try:
        make([DEV if _tests(words) else COURSE, ENGINE], compiled=not _tests(words))
    except LabError as error:
        sys.exit(f"{error.message}\n{error.next_step}")
    except KeyboardInterrupt:
        sys.exit("Set-up was interrupted; nothing half-made is left. Run ./lab to start again.")
    for name in _STOPS:
        signal.signal(name, signal.SIG_DFL)
    env = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    os.execve(COURSE.python, [str(COURSE.python), "-P", "-m", "lambdalab.cli", *words], env)  # noqa: S606


def _tests(words: list[str]) -> bool:
    """Tell whether a command needs the packages of the test suite."""
    return words[:1] == ["test"] or (words[:1] == ["doctor"] and "--conformance" in words)


def _stop(signum: int, frame: FrameType | None) -> NoReturn:
    """Interrupt set-up, once: a second signal must not stop it from clearing up."""
    for name in _STOPS:
        signal.signal(name, signal.SIG_IGN)
    raise KeyboardInterrupt


if __name__ == "__main__":
    main()
