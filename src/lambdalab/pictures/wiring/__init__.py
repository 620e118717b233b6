"""The wiring map: what stands in the account and what sets off what, drawn from what AWS reports.

    wiring_map()        in a notebook: the account of this notebook

``read`` collects the wiring, ``draw`` draws it; between the two it is plain data (``model``). Run alone, it
draws a made-up system: ``python -m lambdalab.pictures.wiring [FILE.png]``.
"""

from lambdalab.aws import Cloud
from lambdalab.errors import LabError
from lambdalab.pictures.style import Picture
from lambdalab.pictures.wiring import apis, events, functions, machines, messaging, monitoring, storage
from lambdalab.pictures.wiring.drawing import draw
from lambdalab.pictures.wiring.model import Link, Resource, Wiring
from lambdalab.pictures.wiring.reading import Reading

__all__ = ["Link", "Resource", "Wiring", "draw", "read", "wiring_map"]

_SERVICES = (storage, messaging, functions, events, monitoring, apis, machines)


def wiring_map() -> Picture:
    """Draw this notebook's account. Raises LabError where it is empty."""
    wiring = read(Cloud.of_environment())
    if not wiring.resources:
        raise LabError(
            "There is nothing to draw: the account is empty.", "Create a resource, then run this again."
        )
    return draw(wiring)


def read(cloud: Cloud) -> Wiring:
    """Read what stands in an account, and what sets off what."""
    reading = Reading(cloud)
    for service in _SERVICES:
        service.read_resources(reading)
    for service in _SERVICES:
        service.read_links(reading)
    return reading.wiring.sorted()
