"""What LocalStack loads by its entry points; the heavy modules are imported when they are needed."""

# mypy: disable-error-code="untyped-decorator"
# LocalStack's decorators for plug-ins have no annotations.

import gc
import json
import logging
import os
import sys
import time
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from localstack.http import Request, Response
from localstack.runtime import hooks
from localstack.runtime.server.core import RuntimeServerPlugin
from localstack.services.lambda_.invocation.plugins import RuntimeExecutorPlugin
from localstack.services.plugins import SERVICE_PLUGINS, Service, aws_provider

from lambdalab_engine.settings import FIRST_SERVICES, LATER_SERVICES, STATE_VARIABLE

if TYPE_CHECKING:
    from lambdalab_engine.executor import ProcessExecutor
    from lambdalab_engine.server import LoopbackServer

READY_PATH = "/_lambdalab/ready"

_FIRST = 1000  # LocalStack's own hooks have 0 and less

_states = dict.fromkeys((*FIRST_SERVICES, *LATER_SERVICES), "waiting")


class ProcessExecutorPlugin(RuntimeExecutorPlugin):
    """Chosen by ``LAMBDA_RUNTIME_EXECUTOR=process``."""

    name = "process"

    def load(self, *args: object, **kwargs: object) -> "type[ProcessExecutor]":
        """Return the executor class."""
        from lambdalab_engine.executor import ProcessExecutor

        return ProcessExecutor


class LoopbackServerPlugin(RuntimeServerPlugin):
    """Chosen by ``GATEWAY_SERVER=loopback``."""

    name = "loopback"

    def load(self, *args: object, **kwargs: object) -> "LoopbackServer":
        """Return the server that listens where it is told, and nowhere else."""
        from lambdalab_engine.server import LoopbackServer

        return LoopbackServer()


@aws_provider(api="autoscaling", name="moto")
def autoscaling() -> Service:
    """Serve Auto Scaling, which LocalStack lacks. Chosen by ``PROVIDER_OVERRIDE_AUTOSCALING=moto``."""
    from lambdalab_engine.fidelity import auto_scaling

    return auto_scaling.service()


@aws_provider(api="dynamodb", name="moto")
def dynamodb() -> Service:
    """Serve DynamoDB from moto, which needs no Java. Chosen by ``PROVIDER_OVERRIDE_DYNAMODB=moto``."""
    from localstack.aws.api.dynamodb import DynamodbApi

    from lambdalab_engine.fidelity import item_answers, item_writes, stream_records

    item_writes.install()
    item_answers.install()
    stream_records.install()
    return _from_moto(DynamodbApi())


@aws_provider(api="dynamodbstreams", name="moto")
def dynamodbstreams() -> Service:
    """Serve DynamoDB Streams from moto."""
    from localstack.aws.api.dynamodbstreams import DynamodbstreamsApi

    return _from_moto(DynamodbstreamsApi())


def _from_moto(api: Any) -> Service:
    """Serve an API's operations, none of which LocalStack implements itself, from moto."""
    from localstack.services.moto import MotoFallbackDispatcher

    return Service.for_provider(api, dispatch_table_factory=MotoFallbackDispatcher)


@hooks.on_infra_start()
def write_logs_and_metrics_our_way() -> None:
    """Give invocations logs with their lines' times, metrics in few calls, sure queues and an end in time."""
    from localstack.services.lambda_.invocation import event_manager, version_manager

    from lambdalab_engine import internal_calls, offline, remembered, warm
    from lambdalab_engine.event_queues import EventQueues, QueueServer
    from lambdalab_engine.log_handler import TimedLogHandler
    from lambdalab_engine.metrics import WRITER, InvocationWatch

    vars(event_manager).update(Poller=QueueServer, get_sqs_client=EventQueues)
    vars(version_manager)["LogHandler"] = TimedLogHandler
    InvocationWatch(WRITER).install()
    warm.install()
    offline.install()
    internal_calls.install()
    remembered.install()


@hooks.on_infra_start()
def act_as_aws() -> None:
    """Put the rules in force that AWS has and LocalStack lacks."""
    from lambdalab_engine import fidelity

    fidelity.install()


@hooks.on_infra_start()
def serve_readiness() -> None:
    """Answer at ``READY_PATH``: 200 when ready, 503 before, 500 where a service cannot be loaded.

    The body tells the engine's folder, when it was started (seconds since 1970), whether functions are shut
    in, and the state of each service: waiting, running, or its error.
    """
    from localstack.services.edge import ROUTER

    from lambdalab_engine import sandbox

    started = time.time()

    def answer(request: Request, **_: Any) -> Response:
        told = {
            "state": os.environ[STATE_VARIABLE],
            "pid": os.getpid(),
            "started": started,
            "sandbox": asdict(sandbox.verdict()),
            "services": _states,
        }
        return Response(json.dumps(told), status=_status(), mimetype="application/json")

    ROUTER.add(READY_PATH, answer, methods=["GET"])
    # Whoever waits asks ten times a second: the log is for other things.
    logging.getLogger("localstack.request.http").addFilter(
        lambda record: READY_PATH not in (record.args or ())
    )


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
    # What is loaded stays: to look through it all for garbage would stop everything for a third of a second.
    gc.collect()
    gc.freeze()
    gc.enable()  # it was off since the start


@hooks.on_infra_shutdown(priority=_FIRST, should_load=STATE_VARIABLE in os.environ)
def end_at_once() -> None:
    """End every function and this process; LocalStack's own way takes seconds, to save what nobody needs."""
    from lambdalab_engine import housing
    from lambdalab_engine.reaper import REAPER

    REAPER.end_all()
    housing.remove_all()
    sys.stdout.flush()
    os._exit(0)


def _status() -> int:
    if set(_states.values()) - {"waiting", "running"}:
        return 500
    return 200 if all(_states[name] == "running" for name in FIRST_SERVICES) else 503
