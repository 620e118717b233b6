# %% wrong: nothing is published
# refused: none arrived
%%writefile build/notify/app.py
from urllib.parse import unquote_plus

def handler(event, context):
    return [unquote_plus(record["s3"]["object"]["key"]) for record in event["Records"]]

# %% wrong: each message twice
# refused: once for each record, and no more
%%writefile build/notify/app.py
import json, os, boto3
from urllib.parse import unquote_plus

sns = boto3.client("sns")

def handler(event, context):
    keys = []
    for record in event["Records"]:
        key = unquote_plus(record["s3"]["object"]["key"])
        upload = {"bucket": record["s3"]["bucket"]["name"], "key": key, "uploaded": record["eventTime"]}
        for _ in range(2):
            sns.publish(TopicArn=os.environ["TOPIC_ARN"], Message=json.dumps(upload))
        keys.append(key)
    return keys

# %% wrong: the first record alone
# refused: the loop: one publish for each record
%%writefile build/notify/app.py
import json, os, boto3
from urllib.parse import unquote_plus

sns = boto3.client("sns")

def handler(event, context):
    keys = [unquote_plus(record["s3"]["object"]["key"]) for record in event["Records"]]
    for record in event["Records"][:1]:
        upload = {"bucket": record["s3"]["bucket"]["name"], "key": keys[0], "uploaded": record["eventTime"]}
        sns.publish(TopicArn=os.environ["TOPIC_ARN"], Message=json.dumps(upload))
    return keys

# %% wrong: all records in one message
# refused: each message to be JSON with bucket, key, uploaded
%%writefile build/notify/app.py
import json, os, boto3
from urllib.parse import unquote_plus

sns = boto3.client("sns")

def handler(event, context):
    keys = [unquote_plus(record["s3"]["object"]["key"]) for record in event["Records"]]
    sns.publish(TopicArn=os.environ["TOPIC_ARN"], Message=json.dumps({"keys": keys}, ensure_ascii=False))
    return keys

# %% wrong: a dictionary as text, which is no JSON
# refused: json.dumps of a dictionary
%%writefile build/notify/app.py
import os, boto3
from urllib.parse import unquote_plus

sns = boto3.client("sns")

def handler(event, context):
    keys = []
    for record in event["Records"]:
        key = unquote_plus(record["s3"]["object"]["key"])
        upload = {"bucket": record["s3"]["bucket"]["name"], "key": key, "uploaded": record["eventTime"]}
        sns.publish(TopicArn=os.environ["TOPIC_ARN"], Message=str(upload))
        keys.append(key)
    return keys

# %% wrong: the key as S3 encodes it
# refused: the key as it was uploaded
%%writefile build/notify/app.py
import json, os, boto3
from urllib.parse import unquote_plus

sns = boto3.client("sns")

def handler(event, context):
    for record in event["Records"]:
        key = record["s3"]["object"]["key"]
        upload = {"bucket": record["s3"]["bucket"]["name"], "key": key, "uploaded": record["eventTime"]}
        sns.publish(TopicArn=os.environ["TOPIC_ARN"], Message=json.dumps(upload))
    return [unquote_plus(record["s3"]["object"]["key"]) for record in event["Records"]]

# %% wrong: the time of the run instead of the upload's
# refused: what the function puts into uploaded
%%writefile build/notify/app.py
import datetime, json, os, boto3
from urllib.parse import unquote_plus

sns = boto3.client("sns")

def handler(event, context):
    keys = []
    for record in event["Records"]:
        key = unquote_plus(record["s3"]["object"]["key"])
        now = datetime.datetime.now().isoformat()
        upload = {"bucket": record["s3"]["bucket"]["name"], "key": key, "uploaded": now}
        sns.publish(TopicArn=os.environ["TOPIC_ARN"], Message=json.dumps(upload))
        keys.append(key)
    return keys

# %% wrong: the bucket's ARN instead of its name
# refused: what the function puts into bucket
%%writefile build/notify/app.py
import json, os, boto3
from urllib.parse import unquote_plus

sns = boto3.client("sns")

def handler(event, context):
    keys = []
    for record in event["Records"]:
        key = unquote_plus(record["s3"]["object"]["key"])
        upload = {"bucket": record["s3"]["bucket"]["arn"], "key": key, "uploaded": record["eventTime"]}
        sns.publish(TopicArn=os.environ["TOPIC_ARN"], Message=json.dumps(upload))
        keys.append(key)
    return keys

# %% wrong: a variable that is not there
# refused: KeyError: 'TOPIC'
%%writefile build/notify/app.py
import json, os, boto3
from urllib.parse import unquote_plus

sns = boto3.client("sns")

def handler(event, context):
    keys = []
    for record in event["Records"]:
        key = unquote_plus(record["s3"]["object"]["key"])
        upload = {"bucket": record["s3"]["bucket"]["name"], "key": key, "uploaded": record["eventTime"]}
        sns.publish(TopicArn=os.environ["TOPIC"], Message=json.dumps(upload))
        keys.append(key)
    return keys

# %% wrong: the message is a dictionary
# refused: Invalid type for parameter Message
%%writefile build/notify/app.py
import os, boto3

sns = boto3.client("sns")

def handler(event, context):
    for record in event["Records"]:
        upload = {"bucket": record["s3"]["bucket"]["name"], "uploaded": record["eventTime"]}
        sns.publish(TopicArn=os.environ["TOPIC_ARN"], Message=upload)

# %% wrong: straight into the queue
# refused: AccessDenied
%%writefile build/notify/app.py
import json, os, boto3
from urllib.parse import unquote_plus

sqs = boto3.client("sqs")

def handler(event, context):
    keys = []
    region, account = os.environ["TOPIC_ARN"].split(":")[3:5]
    url = f"{sqs.meta.endpoint_url}/{account}/inbox"
    for record in event["Records"]:
        key = unquote_plus(record["s3"]["object"]["key"])
        upload = {"bucket": record["s3"]["bucket"]["name"], "key": key, "uploaded": record["eventTime"]}
        sqs.send_message(QueueUrl=url, MessageBody=json.dumps(upload))
        keys.append(key)
    return keys

# %% wrong: it no longer returns the keys
# refused: it published, and returned None
%%writefile build/notify/app.py
import json, os, boto3
from urllib.parse import unquote_plus

sns = boto3.client("sns")

def handler(event, context):
    for record in event["Records"]:
        key = unquote_plus(record["s3"]["object"]["key"])
        upload = {"bucket": record["s3"]["bucket"]["name"], "key": key, "uploaded": record["eventTime"]}
        sns.publish(TopicArn=os.environ["TOPIC_ARN"], Message=json.dumps(upload))

# %% right: in batches, with a subject and more fields
%%writefile build/notify/app.py
import json
import os
from urllib.parse import unquote_plus

import boto3

sns = boto3.client("sns")


def told(record):
    return {
        "key": unquote_plus(record["s3"]["object"]["key"]),
        "uploaded": record["eventTime"],
        "size": record["s3"]["object"]["size"],
        "bucket": record["s3"]["bucket"]["name"],
    }


def handler(event, context):
    uploads = [told(record) for record in event["Records"]]
    entries = [
        {"Id": str(number), "Subject": "upload", "Message": json.dumps(upload, ensure_ascii=False)}
        for number, upload in enumerate(uploads)
    ]
    for first in range(0, len(entries), 10):
        batch = entries[first : first + 10]
        sns.publish_batch(TopicArn=os.environ["TOPIC_ARN"], PublishBatchRequestEntries=batch)
    return [upload["key"] for upload in uploads]

# %% right: the topic as a resource, made in the handler
%%writefile build/notify/app.py
import json
import os
from urllib.parse import unquote_plus

import boto3


def handler(event, context):
    topic = boto3.resource("sns").Topic(os.getenv("TOPIC_ARN"))
    keys = []
    for record in event["Records"]:
        s3 = record["s3"]
        keys.append(unquote_plus(s3["object"]["key"]))
        message = dict(bucket=s3["bucket"]["name"], key=keys[-1], uploaded=record["eventTime"])
        topic.publish(Message=json.dumps(message, indent=2))
    return keys
