"""Which notification configurations S3 takes."""

from typing import Any

import pytest
from botocore.exceptions import ClientError
from engine_testing import Account

OVERLAP = "Configurations overlap. Configurations on the same bucket cannot share a common event type."
AMBIGUOUS = (
    "Configuration is ambiguously defined. Cannot have overlapping suffixes in two rules "
    "if the prefixes are overlapping for the same event type."
)
CREATED = "s3:ObjectCreated:*"


@pytest.fixture(scope="module")
def bucket(account: Account) -> str:
    """Give the module a bucket."""
    name = f"configured-{account.number}"
    account.client("s3").create_bucket(Bucket=name)
    return name


def configure(account: Account, bucket: str, *queues: dict[str, Any]) -> list[dict[str, Any]]:
    """Put a configuration for each of these, with a queue of its own, and return what stands then."""
    arn = f"arn:aws:sqs:us-east-1:{account.number}:queue"
    told = [{"QueueArn": f"{arn}-{number}", **queue} for number, queue in enumerate(queues)]
    s3 = account.client("s3")
    s3.put_bucket_notification_configuration(
        Bucket=bucket,
        NotificationConfiguration={"QueueConfigurations": told},
        SkipDestinationValidation=True,
    )
    found: list[dict[str, Any]] = s3.get_bucket_notification_configuration(Bucket=bucket).get(
        "QueueConfigurations", []
    )
    return found


def asked(event: str, prefix: str = "", suffix: str = "", **settings: Any) -> dict[str, Any]:
    """Return a configuration that asks for an event type, filtered."""
    given = (("Prefix", prefix), ("Suffix", suffix))
    rules = [{"Name": name, "Value": value} for name, value in given if value]
    return {"Events": [event], "Filter": {"Key": {"FilterRules": rules}}, **settings}


@pytest.mark.parametrize(
    ("one", "other", "message"),
    [
        (asked(CREATED), asked(CREATED), OVERLAP),
        (asked(CREATED), asked("s3:ObjectCreated:Put"), OVERLAP),
        (asked(CREATED, "images"), asked(CREATED), AMBIGUOUS),
        (asked(CREATED, "images/"), asked(CREATED, "images/2026/"), AMBIGUOUS),
        (asked(CREATED, "", ".jpg"), asked(CREATED, "", "a.jpg"), AMBIGUOUS),
        (asked(CREATED, "images", ".jpg"), asked(CREATED, "", ".jpg"), AMBIGUOUS),
        (asked(CREATED, "images"), asked("s3:ObjectCreated:Copy", "", ".jpg"), AMBIGUOUS),
    ],
)
def test_overlapping_configurations_are_refused(
    account: Account, bucket: str, one: dict[str, Any], other: dict[str, Any], message: str
) -> None:
    """An object that would be told twice is no configuration, and the one before stays."""
    before = configure(account, bucket, asked(CREATED, "before"))
    with pytest.raises(ClientError) as refused:
        configure(account, bucket, one, other)
    assert refused.value.response["Error"]["Code"] == "InvalidArgument"
    assert refused.value.response["Error"]["Message"] == message
    found = account.client("s3").get_bucket_notification_configuration(Bucket=bucket)
    assert found["QueueConfigurations"] == before


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (asked(CREATED), asked("s3:ObjectRemoved:*")),
        (asked("s3:ObjectCreated:Put"), asked("s3:ObjectCreated:Copy")),
        (asked(CREATED, "images/"), asked(CREATED, "logs/")),
        (asked(CREATED, "", ".jpg"), asked(CREATED, "", ".png")),
        (asked(CREATED, "images", ".jpg"), asked(CREATED, "images", ".png")),
        (asked(CREATED, "images/", ".jpg"), asked(CREATED, "logs/", ".jpg")),
    ],
)
def test_configurations_that_share_no_object_are_taken(
    account: Account, bucket: str, one: dict[str, Any], other: dict[str, Any]
) -> None:
    """Different event types, prefixes or suffixes keep two configurations apart."""
    assert len(configure(account, bucket, one, other)) == 2


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        (asked("s3:ObjectCreated"), "A specified event is not supported for notifications."),
        (asked("s3:ObjectMoved:*"), "A specified event is not supported for notifications."),
        (
            {
                "Events": [CREATED],
                "Filter": {"Key": {"FilterRules": [{"Name": "Prefix", "Value": value} for value in "ab"]}},
            },
            "Cannot specify more than one prefix rule in a filter.",
        ),
        (
            {
                "Events": [CREATED],
                "Filter": {"Key": {"FilterRules": [{"Name": "Infix", "Value": "a"}]}},
            },
            "filter rule name must be either prefix or suffix",
        ),
    ],
)
def test_a_wrong_configuration_is_refused(
    account: Account, bucket: str, wrong: dict[str, Any], message: str
) -> None:
    """What AWS does not know is refused, not ignored."""
    with pytest.raises(ClientError) as refused:
        configure(account, bucket, wrong)
    assert refused.value.response["Error"]["Message"] == message


def test_ids_are_given_and_unique(account: Account, bucket: str) -> None:
    """A configuration without an Id gets one; two with the same are refused."""
    (found,) = configure(account, bucket, asked(CREATED))
    assert len(found["Id"]) == 48
    with pytest.raises(ClientError, match="IDs must be unique"):
        configure(account, bucket, asked(CREATED, Id="same"), asked("s3:ObjectRemoved:*", Id="same"))
