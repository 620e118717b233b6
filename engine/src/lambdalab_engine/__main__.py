"""Starts the engine in the foreground: ``python -m lambdalab_engine --port 4566 --state DIRECTORY``."""

import argparse
import gc
import os
import signal
import socket
import sys
import threading
import traceback
from pathlib import Path

from lambdalab_engine import catalog, housing, sandbox, warm
from lambdalab_engine.settings import IAM_VARIABLE, LOOPBACK, localstack_environment

HOST_VARIABLES = (
    "PATH",
    "LANG",
    "LC_ALL",
    "TERM",
    "SYSTEMROOT",
    IAM_VARIABLE,
    sandbox.VARIABLE,
    warm.VARIABLE,
)
"""What the engine keeps of the host's environment."""

EXIT_PORT_TAKEN = 3


def main() -> None:
    """Start LocalStack; exit with ``EXIT_PORT_TAKEN`` where the port is not free."""
    parser = argparse.ArgumentParser(prog="lambdalab_engine", description=__doc__)
    parser.add_argument("--port", type=int, default=4566, help="the loopback port to listen on")
    parser.add_argument("--state", type=Path, required=True, help="a folder for its files")
    parser.add_argument(
        "--end-with-stdin",
        action="store_true",
        help="stop when standard input ends, that is when whoever started it is gone",
    )
    arguments = parser.parse_args()
    if not _port_is_free(arguments.port):
        sys.exit(_tell_port_taken(arguments.port))
    _enter(localstack_environment(arguments.port, arguments.state.resolve()))
    gc.disable()  # hardly anything of what is loaded is garbage: to look for it took a fifth of the start
    if arguments.end_with_stdin:
        threading.Thread(target=_stop_with_stdin, daemon=True).start()
    status = _run_localstack(arguments.port)
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(status)  # threads that were started on the way would keep it


def _run_localstack(port: int) -> int:
    """Serve until a signal comes, which ends this process; return the exit status where that fails."""
    from localstack.runtime.main import main as run
    from twisted.internet.error import CannotListenError

    catalog.use()
    try:
        run()  # type: ignore[no-untyped-call] # it is LocalStack's
    except CannotListenError:
        return _tell_port_taken(port)
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else 1
    except Exception:
        traceback.print_exc()
        return 1
    return 0


def _tell_port_taken(port: int) -> int:
    print(f"port {port} on {LOOPBACK} is taken by another program", file=sys.stderr)
    return EXIT_PORT_TAKEN


def _port_is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((LOOPBACK, port))
        except OSError:
            return False
    return True


def _enter(environment: dict[str, str]) -> None:
    """Replace the environment of this process, before LocalStack reads it at its import."""
    kept = {name: os.environ[name] for name in HOST_VARIABLES if name in os.environ}
    os.environ.clear()
    os.environ.update(kept | environment)
    for name in ("LOCALSTACK_VOLUME_DIR", "TMPDIR", "HOME"):
        Path(environment[name]).mkdir(parents=True, exist_ok=True)
    housing.remove_all()  # of an engine that was killed


def _stop_with_stdin() -> None:
    while os.read(sys.stdin.fileno(), 1024):
        pass
    os.kill(os.getpid(), signal.SIGTERM)


if __name__ == "__main__":
    main()
