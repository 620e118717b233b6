# %% wrong: no redrive: somebody will look after them
# refused: after 4 receives it is still in parcels
sqs.set_queue_attributes(QueueUrl=url("parcels"), Attributes={"RedrivePolicy": ""})

# %% wrong: aside at once
# refused: after 1 it is in parcels no more
aside = {"deadLetterTargetArn": arn("sqs", "parcels-dead"), "maxReceiveCount": 1}
sqs.set_queue_attributes(
    QueueUrl=url("parcels"), Attributes={"RedrivePolicy": json.dumps(aside)}
)

# %% wrong: twice is enough
# refused: after 2 it is in parcels no more
aside = {"deadLetterTargetArn": arn("sqs", "parcels-dead"), "maxReceiveCount": 2}
sqs.set_queue_attributes(
    QueueUrl=url("parcels"), Attributes={"RedrivePolicy": json.dumps(aside)}
)

# %% wrong: thirty tries, so that nothing is lost
# refused: after 4 receives it is still in parcels
aside = {"deadLetterTargetArn": arn("sqs", "parcels-dead"), "maxReceiveCount": 30}
sqs.set_queue_attributes(
    QueueUrl=url("parcels"), Attributes={"RedrivePolicy": json.dumps(aside)}
)

# %% wrong: aside to another queue
# refused: and not in parcels-dead
aside = {"deadLetterTargetArn": arn("sqs", "office"), "maxReceiveCount": 3}
sqs.set_queue_attributes(
    QueueUrl=url("parcels"), Attributes={"RedrivePolicy": json.dumps(aside)}
)

# %% right: the count as text
aside = {"deadLetterTargetArn": arn("sqs", "parcels-dead"), "maxReceiveCount": "3"}
sqs.set_queue_attributes(
    QueueUrl=url("parcels"), Attributes={"RedrivePolicy": json.dumps(aside)}
)

# %% right: by the resource
aside = {"deadLetterTargetArn": arn("sqs", "parcels-dead"), "maxReceiveCount": 3}
queue = boto3.resource("sqs").get_queue_by_name(QueueName="parcels")
queue.set_attributes(Attributes={"RedrivePolicy": json.dumps(aside)})
int(json.loads(settings("parcels")["RedrivePolicy"])["maxReceiveCount"])
