"""What the wiring map reads from an account: each kind of link, and each reason why one is broken."""

import json
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.pictures.conftest import System

REFUSED = "broken: {} has no permission to invoke it"


def test_bucket_notifies_function(system: "System") -> None:
    """A notification is drawn with its events and filter."""
    bucket, function = system.bucket("in"), system.function("work")
    system.permit("work", "s3", f"arn:aws:s3:::{bucket}", SourceAccount=system.cloud.account)
    system.notify(bucket, "LambdaFunction", function, prefix="a/", suffix=".csv")
    assert system.links() == ["Bucket in → function work (ObjectCreated: a/*.csv)"]


def test_bucket_without_permission(system: "System") -> None:
    """A permission that was removed after the notification was set breaks the link."""
    bucket, function = system.bucket("in"), system.function("work")
    system.permit("work", "s3", f"arn:aws:s3:::{bucket}")
    system.notify(bucket, "LambdaFunction", function)
    statement = json.loads(system.functions.get_policy(FunctionName="work")["Policy"])["Statement"][0]["Sid"]
    system.functions.remove_permission(FunctionName="work", StatementId=statement)
    assert system.links() == [f"Bucket in → function work (ObjectCreated), {REFUSED.format('S3')}"]


def test_deleted_function(system: "System") -> None:
    """A target that was deleted stands on the map as missing."""
    bucket, function = system.bucket("in"), system.function("work")
    system.permit("work", "s3", f"arn:aws:s3:::{bucket}")
    system.notify(bucket, "LambdaFunction", function)
    system.functions.delete_function(FunctionName="work")
    assert system.links() == [
        "Bucket in → function work (ObjectCreated), broken: the function does not exist",
        "Function work: does not exist",
    ]


def test_bucket_notifies_topic_and_queue(system: "System") -> None:
    """A queue's policy that names S3 is enough; of a topic with another policy S3 is refused."""
    bucket = system.bucket("in")
    system.notify(bucket, "Queue", system.queue("inbox", "s3"))
    other, topic = system.bucket("other"), system.topic("news")
    policy = {
        "Effect": "Allow",
        "Principal": {"Service": "s3.amazonaws.com"},
        "Action": "sns:Publish",
        "Resource": topic,
    }
    system.sns.set_topic_attributes(
        TopicArn=topic,
        AttributeName="Policy",
        AttributeValue=json.dumps({"Version": "2012-10-17", "Statement": [policy]}),
    )
    system.notify(other, "Topic", topic)
    assert system.links() == [
        "Bucket in → queue inbox (ObjectCreated)",
        "Bucket other → topic news (ObjectCreated)",
    ]
    policy["Effect"] = "Deny"
    system.sns.set_topic_attributes(
        TopicArn=topic,
        AttributeName="Policy",
        AttributeValue=json.dumps({"Version": "2012-10-17", "Statement": [policy]}),
    )
    assert system.links()[1].endswith("broken: the topic's policy refuses S3")


def test_topic_delivers(system: "System") -> None:
    """Subscriptions are drawn with their filter policies; the queue's policy must let the topic in."""
    topic, function = system.topic("news"), system.function("work")
    system.permit("work", "sns", topic)
    system.sns.subscribe(TopicArn=topic, Protocol="lambda", Endpoint=function)
    system.sns.subscribe(
        TopicArn=topic,
        Protocol="sqs",
        Endpoint=system.queue("inbox", "sns"),
        Attributes={"FilterPolicy": json.dumps({"kind": ["order", {"prefix": "re"}]})},
    )
    system.sns.subscribe(TopicArn=topic, Protocol="sqs", Endpoint=system.queue("shut"))
    assert system.links() == [
        "Topic news → function work",
        'Topic news → queue inbox (kind: order or {"prefix": "re"})',
        "Topic news → queue shut, broken: the queue's policy refuses SNS",
    ]


def test_unconfirmed_subscription(system: "System") -> None:
    """An address that has not confirmed gets nothing."""
    system.sns.subscribe(TopicArn=system.topic("news"), Protocol="email", Endpoint="ops@example.com")
    (link,) = system.links()
    assert link == "Topic news → subscriber ops@example.com, broken: the subscription is not confirmed"


def test_topic_without_permission(system: "System") -> None:
    """A permission for another topic does not let this one invoke."""
    topic, function = system.topic("news"), system.function("work")
    system.permit("work", "sns", f"{topic}-of-others")
    system.sns.subscribe(TopicArn=topic, Protocol="lambda", Endpoint=function)
    assert system.links() == [f"Topic news → function work, {REFUSED.format('SNS')}"]


def test_function_polls_queue_and_its_dead_letters(system: "System") -> None:
    """A mapping is drawn from the queue, and the queue's redrive to where messages are set aside."""
    redrive = {"deadLetterTargetArn": system.queue("dead"), "maxReceiveCount": 3}
    queue = system.queue("jobs", RedrivePolicy=json.dumps(redrive))
    system.function("work")
    mapping = system.functions.create_event_source_mapping(
        FunctionName="work", EventSourceArn=queue, BatchSize=5
    )
    assert system.links() == [
        "Queue jobs → function work (polled, batches of 5)",
        "Queue jobs → queue dead (after 3 receives)",
    ]
    system.functions.update_event_source_mapping(UUID=mapping["UUID"], Enabled=False)
    assert system.links()[0].endswith("broken: the event source mapping is disabled")


def test_mapping_that_its_role_forbids(system: "System") -> None:
    """A function polls with its role: without the permission the link is broken."""
    system.function("work")
    queue = system.queue("jobs")
    system.functions.create_event_source_mapping(FunctionName="work", EventSourceArn=queue)
    system.iam.delete_role_policy(RoleName="work-role", PolicyName="inline")
    (link,) = system.links()
    assert link.endswith("broken: its role does not allow sqs:ReceiveMessage")


def test_table_stream(system: "System") -> None:
    """A mapping is drawn with its filter; a stream that was switched off leaves it without events."""
    stream = system.table("orders")
    system.function("work")
    system.functions.create_event_source_mapping(
        FunctionName="work",
        EventSourceArn=stream,
        StartingPosition="LATEST",
        BatchSize=10,
        FilterCriteria={"Filters": [{"Pattern": '{"eventName": ["INSERT"]}'}]},
    )
    (link,) = system.links()
    assert link == "Table orders → function work (polled, batches of 10, only eventName: INSERT)"
    system.dynamodb.update_table(TableName="orders", StreamSpecification={"StreamEnabled": False})
    assert system.links()[0].endswith("broken: the table's stream is off")


def test_rules(system: "System") -> None:
    """A rule is drawn to its target; a disabled one is broken, as is one without permission."""
    system.permit("work", "events", system.rule("nightly", system.function("work")))
    assert system.links() == ["Schedule nightly → function work"]
    system.events.disable_rule(Name="nightly")
    assert system.links() == ["Schedule nightly → function work, broken: the schedule is disabled"]
    system.rule("weekly", system.function("sweep"))
    assert system.links()[1] == f"Schedule weekly → function sweep, {REFUSED.format('EventBridge')}"


def test_rule_listens_to_bucket(system: "System") -> None:
    """A bucket reaches a rule only where it sends its events to EventBridge."""
    bucket = system.bucket("in")
    pattern = {"source": ["aws.s3"], "detail": {"bucket": {"name": [bucket]}}}
    system.rule("arrived", system.queue("inbox", "events"), EventPattern=json.dumps(pattern))
    assert system.links() == [
        "Bucket in → rule arrived, broken: the bucket does not send to EventBridge",
        "Rule arrived → queue inbox",
    ]
    system.s3.put_bucket_notification_configuration(
        Bucket=bucket, NotificationConfiguration={"EventBridgeConfiguration": {}}
    )
    assert system.links()[0] == "Bucket in → rule arrived"


def test_alarm(system: "System") -> None:
    """An alarm watches a function and tells a topic, whose default policy lets it, while actions are on."""
    system.function("work")
    system.alarm("errors", system.topic("ops"), Dimensions=[{"Name": "FunctionName", "Value": "work"}])
    assert system.links() == ["Function work → alarm errors (Errors ≥ 1)", "Alarm errors → topic ops (ALARM)"]
    system.cloudwatch.disable_alarm_actions(AlarmNames=["errors"])
    assert system.links()[1].endswith("broken: the alarm's actions are off")


def test_log_group(system: "System") -> None:
    """Lines lead to a function by a subscription filter and to an alarm by a metric filter."""
    system.logs.create_log_group(logGroupName="/app")
    system.logs.put_metric_filter(
        logGroupName="/app",
        filterName="count",
        filterPattern="ERROR",
        metricTransformations=[{"metricName": "Bad", "metricNamespace": "App", "metricValue": "1"}],
    )
    system.alarm("bad", Namespace="App", MetricName="Bad")
    function = system.function("work")
    system.permit("work", "logs", f"{system.cloud.arn('logs', 'log-group:/app')}:*")
    system.logs.put_subscription_filter(
        logGroupName="/app", filterName="tell", filterPattern="", destinationArn=function
    )
    assert system.links() == [
        "Log group /app → function work (every line)",
        "Log group /app → metric App/Bad (ERROR)",
        "Metric App/Bad → alarm bad (Bad ≥ 1)",
    ]


def test_destinations_and_dead_letters(system: "System") -> None:
    """Where results go is drawn; the role must allow it."""
    function = system.function("work")
    system.functions.update_function_configuration(
        FunctionName="work", DeadLetterConfig={"TargetArn": system.queue("dead")}
    )
    system.functions.get_waiter("function_updated_v2").wait(FunctionName="work", WaiterConfig={"Delay": 0.05})
    system.functions.put_function_event_invoke_config(
        FunctionName="work", DestinationConfig={"OnSuccess": {"Destination": system.topic("done")}}
    )
    assert system.links() == [
        "Function work → topic done (on success)",
        "Function work → queue dead (dead letters)",
    ]
    assert function
    system.iam.delete_role_policy(RoleName="work-role", PolicyName="inline")
    assert [link.split("broken: ")[1] for link in system.links()] == [
        "its role does not allow sns:Publish",
        "its role does not allow sqs:SendMessage",
    ]


def test_environment_names_targets(system: "System") -> None:
    """ARNs, queue URLs and names in the environment are drawn as implied, with what the role allows."""
    topic, bucket = system.topic("news"), system.bucket("out")
    may = {"Effect": "Allow", "Action": "s3:PutObject", "Resource": f"arn:aws:s3:::{bucket}/*"}
    system.function("work", may, TOPIC=topic, BUCKET=bucket, LEVEL="info", GONE=f"{topic}-gone")
    assert system.links() == [
        "Function work ⇢ bucket out (BUCKET)",
        "Function work ⇢ topic news (TOPIC), broken: its role does not allow sns:Publish",
        "Function work ⇢ topic news-gone (GONE), broken: the topic does not exist",
        "Topic news-gone: does not exist",
    ]


def test_api(system: "System") -> None:
    """An API's routes lead to their functions, where the permission names the route."""
    function = system.function("work")
    system.permit("work", "apigateway", system.api("shop", "POST /orders", function))
    assert system.links() == ["API shop → function work (POST /orders)"]
    system.api("other", "GET /orders", function)
    assert f"API other → function work (GET /orders), {REFUSED.format('API Gateway')}" in system.links()


def test_alias(system: "System") -> None:
    """An alias has a policy of its own, and must exist."""
    bucket, function = system.bucket("in"), system.function("work")
    system.functions.publish_version(FunctionName="work")
    system.functions.create_alias(FunctionName="work", Name="live", FunctionVersion="1")
    system.permit("work", "s3", f"arn:aws:s3:::{bucket}", Qualifier="live")
    system.notify(bucket, "LambdaFunction", f"{function}:live")
    assert system.links() == ["Bucket in → function work (ObjectCreated, to live)"]
    system.functions.delete_alias(FunctionName="work", Name="live")
    assert system.links()[0].endswith("broken: there is no alias live")


def test_throttled_function(system: "System") -> None:
    """A function without any concurrency takes nothing."""
    topic, function = system.topic("news"), system.function("work")
    system.permit("work", "sns", topic)
    system.sns.subscribe(TopicArn=topic, Protocol="lambda", Endpoint=function)
    system.functions.put_function_concurrency(FunctionName="work", ReservedConcurrentExecutions=0)
    assert system.links()[0].endswith("broken: the function is throttled: reserved concurrency 0")


def test_instances(system: "System") -> None:
    """Instances stand there, counted by their tags, once a role may act on them."""
    image = system.ec2.describe_images()["Images"][0]["ImageId"]
    tags = [{"ResourceType": "instance", "Tags": [{"Key": "office", "Value": "yes"}]}]
    system.ec2.run_instances(ImageId=image, MinCount=2, MaxCount=2, TagSpecifications=tags)
    system.function("idle", {"Effect": "Allow", "Action": "logs:*", "Resource": "*"})
    assert system.links() == ["Not linked: function idle"]
    system.function("evening", {"Effect": "Allow", "Action": "ec2:StopInstances", "Resource": "*"})
    assert "Function evening ⇢ instances office=yes (its role may stop)" in system.links()


def test_instances_from_a_launch_template(system: "System") -> None:
    """The tags that AWS gives them are not among those that they are called by."""
    image = system.ec2.describe_images()["Images"][0]["ImageId"]
    data = {"ImageId": image, "InstanceType": "t3.micro"}
    system.ec2.create_launch_template(LaunchTemplateName="web", LaunchTemplateData=data)
    template = {"LaunchTemplateName": "web"}
    system.ec2.run_instances(LaunchTemplate=template, MinCount=1, MaxCount=1)
    system.function("evening", {"Effect": "Allow", "Action": "ec2:StopInstances", "Resource": "*"})
    assert "Function evening ⇢ instances without tags (its role may stop)" in system.links()


def test_instances_that_a_condition_leaves_out(system: "System") -> None:
    """A role that is limited by a tag acts on the instances that carry it, and on no others."""
    image = system.ec2.describe_images()["Images"][0]["ImageId"]
    for value in ("yes", "no"):
        tags = [{"ResourceType": "instance", "Tags": [{"Key": "office", "Value": value}]}]
        system.ec2.run_instances(ImageId=image, MinCount=1, MaxCount=1, TagSpecifications=tags)
    statement = {"Effect": "Allow", "Action": "ec2:StopInstances", "Resource": "*"}
    limit = {"StringEquals": {"aws:ResourceTag/office": "yes"}}
    system.function("evening", statement | {"Condition": limit})
    assert "Function evening ⇢ instances office=yes (its role may stop)" in system.links()
    assert not any("⇢ instances office=no" in link for link in system.links())


@pytest.mark.parametrize("kind", ["bucket", "topic", "queue", "table"])
def test_resource_without_links(system: "System", kind: str) -> None:
    """What nothing is connected to is listed all the same."""
    getattr(system, kind)("lonely")
    assert system.links() == [f"Not linked: {kind} lonely"]
