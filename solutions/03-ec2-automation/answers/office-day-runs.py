# %% wrong: the rule is switched off
# refused: this cannot be judged before rules-in-utc is met
events.disable_rule(Name="office-closes")

# %% wrong: the permission is gone
# refused: this cannot be judged before rules-may-invoke is met
functions.remove_permission(FunctionName="office-hours", StatementId="closes")

# %% wrong: the inputs are swapped
# refused: this cannot be judged before rules-send-actions is met
for rule, action in (("office-opens", "stop"), ("office-closes", "start")):
    event = json.dumps({"action": action})
    target = {"Id": "office-hours", "Arn": function_arn, "Input": event}
    events.put_targets(Rule=rule, Targets=[target])

# %% wrong: the function fails
# refused: its log says: [ERROR] KeyError: 'do'
code = Path("build/office-hours/app.py").read_text()
Path("build/office-hours/app.py").write_text(code.replace('event["action"]', 'event["do"]'))
update()

# %% wrong: the function fails when there is nothing to do
# refused: its log says: [ERROR] ValueError: nothing to do
code = Path("build/office-hours/app.py").read_text()
Path("build/office-hours/app.py").write_text(code.replace('    return result', '    if not changed:\n        raise ValueError("nothing to do")\n    return result'))
update()

# %% wrong: the pages are forgotten
# refused: the rest of the pages (NextToken)
code = """
import boto3

ec2 = boto3.client("ec2")
BEFORE = {"start": "stopped", "stop": "running"}


def find(action):
    filters = [
        {"Name": "tag:Schedule", "Values": ["office-hours"]},
        {"Name": "instance-state-name", "Values": [BEFORE[action]]},
    ]
    groups = ec2.describe_instances(Filters=filters)["Reservations"]
    return [one["InstanceId"] for group in groups for one in group["Instances"]]
"""
Path("build/office-hours/fleet.py").write_text(code)
update()

# %% wrong: it reports nothing
# refused: none arrived
code = Path("build/office-hours/app.py").read_text()
Path("build/office-hours/app.py").write_text(code.replace('if changed or failed:', 'if False:'))
update()

# %% wrong: nobody is subscribed any more
# refused: none arrived
for page in sns.get_paginator("list_subscriptions_by_topic").paginate(TopicArn=topic_arn):
    for subscription in page["Subscriptions"]:
        sns.unsubscribe(SubscriptionArn=subscription["SubscriptionArn"])

# %% right: a message of every attribute, and the queue as a resource
fire_now("office-closes")
queue = boto3.resource("sqs").Queue(inbox)
[received] = queue.receive_messages(WaitTimeSeconds=10, AttributeNames=["All"])
message = {"Body": received.body, "ReceiptHandle": received.receipt_handle}

# %% right: the rules run by a schedule of their own moment
fire_now("office-closes", time=monday + timedelta(hours=19))
messages = []
while not messages:
    messages = sqs.receive_message(QueueUrl=inbox, WaitTimeSeconds=2).get("Messages", [])
message = messages[0]
