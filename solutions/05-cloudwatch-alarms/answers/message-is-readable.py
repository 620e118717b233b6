# %% wrong: no lines
# refused: 0 arrived on the pager; it returned []
%%writefile build/tell/app.py
import json
import os

import boto3

sns = boto3.client("sns")


def handler(event, context):
    lines = []
    for line in lines:
        sns.publish(TopicArn=os.environ["TOPIC_ARN"], Message=line)
    return lines

# %% wrong: the text is taken for a dictionary
# refused: it ended with TypeError
%%writefile build/tell/app.py
import json
import os

import boto3

sns = boto3.client("sns")


def handler(event, context):
    lines = []
    for record in event["Records"]:
        alarm = record["Sns"]["Message"]
        lines.append("{StateChangeTime} {NewStateValue} {AlarmName}: {AlarmDescription}".format(**alarm))
    for line in lines:
        sns.publish(TopicArn=os.environ["TOPIC_ARN"], Message=line)
    return lines

# %% wrong: the envelope in place of the message
# refused: it ended with KeyError: 'StateChangeTime'
%%writefile build/tell/app.py
import json
import os

import boto3

sns = boto3.client("sns")


def handler(event, context):
    lines = []
    for record in event["Records"]:
        alarm = record["Sns"]
        lines.append("{StateChangeTime} {NewStateValue} {AlarmName}: {AlarmDescription}".format(**alarm))
    for line in lines:
        sns.publish(TopicArn=os.environ["TOPIC_ARN"], Message=line)
    return lines

# %% wrong: the record itself
# refused: it ended with KeyError: 'Message'
%%writefile build/tell/app.py
import json
import os

import boto3

sns = boto3.client("sns")


def handler(event, context):
    lines = []
    for record in event["Records"]:
        alarm = json.loads(record["Message"])
        lines.append("{StateChangeTime} {NewStateValue} {AlarmName}: {AlarmDescription}".format(**alarm))
    for line in lines:
        sns.publish(TopicArn=os.environ["TOPIC_ARN"], Message=line)
    return lines

# %% wrong: in small letters
# refused: it ended with KeyError: 'sns'
%%writefile build/tell/app.py
import json
import os

import boto3

sns = boto3.client("sns")


def handler(event, context):
    lines = []
    for record in event["Records"]:
        alarm = json.loads(record["sns"]["Message"])
        lines.append("{StateChangeTime} {NewStateValue} {AlarmName}: {AlarmDescription}".format(**alarm))
    for line in lines:
        sns.publish(TopicArn=os.environ["TOPIC_ARN"], Message=line)
    return lines

# %% wrong: the event of a queue
# refused: it ended with KeyError: 'body'
%%writefile build/tell/app.py
import json
import os

import boto3

sns = boto3.client("sns")


def handler(event, context):
    lines = []
    for record in event["Records"]:
        alarm = json.loads(record["body"])
        lines.append("{StateChangeTime} {NewStateValue} {AlarmName}: {AlarmDescription}".format(**alarm))
    for line in lines:
        sns.publish(TopicArn=os.environ["TOPIC_ARN"], Message=line)
    return lines

# %% wrong: the first record alone
# refused: 1 arrived on the pager
%%writefile build/tell/app.py
import json
import os

import boto3

sns = boto3.client("sns")


def handler(event, context):
    lines = []
    for record in event["Records"][:1]:
        alarm = json.loads(record["Sns"]["Message"])
        lines.append("{StateChangeTime} {NewStateValue} {AlarmName}: {AlarmDescription}".format(**alarm))
    for line in lines:
        sns.publish(TopicArn=os.environ["TOPIC_ARN"], Message=line)
    return lines

# %% wrong: the last record alone
# refused: 1 arrived on the pager
%%writefile build/tell/app.py
import json
import os

import boto3

sns = boto3.client("sns")


def handler(event, context):
    lines = []
    for record in event["Records"]:
        alarm = json.loads(record["Sns"]["Message"])
    lines.append("{StateChangeTime} {NewStateValue} {AlarmName}: {AlarmDescription}".format(**alarm))
    for line in lines:
        sns.publish(TopicArn=os.environ["TOPIC_ARN"], Message=line)
    return lines

# %% wrong: the state before
# refused: this one arrived:
%%writefile build/tell/app.py
import json
import os

import boto3

sns = boto3.client("sns")


def handler(event, context):
    lines = []
    for record in event["Records"]:
        alarm = json.loads(record["Sns"]["Message"])
        lines.append("{StateChangeTime} {OldStateValue} {AlarmName}: {AlarmDescription}".format(**alarm))
    for line in lines:
        sns.publish(TopicArn=os.environ["TOPIC_ARN"], Message=line)
    return lines

# %% wrong: the reason in place of the description
# refused: the field AlarmDescription of the alarm: it is not in your line
%%writefile build/tell/app.py
import json
import os

import boto3

sns = boto3.client("sns")


def handler(event, context):
    lines = []
    for record in event["Records"]:
        alarm = json.loads(record["Sns"]["Message"])
        lines.append("{StateChangeTime} {NewStateValue} {AlarmName}: {NewStateReason}".format(**alarm))
    for line in lines:
        sns.publish(TopicArn=os.environ["TOPIC_ARN"], Message=line)
    return lines

# %% wrong: the time is left out
# refused: the field StateChangeTime of the alarm: it is not in your line
%%writefile build/tell/app.py
import json
import os

import boto3

sns = boto3.client("sns")


def handler(event, context):
    lines = []
    for record in event["Records"]:
        alarm = json.loads(record["Sns"]["Message"])
        lines.append("{NewStateValue} {AlarmName}: {AlarmDescription}".format(**alarm))
    for line in lines:
        sns.publish(TopicArn=os.environ["TOPIC_ARN"], Message=line)
    return lines

# %% wrong: the name is left out
# refused: the field AlarmName of the alarm: it is not in your line
%%writefile build/tell/app.py
import json
import os

import boto3

sns = boto3.client("sns")


def handler(event, context):
    lines = []
    for record in event["Records"]:
        alarm = json.loads(record["Sns"]["Message"])
        lines.append("{StateChangeTime} {NewStateValue}: {AlarmDescription}".format(**alarm))
    for line in lines:
        sns.publish(TopicArn=os.environ["TOPIC_ARN"], Message=line)
    return lines

# %% wrong: another order
# refused: the words and signs between the four fields, and their order
%%writefile build/tell/app.py
import json
import os

import boto3

sns = boto3.client("sns")


def handler(event, context):
    lines = []
    for record in event["Records"]:
        alarm = json.loads(record["Sns"]["Message"])
        lines.append("{NewStateValue} {StateChangeTime} {AlarmName}: {AlarmDescription}".format(**alarm))
    for line in lines:
        sns.publish(TopicArn=os.environ["TOPIC_ARN"], Message=line)
    return lines

# %% wrong: without the colon
# refused: the words and signs between the four fields
%%writefile build/tell/app.py
import json
import os

import boto3

sns = boto3.client("sns")


def handler(event, context):
    lines = []
    for record in event["Records"]:
        alarm = json.loads(record["Sns"]["Message"])
        lines.append("{StateChangeTime} {NewStateValue} {AlarmName} {AlarmDescription}".format(**alarm))
    for line in lines:
        sns.publish(TopicArn=os.environ["TOPIC_ARN"], Message=line)
    return lines

# %% wrong: the message as it came
# refused: this one arrived: '{
%%writefile build/tell/app.py
import json
import os

import boto3

sns = boto3.client("sns")


def handler(event, context):
    lines = []
    for record in event["Records"]:
        alarm = json.loads(record["Sns"]["Message"])
        lines.append(record["Sns"]["Message"])
    for line in lines:
        sns.publish(TopicArn=os.environ["TOPIC_ARN"], Message=line)
    return lines

# %% wrong: the subject
# refused: this one arrived: 'ALARM: 
%%writefile build/tell/app.py
import json
import os

import boto3

sns = boto3.client("sns")


def handler(event, context):
    lines = []
    for record in event["Records"]:
        alarm = json.loads(record["Sns"]["Message"])
        lines.append(record["Sns"]["Subject"])
    for line in lines:
        sns.publish(TopicArn=os.environ["TOPIC_ARN"], Message=line)
    return lines

# %% right: field by field, without a format
%%writefile build/tell/app.py
import json
import os

import boto3

sns = boto3.client("sns")


def handler(event, context):
    lines = []
    for record in event["Records"]:
        alarm = json.loads(record["Sns"]["Message"])
        when, state = alarm["StateChangeTime"], alarm["NewStateValue"]
        name, text = alarm["AlarmName"], alarm["AlarmDescription"]
        lines += [when + " " + state + " " + name + ": " + text]
    for line in lines:
        sns.publish(TopicArn=os.environ["TOPIC_ARN"], Message=line)
    return lines

# %% right: a function of its own
%%writefile build/tell/app.py
import json
import os

import boto3

sns = boto3.client("sns")


def line_of(record):
    alarm = json.loads(record["Sns"]["Message"])
    return "%(StateChangeTime)s %(NewStateValue)s %(AlarmName)s: %(AlarmDescription)s" % alarm


def handler(event, context):
    lines = []
    lines = [line_of(record) for record in event["Records"]]
    for line in lines:
        sns.publish(TopicArn=os.environ["TOPIC_ARN"], Message=line)
    return lines
