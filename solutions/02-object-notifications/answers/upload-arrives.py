# %% wrong: nothing is uploaded
# refused: the bucket is empty
message = None

# %% wrong: the file's name is changed
# refused: its objects are monday_sales.csv
s3.put_object(Bucket=bucket, Key="monday_sales.csv", Body=b"item,price\ntea,3\n")

# %% wrong: the name as S3 encodes it
# refused: its objects are monday+sales.csv
s3.put_object(Bucket=bucket, Key="monday+sales.csv", Body=b"item,price\ntea,3\n")

# %% wrong: the inbox is not subscribed any more
# refused: it has no subscription
s3.put_object(Bucket=bucket, Key="monday sales.csv", Body=b"item,price\ntea,3\n")
for entry in sns.list_subscriptions_by_topic(TopicArn=topic_arn)["Subscriptions"]:
    sns.unsubscribe(SubscriptionArn=entry["SubscriptionArn"])

# %% wrong: the message comes without SNS's envelope
# refused: in SNS's envelope
s3.put_object(Bucket=bucket, Key="monday sales.csv", Body=b"item,price\ntea,3\n")
for entry in sns.list_subscriptions_by_topic(TopicArn=topic_arn)["Subscriptions"]:
    sns.set_subscription_attributes(
        SubscriptionArn=entry["SubscriptionArn"],
        AttributeName="RawMessageDelivery",
        AttributeValue="true",
    )

# %% wrong: the permission is taken back
# refused: this cannot be judged before s3-may-invoke is met
s3.put_object(Bucket=bucket, Key="monday sales.csv", Body=b"item,price\ntea,3\n")
functions.remove_permission(FunctionName="notify", StatementId="uploads")

# %% wrong: the function raises
# refused: KeyError: 'name'
code = Path("build/notify/app.py").read_text()
Path("build/notify/app.py").write_text(code.replace('["bucket"]["name"]', '["name"]'))
update()
s3.put_object(Bucket=bucket, Key="monday sales.csv", Body=b"item,price\ntea,3\n")

# %% wrong: the function sends only what it was tried with
# refused: notify ran for it, and nothing arrived
code = Path("build/notify/app.py").read_text()
Path("build/notify/app.py").write_text(
    code.replace("        sns.publish", '        if "monday" in upload["key"]:\n            sns.publish')
)
update()
s3.put_object(Bucket=bucket, Key="monday sales.csv", Body=b"item,price\ntea,3\n")

# %% wrong: the keys are not decoded
# refused: the key as it was uploaded
code = Path("build/notify/app.py").read_text()
Path("build/notify/app.py").write_text(code.replace("unquote_plus(record", "str(record"))
update()
s3.put_object(Bucket=bucket, Key="monday sales.csv", Body=b"item,price\ntea,3\n")

# %% wrong: each message twice
# refused: once for each record, and no more
code = Path("build/notify/app.py").read_text()
twice = "        for _ in range(2):\n            sns.publish"
Path("build/notify/app.py").write_text(code.replace("        sns.publish", twice))
update()
s3.put_object(Bucket=bucket, Key="monday sales.csv", Body=b"item,price\ntea,3\n")

# %% wrong: the role may not publish any more
# refused: is not authorized to perform: SNS:Publish
iam.delete_role_policy(RoleName="notify-role", PolicyName="publish")
s3.put_object(Bucket=bucket, Key="monday sales.csv", Body=b"item,price\ntea,3\n")

# %% wrong: the function is not allowed to run
# refused: this cannot be judged before function-created is met
functions.put_function_concurrency(FunctionName="notify", ReservedConcurrentExecutions=0)
s3.put_object(Bucket=bucket, Key="monday sales.csv", Body=b"item,price\ntea,3\n")

# %% wrong: the function does not come to an end
# refused: Task timed out after 10.00 seconds
s3.put_object(Bucket=bucket, Key="monday sales.csv", Body=b"item,price\ntea,3\n")
code = Path("build/notify/app.py").read_text()
waiting = "    import time\n    while event['Records']:\n        time.sleep(0.1)\n    keys = []"
Path("build/notify/app.py").write_text(code.replace("    keys = []", waiting))
update()

# %% wrong: the bucket is deleted
# refused: this cannot be judged before bucket-notifies-function is met
s3.delete_bucket(Bucket=bucket)

# %% right: a file, and the queue as a resource
Path("monday.csv").write_text("item,price\ntea,3\n")
s3.upload_file("monday.csv", bucket, "monday sales.csv")
queue = boto3.resource("sqs").Queue(inbox)
[received] = queue.receive_messages(WaitTimeSeconds=10, MessageSystemAttributeNames=["All"])
message = {"Body": received.body, "Attributes": received.attributes}
received.delete()

# %% right: an empty file, put twice
for _ in range(2):
    s3.put_object(Bucket=bucket, Key="monday sales.csv")
received = sqs.receive_message(QueueUrl=inbox, WaitTimeSeconds=10, AttributeNames=["All"])
message = received["Messages"][0]
