# %% wrong: there is no topic
# refused: there is none
topic_arn = f"arn:aws:sns:{account.region}:{account.id}:reports"

# %% wrong: another name
# refused: the account's topics are Reports
topic_arn = sns.create_topic(Name="Reports")["TopicArn"]
sns.subscribe(TopicArn=topic_arn, Protocol="sqs", Endpoint=inbox_arn)

# %% wrong: nobody subscribes
# refused: it has no subscription
topic_arn = sns.create_topic(Name="reports")["TopicArn"]

# %% wrong: the queue's URL instead of its ARN
# refused: a queue is named by its ARN, not its URL
topic_arn = sns.create_topic(Name="reports")["TopicArn"]
sns.subscribe(TopicArn=topic_arn, Protocol="sqs", Endpoint=inbox)

# %% wrong: a mailbox subscribes
# refused: its subscriptions go to me@example.com
topic_arn = sns.create_topic(Name="reports")["TopicArn"]
sns.subscribe(TopicArn=topic_arn, Protocol="email", Endpoint="me@example.com")

# %% wrong: the queue of another account
# refused: 000011112222:inbox
topic_arn = sns.create_topic(Name="reports")["TopicArn"]
other = f"arn:aws:sqs:{account.region}:000011112222:inbox"
sns.subscribe(TopicArn=topic_arn, Protocol="sqs", Endpoint=other)

# %% wrong: a filter policy that lets nothing pass
# refused: takes only what passes its FilterPolicy
topic_arn = sns.create_topic(Name="reports")["TopicArn"]
sns.subscribe(
    TopicArn=topic_arn,
    Protocol="sqs",
    Endpoint=inbox_arn,
    Attributes={"FilterPolicy": json.dumps({"kind": ["report"]})},
)

# %% wrong: without SNS's envelope
# refused: the subscription has RawMessageDelivery
topic_arn = sns.create_topic(Name="reports")["TopicArn"]
sns.subscribe(
    TopicArn=topic_arn,
    Protocol="sqs",
    Endpoint=inbox_arn,
    Attributes={"RawMessageDelivery": "true"},
)

# %% wrong: the queue's policy is taken away
# refused: the queue's policy is empty
topic_arn = sns.create_topic(Name="reports")["TopicArn"]
sns.subscribe(TopicArn=topic_arn, Protocol="sqs", Endpoint=inbox_arn)
sqs.set_queue_attributes(QueueUrl=inbox, Attributes={"Policy": ""})

# %% wrong: the queue is deleted
# refused: a queue called inbox
topic_arn = sns.create_topic(Name="reports")["TopicArn"]
sns.subscribe(TopicArn=topic_arn, Protocol="sqs", Endpoint=inbox_arn)
sqs.delete_queue(QueueUrl=inbox)

# %% right: through the resource
topic = boto3.resource("sns").create_topic(Name="reports")
topic.subscribe(Protocol="sqs", Endpoint=inbox_arn)
topic_arn = topic.arn

# %% right: created twice, with a second subscriber
sns.create_topic(Name="reports", Attributes={"DisplayName": "Reports"})
topic_arn = sns.create_topic(Name="reports")["TopicArn"]
archive_url = sqs.create_queue(QueueName="archive")["QueueUrl"]
for queue in ("archive", "inbox"):
    queue_arn = f"arn:aws:sqs:{account.region}:{account.id}:{queue}"
    sns.subscribe(TopicArn=topic_arn, Protocol="sqs", Endpoint=queue_arn)
