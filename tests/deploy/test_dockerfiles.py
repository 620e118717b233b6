"""The rules of the Dockerfiles: by hadolint where it knows them, and by the steps where it does not."""

import json
import re
import shlex
import subprocess
from pathlib import Path

import pytest
from dockerfiles import ALL, MAKE, ROOT, Stage, context, stages

from lambdalab.environments import COURSE

EACH = pytest.mark.parametrize("path", ALL, ids=lambda path: str(path.relative_to(ROOT)))


def last(path: Path) -> Stage:
    """Return the stage that becomes the image."""
    return stages(path.read_text())[-1]


@EACH
def test_hadolint_has_nothing_to_say(path: Path) -> None:
    """No latest, no sudo, no lists left behind, versions pinned, pipes that fail."""
    lint = [str(COURSE.folder / "bin" / "hadolint"), "--no-color", str(path)]
    done = subprocess.run(lint, capture_output=True, text=True)
    assert (done.returncode, done.stdout) == (0, "")


@EACH
def test_base_images_are_pinned_by_a_full_version(path: Path) -> None:
    """Every stage begins with the same Python, by its patch and its Debian."""
    bases = {stage.base for file in ALL for stage in stages(file.read_text())}
    assert len(bases) == 1
    assert re.fullmatch(r"python:3\.13\.\d+-slim-[a-z]+", bases.pop())


@EACH
def test_an_image_installs_by_the_one_script_and_from_debian(path: Path) -> None:
    """So that what is checked of the script is true of every image."""
    for stage in stages(path.read_text()):
        for step in stage.all("RUN"):
            assert not re.search(r"(^|&&|[;|])\s*(pip|uv|npm|curl|wget)\b", step.text)


def test_the_script_installs_what_is_hashed_or_our_own() -> None:
    """Nothing is fetched that the requirements or the lock file do not name."""
    lines = [line for line in MAKE.read_text().replace("\\\n", " ").splitlines() if not line.startswith("#")]
    installs = [line for line in lines if re.search(r"pip install|^ +into |npm-cli", line)]
    assert len(installs) == 6
    for line in installs:
        if '"$@"' not in line:
            words = shlex.split(line)
            assert (
                "--require-hashes" in words
                or {"--no-deps", "--no-build-isolation"} <= {*words}
                or "ci" in words
            )


def test_every_package_of_the_proxy_is_hashed() -> None:
    """And comes from whichever registry npm is told."""
    packages = json.loads((ROOT / "deploy" / "hub" / "package-lock.json").read_text())["packages"]
    assert [name for name, told in packages.items() if name and not told.get("integrity")] == []
    assert [name for name, told in packages.items() if "resolved" in told] == []


@EACH
def test_an_image_runs_as_nobody_special(path: Path) -> None:
    """A number above 0 says it to Kubernetes too, which cannot look up names."""
    (user,) = last(path).all("USER")
    assert user.text == "1000:1000"
    assert last(path).steps.index(user) > max(map(last(path).steps.index, last(path).all("RUN")), default=0)


@EACH
def test_an_image_that_learners_work_in_has_what_functions_need_and_no_build_tools(path: Path) -> None:
    """The sandbox, and what a function in shell calls; what makes the environments stays behind."""
    text = "\n".join(step.text for step in last(path).all("RUN"))
    assert {"bubblewrap", "curl"} <= set(text.split())
    assert not re.search(r"gcc|build-essential|/uv/|pip install|npm (?!ci)", text)


@EACH
def test_what_is_copied_is_there_and_holds_no_answers(path: Path) -> None:
    """Answers have no place in a learner's image, nor has what this checkout made."""
    for stage in stages(path.read_text()):
        for step in stage.all("COPY"):
            if "from" in step.options:
                assert step.options["from"] in {earlier.name for earlier in stages(path.read_text())}
                continue
            for source in step.words[:-1]:
                files = [str(name) for name in context(source)]
                assert files
                assert [name for name in files if "solutions/" in name or ".venv/" in name] == []


def test_answers_are_not_in_a_context_by_another_name() -> None:
    """Every file that holds a solution's mark is left out."""
    mark = "### BEGIN" + " SOLUTION"
    texts = (ROOT / name for name in context(".") if name.suffix == ".ipynb")
    assert [path for path in texts if mark in path.read_text()] == []
