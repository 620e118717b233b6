"""The limits of an execution environment that the operating system holds for each process.

Source: https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html (1,024 file descriptors,
1,024 processes and threads)
"""

import os
import re
from collections.abc import Sequence

FILE_DESCRIPTORS = 1024
PROCESSES = 1024

_LIMIT = f"ulimit -c 0; ulimit -n {FILE_DESCRIPTORS}"
_COUNT = f"ulimit -u {PROCESSES} 2>/dev/null || ulimit -p {PROCESSES}"  # bash's option, or dash's
_COUNTING_KERNEL = (5, 14)


def command(command: Sequence[str], *, counts_processes: bool) -> list[str]:
    """Return the command line that runs a command with its limits.

    ``counts_processes`` limits the processes of the user, so it wants a user who has no others.
    """
    script = "; ".join([_LIMIT, *([_COUNT] if counts_processes else []), 'exec "$@"'])
    return ["/bin/sh", "-c", script, "sh", *command]


def namespaces_count() -> bool:
    """Tell whether the kernel counts a user's processes for each user namespace, as Linux does since 5.14."""
    found = re.match(r"(\d+)\.(\d+)", os.uname().release)
    return found is not None and (int(found[1]), int(found[2])) >= _COUNTING_KERNEL
