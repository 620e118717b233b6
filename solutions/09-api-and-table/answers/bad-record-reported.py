# %% wrong: only the first record
# refused: nobody hears of the record again
%%writefile build/announce/app.py
import json
import os

import boto3

sns = boto3.client("sns")


def publish(record):
    new = record["dynamodb"]["NewImage"]
    news = {name: new[name]["S"] for name in ("id", "service", "version")}
    sns.publish(TopicArn=os.environ["TOPIC_ARN"], Message=json.dumps(news))


def handler(event, context):
    for record in event["Records"][:1]:
        publish(record)
    return {"batchItemFailures": []}

# %% wrong: the whole batch fails for one
# refused: then the whole batch comes again
%%writefile build/announce/app.py
import json
import os

import boto3

sns = boto3.client("sns")


def publish(record):
    new = record["dynamodb"]["NewImage"]
    news = {name: new[name]["S"] for name in ("id", "service", "version")}
    sns.publish(TopicArn=os.environ["TOPIC_ARN"], Message=json.dumps(news))


def handler(event, context):
    for record in event["Records"]:
        publish(record)
    return {"batchItemFailures": []}

# %% wrong: the bad record is swallowed
# refused: nobody hears of the record again
%%writefile build/announce/app.py
import json
import os

import boto3

sns = boto3.client("sns")


def publish(record):
    new = record["dynamodb"]["NewImage"]
    news = {name: new[name]["S"] for name in ("id", "service", "version")}
    sns.publish(TopicArn=os.environ["TOPIC_ARN"], Message=json.dumps(news))


def handler(event, context):
    for record in event["Records"]:
        try:
            publish(record)
        except Exception as error:
            print(f"not announced: {error!r}")
    return {"batchItemFailures": []}

# %% wrong: it goes on behind the bad one
# refused: return at the first record that fails
%%writefile build/announce/app.py
import json
import os

import boto3

sns = boto3.client("sns")


def publish(record):
    new = record["dynamodb"]["NewImage"]
    news = {name: new[name]["S"] for name in ("id", "service", "version")}
    sns.publish(TopicArn=os.environ["TOPIC_ARN"], Message=json.dumps(news))


def handler(event, context):
    failures = []
    for record in event["Records"]:
        try:
            publish(record)
        except Exception as error:
            print(f"not announced: {error!r}")
            failures.append({"itemIdentifier": record["dynamodb"]["SequenceNumber"]})
    return {"batchItemFailures": failures}

# %% wrong: another number of the record
# refused: which is no sequence number
%%writefile build/announce/app.py
import json
import os

import boto3

sns = boto3.client("sns")


def publish(record):
    new = record["dynamodb"]["NewImage"]
    news = {name: new[name]["S"] for name in ("id", "service", "version")}
    sns.publish(TopicArn=os.environ["TOPIC_ARN"], Message=json.dumps(news))


def handler(event, context):
    for record in event["Records"]:
        try:
            publish(record)
        except Exception as error:
            print(f"not announced: {error!r}")
            return {"batchItemFailures": [{"itemIdentifier": record["eventID"]}]}
    return {"batchItemFailures": []}

# %% wrong: all records are reported
# refused: it reported record 1 of 3
%%writefile build/announce/app.py
import json
import os

import boto3

sns = boto3.client("sns")


def publish(record):
    new = record["dynamodb"]["NewImage"]
    news = {name: new[name]["S"] for name in ("id", "service", "version")}
    sns.publish(TopicArn=os.environ["TOPIC_ARN"], Message=json.dumps(news))


def handler(event, context):
    numbers = [record["dynamodb"]["SequenceNumber"] for record in event["Records"]]
    try:
        for record in event["Records"]:
            publish(record)
    except Exception as error:
        print(f"not announced: {error!r}")
        return {"batchItemFailures": [{"itemIdentifier": number} for number in numbers]}
    return {"batchItemFailures": []}

# %% wrong: the list has another name
# refused: it returned {"batchItemFailure":
%%writefile build/announce/app.py
import json
import os

import boto3

sns = boto3.client("sns")


def publish(record):
    new = record["dynamodb"]["NewImage"]
    news = {name: new[name]["S"] for name in ("id", "service", "version")}
    sns.publish(TopicArn=os.environ["TOPIC_ARN"], Message=json.dumps(news))


def handler(event, context):
    for record in event["Records"]:
        try:
            publish(record)
        except Exception as error:
            print(f"not announced: {error!r}")
            return {"batchItemFailure": [{"itemIdentifier": record["dynamodb"]["SequenceNumber"]}]}
    return {"batchItemFailures": []}

# %% wrong: each one twice, to be sure
# refused: the loop: one publish for each record
%%writefile build/announce/app.py
import json
import os

import boto3

sns = boto3.client("sns")


def publish(record):
    new = record["dynamodb"]["NewImage"]
    news = {name: new[name]["S"] for name in ("id", "service", "version")}
    sns.publish(TopicArn=os.environ["TOPIC_ARN"], Message=json.dumps(news))


def handler(event, context):
    for record in event["Records"]:
        try:
            publish(record)
            publish(record)
        except Exception as error:
            print(f"not announced: {error!r}")
            return {"batchItemFailures": [{"itemIdentifier": record["dynamodb"]["SequenceNumber"]}]}
    return {"batchItemFailures": []}

# %% wrong: only the error that was foreseen
# refused: whatever the error; this one is another
%%writefile build/announce/app.py
import json
import os

import boto3

sns = boto3.client("sns")


def publish(record):
    new = record["dynamodb"]["NewImage"]
    news = {name: new[name]["S"] for name in ("id", "service", "version")}
    sns.publish(TopicArn=os.environ["TOPIC_ARN"], Message=json.dumps(news))


def handler(event, context):
    for record in event["Records"]:
        try:
            publish(record)
        except KeyError as error:
            number = record["dynamodb"]["SequenceNumber"]
            print(f"{number} is not announced: {error!r}")
            return {"batchItemFailures": [{"itemIdentifier": number}]}
    return {"batchItemFailures": []}

# %% wrong: nobody learns why
# refused: it has no line of it between START and END
%%writefile build/announce/app.py
import json
import os

import boto3

sns = boto3.client("sns")


def publish(record):
    new = record["dynamodb"]["NewImage"]
    news = {name: new[name]["S"] for name in ("id", "service", "version")}
    sns.publish(TopicArn=os.environ["TOPIC_ARN"], Message=json.dumps(news))


def handler(event, context):
    for record in event["Records"]:
        try:
            publish(record)
        except Exception:
            number = record["dynamodb"]["SequenceNumber"]
            return {"batchItemFailures": [{"itemIdentifier": number}]}
    return {"batchItemFailures": []}

# %% right: the bad one and all behind it
%%writefile build/announce/app.py
import json
import os

import boto3

sns = boto3.client("sns")


def publish(record):
    new = record["dynamodb"]["NewImage"]
    news = {name: new[name]["S"] for name in ("id", "service", "version")}
    sns.publish(TopicArn=os.environ["TOPIC_ARN"], Message=json.dumps(news))


def handler(event, context):
    records = event["Records"]
    for done, record in enumerate(records):
        try:
            publish(record)
        except Exception as error:
            print(f"stopped: {error!r}")
            left = [one["dynamodb"]["SequenceNumber"] for one in records[done:]]
            return {"batchItemFailures": [{"itemIdentifier": number} for number in left]}

# %% right: one try around the loop
%%writefile build/announce/app.py
import json
import os

import boto3

sns = boto3.client("sns")


def publish(record):
    new = record["dynamodb"]["NewImage"]
    news = {name: new[name]["S"] for name in ("id", "service", "version")}
    sns.publish(TopicArn=os.environ["TOPIC_ARN"], Message=json.dumps(news))


def handler(event, context):
    current = None
    try:
        for current in event["Records"]:
            publish(current)
    except Exception as error:
        print(f"{current['eventID']}: {error!r}")
        return dict(batchItemFailures=[dict(itemIdentifier=current["dynamodb"]["SequenceNumber"])])
    return {}
