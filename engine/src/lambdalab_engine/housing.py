"""Where an execution environment lives: its code, its layers and its ``/tmp``, as the function sees them."""

import os
import shutil
import tempfile
from collections.abc import Sequence
from pathlib import Path

TASK_ROOT, OPT, TMP = "/var/task", "/opt", "/tmp"  # noqa: S108 (AWS's names, shown and not opened)


class Housing:
    """The folders of one execution environment.

    ``task_root``, ``opt`` and ``tmp`` are their paths for the function, ``folder`` is where its process
    starts. ``shown`` are pairs of texts, a path of this machine and the one that it has on AWS, to be
    replaced in logs and errors.
    Source: https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html
    """

    def __init__(
        self, task_root: Path, layers: Sequence[Path], tmp_megabytes: int, runtime_dirs: Sequence[Path]
    ) -> None:
        self._made = Path(tempfile.mkdtemp(prefix="environment-"))
        opt = merged(layers, self._made / "opt")
        tmp = self._made / "tmp"
        tmp.mkdir()
        self.folder = task_root
        self.task_root, self.opt, self.tmp = str(task_root), str(opt), str(tmp)
        self.shown: Sequence[tuple[str, str]] = (
            (self.task_root, TASK_ROOT),
            (self.tmp, TMP),
            (self.opt, OPT),
        )
        self.environment = {"TMPDIR": self.tmp}

    def command(self, command: Sequence[str]) -> list[str]:
        """Return the command line that runs a command in here."""
        return list(command)

    def remove(self) -> None:
        """Delete what was made for this environment, which has ended."""
        shutil.rmtree(self._made, ignore_errors=True)


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
