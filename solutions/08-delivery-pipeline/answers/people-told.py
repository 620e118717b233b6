# %% wrong: live whatever the outcome
# refused: /shop/live to be not there after 'rejected'
%%writefile build/release/outcome.py
import json
import os

import boto3

sns, ssm = boto3.client("sns"), boto3.client("ssm")


def tell(outcome, version, problem=None):
    names = ["/shop/decided"] + ["/shop/live"]
    for name in names:
        ssm.put_parameter(Name=name, Value=version, Type="String", Overwrite=True)
    message = {"outcome": outcome, "version": version, "problem": problem}
    sns.publish(TopicArn=os.environ["TOPIC_ARN"], Message=json.dumps(message))

# %% wrong: nothing is written over
# refused: a parameter that is there needs Overwrite
%%writefile build/release/outcome.py
import json
import os

import boto3

sns, ssm = boto3.client("sns"), boto3.client("ssm")


def tell(outcome, version, problem=None):
    names = ["/shop/decided"] + ["/shop/live"] * (outcome == "released")
    for name in names:
        ssm.put_parameter(Name=name, Value=version, Type="String")
    message = {"outcome": outcome, "version": version, "problem": problem}
    sns.publish(TopicArn=os.environ["TOPIC_ARN"], Message=json.dumps(message))

# %% wrong: success is told whatever happened
# refused: a message {"outcome": "rejected"
%%writefile build/release/outcome.py
import json
import os

import boto3

sns, ssm = boto3.client("sns"), boto3.client("ssm")


def tell(outcome, version, problem=None):
    names = ["/shop/decided"] + ["/shop/live"] * (outcome == "released")
    for name in names:
        ssm.put_parameter(Name=name, Value=version, Type="String", Overwrite=True)
    message = {"outcome": "released", "version": version, "problem": problem}
    sns.publish(TopicArn=os.environ["TOPIC_ARN"], Message=json.dumps(message))

# %% wrong: only good news
# refused: 2 messages for 4 outcomes
%%writefile build/release/outcome.py
import json
import os

import boto3

sns, ssm = boto3.client("sns"), boto3.client("ssm")


def tell(outcome, version, problem=None):
    names = ["/shop/decided"] + ["/shop/live"] * (outcome == "released")
    for name in names:
        ssm.put_parameter(Name=name, Value=version, Type="String", Overwrite=True)
    if outcome != "released":
        return
    message = {"outcome": outcome, "version": version, "problem": problem}
    sns.publish(TopicArn=os.environ["TOPIC_ARN"], Message=json.dumps(message))

# %% wrong: the reason is left out
# refused: these arrived: {"outcome": "rejected", "version": "2"};
%%writefile build/release/outcome.py
import json
import os

import boto3

sns, ssm = boto3.client("sns"), boto3.client("ssm")


def tell(outcome, version, problem=None):
    names = ["/shop/decided"] + ["/shop/live"] * (outcome == "released")
    for name in names:
        ssm.put_parameter(Name=name, Value=version, Type="String", Overwrite=True)
    message = {"outcome": outcome, "version": version}
    sns.publish(TopicArn=os.environ["TOPIC_ARN"], Message=json.dumps(message))

# %% wrong: a dictionary as Python writes it
# refused: outcome.py: json.dumps
%%writefile build/release/outcome.py
import json
import os

import boto3

sns, ssm = boto3.client("sns"), boto3.client("ssm")


def tell(outcome, version, problem=None):
    names = ["/shop/decided"] + ["/shop/live"] * (outcome == "released")
    for name in names:
        ssm.put_parameter(Name=name, Value=version, Type="String", Overwrite=True)
    message = {"outcome": outcome, "version": version, "problem": problem}
    sns.publish(TopicArn=os.environ["TOPIC_ARN"], Message=str(message))

# %% wrong: what was decided is forgotten
# refused: /shop/decided to be 2 after 'rejected'
%%writefile build/release/outcome.py
import json
import os

import boto3

sns, ssm = boto3.client("sns"), boto3.client("ssm")


def tell(outcome, version, problem=None):
    if outcome == "released":
        value = {"Name": "/shop/live", "Value": version, "Type": "String"}
        ssm.put_parameter(**value, Overwrite=True)
    message = {"outcome": outcome, "version": version, "problem": problem}
    sns.publish(TopicArn=os.environ["TOPIC_ARN"], Message=json.dumps(message))

# %% wrong: told twice
# refused: 8 messages for 4 outcomes
%%writefile build/release/outcome.py
import json
import os

import boto3

sns, ssm = boto3.client("sns"), boto3.client("ssm")


def tell(outcome, version, problem=None):
    names = ["/shop/decided"] + ["/shop/live"] * (outcome == "released")
    for name in names:
        ssm.put_parameter(Name=name, Value=version, Type="String", Overwrite=True)
    message = {"outcome": outcome, "version": version, "problem": problem}
    sns.publish(TopicArn=os.environ["TOPIC_ARN"], Message=json.dumps(message))
    sns.publish(TopicArn=os.environ["TOPIC_ARN"], Message=json.dumps(message))

# %% wrong: people are told before it is so
# refused: /shop/decided to be 6 although the topic was gone
%%writefile build/release/outcome.py
import json
import os

import boto3

sns, ssm = boto3.client("sns"), boto3.client("ssm")


def tell(outcome, version, problem=None):
    message = {"outcome": outcome, "version": version, "problem": problem}
    sns.publish(TopicArn=os.environ["TOPIC_ARN"], Message=json.dumps(message))
    names = ["/shop/decided"] + ["/shop/live"] * (outcome == "released")
    for name in names:
        ssm.put_parameter(Name=name, Value=version, Type="String", Overwrite=True)

# %% wrong: what is live is said after the message
# refused: /shop/live to be 6 although the topic was gone
%%writefile build/release/outcome.py
import json
import os

import boto3

sns, ssm = boto3.client("sns"), boto3.client("ssm")


def tell(outcome, version, problem=None):
    def keep(name):
        ssm.put_parameter(Name=name, Value=version, Type="String", Overwrite=True)

    keep("/shop/decided")
    message = {"outcome": outcome, "version": version, "problem": problem}
    sns.publish(TopicArn=os.environ["TOPIC_ARN"], Message=json.dumps(message))
    if outcome == "released":
        keep("/shop/live")

# %% right: one after the other
%%writefile build/release/outcome.py
import json
import os

import boto3

sns, ssm = boto3.client("sns"), boto3.client("ssm")


def tell(outcome, version, problem=None):
    def keep(name):
        ssm.put_parameter(Name=name, Value=version, Type="String", Overwrite=True)

    if outcome == "released":
        keep("/shop/live")
    keep("/shop/decided")
    text = json.dumps(dict(problem=problem, version=version, outcome=outcome), indent=1)
    sns.publish(TopicArn=os.environ["TOPIC_ARN"], Subject=f"shop: {outcome}", Message=text)

# %% right: by the resource, and with attributes
%%writefile build/release/outcome.py
import json
import os

import boto3

sns, ssm = boto3.client("sns"), boto3.client("ssm")


def tell(outcome, version, problem=None):
    names = ["/shop/decided"] + ["/shop/live"] * (outcome == "released")
    for name in names:
        ssm.put_parameter(Name=name, Value=version, Type="String", Overwrite=True)
    message = json.dumps({"outcome": outcome, "version": version, "problem": problem})
    kind = {"DataType": "String", "StringValue": outcome}
    boto3.resource("sns").Topic(os.environ["TOPIC_ARN"]).publish(
        Message=message, MessageAttributes={"outcome": kind}
    )
