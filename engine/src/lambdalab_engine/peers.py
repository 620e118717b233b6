"""Tells whose connection it is that came in over loopback."""

import contextlib
import os
import socket
import struct
import sys
from collections.abc import Iterable

import psutil  # type: ignore[import-untyped] # its stubs are not in the engine's environment

type Address = tuple[str, int]

_INODE_FIELD = 9


def has_socket(pids: Iterable[int], local: Address, remote: Address) -> bool:
    """Tell whether one of these processes holds the socket that is bound to ``local``, and to ``remote``."""
    if sys.platform != "linux":
        return any(_is_listed(pid, local, remote) for pid in pids)
    name = _socket_name(local, remote)
    return name is not None and any(name in _open_files(pid) for pid in pids)


def _socket_name(local: Address, remote: Address) -> str | None:
    """Return how a socket is called among a process's open files.

    Source: https://docs.kernel.org/networking/proc_net_tcp.html
    """
    wanted = f"{_hex(local)} {_hex(remote)}".encode()
    with open("/proc/net/tcp", "rb") as table:
        for line in table:
            if wanted in line:
                return f"socket:[{line.split()[_INODE_FIELD].decode()}]"
    return None


def _hex(address: Address) -> str:
    (number,) = struct.unpack("=I", socket.inet_aton(address[0]))
    return f"{number:08X}:{address[1]:04X}"


def _open_files(pid: int) -> set[str]:
    names: set[str] = set()
    with contextlib.suppress(OSError):
        for descriptor in os.listdir(f"/proc/{pid}/fd"):
            with contextlib.suppress(OSError):
                names.add(os.readlink(f"/proc/{pid}/fd/{descriptor}"))
    return names


def _is_listed(pid: int, local: Address, remote: Address) -> bool:
    with contextlib.suppress(psutil.Error):
        connections = psutil.Process(pid).net_connections("tcp4")
        return any((entry.laddr, entry.raddr) == (local, remote) for entry in connections)
    return False
