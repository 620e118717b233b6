# %% wrong: the status of the call
# refused: a text for a version that raises an exception
%%writefile build/release/validate.py
import json

from deploy import SHOP, functions

EVENT, TOTAL = {"price": 3, "count": 2}, 6


def problem(version):
    answer = functions.invoke(
        FunctionName=SHOP, Qualifier=version, Payload=json.dumps(EVENT)
    )
    return None if answer["StatusCode"] == 200 else "it does not run"

# %% wrong: whatever is the latest
# refused: 'total': 0
%%writefile build/release/validate.py
import json

from deploy import SHOP, functions

EVENT, TOTAL = {"price": 3, "count": 2}, 6


def problem(version):
    answer = functions.invoke(
        FunctionName=SHOP, Payload=json.dumps(EVENT)
    )
    told = json.load(answer["Payload"])
    return None if told.get("total") == TOTAL else str(told)

# %% wrong: what customers get anyway
# refused: 'total': 1
%%writefile build/release/validate.py
import json

from deploy import SHOP, functions

EVENT, TOTAL = {"price": 3, "count": 2}, 6


def problem(version):
    answer = functions.invoke(
        FunctionName=SHOP, Qualifier="live", Payload=json.dumps(EVENT)
    )
    told = json.load(answer["Payload"])
    return None if told["total"] == TOTAL else str(told)

# %% wrong: exactly this answer
# refused: None for a version that is right, and tells its build as well
%%writefile build/release/validate.py
import json

from deploy import SHOP, functions

EVENT, TOTAL = {"price": 3, "count": 2}, 6


def problem(version):
    answer = functions.invoke(
        FunctionName=SHOP, Qualifier=version, Payload=json.dumps(EVENT)
    )
    told = json.load(answer["Payload"])
    return None if told == {"total": TOTAL} else f"it answers {told}"

# %% wrong: no error is enough
# refused: a text for a version that adds where it should multiply
%%writefile build/release/validate.py
import json

from deploy import SHOP, functions

EVENT, TOTAL = {"price": 3, "count": 2}, 6


def problem(version):
    answer = functions.invoke(
        FunctionName=SHOP, Qualifier=version, Payload=json.dumps(EVENT)
    )
    if "FunctionError" in answer:
        return json.load(answer["Payload"])["errorMessage"]
    return None

# %% wrong: fails at an exception's answer
# refused: KeyError: 'total'
%%writefile build/release/validate.py
import json

from deploy import SHOP, functions

EVENT, TOTAL = {"price": 3, "count": 2}, 6


def problem(version):
    answer = functions.invoke(
        FunctionName=SHOP, Qualifier=version, Payload=json.dumps(EVENT)
    )
    told = json.load(answer["Payload"])
    return None if told["total"] == TOTAL else f"it answers {told}"

# %% wrong: fails where nothing comes back
# refused: AttributeError: 'NoneType' object has no attribute 'get'
%%writefile build/release/validate.py
import json

from deploy import SHOP, functions

EVENT, TOTAL = {"price": 3, "count": 2}, 6


def problem(version):
    answer = functions.invoke(
        FunctionName=SHOP, Qualifier=version, Payload=json.dumps(EVENT)
    )
    told = json.load(answer["Payload"])
    return None if told.get("total") == TOTAL else f"it answers {told}"

# %% wrong: true and false
# refused: validate.problem returned True
%%writefile build/release/validate.py
import json

from deploy import SHOP, functions

EVENT, TOTAL = {"price": 3, "count": 2}, 6


def problem(version):
    answer = functions.invoke(
        FunctionName=SHOP, Qualifier=version, Payload=json.dumps(EVENT)
    )
    told = json.load(answer["Payload"])
    return isinstance(told, dict) and told.get("total") == TOTAL

# %% right: whatever goes wrong is a problem
%%writefile build/release/validate.py
import json

from deploy import SHOP, functions

EVENT, TOTAL = {"price": 3, "count": 2}, 6


def problem(version):
    answer = functions.invoke(
        FunctionName=SHOP, Qualifier=version, Payload=json.dumps(EVENT)
    )
    told = json.load(answer["Payload"])
    try:
        assert told["total"] == TOTAL
    except (AssertionError, KeyError, TypeError) as error:
        return f"{type(error).__name__}: {told}"

# %% right: by the version's own ARN
%%writefile build/release/validate.py
import json

from deploy import SHOP, functions

EVENT, TOTAL = {"price": 3, "count": 2}, 6


def problem(version):
    region, account = functions.meta.region_name, boto_account()
    name = f"arn:aws:lambda:{region}:{account}:function:{SHOP}:{version}"
    answer = functions.invoke(FunctionName=name, Payload=json.dumps(EVENT))
    text = answer["Payload"].read().decode()
    if answer.get("FunctionError"):
        return f"an exception: {text}"
    total = (json.loads(text) or {}).get("total")
    return None if total == TOTAL else f"the total is {total}"


def boto_account():
    found = functions.get_function(FunctionName=SHOP)["Configuration"]
    return found["FunctionArn"].split(":")[4]
