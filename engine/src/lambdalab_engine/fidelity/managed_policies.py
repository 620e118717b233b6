"""Gives each account the policies that AWS manages as copies of one set, which is read once.

There are more than a thousand, and moto reads them anew for each account: 65 ms and 4 MB. Every lab, check
and proof has an account of its own.
"""

# mypy: disable-error-code="no-untyped-call"
# LocalStack's patch has no annotations.

from collections.abc import Callable
from copy import copy

from localstack.utils.patch import patch
from moto.iam.models import IAMBackend, ManagedPolicy

_read: dict[str, list[ManagedPolicy]] = {}
"""The policies by the partition's region."""


def install() -> None:
    """Read the policies once, and hand out copies."""
    patch(IAMBackend._init_aws_policies)(_copies)


def _copies(read: Callable[[IAMBackend], list[ManagedPolicy]], backend: IAMBackend) -> list[ManagedPolicy]:
    """Return an account's own policies: how often one is attached differs, what it says does not."""
    region = backend.region_name
    if region not in _read:
        _read[region] = read(backend)
    copies = [copy(policy) for policy in _read[region]]
    for policy in copies:
        policy.account_id = backend.account_id
    return copies
