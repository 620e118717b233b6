# %% wrong: the errors of the whole function
# refused: judge.py: the dimensions: whose errors are these?
%%writefile build/release/judge.py
from deploy import SHOP
from metrics import total

LEAST = 5


def verdict(version):
    of = {"FunctionName": SHOP}
    if total("Errors", of):
        return "roll back"
    return "finish" if total("Invocations", of) >= LEAST else "wait"

# %% wrong: the errors of all versions behind the alias
# refused: 'finish': it did 5 orders well, while version 1 failed
%%writefile build/release/judge.py
from deploy import SHOP
from metrics import total

LEAST = 5


def verdict(version):
    live = f"{SHOP}:live"
    of = {"FunctionName": SHOP, "Resource": live, "ExecutedVersion": version}
    both = {"FunctionName": SHOP, "Resource": live}
    if total("Invocations", of) < LEAST:
        return "wait"
    return "roll back" if total("Errors", both) else "finish"

# %% wrong: silence is success
# refused: found:    it is 'finish'
%%writefile build/release/judge.py
from deploy import SHOP
from metrics import total

LEAST = 5


def verdict(version):
    live = f"{SHOP}:live"
    of = {"FunctionName": SHOP, "Resource": live, "ExecutedVersion": version}
    return "roll back" if total("Errors", of) else "finish"

# %% wrong: one order is enough
# refused: 'wait': it has had 2 orders
%%writefile build/release/judge.py
from deploy import SHOP
from metrics import total

LEAST = 5


def verdict(version):
    live = f"{SHOP}:live"
    of = {"FunctionName": SHOP, "Resource": live, "ExecutedVersion": version}
    if total("Errors", of):
        return "roll back"
    return "finish" if total("Invocations", of) > 0 else "wait"

# %% wrong: errors are allowed, as long as most go well
# refused: 'roll back': it failed at one of 6 orders
%%writefile build/release/judge.py
from deploy import SHOP
from metrics import total

LEAST = 5


def verdict(version):
    live = f"{SHOP}:live"
    of = {"FunctionName": SHOP, "Resource": live, "ExecutedVersion": version}
    orders, errors = total("Invocations", of), total("Errors", of)
    if orders < LEAST:
        return "wait"
    return "finish" if errors < orders / 2 else "roll back"

# %% wrong: enough orders come before everything
# refused: 'roll back': it failed at its first order
%%writefile build/release/judge.py
from deploy import SHOP
from metrics import total

LEAST = 5


def verdict(version):
    live = f"{SHOP}:live"
    of = {"FunctionName": SHOP, "Resource": live, "ExecutedVersion": version}
    if total("Invocations", of) < LEAST:
        return "wait"
    return "roll back" if total("Errors", of) else "finish"

# %% wrong: more than the least
# refused: to be 'finish': it did 5 orders well
%%writefile build/release/judge.py
from deploy import SHOP
from metrics import total

LEAST = 5


def verdict(version):
    live = f"{SHOP}:live"
    of = {"FunctionName": SHOP, "Resource": live, "ExecutedVersion": version}
    if total("Errors", of):
        return "roll back"
    return "finish" if total("Invocations", of) > LEAST else "wait"

# %% wrong: it waits for ever, for another name of the alias
# refused: found:    it is 'wait'
%%writefile build/release/judge.py
from deploy import SHOP
from metrics import total

LEAST = 5


def verdict(version):
    live = "live"
    of = {"FunctionName": SHOP, "Resource": live, "ExecutedVersion": version}
    if total("Errors", of):
        return "roll back"
    return "finish" if total("Invocations", of) >= LEAST else "wait"

# %% wrong: the number is no text
# refused: Parameter validation failed
%%writefile build/release/judge.py
from deploy import SHOP
from metrics import total

LEAST = 5


def verdict(version):
    live = f"{SHOP}:live"
    of = {"FunctionName": SHOP, "Resource": live, "ExecutedVersion": int(version)}
    if total("Errors", of):
        return "roll back"
    return "finish" if total("Invocations", of) >= LEAST else "wait"

# %% right: three cases in a row
%%writefile build/release/judge.py
from deploy import SHOP
from metrics import total

LEAST = 5


def verdict(version):
    live = f"{SHOP}:live"
    of = {"FunctionName": SHOP, "Resource": live, "ExecutedVersion": version}
    orders, errors = total("Invocations", of), total("Errors", of)
    if errors > 0:
        return "roll back"
    if orders < LEAST:
        return "wait"
    return "finish"

# %% right: two sets of numbers, and a table
%%writefile build/release/judge.py
from deploy import SHOP
from metrics import total

LEAST = 5


def verdict(version):
    of = dict(ExecutedVersion=version, Resource=SHOP + ":live", FunctionName=SHOP)
    failed = total("Errors", of) >= 1
    enough = total("Invocations", of) > LEAST - 1
    return {(False, False): "wait", (False, True): "finish"}.get(
        (failed, enough), "roll back"
    )
