"""What S3 tells of an object, by a queue and by EventBridge."""

import json
import re
import urllib.request
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import unquote_plus

import pytest
from engine_testing import Account, Function, wait_for


class Bucket:
    """A bucket that tells a queue of its objects."""

    def __init__(self, account: Account, name: str) -> None:
        self.account = account
        self.name = f"{name}-{account.number}"
        self.s3 = account.client("s3")
        self.sqs = account.client("sqs")
        self.s3.create_bucket(Bucket=self.name)
        self.queue = self.sqs.create_queue(QueueName=name)["QueueUrl"]
        self.queue_arn = f"arn:aws:sqs:us-east-1:{account.number}:{name}"
        let_in(account, self.queue, self.queue_arn, "s3.amazonaws.com")

    def tell(self, *events: str, **settings: Any) -> None:
        """Ask for events of these types in the queue, and drop the test event."""
        told = {"QueueArn": self.queue_arn, "Events": list(events), **settings}
        self.configure(QueueConfigurations=[told])
        (test_event,) = self.messages(1)
        assert test_event["Event"] == "s3:TestEvent"

    def configure(self, **configuration: Any) -> None:
        """Put a notification configuration."""
        self.s3.put_bucket_notification_configuration(
            Bucket=self.name, NotificationConfiguration=configuration
        )

    def put(self, key: str) -> Any:
        """Put an object."""
        return self.s3.put_object(Bucket=self.name, Key=key, Body=b"12345")

    def records(self, count: int) -> list[Any]:
        """Take this number of records from the queue."""
        return [record for message in self.messages(count) for record in message["Records"]]

    def messages(self, count: int) -> list[Any]:
        """Take this number of messages from the queue, one at the least being there already or soon."""
        found: list[Any] = []

        def receive() -> bool:
            answer = self.sqs.receive_message(QueueUrl=self.queue, WaitTimeSeconds=1, MaxNumberOfMessages=10)
            for message in answer.get("Messages", []):
                self.sqs.delete_message(QueueUrl=self.queue, ReceiptHandle=message["ReceiptHandle"])
                found.append(json.loads(message["Body"]))
            return len(found) >= count

        wait_for(receive)
        assert len(found) == count, found
        return found


def let_in(account: Account, queue: str, arn: str, principal: str) -> None:
    """Let a service send to a queue, as its policy must on AWS."""
    statement = {
        "Effect": "Allow",
        "Principal": {"Service": principal},
        "Action": "sqs:SendMessage",
        "Resource": arn,
    }
    policy = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
    account.client("sqs").set_queue_attributes(QueueUrl=queue, Attributes={"Policy": policy})


@pytest.fixture(scope="module")
def bucket(account: Account) -> Bucket:
    """Give the module a bucket that tells everything."""
    made = Bucket(account, "told")
    made.tell("s3:ObjectCreated:*", "s3:ObjectRemoved:*", Id="everything")
    return made


@pytest.mark.parametrize(
    ("key", "shown"),
    [
        ("red flower.jpg", "red+flower.jpg"),
        ("a+b.csv", "a%2Bb.csv"),
        ("2026/11/Umsätze.csv", "2026/11/Ums%C3%A4tze.csv"),
        ("100%.csv", "100%25.csv"),
        ("a=b&c;d:e@f,g?(h).csv", "a%3Db%26c%3Bd%3Ae%40f%2Cg%3F%28h%29.csv"),
    ],
)
def test_a_key_is_encoded_as_in_a_form(bucket: Bucket, key: str, shown: str) -> None:
    """A space becomes a plus sign, and unquote_plus gives the key back."""
    bucket.put(key)
    (record,) = bucket.records(1)
    assert record["s3"]["object"]["key"] == shown
    assert unquote_plus(shown) == key


def test_a_record_is_complete(account: Account, bucket: Bucket) -> None:
    """Every field stands in it, named and formed as AWS names and forms it."""
    answer = bucket.put("plain.csv")
    (record,) = bucket.records(1)
    told = datetime.fromisoformat(record.pop("eventTime"))
    assert timedelta(0) <= datetime.now(UTC) - told < timedelta(minutes=1)
    owner = record["s3"]["bucket"]["ownerIdentity"]["principalId"]
    assert re.fullmatch("A[A-Z0-9]{13}", owner)
    assert re.fullmatch("[0-9A-F]{18}", record["s3"]["object"].pop("sequencer"))
    headers = answer["ResponseMetadata"]["HTTPHeaders"]
    assert record == {
        "eventVersion": "2.1",
        "eventSource": "aws:s3",
        "awsRegion": "us-east-1",
        "eventName": "ObjectCreated:Put",
        "userIdentity": {"principalId": owner},
        "requestParameters": {"sourceIPAddress": "127.0.0.1"},
        "responseElements": {name: headers[name] for name in ("x-amz-request-id", "x-amz-id-2")},
        "s3": {
            "s3SchemaVersion": "1.0",
            "configurationId": "everything",
            "bucket": {
                "name": bucket.name,
                "ownerIdentity": {"principalId": owner},
                "arn": f"arn:aws:s3:::{bucket.name}",
            },
            "object": {"key": "plain.csv", "size": 5, "eTag": answer["ETag"].strip('"')},
        },
    }
    assert Account(account.endpoint).number != account.number


def test_a_session_of_a_role_is_named(account: Account, bucket: Bucket) -> None:
    """Who put an object with a role's credentials is told by the role's id and the session's name."""
    trust = {
        "Version": "2012-10-17",
        "Statement": [{"Effect": "Allow", "Principal": {"AWS": account.number}, "Action": "sts:AssumeRole"}],
    }
    iam = account.client("iam")
    role = iam.create_role(RoleName="uploader", AssumeRolePolicyDocument=json.dumps(trust))["Role"]
    allow = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:*", "Resource": "*"}]}
    iam.put_role_policy(RoleName="uploader", PolicyName="s3", PolicyDocument=json.dumps(allow))
    session = account.client("sts").assume_role(RoleArn=role["Arn"], RoleSessionName="nightly")
    bucket.s3.put_object(Bucket=bucket.name, Key="mine", Body=b"")
    _as(account, session["Credentials"]).put_object(Bucket=bucket.name, Key="theirs", Body=b"")
    told = {record["s3"]["object"]["key"]: record["userIdentity"] for record in bucket.records(2)}
    assert told["theirs"]["principalId"] == f"AWS:{role['RoleId']}:nightly"
    assert not told["mine"]["principalId"].startswith("AWS:")


def _as(account: Account, credentials: dict[str, str]) -> Any:
    import boto3

    return boto3.client(
        "s3",
        endpoint_url=account.endpoint,
        region_name="us-east-1",
        aws_access_key_id=credentials["AccessKeyId"],
        aws_secret_access_key=credentials["SecretAccessKey"],
        aws_session_token=credentials["SessionToken"],
    )


def test_the_sequencer_of_a_key_grows(bucket: Bucket) -> None:
    """Of two events of one key, the later one has the greater sequencer."""
    tags = []
    for body in (b"1", b"2", b"3"):
        tags.append(bucket.s3.put_object(Bucket=bucket.name, Key="again", Body=body)["ETag"].strip('"'))
    bucket.s3.delete_object(Bucket=bucket.name, Key="again")
    objects = [record["s3"]["object"] for record in bucket.records(4)]
    objects.sort(key=lambda told: str(told["sequencer"]))
    assert [told.get("eTag") for told in objects] == [*tags, None]


def test_how_an_object_came_is_told(bucket: Bucket) -> None:
    """Put, Copy and CompleteMultipartUpload are events of their own, and so is Post."""
    s3, name = bucket.s3, bucket.name
    bucket.put("first")
    s3.copy_object(Bucket=name, Key="copied", CopySource={"Bucket": name, "Key": "first"})
    upload = s3.create_multipart_upload(Bucket=name, Key="large")["UploadId"]
    part = s3.upload_part(Bucket=name, Key="large", UploadId=upload, PartNumber=1, Body=b"1")
    parts = {"Parts": [{"ETag": part["ETag"], "PartNumber": 1}]}
    s3.complete_multipart_upload(Bucket=name, Key="large", UploadId=upload, MultipartUpload=parts)
    post(s3.generate_presigned_post(name, "posted"))
    names = {record["s3"]["object"]["key"]: record["eventName"] for record in bucket.records(4)}
    assert names == {
        "posted": "ObjectCreated:Post",
        "first": "ObjectCreated:Put",
        "copied": "ObjectCreated:Copy",
        "large": "ObjectCreated:CompleteMultipartUpload",
    }


def post(form: dict[str, Any]) -> None:
    """Upload a file as a browser's form does."""
    parts = [("", name, value) for name, value in form["fields"].items()] + [("; filename=a", "file", "1")]
    body = "".join(
        f'--line\r\nContent-Disposition: form-data; name="{name}"{more}\r\n\r\n{value}\r\n'
        for more, name, value in parts
    )
    headers = {"Content-Type": "multipart/form-data; boundary=line"}
    request = urllib.request.Request(form["url"], (body + "--line--\r\n").encode(), headers)
    urllib.request.urlopen(request).close()


def test_a_deleted_object_has_no_size(bucket: Bucket) -> None:
    """ObjectRemoved:Delete tells the key and the sequencer alone."""
    bucket.put("gone")
    bucket.s3.delete_object(Bucket=bucket.name, Key="gone")
    (removed,) = [record for record in bucket.records(2) if record["eventName"] == "ObjectRemoved:Delete"]
    assert set(removed["s3"]["object"]) == {"key", "sequencer"}


def test_a_versioned_bucket_tells_versions(account: Account) -> None:
    """Each event names its version, and a delete marker is an event of its own."""
    bucket = Bucket(account, "versioned")
    bucket.s3.put_bucket_versioning(Bucket=bucket.name, VersioningConfiguration={"Status": "Enabled"})
    bucket.tell("s3:ObjectCreated:*", "s3:ObjectRemoved:*")
    version = bucket.put("kept")["VersionId"]
    marker = bucket.s3.delete_object(Bucket=bucket.name, Key="kept")["VersionId"]
    bucket.s3.delete_object(Bucket=bucket.name, Key="kept", VersionId=version)
    told = {record["eventName"]: record["s3"]["object"]["versionId"] for record in bucket.records(3)}
    assert told == {
        "ObjectCreated:Put": version,
        "ObjectRemoved:DeleteMarkerCreated": marker,
        "ObjectRemoved:Delete": version,
    }


def test_fifty_uploads_at_once_are_told_once_each(account: Account, bucket: Bucket) -> None:
    """However many come together, there is one message for each object."""
    keys = [f"burst/{number}" for number in range(50)]
    with ThreadPoolExecutor(20) as pool:
        list(pool.map(bucket.put, keys))
    told = Counter(record["s3"]["object"]["key"] for record in bucket.records(50))
    assert told == dict.fromkeys(keys, 1)


def test_a_function_hears_of_twenty_uploads_once_each(account: Account) -> None:
    """A function is invoked once for each of twenty objects."""
    bucket = Bucket(account, "heard")
    function = account.deploy(
        """
import boto3, json, os
def handler(event, context):
    boto3.client("sqs").send_message(QueueUrl=os.environ["QUEUE"], MessageBody=json.dumps(event))
""",
        Environment={"Variables": {"QUEUE": bucket.queue}},
    )
    bucket.configure(LambdaFunctionConfigurations=[_created(invocable(function, bucket.name))])
    keys = [f"{number} of 20" for number in range(20)]
    with ThreadPoolExecutor(10) as pool:
        list(pool.map(bucket.put, keys))
    told = Counter(unquote_plus(record["s3"]["object"]["key"]) for record in bucket.records(20))
    assert told == dict.fromkeys(keys, 1)  # and no s3:TestEvent, which has no Records


def invocable(function: Function, bucket: str) -> str:
    """Let S3 invoke a function for a bucket, and return the function's ARN."""
    function.api.add_permission(
        FunctionName=function.name,
        StatementId="s3",
        Action="lambda:InvokeFunction",
        Principal="s3.amazonaws.com",
        SourceArn=f"arn:aws:s3:::{bucket}",
    )
    return str(function.api.get_function_configuration(FunctionName=function.name)["FunctionArn"])


def _created(arn: str) -> dict[str, Any]:
    return {"LambdaFunctionArn": arn, "Events": ["s3:ObjectCreated:*"]}


def test_a_filter_is_given_encoded(account: Account) -> None:
    """A space in a prefix is written as a plus sign; an asterisk is no wildcard."""
    bucket = Bucket(account, "filtered")
    rules = [{"Name": "prefix", "Value": "my+folder/"}, {"Name": "Suffix", "Value": ".csv"}]
    bucket.tell("s3:ObjectCreated:*", Filter={"Key": {"FilterRules": rules}})
    for key in ("my folder/a.txt", "my+folder/b.csv", "other/my folder/c.csv", "my folder/d.csv"):
        bucket.put(key)
    (record,) = bucket.records(1)
    assert record["s3"]["object"]["key"] == "my+folder/d.csv"
    bucket.tell("s3:ObjectCreated:*", Filter={"Key": {"FilterRules": [{"Name": "suffix", "Value": "*.csv"}]}})
    bucket.put("a.csv")
    bucket.tell("s3:ObjectCreated:*")  # its test event is the next message, if none came before it


def test_a_new_configuration_is_tested(account: Account) -> None:
    """The queue and the topic get an s3:TestEvent with AWS's fields."""
    bucket = Bucket(account, "tested")
    sns = account.client("sns")
    topic = sns.create_topic(Name="tested")["TopicArn"]
    sns.add_permission(TopicArn=topic, Label="s3", AWSAccountId=[account.number], ActionName=["Publish"])
    statement = {
        "Effect": "Allow",
        "Principal": {"Service": "s3.amazonaws.com"},
        "Action": "sns:Publish",
        "Resource": topic,
    }
    policy = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
    sns.set_topic_attributes(TopicArn=topic, AttributeName="Policy", AttributeValue=policy)
    let_in(account, bucket.queue, bucket.queue_arn, "sns.amazonaws.com")
    sns.subscribe(
        TopicArn=topic,
        Protocol="sqs",
        Endpoint=bucket.queue_arn,
        Attributes={"RawMessageDelivery": "true"},
    )
    bucket.configure(TopicConfigurations=[{"TopicArn": topic, "Events": ["s3:ObjectCreated:*"]}])
    (message,) = bucket.messages(1)
    datetime.fromisoformat(message.pop("Time"))
    assert message.pop("RequestId")
    assert message.pop("HostId")
    assert message == {"Service": "Amazon S3", "Event": "s3:TestEvent", "Bucket": bucket.name}


def test_eventbridge_hears_of_objects(account: Account) -> None:
    """The event has AWS's shape, and its key is not encoded."""
    bucket = Bucket(account, "bridged")
    let_in(account, bucket.queue, bucket.queue_arn, "events.amazonaws.com")
    events = account.client("events")
    pattern = {"source": ["aws.s3"], "detail": {"bucket": {"name": [bucket.name]}}}
    events.put_rule(Name="objects", EventPattern=json.dumps(pattern))
    events.put_targets(Rule="objects", Targets=[{"Id": "queue", "Arn": bucket.queue_arn}])
    bucket.configure(EventBridgeConfiguration={})
    answer = bucket.put("my folder/ä+b.csv")
    (event,) = bucket.messages(1)
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", event.pop("time"))
    assert re.fullmatch("[0-9a-f-]{36}", event.pop("id"))
    assert re.fullmatch("[0-9A-F]{18}", event["detail"]["object"].pop("sequencer"))
    assert event == {
        "version": "0",
        "detail-type": "Object Created",
        "source": "aws.s3",
        "account": account.number,
        "region": "us-east-1",
        "resources": [f"arn:aws:s3:::{bucket.name}"],
        "detail": {
            "version": "0",
            "bucket": {"name": bucket.name},
            "object": {"key": "my folder/ä+b.csv", "size": 5, "etag": answer["ETag"].strip('"')},
            "request-id": answer["ResponseMetadata"]["RequestId"],
            "requester": account.number,
            "source-ip-address": "127.0.0.1",
            "reason": "PutObject",
        },
    }
    bucket.s3.delete_object(Bucket=bucket.name, Key="my folder/ä+b.csv")
    (event,) = bucket.messages(1)
    assert event["detail-type"] == "Object Deleted"
    assert (event["detail"]["reason"], event["detail"]["deletion-type"]) == (
        "DeleteObject",
        "Permanently Deleted",
    )
