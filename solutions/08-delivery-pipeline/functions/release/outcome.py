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
