import json

import boto3

ec2 = boto3.client("ec2")
STOPPED = {"Name": "instance-state-name", "Values": ["stopped"]}
WEB = {"Name": "tag:role", "Values": ["web"]}


def handler(event, context):
    alarm = json.loads(event["Records"][0]["Sns"]["Message"])
    if alarm["NewStateValue"] == "ALARM":
        found = ec2.describe_instances(Filters=[STOPPED, WEB])["Reservations"]
        spare = [one["InstanceId"] for group in found for one in group["Instances"]]
        ec2.start_instances(InstanceIds=spare[:1])
        print("started", spare[0])
