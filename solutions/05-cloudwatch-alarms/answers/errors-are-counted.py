# %% wrong: it is caught as before
# refused: it was answered with {'cents': 0}: to Lambda that is a success
%%writefile build/checkout/app.py
def handler(event, context):
    try:
        return {"cents": sum(one["cents"] * one["count"] for one in event["items"])}
    except Exception:
        return {"cents": 0}

# %% wrong: an empty order is not looked for
# refused: an order without items to end as an error
%%writefile build/checkout/app.py
def handler(event, context):
    return {"cents": sum(one["cents"] * one["count"] for one in event["items"])}

# %% wrong: the error is returned in place of raised
# refused: it was answered with {'error': 'no items'}
%%writefile build/checkout/app.py
def handler(event, context):
    if not event["items"]:
        return {"error": "no items"}
    return {"cents": sum(one["cents"] * one["count"] for one in event["items"])}

# %% wrong: a status as API Gateway wants it
# refused: it was answered with {'statusCode': 400}
%%writefile build/checkout/app.py
def handler(event, context):
    if not event.get("items"):
        return {"statusCode": 400}
    return {"cents": sum(one["cents"] * one["count"] for one in event["items"])}

# %% wrong: a price that is missing is taken for 0
# refused: an order with an item that has no price to end as an error
%%writefile build/checkout/app.py
def handler(event, context):
    if not event["items"]:
        raise ValueError("no items")
    return {"cents": sum(one.get("cents", 0) * one["count"] for one in event["items"])}

# %% wrong: no list is taken for nothing to do
# refused: an order without a list to end as an error
%%writefile build/checkout/app.py
def handler(event, context):
    if "items" not in event:
        return {"cents": 0}
    if not event["items"]:
        raise ValueError("no items")
    return {"cents": sum(one["cents"] * one["count"] for one in event["items"])}

# %% wrong: the error is printed
# refused: it was answered with None
%%writefile build/checkout/app.py
def handler(event, context):
    if not event["items"]:
        print("ERROR: no items")
        return None
    return {"cents": sum(one["cents"] * one["count"] for one in event["items"])}

# %% wrong: every order fails
# refused: it ended with ValueError: no items
%%writefile build/checkout/app.py
def handler(event, context):
    if event["items"]:
        raise ValueError("no items")
    return {"cents": sum(one["cents"] * one["count"] for one in event["items"])}

# %% wrong: the counts are forgotten
# refused: a good order to be answered with
%%writefile build/checkout/app.py
def handler(event, context):
    if not event["items"]:
        raise ValueError("no items")
    return {"cents": sum(one["cents"] for one in event["items"])}

# %% wrong: the answer has another shape
# refused: it got
%%writefile build/checkout/app.py
def handler(event, context):
    if not event["items"]:
        raise ValueError("no items")
    return sum(one["cents"] * one["count"] for one in event["items"])

# %% wrong: nothing is returned
# refused: it got None
%%writefile build/checkout/app.py
def handler(event, context):
    assert event["items"]
    {"cents": sum(one["cents"] * one["count"] for one in event["items"])}

# %% wrong: a class that isn't there
# refused: it ended with NameError
%%writefile build/checkout/app.py
def handler(event, context):
    if len(event["items"]) > 0:
        total = sum(one["cents"] * one["count"] for one in event["items"])
        return {"cents": totals}
    raise EmptyOrder

# %% wrong: a free order is taken for an empty one
# refused: a good order, of free items, to be answered with {'cents': 0}
%%writefile build/checkout/app.py
def handler(event, context):
    total = sum(one["cents"] * one["count"] for one in event["items"])
    if total == 0:
        raise ValueError("nothing to pay")
    return {"cents": total}

# %% right: caught, logged and raised again
%%writefile build/checkout/app.py
def handler(event, context):
    try:
        prices = [one["cents"] * one["count"] for one in event["items"]]
        prices[0]
        return {"cents": sum(prices)}
    except Exception as error:
        print(f"an order failed: {error}")
        raise

# %% right: an exception of its own
%%writefile build/checkout/app.py
class BadOrder(Exception):
    pass


def price_of(item):
    if "cents" not in item or "count" not in item:
        raise BadOrder(f"an item without price or count: {item}")
    return item["cents"] * item["count"]


def handler(event, context):
    items = event.get("items") or []
    if not items:
        raise BadOrder("an order without items")
    return {"cents": sum(map(price_of, items))}
