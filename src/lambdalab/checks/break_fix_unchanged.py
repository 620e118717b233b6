"""Lab 10, the morning after: what was right is as it was, and nothing of the night is left."""

from collections.abc import Iterable

from lambdalab.aws import Cloud
from lambdalab.checks import chain, mailbox
from lambdalab.checks.alarms import get_alarm
from lambdalab.checks.functions import get_function, require_settings
from lambdalab.checks.registry import task
from lambdalab.checks.results import Unmet
from lambdalab.outage import names
from lambdalab.outage.names import ALARM, ALIAS, CODE, DEAD, INTAKE, LAB, RELEASE, REPORT, RULE, SUBSCRIBED

_OF_THE_ALARM = (
    "Period",
    "Statistic",
    "Threshold",
    "EvaluationPeriods",
    "TreatMissingData",
    "AlarmDescription",
)
_SHOWN = 6


@task(
    "nothing-else-changed",
    lab=LAB,
    points=15,
    needs=("rights-stay-narrow",),
    hints=(
        "The system works. Something that was there is gone or otherwise, or something of the night is still "
        "there. The card names the first such thing.",
        "What was added is taken away: delete_queue, unsubscribe, delete_function. What was lost, and is not "
        "in the runbook, only a fresh system brings back: reset().",
        "Go through the runbook, part by part, with list_queues, list_subscriptions, list_functions, "
        "list_rules; then <delete or unsubscribe>(<what is not in it>).",
    ),
)
def nothing_else_changed(cloud: Cloud) -> None:
    """Pass where all that was right is as it was, and nothing was added."""
    _require_orders(cloud)
    _require_code(cloud)
    _require_functions(cloud)
    _require_alarm(cloud)
    _require_the_same("queues", {*SUBSCRIBED, DEAD}, _queues(cloud))
    _require_the_same("subscriptions", _wanted_subscriptions(cloud), _subscriptions(cloud))
    _require_the_same("topics", set(SUBSCRIBED.values()), _topics(cloud))
    rules = cloud.client("events").list_rules()["Rules"]
    _require_the_same("rules", {RULE}, (rule["Name"] for rule in rules))
    _require_messages(cloud)
    _require_no_other_orders(cloud)


def _require_orders(cloud: Cloud) -> None:
    bucket = names.bucket_of(cloud)
    there, s3 = chain.objects_of(cloud, bucket), cloud.client("s3")
    for key, body in names.kept_orders(cloud).items():
        if key not in there or s3.get_object(Bucket=bucket, Key=key)["Body"].read() != body:
            raise Unmet(
                "mismatch",
                expected=f"the orders of last week to lie in {bucket}, as customers sent them",
                found=f"{key} is {'another one' if key in there else 'gone'}",
                look_at="what emptied the bucket, or wrote there; reset() begins anew",
            )


def _require_no_other_orders(cloud: Cloud) -> None:
    bucket = names.bucket_of(cloud)
    more = sorted(set(chain.objects_of(cloud, bucket)) - set(names.kept_orders(cloud)))
    if more:
        raise Unmet(
            "mismatch",
            expected=f"{bucket} to hold the orders of customers, and none of a test",
            found=_too_many(more),
            look_at="what you uploaded: delete_object, key by key",
        )


def _require_code(cloud: Cloud) -> None:
    functions = cloud.client("lambda")
    pages = functions.get_paginator("list_versions_by_function").paginate(FunctionName=INTAKE)
    found = {one["Version"]: one["CodeSha256"] for page in pages for one in page["Versions"]}
    for version, file in CODE.items():
        if found.get(version) != names.digest(file):
            raise Unmet(
                "mismatch",
                expected=f"version {version} of {INTAKE} to hold the code that it held",
                found="it holds another one" if version in found else f"its versions are {', '.join(found)}",
                look_at="what changed the function's code, or deleted it; reset() begins anew",
            )
    alias = functions.get_alias(FunctionName=INTAKE, Name=ALIAS)
    if found[alias["FunctionVersion"]] != names.digest(CODE[RELEASE]) or alias.get("RoutingConfig"):
        raise Unmet(
            "mismatch",
            expected=f"{ALIAS} to stand at version {RELEASE}, with all of its traffic",
            found=f"it stands at {alias['FunctionVersion']}, with {alias.get('RoutingConfig') or 'all'}",
            look_at="update_alias",
        )


def _require_functions(cloud: Cloud) -> None:
    pages = cloud.client("lambda").get_paginator("list_functions").paginate()
    there = [function["FunctionName"] for page in pages for function in page["Functions"]]
    _require_the_same("functions", {INTAKE, REPORT}, there)
    for name in (INTAKE, REPORT):
        configuration = get_function(cloud, name)
        require_settings(name, configuration, Timeout=names.TIMEOUT, MemorySize=128, Handler="app.handler")
    if configuration["CodeSha256"] != names.digest(REPORT):
        raise Unmet(
            "mismatch",
            expected=f"{REPORT} to hold the code that it held",
            found="it holds another one",
            look_at="what changed the function's code; reset() begins anew",
        )


def _require_alarm(cloud: Cloud) -> None:
    found, wanted = get_alarm(cloud, ALARM), names.alarm(cloud)
    for setting in _OF_THE_ALARM:
        if found.get(setting) != wanted[setting]:
            raise Unmet(
                "mismatch",
                expected=f"the {setting} of {ALARM} to be {wanted[setting]}, as before",
                found=f"it is {found[setting]}" if found.get(setting) else "it has none",
                look_at="put_metric_alarm replaces all settings: give all that describe_alarms tells",
            )


def _queues(cloud: Cloud) -> list[str]:
    urls = cloud.client("sqs").list_queues().get("QueueUrls", [])
    return [url.rsplit("/", 1)[1] for url in urls]


def _topics(cloud: Cloud) -> list[str]:
    return [topic["TopicArn"].rsplit(":", 1)[1] for topic in cloud.client("sns").list_topics()["Topics"]]


def _wanted_subscriptions(cloud: Cloud) -> set[str]:
    return {f"{cloud.arn('sqs', queue)} to {topic}" for queue, topic in SUBSCRIBED.items()}


def _subscriptions(cloud: Cloud) -> list[str]:
    entries = cloud.client("sns").list_subscriptions()["Subscriptions"]
    return [f"{one['Endpoint']} to {one['TopicArn'].rsplit(':', 1)[1]}" for one in entries]


def _require_the_same(what: str, wanted: set[str], there: Iterable[str]) -> None:
    found = set(there)
    if found == wanted:
        return
    more, less = sorted(found - wanted), sorted(wanted - found)
    raise Unmet(
        "mismatch",
        expected=f"the {what} {', '.join(sorted(wanted))}",
        found=_too_many(more) if more else f"{less[0]} is missing",
        look_at=f"whose is it? What you added for your search goes: list_{what}"
        if more
        else "what took it away; reset() begins anew",
    )


def _too_many(found: list[str]) -> str:
    more = f" and {len(found) - _SHOWN} more" if len(found) > _SHOWN else ""
    return f"{', '.join(found[:_SHOWN])}{more} {'is' if len(found) == 1 else 'are'} there too"


def _require_messages(cloud: Cloud) -> None:
    """Read the dead-letter queue without taking anything out of it."""
    seen: list[str] = []

    def note(body: str) -> bool:
        seen.append(body)
        return False

    mailbox.collect(cloud, DEAD, note, at_least=0, and_duplicates=True)
    lost = [body for body in names.kept_messages(cloud) if body not in seen]
    if lost:
        raise Unmet(
            "mismatch",
            expected=f"the messages of last week to wait in {DEAD} for somebody to look at them",
            found=f"{lost[0]} is not there any more",
            look_at="what purged the queue, deleted it or took messages out; reset() begins anew",
        )
