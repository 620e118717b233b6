"""Lab 07, its role and its wiring: a fleet's metric sets off two alarms, and their topic invokes a function.

The function is judged in ``scale_on_alarm_fleet`` and ``scale_on_alarm_memory``, and all that was built in
``scale_on_alarm_whole``.
"""

from lambdalab.aws import Cloud
from lambdalab.checks.alarms import get_alarm
from lambdalab.checks.chain import require_topic
from lambdalab.checks.cloudwatch_alarms import subscribers
from lambdalab.checks.functions import get_function
from lambdalab.checks.invokers import require_invoker
from lambdalab.checks.registry import task
from lambdalab.checks.results import Unmet
from lambdalab.checks.scaling_alarms import HIGH, LOW, require_action, require_alarms
from lambdalab.checks.scaling_roles import require_scaling_role
from lambdalab.checks.scaling_trials import FUNCTION, MINE, OTHER, TOPIC

LAB = "07-scale-on-alarm"
ROLE = "scale-role"
TEMPLATE = "web"
ROLE_TASK, TOPIC_TASK = "role-knows-fleet", "topic-rings-function"


@task(
    ROLE_TASK,
    lab=LAB,
    points=10,
    hints=(
        "The check tries the role on instances tagged Fleet=web and Fleet=db, in dry runs. The card names "
        "the first thing that it may not do and should, or may do and should not.",
        "See aws:RequestTag, aws:ResourceTag and ec2:CreateAction in EC2's guide on tagging when creating. "
        "Which of them looks at an instance that is not there yet?",
        'Three dictionaries: "Effect", "Action": <one>, "Resource": any_instance, "Condition": '
        '{"StringEquals": {<one of the three keys>: <its value>}}.',
    ),
)
def role_knows_fleet(cloud: Cloud) -> None:
    """Pass where the role may launch and terminate instances of the fleet, and touch no others."""
    require_scaling_role(cloud, ROLE, TEMPLATE, MINE, OTHER)


@task(
    "alarms-watch-load",
    lab=LAB,
    points=15,
    hints=(
        "The check lets busy, quiet and odd minutes pass. The card names the first minute in which an alarm "
        "is not in the state that it should be, and what the alarm asks.",
        "See put_metric_alarm in boto3's reference: Statistic, Threshold, ComparisonOperator, AlarmActions. "
        "How many settings differ between the two alarms?",
        "put_metric_alarm(AlarmName=..., Statistic=<how one value is made of several>, Threshold=..., "
        'ComparisonOperator="<one of four>", AlarmActions=[<whom it tells>], **metric), twice.',
    ),
)
def alarms_watch_load(cloud: Cloud) -> None:
    """Pass where each alarm goes off in just its minutes, and tells the topic."""
    alarms = {name: get_alarm(cloud, name) for name in (HIGH, LOW)}
    require_alarms(cloud, alarms)
    topic = require_topic(cloud, TOPIC)
    for alarm in alarms.values():
        require_action(alarm, topic)


@task(
    TOPIC_TASK,
    lab=LAB,
    points=10,
    hints=(
        "Two things make a topic invoke a function: the topic must know it, and the function must let the "
        "topic in. The card says which is missing.",
        "See subscribe in boto3's reference of SNS, and add_permission in that of Lambda. Who is the "
        "principal: the alarm, the topic, or a service?",
        "subscribe(TopicArn=..., Protocol=<for functions>, Endpoint=...); add_permission(FunctionName=..., "
        'StatementId=<a word>, Action="lambda:<Operation>", Principal="<service>.amazonaws.com", '
        "SourceArn=<the topic's>).",
    ),
)
def topic_rings_function(cloud: Cloud) -> None:
    """Pass where the function is subscribed to the topic, and lets SNS in for it alone."""
    get_function(cloud, FUNCTION)
    topic = require_topic(cloud, TOPIC)
    function = cloud.arn("lambda", f"function:{FUNCTION}")
    ends = subscribers(cloud, topic)
    if function not in ends:
        raise Unmet(
            "mismatch" if ends else "missing",
            expected=f"a subscription of {function} to {topic}",
            found=f"its subscriptions go to {', '.join(ends) or 'nobody'}",
            look_at='subscribe(TopicArn=..., Protocol="lambda", Endpoint=...)',
        )
    require_invoker(cloud, FUNCTION, "sns.amazonaws.com", topic)
