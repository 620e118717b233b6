# %% wrong: no subscription
# refused: its subscriptions go to arn:aws:sqs
tell = functions.get_function(FunctionName="tell")["Configuration"]["FunctionArn"]

# %% wrong: the topic that it publishes to
# refused: its subscriptions go to arn:aws:sqs
tell = functions.get_function(FunctionName="tell")["Configuration"]["FunctionArn"]
sns.subscribe(TopicArn=people, Protocol="lambda", Endpoint=tell)

# %% wrong: the other function
# refused: function:checkout
tell = functions.get_function(FunctionName="tell")["Configuration"]["FunctionArn"]
sns.subscribe(TopicArn=alarms, Protocol="lambda", Endpoint=tell.replace(":tell", ":checkout"))

# %% wrong: the pager itself
# refused: :pager
tell = functions.get_function(FunctionName="tell")["Configuration"]["FunctionArn"]
sns.subscribe(TopicArn=alarms, Protocol="sqs", Endpoint=f"arn:aws:sqs:{account.region}:{account.id}:pager")

# %% wrong: the permission is gone
# refused: this cannot be judged before topic-may-invoke is met
tell = functions.get_function(FunctionName="tell")["Configuration"]["FunctionArn"]
sns.subscribe(TopicArn=alarms, Protocol="lambda", Endpoint=tell)
functions.remove_permission(FunctionName="tell", StatementId="alarms")

# %% wrong: the OK action is gone
# refused: this cannot be judged before alarm-tells-topic is met
tell = functions.get_function(FunctionName="tell")["Configuration"]["FunctionArn"]
sns.subscribe(TopicArn=alarms, Protocol="lambda", Endpoint=tell)
watch["OKActions"] = []
cloudwatch.put_metric_alarm(AlarmName="checkout-errors", **watch)

# %% wrong: the alarm is gone
# refused: this cannot be judged before alarm-sees-errors is met
tell = functions.get_function(FunctionName="tell")["Configuration"]["FunctionArn"]
sns.subscribe(TopicArn=alarms, Protocol="lambda", Endpoint=tell)
cloudwatch.delete_alarms(AlarmNames=["checkout-errors"])

# %% wrong: the pager is not subscribed
# refused: this cannot be judged before message-is-readable is met
tell = functions.get_function(FunctionName="tell")["Configuration"]["FunctionArn"]
read(pager, 2)
sns.subscribe(TopicArn=alarms, Protocol="lambda", Endpoint=tell)
entries = sns.list_subscriptions_by_topic(TopicArn=people)["Subscriptions"]
sns.unsubscribe(SubscriptionArn=entries[0]["SubscriptionArn"])

# %% wrong: the environment names another topic
# refused: this cannot be judged before message-is-readable is met
tell = functions.get_function(FunctionName="tell")["Configuration"]["FunctionArn"]
sns.subscribe(TopicArn=alarms, Protocol="lambda", Endpoint=tell)
functions.update_function_configuration(
    FunctionName="tell", Environment={"Variables": {"TOPIC_ARN": people + "-2"}}
)
functions.get_waiter("function_updated_v2").wait(FunctionName="tell")

# %% wrong: it is told of beginnings alone
# refused: this is missing: 
tell = functions.get_function(FunctionName="tell")["Configuration"]["FunctionArn"]
sns.subscribe(TopicArn=alarms, Protocol="lambda", Endpoint=tell)
entries = sns.list_subscriptions_by_topic(TopicArn=alarms)["Subscriptions"]
ours = next(one for one in entries if one["Protocol"] == "lambda")
for name, value in (
    ("FilterPolicyScope", "MessageBody"),
    ("FilterPolicy", '{"NewStateValue": ["ALARM"]}'),
):
    sns.set_subscription_attributes(
        SubscriptionArn=ours["SubscriptionArn"], AttributeName=name, AttributeValue=value
    )

# %% wrong: the pager gets the messages as well
# refused: this arrived, too: {
tell = functions.get_function(FunctionName="tell")["Configuration"]["FunctionArn"]
sns.subscribe(TopicArn=alarms, Protocol="lambda", Endpoint=tell)
queue = f"arn:aws:sqs:{account.region}:{account.id}:pager"
policy = {"Effect": "Allow", "Principal": "*", "Action": "sqs:SendMessage", "Resource": queue}
sqs.set_queue_attributes(QueueUrl=pager, Attributes={"Policy": document(policy)})
sns.subscribe(TopicArn=alarms, Protocol="sqs", Endpoint=queue)

# %% wrong: it fails on what comes from a topic
# refused: nothing arrived
tell = functions.get_function(FunctionName="tell")["Configuration"]["FunctionArn"]
sns.subscribe(TopicArn=alarms, Protocol="lambda", Endpoint=tell)
code = Path("build/tell/app.py").read_text()
Path("build/tell/app.py").write_text(code.replace('    lines = []\n', '    lines = []\n    if event["Records"][0]["Sns"].get("SignatureVersion"):\n        raise ValueError("who signed this?")\n'))
functions.update_function_code(FunctionName="tell", ZipFile=package("tell"))
functions.get_waiter("function_updated_v2").wait(FunctionName="tell")

# %% wrong: the function's name in place of its ARN, which AWS refuses
# refused: its subscriptions go to arn:aws:sqs
sns.subscribe(TopicArn=alarms, Protocol="lambda", Endpoint="tell")

# %% right: the subscription looked at, one bad order alone
tell = functions.get_function(FunctionName="tell")["Configuration"]["FunctionArn"]
read(pager, 2)
subscribed = sns.subscribe(
    TopicArn=alarms, Protocol="lambda", Endpoint=tell, ReturnSubscriptionArn=True
)
minute(bad)
minute()
lines = []
while len(lines) < 2:
    lines += read(pager, 1)

# %% right: by the resource
tell = functions.get_function(FunctionName="tell")["Configuration"]["FunctionArn"]
read(pager, 2)
boto3.resource("sns").Topic(alarms).subscribe(Protocol="lambda", Endpoint=tell)
minute(good, bad)
minute(good)
lines = read(pager, 2)
