"""Lets an update answer with each attribute that it names, also with those that it set to what they were.

moto compares the item before and after, and leaves out what is the same.

Source: https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_UpdateItem.html (ReturnValues)
"""

# mypy: disable-error-code="no-untyped-call, attr-defined"
# LocalStack's patch() and moto's parsers have no annotations.

import copy
import json
from collections.abc import Callable, Iterator
from typing import Any

from localstack.utils.patch import patch

from lambdalab_engine.fidelity.item_writes import ONE_AT_A_TIME


def install() -> None:
    """Put it in force; called when DynamoDB is loaded, as it loads moto's tables."""
    from moto.dynamodb.responses import DynamoHandler

    patch(DynamoHandler.update_item)(_with_all_named)


def _with_all_named(update_item: Callable[[Any], str], handler: Any) -> str:
    """Update an item, and add to the answer what the update names: as it was, or as it is now."""
    wanted = handler.body.get("ReturnValues")
    if wanted not in ("UPDATED_OLD", "UPDATED_NEW"):
        return update_item(handler)
    with ONE_AT_A_TIME:
        before = _attributes(handler)
        answer = json.loads(update_item(handler))
        item = before if wanted == "UPDATED_OLD" else _attributes(handler)
    answer["Attributes"] |= {name: item[name] for name in _named(handler.body) if name in item}
    return json.dumps(answer)


def _attributes(handler: Any) -> dict[str, Any]:
    """Return an item's attributes, none where there is no item, or where the update will be refused."""
    from moto.core.exceptions import JsonRESTError

    try:
        item = handler.dynamodb_backend.get_item(handler.body["TableName"], handler.body["Key"])
    except (JsonRESTError, KeyError):
        return {}
    return copy.deepcopy(item.to_json()["Attributes"]) if item else {}


def _named(body: dict[str, Any]) -> Iterator[str]:
    """Yield the attributes that an update sets, adds to, deletes from or removes, as a whole.

    Of a path into an attribute AWS gives that path alone, as moto does.
    """
    from moto.dynamodb.parsing import ast_nodes
    from moto.dynamodb.parsing.expressions import UpdateExpressionParser

    yield from body.get("AttributeUpdates") or ()
    if not body.get("UpdateExpression"):
        return
    kinds = ("Set", "Remove", "Add", "Delete")
    actions = [getattr(ast_nodes, f"UpdateExpression{kind}Action") for kind in kinds]
    for action in UpdateExpressionParser.make(body["UpdateExpression"].strip()).find_clauses(actions):
        path = action.children[0].children
        if len(path) == 1:
            name = path[0].to_str()
            yield body.get("ExpressionAttributeNames", {}).get(name, name)
