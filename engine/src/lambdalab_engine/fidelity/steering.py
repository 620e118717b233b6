"""What the engine's own addresses have in common: JSON or a query for an account, and JSON back.

What is wrong is answered with 400, what does not exist with 404, and a ``message`` that says it.
"""

import json
import math
import re
from collections.abc import Callable
from typing import Any

from localstack.http import Request, Response

_ACCOUNT = re.compile(r"\d{12}")


class Refusal(Exception):
    """A request that is not done, with the status to answer."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status


def serve(path: str, do: Callable[[dict[str, Any]], dict[str, Any]], method: str = "POST") -> None:
    """Answer what is asked at a path by a function of it; ``account`` is 12 digits by then."""
    from localstack.services.edge import ROUTER

    def answer(request: Request, **_: Any) -> Response:
        try:
            told, status = do(_read(request)), 200
        except Refusal as refusal:
            told, status = {"message": str(refusal)}, refusal.status
        return Response(json.dumps(told), status=status, mimetype="application/json")

    ROUTER.add(path, answer, methods=[method])


def number(name: str, value: object, most: float) -> float:
    """Return a number between 0 and ``most``. Raises Refusal."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise Refusal(400, f"{name} must be a number")
    if not 0 <= value <= most:
        raise Refusal(400, f"{name} must be between 0 and {most}")
    return value


def of_region(stores: Any, asked: dict[str, Any]) -> Any:
    """Return what a service keeps for the account in the region that was asked for. Raises Refusal."""
    try:
        return stores[asked["account"]][asked.get("region")]
    except (KeyError, ValueError, TypeError):
        raise Refusal(400, f"there is no region {asked.get('region')!r}") from None


def _read(request: Request) -> dict[str, Any]:
    try:
        asked = dict(request.args) if request.method == "GET" else json.loads(request.get_data())
    except ValueError:
        raise Refusal(400, "the body must be JSON") from None
    if not isinstance(asked, dict) or not _ACCOUNT.fullmatch(str(asked.get("account"))):
        raise Refusal(400, "account must be a string of 12 digits")
    return asked | {"account": str(asked["account"])}
