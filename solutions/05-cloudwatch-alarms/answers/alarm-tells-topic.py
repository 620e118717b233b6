# %% wrong: nobody is told
# refused: when it becomes ALARM it tells nobody
watch["AlarmDescription"] = "Failed orders. Begin with the log /aws/lambda/checkout."
cloudwatch.put_metric_alarm(AlarmName="checkout-errors", **watch)

# %% wrong: the OK action is forgotten
# refused: when it becomes OK it tells nobody
watch["AlarmDescription"] = "Failed orders. Begin with the log /aws/lambda/checkout."
watch["AlarmActions"] = [alarms]
cloudwatch.put_metric_alarm(AlarmName="checkout-errors", **watch)

# %% wrong: the end alone
# refused: when it becomes ALARM it tells nobody
watch["AlarmDescription"] = "Failed orders. Begin with the log /aws/lambda/checkout."
watch["OKActions"] = [alarms]
cloudwatch.put_metric_alarm(AlarmName="checkout-errors", **watch)

# %% wrong: the end of silence in place of the end
# refused: when it becomes OK it tells nobody
watch["AlarmDescription"] = "Failed orders. Begin with the log /aws/lambda/checkout."
watch["AlarmActions"] = [alarms]
watch["InsufficientDataActions"] = [alarms]
cloudwatch.put_metric_alarm(AlarmName="checkout-errors", **watch)

# %% wrong: people at once
# refused: when it becomes ALARM it tells arn:aws:sns
watch["AlarmDescription"] = "Failed orders. Begin with the log /aws/lambda/checkout."
watch["AlarmActions"] = [people]
watch["OKActions"] = [people]
cloudwatch.put_metric_alarm(AlarmName="checkout-errors", **watch)

# %% wrong: the queue in place of the topic
# refused: when it becomes ALARM it tells arn:aws:sqs
watch["AlarmDescription"] = "Failed orders. Begin with the log /aws/lambda/checkout."
watch["AlarmActions"] = [f"arn:aws:sqs:{account.region}:{account.id}:record"]
watch["OKActions"] = [f"arn:aws:sqs:{account.region}:{account.id}:record"]
cloudwatch.put_metric_alarm(AlarmName="checkout-errors", **watch)

# %% wrong: a topic that isn't there
# refused: :alarm
watch["AlarmDescription"] = "Failed orders. Begin with the log /aws/lambda/checkout."
watch["AlarmActions"] = [alarms.removesuffix("s")]
watch["OKActions"] = [alarms.removesuffix("s")]
cloudwatch.put_metric_alarm(AlarmName="checkout-errors", **watch)

# %% wrong: the dictionary alone
# refused: when it becomes ALARM it tells nobody
watch["AlarmDescription"] = "Failed orders. Begin with the log /aws/lambda/checkout."
watch["AlarmActions"] = [alarms]
watch["OKActions"] = [alarms]

# %% wrong: the actions are switched off
# refused: its actions are disabled
watch["AlarmDescription"] = "Failed orders. Begin with the log /aws/lambda/checkout."
watch["AlarmActions"] = [alarms]
watch["OKActions"] = [alarms]
cloudwatch.put_metric_alarm(AlarmName="checkout-errors", **watch)
cloudwatch.disable_alarm_actions(AlarmNames=["checkout-errors"])

# %% wrong: the queue takes orders alone
# refused: FilterPolicy
watch["AlarmDescription"] = "Failed orders. Begin with the log /aws/lambda/checkout."
watch["AlarmActions"] = [alarms]
watch["OKActions"] = [alarms]
cloudwatch.put_metric_alarm(AlarmName="checkout-errors", **watch)
entries = sns.list_subscriptions_by_topic(TopicArn=alarms)["Subscriptions"]
sns.set_subscription_attributes(
    SubscriptionArn=entries[0]["SubscriptionArn"],
    AttributeName="FilterPolicy",
    AttributeValue='{"kind": ["order"]}',
)

# %% wrong: the queue is no longer subscribed
# refused: it has no subscription
watch["AlarmDescription"] = "Failed orders. Begin with the log /aws/lambda/checkout."
watch["AlarmActions"] = [alarms]
watch["OKActions"] = [alarms]
cloudwatch.put_metric_alarm(AlarmName="checkout-errors", **watch)
entries = sns.list_subscriptions_by_topic(TopicArn=alarms)["Subscriptions"]
sns.unsubscribe(SubscriptionArn=entries[0]["SubscriptionArn"])

# %% wrong: the queue lets nobody in
# refused: the queue's policy is empty
watch["AlarmDescription"] = "Failed orders. Begin with the log /aws/lambda/checkout."
watch["AlarmActions"] = [alarms]
watch["OKActions"] = [alarms]
cloudwatch.put_metric_alarm(AlarmName="checkout-errors", **watch)
sqs.set_queue_attributes(QueueUrl=record, Attributes={"Policy": ""})

# %% wrong: the topic's name in place of its ARN, which AWS refuses
# refused: when it becomes ALARM it tells nobody
watch["AlarmDescription"] = "Failed orders. Begin with the log /aws/lambda/checkout."
watch["AlarmActions"] = ["alarms"]
watch["OKActions"] = ["alarms"]
cloudwatch.put_metric_alarm(AlarmName="checkout-errors", **watch)

# %% right: two topics
watch["AlarmDescription"] = "Failed orders. Begin with the log /aws/lambda/checkout."
watch["AlarmActions"] = [alarms]
watch["OKActions"] = [alarms]
cloudwatch.put_metric_alarm(AlarmName="checkout-errors", **watch)
cloudwatch.enable_alarm_actions(AlarmNames=["checkout-errors"])

# %% right: all three states, and as arguments
watch["AlarmDescription"] = "Failed orders. Begin with the log /aws/lambda/checkout."
tell = dict.fromkeys(("AlarmActions", "OKActions", "InsufficientDataActions"), [alarms])
watch |= tell
cloudwatch.put_metric_alarm(AlarmName="checkout-errors", **watch)
