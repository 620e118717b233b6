"""Builds lab 10's system as its runbook has it, in an account that holds none."""

import json
from typing import Any

from lambdalab.aws import Cloud
from lambdalab.outage import names
from lambdalab.outage.names import (
    ALIAS,
    DEAD,
    INTAKE,
    INTAKE_ROLE,
    KINDS,
    ORDERS,
    PAGES,
    PARCELS,
    POLICY,
    RELEASE,
    REPORT,
    REPORT_ROLE,
    REPORTS,
    RULE,
    SCHEDULE,
    SUBSCRIBED,
    TIMEOUT,
)

_MAY_LOG = "arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole"
_OFTEN = {"Delay": 0.05, "MaxAttempts": 600}


def build(cloud: Cloud) -> None:
    """Build all of it, the working system."""
    _keep_orders(cloud)
    for topic in (ORDERS, REPORTS, PAGES):
        cloud.client("sns").create_topic(Name=topic)
    _keep_messages(cloud)
    for queue, topic in SUBSCRIBED.items():
        _connect(cloud, topic, queue)
    for role, allowed in names.rights(cloud).items():
        _create_role(cloud, role, allowed)
    _create_intake(cloud)
    _create_report(cloud)
    cloud.client("cloudwatch").put_metric_alarm(**names.alarm(cloud))


def _keep_orders(cloud: Cloud) -> None:
    s3, bucket = cloud.client("s3"), names.bucket_of(cloud)
    s3.create_bucket(Bucket=bucket)
    for key, body in names.kept_orders(cloud).items():
        s3.put_object(Bucket=bucket, Key=key, Body=body)


def _keep_messages(cloud: Cloud) -> None:
    sqs = cloud.client("sqs")
    url = sqs.create_queue(QueueName=DEAD)["QueueUrl"]
    for body in names.kept_messages(cloud):
        sqs.send_message(QueueUrl=url, MessageBody=body)


def _connect(cloud: Cloud, topic: str, queue: str) -> None:
    attributes = {"Policy": names.may_send(cloud, queue, topic)}
    if queue == PARCELS:
        attributes["RedrivePolicy"] = names.redrive(cloud)
    cloud.client("sqs").create_queue(QueueName=queue, Attributes=attributes)
    only = {"FilterPolicy": json.dumps({"kind": [KINDS[queue]]})} if queue in KINDS else {}
    cloud.client("sns").subscribe(
        TopicArn=cloud.arn("sns", topic), Protocol="sqs", Endpoint=cloud.arn("sqs", queue), Attributes=only
    )


def _create_role(cloud: Cloud, role: str, allowed: dict[str, str]) -> None:
    iam, lambda_itself = cloud.client("iam"), {"Service": "lambda.amazonaws.com"}
    trust = {"Effect": "Allow", "Principal": lambda_itself, "Action": "sts:AssumeRole"}
    iam.create_role(RoleName=role, AssumeRolePolicyDocument=names.document(trust))
    iam.attach_role_policy(RoleName=role, PolicyArn=_MAY_LOG)
    iam.put_role_policy(RoleName=role, PolicyName=POLICY, PolicyDocument=names.may(allowed))


def _create_intake(cloud: Cloud) -> None:
    functions = cloud.client("lambda")
    first, *later = names.CODE.values()
    _create_function(cloud, INTAKE, INTAKE_ROLE, first, {"TOPIC_ARN": cloud.arn("sns", ORDERS)})
    for file in later:
        functions.publish_version(FunctionName=INTAKE)
        functions.update_function_code(FunctionName=INTAKE, ZipFile=names.package(file))
        functions.get_waiter("function_updated_v2").wait(FunctionName=INTAKE, WaiterConfig=_OFTEN)
    functions.create_alias(FunctionName=INTAKE, Name=ALIAS, FunctionVersion=RELEASE)
    for qualifier in (ALIAS, *names.CODE):  # the engine looks at the version that an alias stands at
        _try_once(functions, FunctionName=INTAKE, Qualifier=qualifier)
    bucket = names.bucket_of(cloud)
    functions.add_permission(
        FunctionName=INTAKE,
        Qualifier=ALIAS,
        StatementId="uploads",
        Action="lambda:InvokeFunction",
        Principal="s3.amazonaws.com",
        SourceArn=f"arn:aws:s3:::{bucket}",
        SourceAccount=cloud.account,
    )
    cloud.client("s3").put_bucket_notification_configuration(
        Bucket=bucket, NotificationConfiguration=names.notification(cloud)
    )


def _create_report(cloud: Cloud) -> None:
    variables = {"TOPIC_ARN": cloud.arn("sns", REPORTS), "BUCKET": names.bucket_of(cloud)}
    _create_function(cloud, REPORT, REPORT_ROLE, REPORT, variables)
    functions, events = cloud.client("lambda"), cloud.client("events")
    _try_once(functions, FunctionName=REPORT)
    rule = events.put_rule(Name=RULE, ScheduleExpression=SCHEDULE)["RuleArn"]
    events.put_targets(Rule=RULE, Targets=[{"Id": REPORT, "Arn": cloud.arn("lambda", f"function:{REPORT}")}])
    functions.add_permission(
        FunctionName=REPORT,
        StatementId="nightly",
        Action="lambda:InvokeFunction",
        Principal="events.amazonaws.com",
        SourceArn=rule,
    )


def _create_function(cloud: Cloud, name: str, role: str, file: str, variables: dict[str, str]) -> None:
    functions = cloud.client("lambda")
    functions.create_function(
        FunctionName=name,
        Runtime="python3.13",
        Handler="app.handler",
        Role=f"arn:aws:iam::{cloud.account}:role/{role}",
        Timeout=TIMEOUT,
        Code={"ZipFile": names.package(file)},
        Environment={"Variables": variables},
    )
    functions.get_waiter("function_active_v2").wait(FunctionName=name, WaiterConfig=_OFTEN)


def _try_once(functions: Any, **function: str) -> None:
    """Let an event that fails not come again a minute later, in the middle of somebody's search."""
    functions.put_function_event_invoke_config(MaximumRetryAttempts=0, **function)
