"""What a function finds around it: AWS's paths and nothing of the host's, where the sandbox works."""

import json
import os
import subprocess
from pathlib import Path

import pytest
from engine_testing import ENGINE, ENGINE_PYTHON, Account, Function, own_engine
from lambdalab_engine.sandbox import Sandbox

CODE = """
import os, pathlib, pwd, signal, subprocess, tempfile

def attempt(action, *arguments):
    try:
        return action(*arguments)
    except OSError as error:
        return error.strerror

def handler(event, context):
    match event:
        case ["read", path]: return attempt(pathlib.Path(path).read_text)
        case ["list", path]: return attempt(os.listdir, path)
        case ["write", path]: return attempt(pathlib.Path(path).write_text, "x")
        case ["exists", path]: return os.path.exists(path)
        case ["kill", pid]: return attempt(os.kill, pid, signal.SIGTERM)
        case "paths": return os.getcwd(), os.environ["LAMBDA_TASK_ROOT"], __file__, tempfile.gettempdir()
        case "user": return pwd.getpwuid(os.getuid()).pw_name
        case "processes": return sorted(int(name) for name in os.listdir("/proc") if name.isdigit())
        case "command lines":
            return [pathlib.Path(f"/proc/{pid}/environ").read_text()
                    for pid in os.listdir("/proc") if pid.isdigit() and os.access(f"/proc/{pid}/environ", 4)]
        case "capabilities":
            lines = pathlib.Path("/proc/self/status").read_text().splitlines()
            return [line.split()[1] for line in lines if line.startswith(("CapEff", "CapPrm", "NoNewPrivs"))]
        case ["fill", path, megabytes]:
            with open(path, "wb") as file:
                return attempt(lambda: [file.write(bytes(2**20)) for _ in range(megabytes)] and "written")
        case ["sizes", path]: return os.statvfs(path).f_blocks * os.statvfs(path).f_frsize
"""


def verdict(setting: str) -> dict[str, object]:
    """Return what the engine's package tells about the sandbox."""
    command = [ENGINE_PYTHON, "-P", "-m", "lambdalab_engine.sandbox"]
    env = os.environ | {"LAMBDALAB_SANDBOX": setting}
    found: dict[str, object] = json.loads(subprocess.run(command, env=env, capture_output=True).stdout)
    return found


SANDBOX = verdict(os.environ.get("LAMBDALAB_SANDBOX", "auto"))
shut_in = pytest.mark.skipif(not SANDBOX["works"], reason=f"sandbox: {SANDBOX['found']}")


@pytest.fixture(scope="module")
def function(account: Account) -> Function:
    """Give the module one function."""
    return account.deploy(CODE)


def test_it_can_be_switched_off() -> None:
    """The verdict says that it is off, and how to switch it on."""
    assert verdict("off") == {
        "works": False,
        "found": "none, because LAMBDALAB_SANDBOX=off",
        "mend": "unset LAMBDALAB_SANDBOX",
    }


def test_a_function_works_without_it(tmp_path: Path, free_port: int) -> None:
    """With the sandbox off, errors still show AWS's paths, and temporary files have a folder of their own."""
    code = "import tempfile\ndef handler(e, c): raise ValueError(tempfile.gettempdir())"
    with own_engine(tmp_path, free_port, LAMBDALAB_SANDBOX="off") as engine:
        first, second = (engine.account.deploy(code) for _ in range(2))
        failed = first.invoke()
        assert failed.result["errorMessage"] == "/tmp"
        assert failed.result["stackTrace"][0].startswith('  File "/var/task/app.py"')
        assert second.invoke().error == "Unhandled"
        made = list((tmp_path / "state" / "tmp").glob("environment-*/tmp"))
        assert len(made) == 2
        for function in (first, second):
            function.api.delete_function(FunctionName=function.name)


@shut_in
def test_paths_are_aws_s(function: Function) -> None:
    """Code stands in /var/task, where the function starts; temporary files go to /tmp."""
    assert function.invoke("paths").result == ["/var/task", "/var/task", "/var/task/app.py", "/tmp"]


@shut_in
def test_the_user_is_aws_s_and_has_no_rights(function: Function) -> None:
    """The function is sbx_user1051, without capabilities, and cannot get any."""
    assert function.invoke("user").result == "sbx_user1051"
    assert function.invoke("capabilities").result == ["0" * 16, "0" * 16, "1"]


@shut_in
def test_only_tmp_can_be_written(function: Function) -> None:
    """Everything else is read-only, as on AWS."""
    assert function.invoke(["write", "/tmp/a"]).result == 1
    for path in ("/var/task/a", "/a", "/etc/a", "/usr/a", "/opt/a", "/home/a"):
        refused = function.invoke(["write", path]).result
        assert refused in ("Read-only file system", "Permission denied", "No such file or directory"), path


@shut_in
@pytest.mark.parametrize(
    "path", [str(Path.home()), str(ENGINE), str(ENGINE.parent / "work"), "/home", "/var/lib"]
)
def test_nothing_of_the_host_s_is_there(function: Function, path: str) -> None:
    """Homes, credentials, the checkout and the engine's state do not exist for a function."""
    for name in (".aws/credentials", ".bashrc", ".ssh", "src/lambdalab_engine/settings.py", "pyproject.toml"):
        assert function.invoke(["exists", f"{path}/{name}"]).result is False


@shut_in
def test_a_function_does_not_find_another_one_s_code(account: Account, function: Function) -> None:
    """Each has a /var/task and a /tmp of its own."""
    other = account.deploy({"app.py": CODE, "secret.txt": "x"})
    other.invoke(["write", "/tmp/secret"])
    assert other.invoke(["exists", "/var/task/secret.txt"]).result is True
    assert function.invoke(["list", "/var/task"]).result == ["app.py"]
    assert function.invoke(["exists", "/tmp/secret"]).result is False


@shut_in
def test_a_function_sees_its_own_processes_alone(function: Function) -> None:
    """Numbers start at 1, and none of the environments that it can read is the host's."""
    pids = function.invoke("processes").result
    assert pids[0] == 1
    assert len(pids) <= 3
    assert not any("LAMBDALAB" in text or "HOME=" in text for text in function.invoke("command lines").result)


@shut_in
def test_a_function_cannot_signal_others(function: Function) -> None:
    """Neither the first process nor a process of the host's gets its signal."""
    assert function.invoke(["kill", os.getpid()]).result == "No such process"
    assert function.invoke(["kill", 1]).result in (None, "Operation not permitted")
    assert function.invoke("user").error is None


@shut_in
@pytest.mark.parametrize("megabytes", [512, 700])
def test_tmp_has_the_configured_size(account: Account, megabytes: int) -> None:
    """/tmp has as many MB as the function's ephemeral storage, and is full after that."""
    function = account.deploy(CODE, EphemeralStorage={"Size": megabytes}, Timeout=60)
    assert function.invoke(["sizes", "/tmp"]).result == megabytes * 2**20
    assert function.invoke(["fill", "/tmp/a", megabytes + 1]).result == "No space left on device"


KEEPING = """
import os, pathlib, tempfile, time

folder = pathlib.Path(tempfile.gettempdir())

def handler(event, context):
    found = sorted(str(path.relative_to(folder)) for path in folder.rglob("*"))
    (folder / "a").mkdir(exist_ok=True)
    (folder / "a" / "secret").touch(mode=0o600)
    (folder / "link").is_symlink() or (folder / "link").symlink_to("/etc/shadow")
    (folder / "pipe").exists() or os.mkfifo(folder / "pipe")
    (folder / "a" / "secret").write_text("x")
    if event == "exit":
        os._exit(1)
    if event == "sleep":
        time.sleep(30)
    return found
"""


@pytest.mark.parametrize("event", ["nothing", "exit", "sleep"])
def test_tmp_is_kept_in_an_environment(account: Account, event: str) -> None:
    """The next invocation finds what an earlier one wrote, though that crashed or was timed out."""
    function = account.deploy(KEEPING, Timeout=2)
    function.invoke(event)
    for _ in range(2):
        assert function.invoke().result == ["a", "a/secret", "link", "pipe"]


def test_engines_do_not_begin_with_the_same_user() -> None:
    """The limit of processes is a user's on the whole machine: two engines' functions would share it."""
    first = {Sandbox("bwrap", as_root=True).user().uid for _ in range(20)}
    assert len(first) > 1
