"""An address by which an account is closed, so that the engine does not hold for good what nobody uses.

It is the engine's own, not AWS's, and is served on loopback only:

- ``POST /_lambdalab/close-account`` with ``account``: its functions, mappings and alarms end, and all that it
  holds in any region is let go of. Whoever comes back to it finds it empty, as a new one.

Each reset of a notebook is a new account; without this the engine would grow by some megabytes each time.
"""

# mypy: disable-error-code="no-untyped-call"
# LocalStack's registries have no annotations.

import contextlib
import gc
import logging
import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import cachetools
from botocore.exceptions import ClientError
from localstack.aws.connect import ClientFactory, connect_to
from localstack.services.plugins import SERVICE_PLUGINS
from localstack.services.stores import AccountRegionBundle
from moto.core.base_backend import BackendDict, backend_lock

from lambdalab_engine.fidelity.steering import serve

LOG = logging.getLogger(__name__)

CLOSE_PATH = "/_lambdalab/close-account"

CLOSED: list[Callable[[str], None]] = []
"""Called with each account that is closed, by whoever keeps something of accounts himself."""

_CLIENTS_KEPT = 128
"""Of those by which services call each other, each for one account or session: half of LocalStack's."""

_closing = ThreadPoolExecutor(1, thread_name_prefix="closes-accounts")


def install() -> None:
    """Serve the address; it answers at once, and an account is closed as soon as those before it are."""
    serve(CLOSE_PATH, _close_soon)
    create = vars(ClientFactory)["_get_client"].__wrapped__
    clients: Any = cachetools.LRUCache(_CLIENTS_KEPT)
    lock = threading.Lock()
    setattr(ClientFactory, "_get_client", cachetools.cached(clients, lock=lock)(create))  # noqa: B010

    def drop_clients(account: str) -> None:
        with lock:
            for key in [key for key in clients if account in key]:
                del clients[key]

    CLOSED.append(drop_clients)


def dropped_from(kept: dict[tuple[str, str], Any]) -> None:
    """Have what is kept by account and region dropped from a mapping when the account is closed."""

    def drop(account: str) -> None:
        for place in [place for place in list(kept) if place[0] == account]:
            kept.pop(place, None)

    CLOSED.append(drop)


def _close_soon(asked: dict[str, Any]) -> dict[str, Any]:
    _closing.submit(close, asked["account"])
    return {"closing": asked["account"]}


def close(account: str) -> None:
    """End what runs in an account, and let go of what it holds."""
    for step in (*_STEPS, *CLOSED, _drop):
        try:
            step(account)
        except Exception:  # what one service does not let go of is no reason to keep the rest
            LOG.exception("account %s could not be closed as a whole", account)
    gc.collect()  # much of it points at each other, and Python would look for that much later


def _regions(stores: Any, account: str) -> list[tuple[str, Any]]:
    """Return what a service holds of an account, by region, without making an account of it."""
    return list(stores[account].items()) if account in stores else []


def _end_functions(account: str) -> None:
    from localstack.services.lambda_.invocation.models import lambda_stores

    for region, store in _regions(lambda_stores, account):
        client = connect_to(aws_access_key_id=account, region_name=region).lambda_
        for mapping in list(store.event_source_mappings):
            with contextlib.suppress(ClientError):  # it is being deleted already
                client.delete_event_source_mapping(UUID=mapping)
        for function in list(store.functions):
            with contextlib.suppress(ClientError):
                client.delete_function(FunctionName=function)
        for layer in list(store.layers.values()):
            for version in list(layer.layer_versions):
                client.delete_layer_version(LayerName=layer.arn, VersionNumber=int(version))


def _end_apis(account: str) -> None:
    from localstack.services.apigateway.models import apigateway_stores

    for region, store in _regions(apigateway_stores, account):
        client = connect_to(aws_access_key_id=account, region_name=region).apigateway
        for api in list(store.rest_apis):
            client.delete_rest_api(restApiId=api)


def _end_alarms(account: str) -> None:
    scheduler = _provider("cloudwatch").alarm_scheduler
    for arn in _of(account, scheduler.scheduled_alarms):
        scheduler.delete_scheduler_for_alarm(arn)


def _remove_buckets(account: str) -> None:
    from localstack.services.s3.models import s3_stores

    provider = _provider("s3")
    for _, store in _regions(s3_stores, account):
        for bucket in list(store.buckets):
            store.buckets.pop(bucket, None)
            store.global_bucket_map.pop(bucket, None)
            provider._expiration_cache.pop(bucket, None)
            provider._preconditions_locks.pop(bucket, None)
            provider._storage_backend.delete_bucket(bucket)
        provider._cors_handler.invalidate_cache()


def _drop_by_arn(account: str) -> None:
    """Drop what the services' providers keep beside their stores: rules' targets, queues' moves and so on."""
    for name in SERVICE_PLUGINS.list_loaded_services():
        for kept in list(getattr(_provider(name), "__dict__", {}).values()):
            if isinstance(kept, dict):
                for arn in _of(account, kept):
                    kept.pop(arn, None)


def _drop(account: str) -> None:
    for stores in _all_stores():
        with stores.lock:
            stores.pop(account, None)
    with backend_lock:
        for backends in set(vars(BackendDict)["_instances"]):
            if account in backends:
                # Emptied too: moto's cache of regions holds on to the last hundred of them.
                backends.pop(account).clear()


def _all_stores() -> Iterator[Any]:
    """Give every service's stores, each once."""
    names = [name for name in list(sys.modules) if name.startswith("localstack.services.")]
    found = [value for name in names for value in list(vars(sys.modules[name]).values())]
    yield from {id(value): value for value in found if isinstance(value, AccountRegionBundle)}.values()


_STEPS = (_end_functions, _end_apis, _end_alarms, _remove_buckets, _drop_by_arn)


def _provider(service: str) -> Any:
    return SERVICE_PLUGINS.require(service)._provider


def _of(account: str, kept: dict[Any, Any]) -> list[str]:
    """Return the keys that are ARNs of an account."""
    return [key for key in list(kept) if isinstance(key, str) and f":{account}:" in key]
