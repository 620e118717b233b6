"""A subnet keeps its own free addresses, so that it can be let go of.

moto keeps them in a cache of all subnets that there ever were, and with each the whole EC2 of its account.
"""

from typing import Any

from moto.ec2.models.subnets import Subnet

_KEPT = "addresses_kept"


def apply() -> None:
    """Keep the addresses in the subnet."""
    setattr(Subnet, "_base_avail_ip_iterator", _addresses)  # noqa: B010


def _addresses(self: Any) -> Any:
    """Return the addresses that are still free: one iterator, which goes on where it was left."""
    if _KEPT not in vars(self):
        vars(self)[_KEPT] = self.cidr.hosts()
    return vars(self)[_KEPT]
