# %% wrong: the body is a dictionary
# refused: returned a body that is no text
%%writefile build/register/answers.py
import json


def answer(status, content):
    return {"statusCode": status, "body": content}

# %% wrong: no status
# refused: it gets 200
%%writefile build/register/answers.py
import json


def answer(status, content):
    return {"body": json.dumps(content)}

# %% wrong: another name for the status
# refused: 502
%%writefile build/register/answers.py
import json


def answer(status, content):
    return {"status": status, "body": json.dumps(content)}

# %% wrong: Python's way to write a dictionary
# refused: str() writes Python, not JSON
%%writefile build/register/answers.py
import json


def answer(status, content):
    return {"statusCode": status, "body": str(content)}

# %% wrong: all of it as a text
# refused: register returned "{\"statusCode\"
%%writefile build/register/answers.py
import json


def answer(status, content):
    return json.dumps({"statusCode": status, "body": content})

# %% wrong: called a page
# refused: its Content-Type is text/html
%%writefile build/register/answers.py
import json


def answer(status, content):
    headers = {"Content-Type": "text/html"}
    return {"statusCode": status, "headers": headers, "body": json.dumps(content)}

# %% wrong: JSON in JSON
# refused: to be a JSON object
%%writefile build/register/answers.py
import json


def answer(status, content):
    headers = {"Content-Type": "application/json"}
    body = json.dumps(json.dumps(content))
    return {"statusCode": status, "headers": headers, "body": body}

# %% wrong: nothing is returned
# refused: register returned null
%%writefile build/register/answers.py
import json


def answer(status, content):
    print({"statusCode": status, "body": json.dumps(content)})

# %% right: with its character set, and said to be text
%%writefile build/register/answers.py
import json


def answer(status, content):
    headers = {"content-type": "application/json; charset=utf-8"}
    body = json.dumps(content, ensure_ascii=False)
    return dict(statusCode=status, headers=headers, body=body, isBase64Encoded=False)

# %% right: headers with many values
%%writefile build/register/answers.py
import json


def answer(status, content):
    return {
        "statusCode": int(status),
        "multiValueHeaders": {"Content-Type": ["application/json"]},
        "body": json.dumps(content, indent=2, default=str),
    }
