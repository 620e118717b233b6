# %% wrong: without a filter, so that everything comes through
# refused: "kind": "return"
ours = subscription("orders", "parcels")["SubscriptionArn"]
sns.set_subscription_attributes(
    SubscriptionArn=ours, AttributeName="FilterPolicy", AttributeValue='{}'
)
policy = settings("returns")["Policy"].replace(":returns", ":parcels")
sqs.set_queue_attributes(QueueUrl=url("parcels"), Attributes={"Policy": policy})

# %% wrong: the kind with a capital letter
# refused: the topic got it, and parcels did not
ours = subscription("orders", "parcels")["SubscriptionArn"]
sns.set_subscription_attributes(
    SubscriptionArn=ours, AttributeName="FilterPolicy", AttributeValue='{"kind": ["Order"]}'
)
policy = settings("returns")["Policy"].replace(":returns", ":parcels")
sqs.set_queue_attributes(QueueUrl=url("parcels"), Attributes={"Policy": policy})

# %% wrong: the neighbour takes orders as well
# refused: one message in returns
ours = subscription("orders", "parcels")["SubscriptionArn"]
sns.set_subscription_attributes(
    SubscriptionArn=ours, AttributeName="FilterPolicy", AttributeValue='{"kind": ["order"]}'
)
policy = settings("returns")["Policy"].replace(":returns", ":parcels")
sqs.set_queue_attributes(QueueUrl=url("parcels"), Attributes={"Policy": policy})
other = subscription("orders", "returns")["SubscriptionArn"]
both = json.dumps({"kind": ["order", "return"]})
sns.set_subscription_attributes(
    SubscriptionArn=other, AttributeName="FilterPolicy", AttributeValue=both
)

# %% wrong: the policy is moved from one queue to the other
# refused: the topic got it, and returns did not
ours = subscription("orders", "parcels")["SubscriptionArn"]
sns.set_subscription_attributes(
    SubscriptionArn=ours, AttributeName="FilterPolicy", AttributeValue='{"kind": ["order"]}'
)
policy = settings("returns")["Policy"].replace(":returns", ":parcels")
sqs.set_queue_attributes(QueueUrl=url("parcels"), Attributes={"Policy": policy})
sqs.set_queue_attributes(QueueUrl=url("returns"), Attributes={"Policy": policy})

# %% wrong: a new queue instead of the broken one
# refused: a queue called parcels
sqs.delete_queue(QueueUrl=url("parcels"))
sqs.create_queue(QueueName="parcels-new")
sns.subscribe(
    TopicArn=arn("sns", "orders"), Protocol="sqs", Endpoint=arn("sqs", "parcels-new")
)

# %% right: by what stands in the message
ours = subscription("orders", "parcels")["SubscriptionArn"]
for name, value in (
    ("FilterPolicyScope", "MessageBody"),
    ("FilterPolicy", json.dumps({"kind": ["order"]})),
):
    sns.set_subscription_attributes(
        SubscriptionArn=ours, AttributeName=name, AttributeValue=value
    )
policy = settings("returns")["Policy"].replace(":returns", ":parcels")
sqs.set_queue_attributes(QueueUrl=url("parcels"), Attributes={"Policy": policy})
upload("fourth try.json")
json.loads(take("parcels")[-1])["kind"]

# %% right: a subscription anew, and a policy written for the queue
sns.unsubscribe(SubscriptionArn=subscription("orders", "parcels")["SubscriptionArn"])
sns.subscribe(
    TopicArn=arn("sns", "orders"),
    Protocol="sqs",
    Endpoint=arn("sqs", "parcels"),
    Attributes={"FilterPolicy": json.dumps({"kind": ["order"]})},
)
statement = {
    "Effect": "Allow",
    "Principal": {"Service": "sns.amazonaws.com"},
    "Action": ["sqs:SendMessage"],
    "Resource": arn("sqs", "parcels"),
    "Condition": {"ArnLike": {"aws:SourceArn": arn("sns", "orders")}},
}
policy = json.dumps({"Version": "2012-10-17", "Statement": statement})
sqs.set_queue_attributes(QueueUrl=url("parcels"), Attributes={"Policy": policy})
upload("fourth try.json")
json.loads(take("parcels")[-1])["kind"]
