"""What a release of a function relies on: versions of what changed, weights of aliases, slow updates.

LocalStack publishes a version of the same code again, gives no weights to an alias that is there, finds no
settings by an alias, and its updates are over within milliseconds. ``POST /_lambdalab/slow-updates`` with
``account``, ``region`` and ``seconds`` lets each update of that account's code and settings take so long;
whatever may not happen meanwhile is then refused, as on AWS.
Sources: https://docs.aws.amazon.com/lambda/latest/dg/configuration-versions.html,
https://docs.aws.amazon.com/lambda/latest/dg/configuring-alias-routing.html
and https://docs.aws.amazon.com/lambda/latest/dg/functions-states.html
"""

# mypy: disable-error-code="no-untyped-call"
# LocalStack's patch has no annotations.

import time
from dataclasses import replace
from typing import Any

from localstack.aws.api.lambda_ import LastUpdateStatus, ResourceConflictException
from localstack.services.lambda_ import api_utils
from localstack.services.lambda_.invocation.lambda_models import FunctionVersion, VersionFunctionConfiguration
from localstack.services.lambda_.invocation.lambda_service import LambdaService
from localstack.services.lambda_.invocation.models import lambda_stores
from localstack.services.lambda_.provider import LambdaProvider
from localstack.services.lambda_.provider_utils import get_function_version
from localstack.utils.patch import patch

from lambdalab_engine.fidelity.before import before
from lambdalab_engine.fidelity.needs import Place, function_arn
from lambdalab_engine.fidelity.steering import number, serve

SLOW_PATH = "/_lambdalab/slow-updates"

_MOST_SECONDS = 60
_NOT_MEANWHILE = ("PublishVersion", "UpdateFunctionCode", "UpdateFunctionConfiguration")

_RENEWED = frozenset(
    {"code", "description", "internal_revision", "last_modified", "last_update", "revision_id", "state"}
)

_seconds: dict[tuple[str, str], float] = {}
"""How long updates take, by account and region; those that are not here take no time."""


def install() -> None:
    """Put the rules in force, and serve the address."""
    serve(SLOW_PATH, _slow_down)
    before(refuse_meanwhile, "lambda", _NOT_MEANWHILE)
    patch(LambdaProvider._create_version_model)(_publish_what_changed)
    patch(LambdaProvider.update_alias)(_update_alias)
    patch(LambdaProvider.get_function_configuration)(_get_configuration)
    patch(LambdaService._start_lambda_version)(_start_slowly)


def refuse_meanwhile(context: Any) -> None:
    """Raise ResourceConflictException where an update is in progress that was slowed down."""
    place = Place("lambda", context.region, context.account_id)
    arn = function_arn(place, context.service_request["FunctionName"], None)
    _, _, _, region, account, _, name = arn.split(":")[:7]
    function = lambda_stores[account][region].functions.get(name)
    if function is None or (account, region) not in _seconds:
        return
    update = function.latest().config.last_update
    if update and update.status == LastUpdateStatus.InProgress:
        raise ResourceConflictException(
            "The operation cannot be performed at this time. An update is in progress for resource: "
            f"{function.latest().id.unqualified_arn()}",
            Type="User",
        )


def _slow_down(asked: dict[str, Any]) -> dict[str, Any]:
    seconds = number("seconds", asked.get("seconds"), _MOST_SECONDS)
    key = asked["account"], str(asked.get("region"))
    if seconds:
        _seconds[key] = seconds
    else:
        _seconds.pop(key, None)
    return {"seconds": seconds}


def _start_slowly(start: Any, self: LambdaService, manager: Any) -> None:
    """Let an update take its time; a new function or version starts at once."""
    ran = manager.function_version
    if ran.config.last_update and ran.config.last_update.status == LastUpdateStatus.InProgress:
        time.sleep(_seconds.get((ran.id.account, ran.id.region), 0))
    start(self, manager)


def _publish_what_changed(publish: Any, self: LambdaProvider, **asked: Any) -> tuple[FunctionVersion, bool]:
    """Return the last version where neither code nor settings have changed since, as AWS does."""
    function = lambda_stores[asked["account_id"]][asked["region"]].functions.get(asked["function_name"])
    is_plain = not any(asked.get(name) for name in ("publish_to", "revision_id"))
    if function is not None and is_plain:
        last = function.versions.get(str(function.next_version - 1))
        if last and _is_same(last.config, function.latest().config):
            code = last.config.code
            if asked.get("code_sha256") in (None, code.code_sha256 if code else None):
                return last, False
    published: tuple[FunctionVersion, bool] = publish(self, **asked)
    return published


def _is_same(one: VersionFunctionConfiguration, other: VersionFunctionConfiguration) -> bool:
    """Tell whether two configurations differ only in what an update always renews."""
    if one.code is None or other.code is None or one.code.code_sha256 != other.code.code_sha256:
        return False
    return all(value == getattr(other, name) for name, value in vars(one).items() if name not in _RENEWED)


def _update_alias(update: Any, self: LambdaProvider, context: Any, **asked: Any) -> Any:
    """Look at version and weights as where an alias is created; set the weights, which LocalStack cannot.

    A version alone is looked at beside the weights that stay.
    """
    weights = (asked.get("routing_config") or {}).get("AdditionalVersionWeights")
    account, region = api_utils.get_account_and_region(asked["function_name"], context)
    name = api_utils.get_function_name(asked["function_name"], context)
    function = lambda_stores[account][region].functions.get(name)
    alias = function.aliases.get(asked["name"]) if function else None
    if function is None or alias is None:
        return update(self, context=context, **asked)
    version = asked.get("function_version") or alias.function_version
    target = get_function_version(name, version, account, region)
    if asked.get("routing_config") is None and alias.routing_configuration:
        self._create_routing_config_model(alias.routing_configuration.version_weights, target)
    if not weights:
        return update(self, context=context, **asked)
    routing = self._create_routing_config_model(weights, target)
    update(self, context=context, **asked | {"routing_config": None})
    function.aliases[asked["name"]] = replace(function.aliases[asked["name"]], routing_configuration=routing)
    return api_utils.map_alias_out(alias=function.aliases[asked["name"]], function=function)


def _get_configuration(
    get: Any,
    self: LambdaProvider,
    context: Any,
    function_name: str,
    qualifier: str | None = None,
    **asked: Any,
) -> Any:
    """Find an alias's version, as get_function does; its ARN ends with the alias."""
    _, named = api_utils.get_name_and_qualifier(function_name, qualifier, context)
    if named and api_utils.qualifier_is_alias(named):
        return self.get_function(context, function_name, qualifier)["Configuration"]
    return get(self, context, function_name, qualifier, **asked)
