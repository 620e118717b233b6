import json
import re

import boto3

names = ("cloudformation", "cloudwatch", "iam", "lambda", "logs", "s3")
cloudformation, cloudwatch, iam, aws_lambda, logs, s3 = map(boto3.client, names)


def parts(stack, kind):
    found = cloudformation.list_stack_resources(StackName=stack)
    all_of_it = found["StackResourceSummaries"]
    return [it["PhysicalResourceId"] for it in all_of_it if it["ResourceType"] == kind]


def policies(role):
    for name in iam.list_role_policies(RoleName=role)["PolicyNames"]:
        yield iam.get_role_policy(RoleName=role, PolicyName=name)["PolicyDocument"]
    for one in iam.list_attached_role_policies(RoleName=role)["AttachedPolicies"]:
        policy = iam.get_policy(PolicyArn=one["PolicyArn"])["Policy"]
        which = {"PolicyArn": policy["Arn"], "VersionId": policy["DefaultVersionId"]}
        yield iam.get_policy_version(**which)["PolicyVersion"]["Document"]


def of_function(name):
    it = {"FunctionName": name}
    settings = aws_lambda.get_function_configuration(**it)
    role = settings["Role"].split("/")[-1]
    group = settings.get("LoggingConfig", {}).get("LogGroup", f"/aws/lambda/{name}")
    groups = logs.describe_log_groups(logGroupNamePrefix=group)["logGroups"]
    metric = {"Namespace": "AWS/Lambda", "MetricName": "Errors"}
    metric["Dimensions"] = [{"Name": "FunctionName", "Value": name}]
    alarms = cloudwatch.describe_alarms_for_metric(**metric)["MetricAlarms"]
    variables = settings.get("Environment", {}).get("Variables", {})
    limit = aws_lambda.get_function_concurrency(**it)
    configured = aws_lambda.list_function_event_invoke_configs(**it)
    yield "its role names its resources", '"*"' not in json.dumps([*policies(role)])
    yield "its callers are named", "SourceArn" in aws_lambda.get_policy(**it)["Policy"]
    yield "no variable is a secret", not re.search("TOKEN|SECRET|PASSW", str(variables))
    yield "its log's lines expire", any("retentionInDays" in one for one in groups)
    yield "its copies are limited", "ReservedConcurrentExecutions" in limit
    yield "failed events are kept", "'Destination'" in str(configured)
    yield "errors set off an action", any(alarm["AlarmActions"] for alarm in alarms)


def of_bucket(name):
    block = s3.get_public_access_block(Bucket=name)["PublicAccessBlockConfiguration"]
    yield "its bucket is not public", all(block.values())


def handler(event, context):
    found = {}
    for name in parts(event["stack"], "AWS::Lambda::Function"):
        found |= dict(of_function(name))
    for name in parts(event["stack"], "AWS::S3::Bucket"):
        found |= dict(of_bucket(name))
    return found
