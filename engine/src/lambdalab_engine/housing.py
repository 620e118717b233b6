"""Where an execution environment lives: its code, its layers and its ``/tmp``, as the function sees them."""

import functools
import os
import re
import shutil
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from lambdalab_engine import kept_tmp, limits, sandbox
from lambdalab_engine.kept_tmp import KeptTmp
from lambdalab_engine.sandbox import Sandbox

TASK_ROOT, OPT, TMP = "/var/task", "/opt", "/tmp"  # noqa: S108 (AWS's names, shown and not opened)

_PREFIX = "environment-"
_HIDDEN = "/var/lang"


class Housing:
    """The folders of one execution environment.

    ``task_root``, ``opt`` and ``tmp`` are their paths for the function: AWS's where a sandbox works, else
    this machine's. ``folder`` is where its process starts. ``shown`` are pairs of texts, a path of this
    machine and the one that it has on AWS, to be replaced in logs and errors.
    Source: https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html
    """

    def __init__(
        self, task_root: Path, layers: Sequence[Path], tmp_megabytes: int, runtime_dirs: Sequence[Path]
    ) -> None:
        self._made = Path(tempfile.mkdtemp(prefix=_PREFIX))
        self._opt = merged(layers, self._made / "opt")
        self._tmp_megabytes = tmp_megabytes
        self._runtime_dirs = runtime_dirs
        self.folder = task_root
        self.task_root, self.opt, self.tmp = TASK_ROOT, OPT, TMP
        self.shown: Sequence[tuple[str, str]] = ()
        self.environment: Mapping[str, str] = {}
        self._kept_tmp = KeptTmp(self._made / "tmp.tar")
        found = sandbox.find()
        self._sandbox = found if isinstance(found, Sandbox) else None
        if self._sandbox is None:
            self._live_in_the_open()
        else:
            self._settle(self._sandbox)

    @property
    def is_sandbox(self) -> bool:
        """Tell whether the function is shut in."""
        return self._sandbox is not None

    def command(self, command: Sequence[str]) -> list[str]:
        """Return the command line that runs a command in here."""
        if self._sandbox is None:
            return limits.command(command, counts_processes=False)
        command = [self.inside(word) for word in command]
        places = {
            **{self.inside(folder): folder for folder in self._runtime_dirs},
            TASK_ROOT: self.folder,
            **{f"{OPT}/{entry.name}": entry for entry in sorted(self._opt.iterdir())},
            "/etc/passwd": self._made / "passwd",
            "/etc/group": self._made / "group",
        }
        archive = self._kept_tmp.archive()
        if archive is not None:
            places[kept_tmp.PLACE] = archive
            command = kept_tmp.unpacking(command)
        return self._sandbox.command(command, self._user, places, self._tmp_megabytes, TASK_ROOT)

    def variables(self, env: Mapping[str, str]) -> dict[str, str]:
        """Return the environment variables with paths as they are in here."""
        return {name: self.inside(value) for name, value in {**self.environment, **env}.items()}

    def inside(self, text: str | Path) -> str:
        """Return a text with the runtime's own folders where they are in here.

        Those of a checkout below ``/tmp`` stand elsewhere in a sandbox: its ``/tmp`` is the function's alone.
        """
        hidden = [str(folder) for folder in self._runtime_dirs if folder.is_relative_to(TMP)]
        if self._sandbox is None or not hidden:
            return str(text)
        found = "|".join(map(re.escape, sorted(hidden, key=len, reverse=True)))
        return re.sub(found, lambda match: f"{_HIDDEN}{match[0]}", str(text))

    def keep_tmp(self, pid: int) -> None:
        """Keep ``/tmp`` for the next runtime, whatever becomes of the one that is this process."""
        if self._sandbox is not None:
            self._kept_tmp.hold(pid)

    def remove(self) -> None:
        """Delete what was made for this environment, which has ended."""
        self._kept_tmp.release()
        shutil.rmtree(self._made, ignore_errors=True)

    def _settle(self, found: Sandbox) -> None:
        """Give the environment its user, who must be able to read the code."""
        self._user = found.user()
        (self._made / "passwd").write_text(self._user.passwd)
        (self._made / "group").write_text(self._user.group)
        if found.as_root:
            for folder in (self.folder, self._opt):
                _let_everybody_read(folder)

    def _live_in_the_open(self) -> None:
        """Give the environment a folder for its temporary files, which Python and Node find in ``TMPDIR``."""
        tmp = self._made / "tmp"
        tmp.mkdir()
        self.task_root, self.opt, self.tmp = str(self.folder), str(self._opt), str(tmp)
        self.shown = ((self.task_root, TASK_ROOT), (self.tmp, TMP), (self.opt, OPT))
        self.environment = {"TMPDIR": self.tmp}


def remove_all() -> None:
    """Delete what was made for environments that ended with their engine."""
    for left in Path(tempfile.gettempdir()).glob(f"{_PREFIX}*"):
        shutil.rmtree(left, ignore_errors=True)


def merged(layers: Sequence[Path], folder: Path) -> Path:
    """Return the folder that holds what the layers hold; a later layer's file replaces an earlier one's.

    A single layer is its own folder; the files of several are linked into ``folder``, which is made.
    Source: https://docs.aws.amazon.com/lambda/latest/dg/packaging-layers.html
    """
    if len(layers) == 1:
        return layers[0]
    folder.mkdir()
    for layer in layers:
        shutil.copytree(layer, folder, symlinks=True, copy_function=_link, dirs_exist_ok=True)
    return folder


def _link(source: str, target: str) -> None:
    Path(target).unlink(missing_ok=True)
    try:
        os.link(source, target)
    except OSError:  # another file system
        shutil.copy2(source, target)


@functools.lru_cache(maxsize=1024)  # a folder of code never changes, and many environments have it
def _let_everybody_read(folder: Path) -> None:
    """Let every user read what is in a folder of the engine's, and run what can be run."""
    for parent, _, names in os.walk(folder):
        for path in (Path(parent), *(Path(parent, name) for name in names)):
            if not path.is_symlink():
                mode = path.stat().st_mode
                path.chmod(mode | 0o444 | (0o111 if mode & 0o100 else 0))
