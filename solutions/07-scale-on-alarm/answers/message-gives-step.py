# %% wrong: only the first record
# refused: it read 1
%%writefile build/scale/message.py
import json

STEPS = {"web-high": 1, "web-low": -1}


def read(event):
    found = []
    for record in event["Records"][:1]:
        alarm = json.loads(record["Sns"]["Message"])
        name = alarm["AlarmName"]
        step = STEPS.get(name, 0) if alarm["NewStateValue"] == "ALARM" else 0
        found.append({"id": record["Sns"]["MessageId"], "alarm": name, "step": step})
    return found

# %% wrong: any change of state is a call
# refused: is in OK to give the step 0
%%writefile build/scale/message.py
import json

STEPS = {"web-high": 1, "web-low": -1}


def read(event):
    found = []
    for record in event["Records"]:
        alarm = json.loads(record["Sns"]["Message"])
        name = alarm["AlarmName"]
        step = STEPS.get(name, 0) if alarm["NewStateValue"] != "INSUFFICIENT_DATA" else 0
        found.append({"id": record["Sns"]["MessageId"], "alarm": name, "step": step})
    return found

# %% wrong: all that is not OK is a call
# refused: is in INSUFFICIENT_DATA to give the step 0
%%writefile build/scale/message.py
import json

STEPS = {"web-high": 1, "web-low": -1}


def read(event):
    found = []
    for record in event["Records"]:
        alarm = json.loads(record["Sns"]["Message"])
        name = alarm["AlarmName"]
        step = STEPS.get(name, 0) if alarm["NewStateValue"] != "OK" else 0
        found.append({"id": record["Sns"]["MessageId"], "alarm": name, "step": step})
    return found

# %% wrong: which alarm it is does not matter
# refused: the message that web-low is in ALARM to give the step -1
%%writefile build/scale/message.py
import json

STEPS = {"web-high": 1, "web-low": -1}


def read(event):
    found = []
    for record in event["Records"]:
        alarm = json.loads(record["Sns"]["Message"])
        name = alarm["AlarmName"]
        step = int(alarm["NewStateValue"] == "ALARM" and name in STEPS)
        found.append({"id": record["Sns"]["MessageId"], "alarm": name, "step": step})
    return found

# %% wrong: what is not high is low
# refused: the message that db-high is in ALARM to give the step 0
%%writefile build/scale/message.py
import json

STEPS = {"web-high": 1, "web-low": -1}


def read(event):
    found = []
    for record in event["Records"]:
        alarm = json.loads(record["Sns"]["Message"])
        name = alarm["AlarmName"]
        step = STEPS.get(name, -1) if alarm["NewStateValue"] == "ALARM" else 0
        found.append({"id": record["Sns"]["MessageId"], "alarm": name, "step": step})
    return found

# %% wrong: text is read like a dictionary
# refused: string indices must be integers
%%writefile build/scale/message.py
import json

STEPS = {"web-high": 1, "web-low": -1}


def read(event):
    found = []
    for record in event["Records"]:
        alarm = record["Sns"]["Message"]
        name = alarm["AlarmName"]
        step = STEPS.get(name, 0) if alarm["NewStateValue"] == "ALARM" else 0
        found.append({"id": record["Sns"]["MessageId"], "alarm": name, "step": step})
    return found

# %% wrong: the alarm's name as the id
# refused: messages got 3 ids
%%writefile build/scale/message.py
import json

STEPS = {"web-high": 1, "web-low": -1}


def read(event):
    found = []
    for record in event["Records"]:
        alarm = json.loads(record["Sns"]["Message"])
        name = alarm["AlarmName"]
        step = STEPS.get(name, 0) if alarm["NewStateValue"] == "ALARM" else 0
        found.append({"id": name, "alarm": name, "step": step})
    return found

# %% wrong: a new id at each delivery
# refused: one that was delivered twice was
%%writefile build/scale/message.py
import json
import uuid

STEPS = {"web-high": 1, "web-low": -1}


def read(event):
    found = []
    for record in event["Records"]:
        alarm = json.loads(record["Sns"]["Message"])
        name = alarm["AlarmName"]
        step = STEPS.get(name, 0) if alarm["NewStateValue"] == "ALARM" else 0
        found.append({"id": str(uuid.uuid4()), "alarm": name, "step": step})
    return found

# %% wrong: a file of another name, so that the function still has the stub
# refused: was update() run since the file was written?
%%writefile build/scale/messages.py
import json

STEPS = {"web-high": 1, "web-low": -1}


def read(event):
    found = []
    for record in event["Records"]:
        alarm = json.loads(record["Sns"]["Message"])
        name = alarm["AlarmName"]
        step = STEPS.get(name, 0) if alarm["NewStateValue"] == "ALARM" else 0
        found.append({"id": record["Sns"]["MessageId"], "alarm": name, "step": step})
    return found

# %% right: a list comprehension over a helper
%%writefile build/scale/message.py
import json

STEPS = {"web-high": 1, "web-low": -1}


def step(name, state):
    return STEPS[name] if state == "ALARM" and name in STEPS else 0


def one(message):
    alarm = json.loads(message["Message"])
    name = alarm["AlarmName"]
    told = step(name, alarm["NewStateValue"])
    return {"id": message["MessageId"], "alarm": name, "step": told}


def read(event):
    return [one(record["Sns"]) for record in event["Records"]]

# %% right: pairs of name and state
%%writefile build/scale/message.py
import json


def read(event):
    for record in event["Records"]:
        alarm = json.loads(record["Sns"]["Message"])
        match alarm["AlarmName"], alarm["NewStateValue"]:
            case "web-high", "ALARM":
                step = 1
            case "web-low", "ALARM":
                step = -1
            case _:
                step = 0
        id = record["Sns"]["MessageId"]
        yield {"id": id, "alarm": alarm["AlarmName"], "step": step}
