"""LocalStack's web server, on the addresses that it is told.

LocalStack 4.14.0 listens on every address of the machine, whatever host ``GATEWAY_LISTEN`` names
(``localstack/runtime/server/twisted.py``: "TODO: interface = host?"). TLS is left out: nothing here uses it.
"""

from localstack.config import HostAndPort
from localstack.runtime.server.twisted import TwistedRuntimeServer
from rolo.gateway import Gateway
from rolo.serving.twisted import TwistedGateway
from twisted.internet import reactor

from lambdalab_engine import management


class LoopbackServer(TwistedRuntimeServer):
    """Listens on the hosts of ``GATEWAY_LISTEN`` alone."""

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call] # LocalStack's

    def register(
        self, gateway: Gateway, listen: list[HostAndPort], ssl_creds: tuple[str, str] | None = None
    ) -> None:
        """Listen. Raises CannotListenError where a port is taken."""
        gateway.request_handlers.insert(0, management.refuse)  # type: ignore[arg-type] # its names differ
        site = TwistedGateway(gateway)
        for address in listen:
            listen_on = reactor.listenTCP  # type: ignore[attr-defined] # Twisted puts an object in its place
            listen_on(address.port, site, interface=address.host)
