"""Lab 09, steps 6 to 8: the stream's records are announced, a bad one neither blocks nor gets lost."""

import json
import secrets
import time
from typing import Any

from lambdalab.aws import Cloud
from lambdalab.checks import chain, mailbox
from lambdalab.checks.api_and_table import LAB, table_of
from lambdalab.checks.deployments import CHANNEL, TABLE, Reply, visiting
from lambdalab.checks.functions import Answer, error_of, get_function, invoke
from lambdalab.checks.logs import lines_of
from lambdalab.checks.registry import task
from lambdalab.checks.results import Unmet
from lambdalab.checks.stream_news import (
    FAILED,
    image,
    items_of,
    position_of,
    records,
    require_alone,
    require_news,
)

FUNCTION, TOPIC = "announce", "releases"
RUN = {"id": "run-42", "service": "shop", "version": "2.0.0"}

_LOOP = {
    "missing": "the loop: each record, until one fails",
    "twice": "the loop: one publish for each record",
    "other": "return at the first record that fails: what is behind it comes again",
}
_WAY = {
    "missing": "FilterCriteria: a text, JSON, eventName and its values as the stream writes them; announce",
    "twice": "FilterCriteria; what announce returns when a record fails",
    "other": "FilterCriteria: which eventName is a new item?",
}


@task(
    "bad-record-reported",
    lab=LAB,
    points=10,
    hints=(
        "Three batches were sent, two with a bad record in the middle: one lacks its version, one is too "
        "long for the topic. What comes before it is announced, and what is behind it comes again by itself.",
        "See partial batch responses with DynamoDB in the developer guide of Lambda: the name of the "
        "list, of what is in it, and which number of the record it takes.",
        "for record in <all>: try: publish(record); except <any error>: print(<why>); return "
        '{"batchItemFailures": [{"itemIdentifier": <its sequence number>}]}. At the end the same with an '
        "empty list.",
    ),
)
def bad_record_reported(cloud: Cloud) -> None:
    """Pass where all good records are announced, and a bad one ends the batch and is reported."""
    get_function(cloud, FUNCTION)
    nonce = secrets.token_hex(4)
    good, mixed = items_of(nonce, "a", "b", "c"), items_of(nonce, "d", "bad", "e")
    unsent = items_of(nonce, "f", "long", "g")
    batches = [records(cloud, items) for items in (good, mixed, unsent)]
    answers = [invoke(cloud, FUNCTION, {"Records": batch}) for batch in batches]
    try:
        _require_no_failures(answers[0])
        _require_failure(answers[1], batches[1], "try and except around one record, not around all or none")
        _require_failure(answers[2], batches[2], "except: whatever the error; this one is another")
        _require_reason(cloud, answers[1])
    except Unmet:
        mailbox.discard(cloud, CHANNEL, nonce)
        raise
    require_news(cloud, nonce, [*good, mixed[0], unsent[0]], _LOOP)


def _require_no_failures(answer: Answer) -> None:
    """Raise Unmet unless a batch of good records is answered as done.

    Source: https://docs.aws.amazon.com/lambda/latest/dg/services-ddb-batchfailurereporting.html
    """
    expected = f"{FUNCTION} to report no failure where all records are good"
    if answer.error:
        found = f"it ended with {error_of(answer)}"
        raise Unmet("failed", expected=expected, found=found, look_at=f"the log group /aws/lambda/{FUNCTION}")
    if isinstance(answer.payload, dict | None) and not (answer.payload or {}).get("batchItemFailures"):
        return
    found = f"it returned {json.dumps(answer.payload)[:200]}"
    raise Unmet("mismatch", expected=expected, found=found, look_at='return {"batchItemFailures": []}')


def _require_failure(answer: Answer, batch: list[dict[str, Any]], look_at: str) -> None:
    """Raise Unmet unless the second of three records is the first one that is reported."""
    numbers = [record["dynamodb"]["SequenceNumber"] for record in batch]
    expected = f"{FUNCTION} to report the second of three records, {numbers[1]}"
    if answer.error:
        raise Unmet(
            "failed",
            expected=expected,
            found=f"it ended with {error_of(answer)}: then the whole batch comes again",
            look_at=look_at,
        )
    failures = answer.payload.get("batchItemFailures") if isinstance(answer.payload, dict) else None
    reported = [one.get("itemIdentifier") for one in failures or [] if isinstance(one, dict)]
    if not reported:
        raise Unmet(
            "mismatch",
            expected=expected,
            found=f"it returned {json.dumps(answer.payload)[:200]}: nobody hears of the record again",
            look_at="batchItemFailures, a list of dictionaries with itemIdentifier",
        )
    if unknown := [number for number in reported if number not in numbers]:
        raise Unmet(
            "mismatch",
            expected=expected,
            found=f"it reported {unknown[0]}, which is no sequence number: then the whole batch comes again",
            look_at='itemIdentifier: record["dynamodb"]["SequenceNumber"]',
        )
    if (first := min(map(numbers.index, reported))) != 1:
        raise Unmet(
            "mismatch",
            expected=expected,
            found=f"it reported record {first + 1} of 3: the poller reads on from there",
            look_at="which record failed, and which is named",
        )


def _require_reason(cloud: Cloud, answer: Answer) -> None:
    """Raise Unmet unless the log holds more than that the function ran."""
    if not lines_of(cloud, FUNCTION, answer.request_id):
        raise Unmet(
            "missing",
            expected=f"the log of {FUNCTION} to say why the record was not announced",
            found="it has no line of it between START and END",
            look_at="print(...) where the error is caught: whoever looks for the record reads it there",
        )


def _mapping_of(cloud: Cloud) -> dict[str, Any]:
    """Return the mapping of the table's stream to the function. Raises Unmet where it does not work."""
    get_function(cloud, FUNCTION)
    stream = table_of(cloud).get("LatestStreamArn")
    found = cloud.client("lambda").list_event_source_mappings(FunctionName=FUNCTION)["EventSourceMappings"]
    ours = [one for one in found if one["EventSourceArn"] == stream]
    if not ours:
        others = ", ".join(one["EventSourceArn"] for one in found)
        raise Unmet(
            "missing",
            expected=f"a mapping of {stream} to {FUNCTION}",
            found=f"it is mapped to {others}" if others else "there is none",
            look_at="connect(settings): did it end with an error?",
        )
    mapping: dict[str, Any] = ours[-1]
    return mapping


def _require_settings(cloud: Cloud, mapping: dict[str, Any]) -> None:
    destination = mapping.get("DestinationConfig", {}).get("OnFailure", {}).get("Destination")
    filters = mapping.get("FilterCriteria", {}).get("Filters")
    response = mapping.get("FunctionResponseTypes") or None
    wanted = (
        ("State", mapping["State"], "Enabled"),
        ("StartingPosition", mapping.get("StartingPosition"), "LATEST"),
        ("BatchSize", mapping.get("BatchSize"), 10),
        ("FunctionResponseTypes", response, ["ReportBatchItemFailures"]),
        ("BisectBatchOnFunctionError", mapping.get("BisectBatchOnFunctionError"), True),
        ("MaximumRetryAttempts", mapping.get("MaximumRetryAttempts"), 2),
        ("DestinationConfig", destination, cloud.arn("sqs", FAILED)),
    )
    for setting, value, right in wanted:
        if value != right:
            raise Unmet(
                "mismatch" if value else "missing",
                expected=f"{setting} to be {right}",
                found=f"it is {value}" if value is not None else "it is not set",
                look_at=f"the table of settings above: what does {setting} decide?",
            )
    if not filters:
        raise Unmet(
            "missing",
            expected=f"only new items to invoke {FUNCTION}",
            found="the mapping has no filter: changed and deleted ones do, too",
            look_at='FilterCriteria={"Filters": [{"Pattern": ...}]}',
        )


@task(
    "stream-feeds-announce",
    lab=LAB,
    points=15,
    needs=("table-streams-new-items", "bad-record-reported"),
    hints=(
        "Each setting answers one question in the table above it. The card names the one that is not "
        "as the task wants it, or what became of the items that the check wrote.",
        "See create_event_source_mapping in boto3's reference of Lambda, and event filtering with "
        "DynamoDB in the developer guide.",
        '"FilterCriteria": {"Filters": [{"Pattern": <JSON: {"eventName": [<which>]}>}]}, '
        '"DestinationConfig": {"OnFailure": {"Destination": <an ARN>}}; the others are one value each, '
        "or a list of one.",
    ),
)
def stream_feeds_announce(cloud: Cloud) -> None:
    """Pass where new items are announced once, and a bad one is given up alone and reported."""
    mapping = _mapping_of(cloud)
    _require_settings(cloud, mapping)
    table, nonce = cloud.client("dynamodb"), secrets.token_hex(4)
    items = items_of(nonce, "a", "bad", "b")
    try:
        for item in items:
            table.put_item(TableName=TABLE, Item=image(item))
        table.put_item(TableName=TABLE, Item=image(items[0] | {"state": "rolled back"}))
    finally:
        for item in items:
            table.delete_item(TableName=TABLE, Key={"id": {"S": item["id"]}})
    reported = position_of(cloud, items[1]["id"], mapping["EventSourceArn"])
    require_news(cloud, nonce, [items[0], items[2]], _WAY)
    require_alone(reported)


@task(
    "deployment-announced",
    lab=LAB,
    points=10,
    needs=("repeats-register-once", "stream-feeds-announce"),
    hints=(
        "Two things are looked at: what GET says of run-42, and what the channel hears when the check "
        "registers deployments of its own.",
        "See post and read above, and lab 02 for a message that came through a topic: it is JSON in JSON.",
        "Twice: post(id=..., service=..., version=...). Then json.loads(next(read(<the queue>))[<what the "
        "topic was given>]).",
    ),
)
def deployment_announced(cloud: Cloud) -> None:
    """Pass where run-42 is registered, and calls, good, bad and repeated, give one message a deployment."""
    with visiting(cloud) as visit:
        _require_run(visit.get(RUN["id"]))
        began = time.time()
        reports = [visit.new(name) for name in ("whole-a", "whole-b")]
        calls = [*reports, reports[0], reports[1] | {"version": "another"}, visit.new("bad", version=7)]
        statuses = [visit.post(report).status for report in calls]
        if statuses != [201, 201, 201, 409, 400]:
            raise Unmet(
                "failed",
                expected="two deployments, one again, a conflict, a mistake to get 201, 201, 201, 409, 400",
                found=f"they get {', '.join(map(str, statuses))}",
                look_at='check("repeats-register-once") and check("bad-requests-refused")',
            )
        visit.heard = True
        try:
            require_news(cloud, visit.nonce, reports, _WAY)
        except Unmet as unmet:
            if unmet.status == "failed":
                chain.require_invocation(cloud, FUNCTION, reports[0]["id"], began)
                chain.require_subscription(cloud, chain.require_topic(cloud, TOPIC), CHANNEL)
            raise


def _require_run(reply: Reply) -> None:
    content = reply.content if isinstance(reply.content, dict) else {}
    expected = f"GET /deployments/{RUN['id']} to get 200 and {RUN['service']} {RUN['version']}"
    if reply.status == 200 and RUN.items() <= content.items() and "registered" in content:
        return
    raise Unmet(
        "missing" if reply.status == 404 else "mismatch",
        expected=expected,
        found=f"it gets {reply}" + ("" if "registered" in content or not content else ", not by register"),
        look_at="post(id=..., service=..., version=...)",
    )
