# %% wrong: nothing is configured
# refused: it notifies no function
only_csv = {"Key": {"FilterRules": [{"Name": "suffix", "Value": ".csv"}]}}

# %% wrong: for every object
# refused: where there is no filter
to_notify = {"LambdaFunctionArn": created["FunctionArn"], "Events": ["s3:ObjectCreated:*"]}
s3.put_bucket_notification_configuration(
    Bucket=bucket, NotificationConfiguration={"LambdaFunctionConfigurations": [to_notify]}
)

# %% wrong: capital letters
# refused: the suffix is .CSV
to_notify = {
    "LambdaFunctionArn": created["FunctionArn"],
    "Events": ["s3:ObjectCreated:*"],
    "Filter": {"Key": {"FilterRules": [{"Name": "suffix", "Value": ".CSV"}]}},
}
s3.put_bucket_notification_configuration(
    Bucket=bucket, NotificationConfiguration={"LambdaFunctionConfigurations": [to_notify]}
)

# %% wrong: an asterisk, which stands for itself in a filter
# refused: the suffix is *.csv
to_notify = {
    "LambdaFunctionArn": created["FunctionArn"],
    "Events": ["s3:ObjectCreated:*"],
    "Filter": {"Key": {"FilterRules": [{"Name": "suffix", "Value": "*.csv"}]}},
}
s3.put_bucket_notification_configuration(
    Bucket=bucket, NotificationConfiguration={"LambdaFunctionConfigurations": [to_notify]}
)

# %% wrong: the key's beginning instead of its end
# refused: the prefix is .csv
to_notify = {
    "LambdaFunctionArn": created["FunctionArn"],
    "Events": ["s3:ObjectCreated:*"],
    "Filter": {"Key": {"FilterRules": [{"Name": "prefix", "Value": ".csv"}]}},
}
s3.put_bucket_notification_configuration(
    Bucket=bucket, NotificationConfiguration={"LambdaFunctionConfigurations": [to_notify]}
)

# %% wrong: one folder alone
# refused: the prefix is uploads/ and the suffix is .csv
rules = [{"Name": "prefix", "Value": "uploads/"}, {"Name": "suffix", "Value": ".csv"}]
to_notify = {
    "LambdaFunctionArn": created["FunctionArn"],
    "Events": ["s3:ObjectCreated:*"],
    "Filter": {"Key": {"FilterRules": rules}},
}
s3.put_bucket_notification_configuration(
    Bucket=bucket, NotificationConfiguration={"LambdaFunctionConfigurations": [to_notify]}
)

# %% wrong: of removals
# refused: it does so for s3:ObjectRemoved:*, which leaves out
to_notify = {
    "LambdaFunctionArn": created["FunctionArn"],
    "Events": ["s3:ObjectRemoved:*"],
    "Filter": {"Key": {"FilterRules": [{"Name": "suffix", "Value": ".csv"}]}},
}
s3.put_bucket_notification_configuration(
    Bucket=bucket, NotificationConfiguration={"LambdaFunctionConfigurations": [to_notify]}
)

# %% wrong: of removals as well
# refused: what is s3:ObjectRemoved:* for?
to_notify = {
    "LambdaFunctionArn": created["FunctionArn"],
    "Events": ["s3:ObjectCreated:*", "s3:ObjectRemoved:*"],
    "Filter": {"Key": {"FilterRules": [{"Name": "suffix", "Value": ".csv"}]}},
}
s3.put_bucket_notification_configuration(
    Bucket=bucket, NotificationConfiguration={"LambdaFunctionConfigurations": [to_notify]}
)

# %% wrong: of Put alone, which leaves out large files
# refused: leaves out ObjectCreated:Post
to_notify = {
    "LambdaFunctionArn": created["FunctionArn"],
    "Events": ["s3:ObjectCreated:Put"],
    "Filter": {"Key": {"FilterRules": [{"Name": "suffix", "Value": ".csv"}]}},
}
s3.put_bucket_notification_configuration(
    Bucket=bucket, NotificationConfiguration={"LambdaFunctionConfigurations": [to_notify]}
)

# %% wrong: the inbox instead of the function
# refused: :inbox
may_send = may_send | {"Principal": {"Service": ["sns.amazonaws.com", "s3.amazonaws.com"]}}
policy = json.dumps({"Version": "2012-10-17", "Statement": [may_send]})
sqs.set_queue_attributes(QueueUrl=inbox, Attributes={"Policy": policy})
to_inbox = {"QueueArn": inbox_arn, "Events": ["s3:ObjectCreated:*"]}
s3.put_bucket_notification_configuration(
    Bucket=bucket, NotificationConfiguration={"QueueConfigurations": [to_inbox]}
)

# %% wrong: the bucket is deleted
# refused: a bucket called reports-
s3.delete_bucket(Bucket=bucket)

# %% right: another spelling of the rule's name, and an id
to_notify = {
    "Id": "new-reports",
    "LambdaFunctionArn": created["FunctionArn"],
    "Events": ["s3:ObjectCreated:*"],
    "Filter": {"Key": {"FilterRules": [{"Name": "Suffix", "Value": ".csv"}]}},
}
boto3.resource("s3").BucketNotification(bucket).put(
    NotificationConfiguration={"LambdaFunctionConfigurations": [to_notify]}
)

# %% right: each way to create an object by its name
ways = ("Put", "Post", "Copy", "CompleteMultipartUpload")
to_notify = {
    "LambdaFunctionArn": functions.get_function(FunctionName="notify")["Configuration"]["FunctionArn"],
    "Events": [f"s3:ObjectCreated:{way}" for way in ways],
    "Filter": {"Key": {"FilterRules": [{"Name": "suffix", "Value": ".csv"}]}},
}
s3.put_bucket_notification_configuration(
    Bucket=bucket, NotificationConfiguration={"LambdaFunctionConfigurations": [to_notify]}
)

# %% right: two entries that share the work, without a prefix and with an empty one
def entry(way, *rules):
    rules = [*rules, {"Name": "suffix", "Value": ".csv"}]
    filtered = {"Key": {"FilterRules": rules}}
    return {"LambdaFunctionArn": created["FunctionArn"], "Events": way, "Filter": filtered}

put = entry(["s3:ObjectCreated:Put"])
others = [f"s3:ObjectCreated:{way}" for way in ("Post", "Copy", "CompleteMultipartUpload")]
rest = entry(others, {"Name": "prefix", "Value": ""})
s3.put_bucket_notification_configuration(
    Bucket=bucket, NotificationConfiguration={"LambdaFunctionConfigurations": [put, rest]}
)
