# %% wrong: the keys as S3 encodes them
# refused: other signs as % and a number; and update() after each change
%%writefile build/notify/app.py
def handler(event, context):
    return [record["s3"]["object"]["key"] for record in event["Records"]]

# %% wrong: unquote instead of unquote_plus
# refused: unquote, which leaves + as it is
%%writefile build/notify/app.py
from urllib.parse import unquote

def handler(event, context):
    return [unquote(record["s3"]["object"]["key"]) for record in event["Records"]]

# %% wrong: the first record alone
# refused: an event can hold more than one record
%%writefile build/notify/app.py
from urllib.parse import unquote_plus

def handler(event, context):
    return [unquote_plus(event["Records"][0]["s3"]["object"]["key"])] if event["Records"] else []

# %% wrong: return stands inside the loop
# refused: the handler's return value: a list
%%writefile build/notify/app.py
from urllib.parse import unquote_plus

def handler(event, context):
    for record in event["Records"]:
        return unquote_plus(record["s3"]["object"]["key"])

# %% wrong: a list as text
# refused: it returned a text, "['
%%writefile build/notify/app.py
from urllib.parse import unquote_plus

def handler(event, context):
    return str([unquote_plus(record["s3"]["object"]["key"]) for record in event["Records"]])

# %% wrong: it prints the keys
# refused: return gives the keys back, print does not
%%writefile build/notify/app.py
from urllib.parse import unquote_plus

def handler(event, context):
    print([unquote_plus(record["s3"]["object"]["key"]) for record in event["Records"]])

# %% wrong: sorted
# refused: the order: that of the records
%%writefile build/notify/app.py
from urllib.parse import unquote_plus

def handler(event, context):
    keys = [unquote_plus(record["s3"]["object"]["key"]) for record in event["Records"]]
    return sorted(keys, reverse=True)

# %% wrong: the event's names in small letters
# refused: KeyError: 'records'
%%writefile build/notify/app.py
from urllib.parse import unquote_plus

def handler(event, context):
    return [unquote_plus(record["s3"]["object"]["key"]) for record in event["records"]]

# %% wrong: the key is looked for in the wrong place
# refused: KeyError: 'key'
%%writefile build/notify/app.py
def handler(event, context):
    return [record["s3"]["key"] for record in event["Records"]]

# %% wrong: a loop that never ends
# refused: Task timed out
%%writefile build/notify/app.py
import time

def handler(event, context):
    keys = []
    while len(keys) < len(event["Records"]):
        time.sleep(0.1)
    return keys

# %% wrong: a parenthesis is left open
# refused: '(' was never closed
%%writefile build/notify/app.py
from urllib.parse import unquote_plus

def handler(event, context):
    return list(unquote_plus(record["s3"]["object"]["key"]) for record in event["Records"]

# %% wrong: the code does not compile
# refused: this cannot be judged before function-created is met
%%writefile build/notify/app.py
def handler(event, context):
return []

# %% right: a loop
%%writefile build/notify/app.py
import urllib.parse

def handler(event, context):
    keys = []
    for record in event["Records"]:
        key = urllib.parse.unquote_plus(record["s3"]["object"]["key"], encoding="utf-8")
        keys.append(key)
    return keys

# %% right: map, and a tuple, which is a list in JSON
%%writefile build/notify/app.py
from urllib.parse import unquote

def key_of(record):
    return unquote(record["s3"]["object"]["key"].replace("+", " "))

def handler(event, context):
    return tuple(map(key_of, event.get("Records", [])))
