# %% wrong: the whole event
# refused: there is one, blotted out here
%%writefile build/sign-in/app.py
import json
import time

from directory import verify


def handler(event, context):
    began = time.perf_counter()
    outcome = verify(event["user"], event["password"])
    seconds = time.perf_counter() - began
    print(json.dumps({"request_id": context.aws_request_id, "outcome": outcome, **event}))
    return {"signed_in": outcome == "ok"}

# %% wrong: a sentence
# refused: one line for each sign-in, and that a JSON object
%%writefile build/sign-in/app.py
import json
import time

from directory import verify


def handler(event, context):
    began = time.perf_counter()
    outcome = verify(event["user"], event["password"])
    seconds = time.perf_counter() - began
    source = event.get("source", "the website")
    print(f"{event['user']} from {event['ip']} by {source}: {outcome}, {seconds} s")
    return {"signed_in": outcome == "ok"}

# %% wrong: JSON by hand
# refused: quotation marks
%%writefile build/sign-in/app.py
import json
import time

from directory import verify


def handler(event, context):
    began = time.perf_counter()
    outcome = verify(event["user"], event["password"])
    seconds = time.perf_counter() - began
    source = f', "source": "{event["source"]}"' if "source" in event else ""
    print(
        f'{{"request_id": "{context.aws_request_id}", "outcome": "{outcome}",'
        f' "user": "{event["user"]}", "ip": "{event["ip"]}"{source}, "ms": {1000 * seconds}}}'
    )
    return {"signed_in": outcome == "ok"}

# %% wrong: a dictionary as Python shows it
# refused: print(json.dumps(...)), once
%%writefile build/sign-in/app.py
import json
import time

from directory import verify


def handler(event, context):
    began = time.perf_counter()
    outcome = verify(event["user"], event["password"])
    seconds = time.perf_counter() - began
    line = {"request_id": context.aws_request_id, "outcome": outcome, "user": event["user"]}
    line |= {"ip": event["ip"], "ms": round(1000 * seconds)}
    print(line)
    return {"signed_in": outcome == "ok"}

# %% wrong: a source that is null
# refused: null is a value, too
%%writefile build/sign-in/app.py
import json
import time

from directory import verify


def handler(event, context):
    began = time.perf_counter()
    outcome = verify(event["user"], event["password"])
    seconds = time.perf_counter() - began
    line = {"request_id": context.aws_request_id, "outcome": outcome}
    line |= {name: event.get(name) for name in ("user", "ip", "source")}
    print(json.dumps(line | {"ms": round(1000 * seconds)}))
    return {"signed_in": outcome == "ok"}

# %% wrong: a source that every event must have
# refused: it ended with KeyError: 'source'
%%writefile build/sign-in/app.py
import json
import time

from directory import verify


def handler(event, context):
    began = time.perf_counter()
    outcome = verify(event["user"], event["password"])
    seconds = time.perf_counter() - began
    line = {"request_id": context.aws_request_id, "outcome": outcome}
    line |= {name: event[name] for name in ("user", "ip", "source")}
    print(json.dumps(line | {"ms": round(1000 * seconds)}))
    return {"signed_in": outcome == "ok"}

# %% wrong: the time as text
# refused: text cannot be added up
%%writefile build/sign-in/app.py
import json
import time

from directory import verify


def handler(event, context):
    began = time.perf_counter()
    outcome = verify(event["user"], event["password"])
    seconds = time.perf_counter() - began
    line = {"request_id": context.aws_request_id, "outcome": outcome}
    line |= {name: event[name] for name in ("user", "ip", "source") if name in event}
    print(json.dumps(line | {"ms": f"{1000 * seconds:.0f} ms"}))
    return {"signed_in": outcome == "ok"}

# %% wrong: seconds in place of milliseconds
# refused: to be the milliseconds that verify took
%%writefile build/sign-in/app.py
import json
import time

from directory import verify


def handler(event, context):
    began = time.perf_counter()
    outcome = verify(event["user"], event["password"])
    seconds = time.perf_counter() - began
    line = {"request_id": context.aws_request_id, "outcome": outcome}
    line |= {name: event[name] for name in ("user", "ip", "source") if name in event}
    print(json.dumps(line | {"ms": seconds}))
    return {"signed_in": outcome == "ok"}

# %% right: whole milliseconds, and a level
%%writefile build/sign-in/app.py
import json
import time

from directory import verify


def handler(event, context):
    began = time.perf_counter()
    outcome = verify(event["user"], event["password"])
    seconds = time.perf_counter() - began
    line = {"level": "INFO" if outcome == "ok" else "WARNING", "outcome": outcome}
    line |= {"user": event["user"], "ip": event["ip"], "ms": int(1000 * seconds)}
    line["request_id"] = context.aws_request_id
    if "source" in event:
        line["source"] = event["source"]
    print(json.dumps(line, ensure_ascii=False))
    return {"signed_in": outcome == "ok"}

# %% right: fractions of a millisecond, and sorted names
%%writefile build/sign-in/app.py
import json
import time

from directory import verify


def handler(event, context):
    began = time.perf_counter()
    outcome = verify(event["user"], event["password"])
    seconds = time.perf_counter() - began
    line = {name: event[name] for name in ("user", "ip", "source") if name in event}
    line |= {"request_id": context.aws_request_id, "outcome": outcome, "ms": 1000 * seconds}
    print(json.dumps(line, separators=(",", ":"), sort_keys=True))
    return {"signed_in": outcome == "ok"}
