"""Shuts the addresses by which LocalStack is managed: they know no accounts, and any function reaches them.

One of them ends the engine, another one lists every account's metrics. Left open is what tells the engine's
state, what AWS has a public address for, and the engine's own ``/_lambdalab/``.
"""

from http import HTTPStatus
from typing import TYPE_CHECKING

from localstack.aws.api import RequestContext
from localstack.http import Response

if TYPE_CHECKING:
    from rolo.gateway import HandlerChain

_MANAGING = ("/_localstack/", "/_aws/")
_TELLING = ("/_localstack/health", "/_localstack/info", "/_aws/sns/SimpleNotificationService-")
_PUBLIC = ("/_aws/execute-api/",)


def refuse(chain: "HandlerChain[RequestContext]", context: RequestContext, response: Response) -> None:
    """Answer 403 where a request would manage the engine, as the first handler of each."""
    path = context.request.path
    if not path.startswith(_MANAGING) or path.startswith(_PUBLIC):
        return
    if path.startswith(_TELLING) and context.request.method in ("GET", "HEAD"):
        return
    response.status_code = HTTPStatus.FORBIDDEN
    response.set_json({"message": f"{path} manages the engine, which nobody may do from here."})
    chain.stop()
