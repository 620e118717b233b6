"""Lab 09, steps 1 to 4: a table with a stream, and an API that tells a caller's mistakes from ours."""

from typing import Any

from lambdalab.aws import Cloud
from lambdalab.checks.deployments import BYTES, FIELDS, FUNCTION, JSON, STAGE, TABLE, Reply, api_of, visiting
from lambdalab.checks.functions import get_function
from lambdalab.checks.invokers import require_invoker
from lambdalab.checks.registry import task
from lambdalab.checks.results import Unmet, listed

LAB = "09-api-and-table"

_NEW = ("NEW_IMAGE", "NEW_AND_OLD_IMAGES")


def table_of(cloud: Cloud) -> dict[str, Any]:
    """Return the table's description. Raises Unmet where there is no such table."""
    client = cloud.client("dynamodb")
    try:
        table: dict[str, Any] = client.describe_table(TableName=TABLE)["Table"]
    except client.exceptions.ResourceNotFoundException:
        names = client.list_tables()["TableNames"]
        raise Unmet(
            "missing",
            expected=f"a table called {TABLE}",
            found=listed("the account's tables", names),
            look_at="create_table(TableName=...)",
        ) from None
    return table


@task(
    "table-streams-new-items",
    lab=LAB,
    points=10,
    hints=(
        "A table is its key, what it costs, and its stream. One of the three is not as the task wants it.",
        "See create_table in boto3's reference of DynamoDB: KeySchema, AttributeDefinitions, BillingMode, "
        "StreamSpecification. Which view type holds the item after the change?",
        'KeySchema=[{"AttributeName": ..., "KeyType": "HASH"}], AttributeDefinitions=[{"AttributeName": '
        '..., "AttributeType": ...}], StreamSpecification={"StreamEnabled": ..., "StreamViewType": ...}.',
    ),
)
def table_streams_new_items(cloud: Cloud) -> None:
    """Pass where the table has the key and a stream that holds what an item is after a change."""
    table = table_of(cloud)
    kinds = {one["AttributeName"]: one["AttributeType"] for one in table["AttributeDefinitions"]}
    keys = [f"{key['AttributeName']} ({kinds[key['AttributeName']]})" for key in table["KeySchema"]]
    if keys != ["id (S)"]:
        raise Unmet(
            "mismatch",
            expected=f"the key of {TABLE} to be id, a text: id (S)",
            found=f"it is {' and '.join(keys)}",
            look_at="KeySchema and AttributeDefinitions; a key stays: clear(), then create the table anew",
        )
    billing = table.get("BillingModeSummary", {}).get("BillingMode", "PROVISIONED")
    if billing != "PAY_PER_REQUEST":
        raise Unmet(
            "mismatch",
            expected=f"{TABLE} to be billed for each request",
            found=f"its BillingMode is {billing}: it costs the same when nobody calls",
            look_at="create_table(BillingMode=...)",
        )
    view = table.get("StreamSpecification", {}).get("StreamViewType")
    if view not in _NEW:
        raise Unmet(
            "mismatch" if view else "missing",
            expected=f"a stream of {TABLE} that holds what an item is after a change",
            found=f"its view type is {view}" if view else "it has no stream",
            look_at="StreamSpecification: StreamEnabled, StreamViewType; clear(), then create the table anew",
        )


@task(
    "api-may-invoke",
    lab=LAB,
    points=10,
    hints=(
        "Who pushes needs the consent of the function. It stands in its resource policy: who, what, and "
        "on behalf of which resource.",
        "See add_permission in boto3's reference of Lambda, and the form of an ARN of execute-api in "
        "the cell above. What follows the id of the API may vary.",
        'add_permission(FunctionName=..., StatementId=<any word>, Action="lambda:<Operation>", '
        'Principal="<service>.amazonaws.com", SourceArn=f"arn:aws:<service>:{place}:{api}/<any>").',
    ),
)
def api_may_invoke(cloud: Cloud) -> None:
    """Pass where API Gateway may invoke the function for this API, whatever is called, and for no other."""
    get_function(cloud, FUNCTION)
    api = api_of(cloud)
    for called in ("POST/deployments", "GET/deployments/run-42"):
        require_invoker(
            cloud,
            FUNCTION,
            "apigateway.amazonaws.com",
            cloud.arn("execute-api", f"{api}/{STAGE}/{called}"),
            another=cloud.arn("execute-api", f"another/{STAGE}/{called}"),
            what=f"calls of the API {api}, whatever stage, method and path, such as {called}",
            look_at="SourceArn: the ARN of this API, and a * for what varies: stage, method and path",
        )


@task(
    "answers-reach-caller",
    lab=LAB,
    points=5,
    needs=("api-may-invoke",),
    hints=(
        "The function runs, and API Gateway cannot use what it returns, or the caller cannot. The card "
        "tells what the function returned.",
        "See the output format of a Lambda proxy integration in the developer guide of API Gateway: "
        "which names, and of which type is the body?",
        'A dictionary of three: "statusCode": <the number>, "headers": {<name>: <type>}, '
        '"body": <content as a JSON text>. json.dumps makes one.',
    ),
)
def answers_reach_caller(cloud: Cloud) -> None:
    """Pass where a good report gets 201 and JSON with what was sent."""
    with visiting(cloud) as visit:
        report = visit.new("answers")
        reply = visit.post(report)
        sent = f"a report like {{'service': {report['service']!r}, …}}"
        if reply.status != 201:
            found = f"it gets {reply}; {visit.why(report)}"
            look_at = "what answer returns: statusCode, headers, body"
            raise Unmet("failed", expected=f"{sent} to get 201", found=found, look_at=look_at)
        if not reply.kind.startswith(JSON):
            found = f"its Content-Type is {reply.kind}"
            raise Unmet("mismatch", expected=f"the answer to be {JSON}", found=found, look_at="headers")
        _require_content(reply, report)


def _require_content(reply: Reply, report: dict[str, Any]) -> None:
    """Raise Unmet unless an answer's body is JSON with what was reported."""
    content = reply.content
    if not isinstance(content, dict):
        raise Unmet(
            "mismatch",
            expected="the answer's body to be a JSON object",
            found=f"it is {reply.text[:200]}",
            look_at="json.dumps(content), once; str() writes Python, not JSON",
        )
    if wrong := [name for name in FIELDS if content.get(name) != report[name]]:
        raise Unmet(
            "mismatch",
            expected=f"the answer to hold {wrong[0]}: {report[wrong[0]]}",
            found=f"it is {reply.text[:200]}",
            look_at="the content that answer is given, and what it makes of it",
        )


def _bad_reports(report: dict[str, Any]) -> list[tuple[str, Any, str]]:
    """Return what is no report: in words, what is sent, and as which type."""
    return [
        ("no body", b"", JSON),
        ("a body that is no JSON", b"{'id': 1", JSON),
        ("a list", [report], JSON),
        ("null", None, JSON),
        ("a report without a version", {name: report[name] for name in ("id", "service")}, JSON),
        ("a version that is a number", report | {"version": 2}, JSON),
        ("a service that is empty", report | {"service": ""}, JSON),
        ("bytes that are no text", b"\xff\xfe{", BYTES),
        ("a list in bytes", b"[1, 2]", BYTES),
    ]


@task(
    "bad-requests-refused",
    lab=LAB,
    points=15,
    needs=("answers-reach-caller",),
    hints=(
        "The card names the request. A 502 is an error that is no ValueError; a 201 is a mistake that "
        "nobody looked for.",
        "The body is a text, None, or in base64: see base64.b64decode. What json.loads raises is a "
        "ValueError. And JSON need not be an object: isinstance knows.",
        'body = event["body"] or <nothing>; where isBase64Encoded: <decode>; <parse>; where it is no '
        "dict: raise ValueError(<why>); for each name: where its value is no str, or empty: the same.",
    ),
)
def bad_requests_refused(cloud: Cloud) -> None:
    """Pass where good reports get 201, in base64 or not, and what is none gets 400 with a reason."""
    with visiting(cloud) as visit:
        for number, kind in enumerate((JSON, BYTES)):
            report = visit.new(f"good-{number}")
            reply = visit.post(report, kind)
            if reply.status != 201:
                raise Unmet(
                    "failed",
                    expected=f"a good report, sent as {kind}, to get 201",
                    found=f"it gets {reply}; {visit.why(report, kind)}",
                    look_at="the event's body and isBase64Encoded: b64decode, then json.loads",
                )
        for words, body, kind in _bad_reports(visit.new("bad")):
            reply = visit.post(body, kind)
            says_why = isinstance(reply.content, dict) and bool(reply.content.get("error"))
            if reply.status != 400:
                raise Unmet(
                    "mismatch" if reply.status < 300 else "failed",
                    expected=f"{words} to get 400",
                    found=f"it gets {reply}; {visit.why(body, kind)}",
                    look_at="answers.py: what answer makes of the status that it is given"
                    if says_why
                    else "deployment_of: raise ValueError(...) for all that is no report",
                )
            if not says_why:
                raise Unmet(
                    "mismatch",
                    expected=f"{words} to get a 400 that says why",
                    found=f"it gets {reply}",
                    look_at="ValueError(...): what it is given, the caller reads",
                )
