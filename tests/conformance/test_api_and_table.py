"""API Gateway and DynamoDB: an HTTP address for a function, and a table behind it."""

import base64
import json
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from urllib.error import HTTPError

from conformance_testing import ECHO, L07, L09, N03, N09, Account, group, refused

capability = group("API Gateway and DynamoDB")
PROXY = "apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html"
CONDITIONS = "amazondynamodb/latest/developerguide/Expressions.ConditionExpressions.html"
ANSWER = "import json\ndef handler(event, context):\n    return {'statusCode': %s, 'body': %s}"


def _api(cloud: Account, code: str, permitted: bool = True) -> str:
    """Create a REST API with POST /orders/{id}, served by a function; return its address."""
    api, function = cloud.client("apigateway"), cloud.deploy(code)
    number = api.create_rest_api(name="shop", binaryMediaTypes=["application/octet-stream"])["id"]
    root = api.get_resources(restApiId=number)["items"][0]["id"]
    orders = api.create_resource(restApiId=number, parentId=root, pathPart="orders")["id"]
    one = api.create_resource(restApiId=number, parentId=orders, pathPart="{id}")["id"]
    method = {"restApiId": number, "resourceId": one, "httpMethod": "POST"}
    api.put_method(**method, authorizationType="NONE")
    path = f"2015-03-31/functions/{cloud.function_arn(function)}/invocations"
    uri = f"arn:aws:apigateway:{cloud.region}:lambda:path/{path}"
    api.put_integration(**method, type="AWS_PROXY", integrationHttpMethod="POST", uri=uri)
    if permitted:
        cloud.permit(function, "apigateway", cloud.arn("execute-api", f"{number}/*/POST/orders/*"))
    api.create_deployment(restApiId=number, stageName="live")
    return f"{cloud.endpoint}/_aws/execute-api/{number}/live"


def _call(address: str, method: str = "POST", kind: str = "application/json") -> tuple[int, str]:
    """Call an address; return the status and the body."""
    headers = {"Content-Type": kind, "X-Trace": "t-1"}
    request = urllib.request.Request(address, b'{"n": 1}', headers, method=method)
    try:
        with urllib.request.urlopen(request) as response:
            return response.status, response.read().decode()
    except HTTPError as error:
        return error.code, error.read().decode()


def _table(cloud: Account) -> Any:
    dynamodb = cloud.client("dynamodb")
    dynamodb.create_table(
        TableName="orders",
        KeySchema=[
            {"AttributeName": "customer", "KeyType": "HASH"},
            {"AttributeName": "day", "KeyType": "RANGE"},
        ],
        AttributeDefinitions=[{"AttributeName": name, "AttributeType": "S"} for name in ("customer", "day")],
        BillingMode="PAY_PER_REQUEST",
    )
    return dynamodb


def _item(customer: str, day: str, **more: Any) -> dict[str, Any]:
    return {"customer": {"S": customer}, "day": {"S": day}} | more


@capability("a proxy's event", PROXY, L09, N03)
def test_proxy_event(cloud: Account) -> None:
    """The function gets method, path, path and query parameters, headers and the body as a text."""
    address = _api(cloud, ANSWER % (201, "json.dumps(event)"))
    status, body = _call(f"{address}/orders/7?full=1")
    event = json.loads(body)
    assert (status, event["httpMethod"], event["path"]) == (201, "POST", "/orders/7")
    assert (event["resource"], event["pathParameters"]) == ("/orders/{id}", {"id": "7"})
    assert (event["queryStringParameters"], event["body"]) == ({"full": "1"}, '{"n": 1}')
    assert {key.lower(): value for key, value in event["headers"].items()}["x-trace"] == "t-1"


@capability("a malformed answer of the function", PROXY, L09, N03)
def test_malformed_answer(cloud: Account) -> None:
    """What has no statusCode and body of the right form gives 502 Internal server error."""
    address = _api(cloud, "def handler(event, context):\n    return ['no', 'status']")
    assert _call(f"{address}/orders/7") == (502, '{"message": "Internal server error"}')


@capability("an answer whose body is no text", PROXY, L09)
def test_malformed_body(cloud: Account) -> None:
    """A body is a text: an object in its place is malformed, as is no answer at all."""
    code = "def handler(event, context):\n    if event['queryStringParameters']:\n"
    code += "        return {'statusCode': 200, 'body': {'n': 1}}"
    address = _api(cloud, code)
    for query in ("?full=1", ""):
        assert _call(f"{address}/orders/7{query}") == (502, '{"message": "Internal server error"}')


@capability("a binary body", "apigateway/latest/developerguide/api-gateway-payload-encodings.html", L09)
def test_binary_body(cloud: Account) -> None:
    """A body of a binary media type reaches the function in base64, and the event says so."""
    address = _api(cloud, ANSWER % (200, "json.dumps([event['isBase64Encoded'], event['body']])"))
    encoded = base64.b64encode(b'{"n": 1}').decode()
    assert json.loads(_call(f"{address}/orders/7", kind="application/octet-stream")[1]) == [True, encoded]
    assert json.loads(_call(f"{address}/orders/7")[1]) == [False, '{"n": 1}']


@capability("a function that fails", PROXY, L09, N03)
def test_failing_function(cloud: Account) -> None:
    """An exception gives 502, and its text stays inside."""
    address = _api(cloud, "def handler(event, context):\n    raise ValueError('secret')")
    status, body = _call(f"{address}/orders/7")
    assert status == 502
    assert "secret" not in body


@capability(
    "a path that is not there", "apigateway/latest/developerguide/supported-gateway-response-types.html", L09
)
def test_unknown_path(cloud: Account) -> None:
    """An unknown path or method gives 403 Missing Authentication Token."""
    address = _api(cloud, ECHO)
    status, body = _call(f"{address}/nowhere")
    assert (status, json.loads(body)) == (403, {"message": "Missing Authentication Token"})


@capability(
    "a function that does not let the API in",
    "apigateway/latest/developerguide/api-gateway-control-access-to-api.html",
    L09,
)
def test_without_permission(cloud: Account) -> None:
    """Without permission for this API, callers get 500 Internal server error."""
    address = _api(cloud, ANSWER % (200, "'in'"), permitted=False)
    assert _call(f"{address}/orders/7")[0] == 500


@capability("conditional writes", CONDITIONS, L09, N09)
def test_condition(cloud: Account) -> None:
    """A second put of the same key is refused where it must not exist: repeated requests do no harm."""
    table, item = _table(cloud), _item("ann", "mon")
    put = {"TableName": "orders", "Item": item, "ConditionExpression": "attribute_not_exists(customer)"}
    table.put_item(**put)
    refused(table.put_item, "ConditionalCheckFailedException", "The conditional request failed", **put)


@capability("conditional writes at one moment", CONDITIONS, L09)
def test_conditions_at_once(cloud: Account) -> None:
    """Of several puts at one moment that want a key to be free, one is done and the others are refused."""
    table = _table(cloud)

    def is_done(day: str) -> bool:
        put = {"TableName": "orders", "Item": _item("ann", day)}
        try:
            table.put_item(**put, ConditionExpression="attribute_not_exists(customer)")
        except table.exceptions.ConditionalCheckFailedException:
            return False
        return True

    with ThreadPoolExecutor(8) as pool:
        for day in map(str, range(20)):
            assert sum(pool.map(is_done, [day] * 8)) == 1


@capability("queries", "amazondynamodb/latest/developerguide/Query.html", L09)
def test_query(cloud: Account) -> None:
    """A query gives the items of one key, in the order of the sort key."""
    table = _table(cloud)
    for customer, day in (
        ("ann", "2026-01-02"),
        ("ann", "2026-01-01"),
        ("bob", "2026-01-01"),
        ("ann", "2025"),
    ):
        table.put_item(TableName="orders", Item=_item(customer, day))
    found = table.query(
        TableName="orders",
        KeyConditionExpression="customer = :c AND begins_with(#d, :d)",
        ExpressionAttributeNames={"#d": "day"},
        ExpressionAttributeValues={":c": {"S": "ann"}, ":d": {"S": "2026"}},
    )
    assert [item["day"]["S"] for item in found["Items"]] == ["2026-01-01", "2026-01-02"]


@capability("counters", "amazondynamodb/latest/developerguide/Expressions.UpdateExpressions.html", L09, N03)
def test_counter(cloud: Account) -> None:
    """ADD counts up without reading first."""
    table = _table(cloud)
    for _ in range(3):
        answer = table.update_item(
            TableName="orders",
            Key=_item("ann", "mon"),
            UpdateExpression="ADD n :one",
            ExpressionAttributeValues={":one": {"N": "1"}},
            ReturnValues="UPDATED_NEW",
        )
    assert answer["Attributes"] == {"n": {"N": "3"}}


@capability("what an update returns", "amazondynamodb/latest/APIReference/API_UpdateItem.html", L07)
def test_update_returns(cloud: Account) -> None:
    """UPDATED_OLD and UPDATED_NEW give what the update names, also where it is set to what it was."""
    table = _table(cloud)
    table.put_item(
        TableName="orders",
        Item=_item("ann", "mon", n={"N": "1"}, state={"S": "new"}, gone={"S": "x"}, kept={"S": "y"}),
    )
    update = {
        "TableName": "orders",
        "Key": _item("ann", "mon"),
        "UpdateExpression": "SET n = n, #s = :new, copied = kept REMOVE gone",
        "ExpressionAttributeNames": {"#s": "state"},
        "ExpressionAttributeValues": {":new": {"S": "new"}},
    }
    same = {"n": {"N": "1"}, "state": {"S": "new"}}
    answer = table.update_item(**update, ReturnValues="UPDATED_OLD")
    assert answer["Attributes"] == same | {"gone": {"S": "x"}}
    answer = table.update_item(**update, ReturnValues="UPDATED_NEW")
    assert answer["Attributes"] == same | {"copied": {"S": "y"}}
