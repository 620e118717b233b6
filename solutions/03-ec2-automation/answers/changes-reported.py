# %% wrong: nothing is published
# refused: none arrived
%%writefile build/office-hours/app.py
import json
import os

import boto3
import change
import fleet

sns = boto3.client("sns")


def handler(event, context):
    action = event["action"]
    changed, failed = change.each(action, fleet.find(action))
    result = {"action": action, "instances": changed, "failed": failed}
    return result

# %% wrong: a report of every run
# refused: a run that did nothing sent one, too
%%writefile build/office-hours/app.py
import json
import os

import boto3
import change
import fleet

sns = boto3.client("sns")


def handler(event, context):
    action = event["action"]
    changed, failed = change.each(action, fleet.find(action))
    result = {"action": action, "instances": changed, "failed": failed}
    sns.publish(TopicArn=os.environ["TOPIC_ARN"], Message=json.dumps(result))
    return result

# %% wrong: the plan, before anything was done
# refused: known only after it was tried
%%writefile build/office-hours/app.py
import json
import os

import boto3
import change
import fleet

sns = boto3.client("sns")


def handler(event, context):
    action = event["action"]
    planned = fleet.find(action)
    if planned:
        report = {"action": action, "instances": planned, "failed": []}
        sns.publish(TopicArn=os.environ["TOPIC_ARN"], Message=json.dumps(report))
    changed, failed = change.each(action, planned)
    result = {"action": action, "instances": changed, "failed": failed}
    return result

# %% wrong: all that are stopped now, also since yesterday
# refused: what this run changed, known only after it was tried
%%writefile build/office-hours/app.py
import json
import os

import boto3
import change
import fleet

sns = boto3.client("sns")


def handler(event, context):
    action = event["action"]
    changed, failed = change.each(action, fleet.find(action))
    result = {"action": action, "instances": changed, "failed": failed}
    after = fleet.find({"stop": "start", "start": "stop"}[action])
    filters = [
        {"Name": "tag:Schedule", "Values": ["office-hours"]},
        {"Name": "instance-state-name", "Values": ["stopping", "stopped"]},
    ]
    pages = fleet.ec2.get_paginator("describe_instances").paginate(Filters=filters)
    off = list(pages.search("Reservations[].Instances[].InstanceId"))
    report = {"action": action, "instances": off or after, "failed": failed}
    sns.publish(TopicArn=os.environ["TOPIC_ARN"], Message=json.dumps(report))
    return result

# %% wrong: one report for each instance
# refused: what goes into
%%writefile build/office-hours/app.py
import json
import os

import boto3
import change
import fleet

sns = boto3.client("sns")


def handler(event, context):
    action = event["action"]
    changed, failed = change.each(action, fleet.find(action))
    result = {"action": action, "instances": changed, "failed": failed}
    for instance in changed:
        report = {"action": action, "instances": [instance], "failed": failed}
        sns.publish(TopicArn=os.environ["TOPIC_ARN"], Message=json.dumps(report))
    return result

# %% wrong: the same report twice
# refused: was reported 2 times
%%writefile build/office-hours/app.py
import json
import os

import boto3
import change
import fleet

sns = boto3.client("sns")


def handler(event, context):
    action = event["action"]
    changed, failed = change.each(action, fleet.find(action))
    result = {"action": action, "instances": changed, "failed": failed}
    for _ in changed[:1] * 2:
        sns.publish(TopicArn=os.environ["TOPIC_ARN"], Message=json.dumps(result))
    return result

# %% wrong: failures are left out
# refused: each report to be JSON with action, instances, failed
%%writefile build/office-hours/app.py
import json
import os

import boto3
import change
import fleet

sns = boto3.client("sns")


def handler(event, context):
    action = event["action"]
    changed, failed = change.each(action, fleet.find(action))
    result = {"action": action, "instances": changed, "failed": failed}
    if changed:
        report = {"action": action, "instances": changed}
        sns.publish(TopicArn=os.environ["TOPIC_ARN"], Message=json.dumps(report))
    return result

# %% wrong: Python's words in place of JSON
# refused: json.dumps of the result
%%writefile build/office-hours/app.py
import json
import os

import boto3
import change
import fleet

sns = boto3.client("sns")


def handler(event, context):
    action = event["action"]
    changed, failed = change.each(action, fleet.find(action))
    result = {"action": action, "instances": changed, "failed": failed}
    if changed or failed:
        sns.publish(TopicArn=os.environ["TOPIC_ARN"], Message=str(result))
    return result

# %% wrong: only when all went well
# refused: 1 failed) was not reported
%%writefile build/office-hours/app.py
import json
import os

import boto3
import change
import fleet

sns = boto3.client("sns")


def handler(event, context):
    action = event["action"]
    changed, failed = change.each(action, fleet.find(action))
    result = {"action": action, "instances": changed, "failed": failed}
    if not failed and changed:
        sns.publish(TopicArn=os.environ["TOPIC_ARN"], Message=json.dumps(result))
    return result

# %% wrong: only where something was changed
# refused: a run (stop, 0 changed and 1 failed) was not reported
%%writefile build/office-hours/app.py
import json
import os

import boto3
import change
import fleet

sns = boto3.client("sns")


def handler(event, context):
    action = event["action"]
    changed, failed = change.each(action, fleet.find(action))
    result = {"action": action, "instances": changed, "failed": failed}
    if changed:
        sns.publish(TopicArn=os.environ["TOPIC_ARN"], Message=json.dumps(result))
    return result

# %% right: sorted, with a subject and more fields
%%writefile build/office-hours/app.py
import json
import os

import boto3
import change
import fleet

sns = boto3.client("sns")


def handler(event, context):
    action = event["action"]
    changed, failed = change.each(action, fleet.find(action))
    result = {"action": action, "instances": sorted(changed), "failed": sorted(failed)}
    if any((changed, failed)):
        text = json.dumps(result | {"count": len(changed)}, indent=2)
        topic = os.environ["TOPIC_ARN"]
        sns.publish(TopicArn=topic, Subject=f"Office hours: {action}", Message=text)
    return result

# %% right: a way out at the top, and the topic as a resource
%%writefile build/office-hours/app.py
import json
import os

import boto3
import change
import fleet

sns = boto3.client("sns")


def handler(event, context):
    action = event["action"]
    changed, failed = change.each(action, fleet.find(action))
    result = dict(action=action, instances=changed, failed=failed)
    if not changed and not failed:
        return result
    topic = boto3.resource("sns").Topic(os.environ["TOPIC_ARN"])
    topic.publish(Message=json.dumps(result))
    return result
