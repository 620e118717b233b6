"""What LocalStack loads by its entry points; the heavy modules are imported when they are needed."""

import json
import os
from typing import TYPE_CHECKING

from localstack.http import Request, Response
from localstack.runtime import hooks
from localstack.services.lambda_.invocation.plugins import RuntimeExecutorPlugin
from localstack.services.plugins import SERVICE_PLUGINS, Service, aws_provider

from lambdalab_engine.settings import FIRST_SERVICES, LATER_SERVICES, STATE_VARIABLE

if TYPE_CHECKING:
    from lambdalab_engine.executor import ProcessExecutor

READY_PATH = "/_lambdalab/ready"

_states = dict.fromkeys((*FIRST_SERVICES, *LATER_SERVICES), "waiting")


class ProcessExecutorPlugin(RuntimeExecutorPlugin):
    """Chosen by ``LAMBDA_RUNTIME_EXECUTOR=process``."""

    name = "process"

    def load(self, *args: object, **kwargs: object) -> "type[ProcessExecutor]":
        """Return the executor class."""
        from lambdalab_engine.executor import ProcessExecutor

        return ProcessExecutor


@aws_provider(api="dynamodb", name="moto")
def dynamodb() -> Service:
    """Serve DynamoDB from moto, which needs no Java. Chosen by ``PROVIDER_OVERRIDE_DYNAMODB=moto``."""
    return _from_moto("dynamodb")


@aws_provider(api="dynamodbstreams", name="moto")
def dynamodbstreams() -> Service:
    """Serve DynamoDB Streams from moto."""
    return _from_moto("dynamodbstreams")


def _from_moto(name: str) -> Service:
    from localstack.services.moto import MotoFallbackDispatcher

    provider = type(f"Moto_{name}", (), {"service": name})()
    return Service.for_provider(provider, dispatch_table_factory=MotoFallbackDispatcher)


@hooks.on_infra_start()
def use_our_log_handler() -> None:
    """Give every function version a log handler that keeps the times of its lines."""
    from localstack.services.lambda_.invocation import version_manager

    from lambdalab_engine.log_handler import TimedLogHandler

    version_manager.LogHandler = TimedLogHandler


@hooks.on_infra_start()
def serve_readiness() -> None:
    """Answer at ``READY_PATH``: 200 when the engine is ready, 503 before, 500 where a service cannot be loaded.

    The body tells the engine's folder and the state of each service: waiting, running, or its error.
    """
    from localstack.services.edge import ROUTER

    def answer(request: Request) -> Response:
        told = {"state": os.environ[STATE_VARIABLE], "pid": os.getpid(), "services": _states}
        return Response(json.dumps(told), status=_status(), mimetype="application/json")

    ROUTER.add(READY_PATH, answer, methods=["GET"])


@hooks.on_infra_ready()
def load_services() -> None:
    """Load every service of the course, so that nobody's first call waits for an import."""
    for name in (*FIRST_SERVICES, *LATER_SERVICES):
        try:
            SERVICE_PLUGINS.require(name)
        except Exception as error:  # whatever a service's import raises is told at READY_PATH
            _states[name] = f"{type(error).__name__}: {error}"
        else:
            _states[name] = "running"


def _status() -> int:
    if set(_states.values()) - {"waiting", "running"}:
        return 500
    return 200 if all(_states[name] == "running" for name in FIRST_SERVICES) else 503
