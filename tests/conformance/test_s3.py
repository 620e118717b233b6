"""S3: objects, and the events that they send."""

from typing import Any
from urllib.parse import unquote_plus

from conformance_testing import (
    L02,
    L08,
    L10,
    N00,
    N03,
    N09,
    TELL,
    Account,
    group,
    refused,
)

capability = group("S3")
NOTIFICATIONS = "AmazonS3/latest/userguide/EventNotifications.html"
STRUCTURE = "AmazonS3/latest/userguide/notification-content-structure.html"
FILTERING = "AmazonS3/latest/userguide/notification-how-to-filtering.html"
FIRST = (L02, L10, N03, N09)
CREATED = "s3:ObjectCreated:*"


def _to_function(arn: str, *events: str, prefix: str = "", suffix: str = "") -> dict[str, Any]:
    """Return the configuration that sends events to a function."""
    rules = [{"Name": "prefix", "Value": prefix}, {"Name": "suffix", "Value": suffix}]
    told = {"LambdaFunctionArn": arn, "Events": list(events), "Filter": {"Key": {"FilterRules": rules}}}
    return {"LambdaFunctionConfigurations": [told]}


def _notified(cloud: Account, *events: str, prefix: str = "", suffix: str = "") -> tuple[str, str]:
    """Create a bucket that sends events to a function; return the names of both."""
    bucket, function, s3 = cloud.bucket(), cloud.deploy(TELL), cloud.client("s3")
    cloud.permit(function, "s3", f"arn:aws:s3:::{bucket}", SourceAccount=cloud.id)
    configuration = _to_function(
        cloud.function_arn(function), *(events or (CREATED,)), prefix=prefix, suffix=suffix
    )
    s3.put_bucket_notification_configuration(Bucket=bucket, NotificationConfiguration=configuration)
    return bucket, function


def _put(cloud: Account, bucket: str, *keys: str) -> None:
    for key in keys:
        cloud.client("s3").put_object(Bucket=bucket, Key=key, Body=b"12345")


def _keys(cloud: Account, function: str, count: int) -> list[str]:
    events = cloud.told(function, count)
    return [unquote_plus(record["s3"]["object"]["key"]) for event in events for record in event["Records"]]


@capability(
    "objects and their metadata", "AmazonS3/latest/userguide/uploading-downloading-objects.html", L02, N00
)
def test_objects(cloud: Account) -> None:
    """An object keeps its bytes, content type and metadata; a key that is not there gives NoSuchKey."""
    s3, bucket = cloud.client("s3"), cloud.bucket()
    s3.put_object(Bucket=bucket, Key="a/ü b.csv", Body=b"1", ContentType="text/csv", Metadata={"by": "me"})
    found = s3.get_object(Bucket=bucket, Key="a/ü b.csv")
    assert (found["Body"].read(), found["ContentType"], found["Metadata"]) == (b"1", "text/csv", {"by": "me"})
    refused(s3.get_object, "NoSuchKey", Bucket=bucket, Key="a/other")


@capability("versions of an object", "AmazonS3/latest/userguide/Versioning.html", L08)
def test_versioning(cloud: Account) -> None:
    """With versioning, an object that was written over can be read by its version."""
    s3, bucket = cloud.client("s3"), cloud.bucket()
    s3.put_bucket_versioning(Bucket=bucket, VersioningConfiguration={"Status": "Enabled"})
    first, _ = (s3.put_object(Bucket=bucket, Key="app.zip", Body=body)["VersionId"] for body in (b"1", b"2"))
    assert s3.get_object(Bucket=bucket, Key="app.zip", VersionId=first)["Body"].read() == b"1"


@capability("an upload invokes a function", STRUCTURE, *FIRST)
def test_event(cloud: Account) -> None:
    """The record names the event, the bucket, and the object's key, size, ETag and sequencer."""
    bucket, function = _notified(cloud)
    _put(cloud, bucket, "a.csv")
    (record,) = cloud.told(function)[0]["Records"]
    assert (record["eventSource"], record["eventName"]) == ("aws:s3", "ObjectCreated:Put")
    assert (record["s3"]["bucket"]["name"], record["awsRegion"]) == (bucket, cloud.region)
    told = record["s3"]["object"]
    assert (told["key"], told["size"], len(told["eTag"])) == ("a.csv", 5, 32)
    assert record["userIdentity"]["principalId"]


@capability("keys are encoded", STRUCTURE, *FIRST)
def test_encoding(cloud: Account) -> None:
    """Keys in events are URL-encoded: a space is +, a plus is %2B, a slash stays."""
    bucket, function = _notified(cloud)
    _put(cloud, bucket, "für alle/a b+c.csv")
    (record,) = cloud.told(function)[0]["Records"]
    assert record["s3"]["object"]["key"] == "f%C3%BCr+alle/a+b%2Bc.csv"


@capability("the sequencer tells which came later", STRUCTURE, N03, L02)
def test_sequencer(cloud: Account) -> None:
    """For one key, the greater sequencer belongs to the later event, whichever comes first."""
    bucket, function = _notified(cloud)
    _put(cloud, bucket, "a", "a", "a")
    records = [event["Records"][0] for event in cloud.told(function, 3)]
    by_time = sorted(records, key=lambda record: record["eventTime"])
    sequence = [record["s3"]["object"]["sequencer"] for record in by_time]
    width = max(map(len, sequence))
    assert len(set(sequence)) == 3
    assert sequence == sorted(sequence, key=lambda number: number.rjust(width, "0"))


@capability("prefix and suffix", FILTERING, *FIRST)
def test_filter(cloud: Account) -> None:
    """Only keys with the prefix and the suffix send events."""
    bucket, function = _notified(cloud, prefix="in/", suffix=".csv")
    _put(cloud, bucket, "in/a.txt", "out/a.csv", "in/a.csv", "in/deep/b.csv")
    assert sorted(_keys(cloud, function, 2)) == ["in/a.csv", "in/deep/b.csv"]


@capability("one event for one upload", NOTIFICATIONS, *FIRST)
def test_once(cloud: Account) -> None:
    """Ten uploads are ten events."""
    bucket, function = _notified(cloud)
    keys = [f"{number}.csv" for number in range(10)]
    _put(cloud, bucket, *keys)
    assert sorted(_keys(cloud, function, 10)) == keys


@capability("deleted objects", NOTIFICATIONS, N03)
def test_removed(cloud: Account) -> None:
    """S3:ObjectRemoved:* tells of a deletion, and not of an upload."""
    bucket, function = _notified(cloud, "s3:ObjectRemoved:*")
    _put(cloud, bucket, "a.csv")
    cloud.client("s3").delete_object(Bucket=bucket, Key="a.csv")
    (event,) = cloud.told(function)
    assert event["Records"][0]["eventName"] == "ObjectRemoved:Delete"


@capability("a function that does not let S3 in is refused", NOTIFICATIONS, *FIRST)
def test_permission(cloud: Account) -> None:
    """Without permission in the function's policy, the configuration is refused."""
    bucket, function = cloud.bucket(), cloud.deploy(TELL)
    refused(
        cloud.client("s3").put_bucket_notification_configuration,
        "InvalidArgument",
        "Unable to validate the following destination configurations",
        Bucket=bucket,
        NotificationConfiguration=_to_function(cloud.function_arn(function), CREATED),
    )


@capability("a permission for another bucket does not count", NOTIFICATIONS, L02, L10)
def test_permission_of_another_bucket(cloud: Account) -> None:
    """The source ARN of the permission must be the bucket's."""
    bucket, function = cloud.bucket(), cloud.deploy(TELL)
    cloud.permit(function, "s3", "arn:aws:s3:::some-other-bucket")
    refused(
        cloud.client("s3").put_bucket_notification_configuration,
        "InvalidArgument",
        Bucket=bucket,
        NotificationConfiguration=_to_function(cloud.function_arn(function), CREATED),
    )


@capability("overlapping filters are refused", FILTERING, L02)
def test_overlap(cloud: Account) -> None:
    """Two configurations for the same events must not match the same keys."""
    bucket, function = cloud.bucket(), cloud.deploy(TELL)
    cloud.permit(function, "s3", f"arn:aws:s3:::{bucket}")
    arn = cloud.function_arn(function)
    both = [
        _to_function(arn, CREATED, prefix=prefix)["LambdaFunctionConfigurations"][0]
        for prefix in ("in/", "in/a")
    ]
    refused(
        cloud.client("s3").put_bucket_notification_configuration,
        "InvalidArgument",
        Bucket=bucket,
        NotificationConfiguration={"LambdaFunctionConfigurations": both},
    )


@capability("a test event to a queue or topic", STRUCTURE, N03)
def test_test_event(cloud: Account) -> None:
    """A queue gets s3:TestEvent when it is configured, then the events."""
    queue = cloud.queue()
    bucket = cloud.bucket(QueueConfigurations=[{"QueueArn": queue.arn, "Events": [CREATED]}])
    (message,) = queue.messages()
    assert (message["Event"], message["Bucket"]) == ("s3:TestEvent", bucket)


@capability("events to EventBridge", "AmazonS3/latest/userguide/EventBridge.html", N03)
def test_eventbridge(cloud: Account) -> None:
    """With EventBridge configured, an upload is an event with detail-type Object Created."""
    events, queue = cloud.client("events"), cloud.queue()
    bucket = cloud.bucket(EventBridgeConfiguration={})
    pattern = f'{{"source": ["aws.s3"], "detail": {{"bucket": {{"name": ["{bucket}"]}}}}}}'
    events.put_rule(Name="uploads", EventPattern=pattern)
    events.put_targets(Rule="uploads", Targets=[{"Id": "q", "Arn": queue.arn}])
    _put(cloud, bucket, "a b.csv")
    (event,) = queue.messages()
    assert (event["detail-type"], event["detail"]["object"]["key"]) == ("Object Created", "a b.csv")


@capability("a configuration is replaced as a whole", NOTIFICATIONS, L02, L10)
def test_replacing(cloud: Account) -> None:
    """Putting an empty configuration ends the notifications."""
    bucket, function = _notified(cloud)
    s3 = cloud.client("s3")
    s3.put_bucket_notification_configuration(Bucket=bucket, NotificationConfiguration={})
    left = s3.get_bucket_notification_configuration(Bucket=bucket)
    assert "LambdaFunctionConfigurations" not in left
    assert not cloud.logged(function)
