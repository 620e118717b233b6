"""Reads which instance types a region offers when somebody asks: moto reads every region's at once.

That is 89 files, half a second and 40 MB, for the one region that is used.
"""

from functools import cache
from typing import Any

_MOTO_READS = "../resources/instance_type_offerings/"


class Offerings(dict[str, list[dict[str, Any]]]):
    """The offerings of one kind of location, by region, each read when it is first asked for."""

    def __init__(self, location_type: str, regions: list[str]) -> None:
        super().__init__({region: [] for region in regions})
        self._location_type = location_type
        self._read = cache(self._load)

    def __getitem__(self, region: str) -> list[dict[str, Any]]:
        if region not in self:
            raise KeyError(region)
        return self._read(region)

    def get(self, region: str, default: Any = None) -> Any:
        """Return a region's offerings, or the default where there is no such region."""
        return self._read(region) if region in self else default

    def _load(self, region: str) -> list[dict[str, Any]]:
        from moto.utilities import utils

        path = f"resources/instance_type_offerings/{self._location_type}/{region}.json"
        offers: list[dict[str, Any]] = utils.load_resource("moto.ec2", path)
        return [offer | {"LocationType": self._location_type} for offer in offers]


def install() -> None:
    """Keep moto from reading them when it is imported."""
    from moto.utilities import utils

    load = utils.load_resource

    def load_resource(package: str, path: str) -> Any:
        return [] if path.startswith(_MOTO_READS) else load(package, path)

    vars(utils)["load_resource"] = load_resource


def apply() -> None:
    """Let moto ask for them; called when EC2 is loaded."""
    from moto.ec2.models.instance_types import INSTANCE_TYPE_OFFERINGS

    for location_type, regions in INSTANCE_TYPE_OFFERINGS.items():
        INSTANCE_TYPE_OFFERINGS[location_type] = Offerings(location_type, list(regions))
