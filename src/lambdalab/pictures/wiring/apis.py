"""REST APIs and the functions behind their methods."""

import re
from typing import Any

from lambdalab.pictures.wiring.reading import Reading

_PRINCIPAL = "apigateway.amazonaws.com"


def read_resources(reading: Reading) -> None:
    """Put the APIs on the map."""
    for api in reading.pages("apigateway", "get_rest_apis", "items"):
        stages = reading.client("apigateway").get_stages(restApiId=api["id"])["item"]
        arn = f"arn:aws:execute-api:{reading.cloud.region}:{reading.cloud.account}:{api['id']}"
        reading.settings[arn] = {"Id": api["id"], "Stages": [stage["stageName"] for stage in stages]}
        detail = f"stage {', '.join(reading.settings[arn]['Stages'])}" if stages else ""
        reading.add("api", arn, api["name"], detail=detail)


def read_links(reading: Reading) -> None:
    """Draw which function answers which method."""
    for api in reading.of_kind("api"):
        identity = reading.settings[api.arn]["Id"]
        for resource in reading.pages(
            "apigateway", "get_resources", "items", restApiId=identity, embed=["methods"]
        ):
            for method, settings in sorted(resource.get("resourceMethods", {}).items()):
                _draw_method(reading, api.arn, f"{method} {resource['path']}", settings)


def _draw_method(reading: Reading, api: str, route: str, settings: dict[str, Any]) -> None:
    uri = settings.get("methodIntegration", {}).get("uri", "")
    found = re.search(r"/functions/(arn:aws:lambda:[^/]+)/invocations", uri)
    if found is None:
        return
    method, path = route.split(" ", 1)
    stages = reading.settings[api]["Stages"]
    asked = f"{api}/{(stages or ['*'])[0]}/{'*' if method == 'ANY' else method}{path}"
    broken = reading.refusal(asked, found[1], _PRINCIPAL)
    reading.link(api, found[1], route, broken or ("" if stages else "the API is not deployed"))
