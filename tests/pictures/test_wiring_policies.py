"""What a policy allows, by AWS's own evaluation logic."""

import pytest

from lambdalab.pictures.wiring.policies import allows, statements_of

ARN = "arn:aws:sns:us-east-1:111111111111:news"
PUBLISH = {"Effect": "Allow", "Action": "sns:Publish", "Resource": ARN}
S3 = {"Service": "s3.amazonaws.com"}


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, True),
        ({"Action": "SNS:publish"}, True),
        ({"Action": ["sns:Subscribe", "sns:P*"]}, True),
        ({"Action": "sns:Publis?"}, True),
        ({"Action": "sns:Subscribe"}, False),
        ({"Resource": "arn:aws:sns:*:*:n*"}, True),
        ({"Resource": f"{ARN}s"}, False),
        ({"Effect": "Deny"}, False),
    ],
)
def test_role_statement(changes: dict[str, object], expected: bool) -> None:
    """Actions ignore case, and both actions and resources may have wildcards."""
    assert allows([PUBLISH | changes], "sns:Publish", ARN) is expected


def test_excluding_elements() -> None:
    """NotAction and NotResource cover all but what they name."""
    others = {"Effect": "Allow", "NotAction": "iam:*", "NotResource": "arn:aws:s3:::*"}
    assert allows([others], "sns:Publish", ARN)
    assert not allows([others], "iam:PassRole", ARN)


def test_a_denial_wins() -> None:
    """One statement that denies outweighs all that allow."""
    assert not allows([PUBLISH, PUBLISH | {"Effect": "Deny"}], "sns:Publish", ARN)


@pytest.mark.parametrize(
    ("principal", "condition", "expected"),
    [
        (S3, {}, True),
        ("*", {}, True),
        ({"AWS": "*"}, {}, True),
        ({"Service": ["sns.amazonaws.com"]}, {}, False),
        (S3, {"ArnLike": {"aws:SourceArn": "arn:aws:s3:::rep*"}}, True),
        (S3, {"StringEquals": {"AWS:SourceArn": "arn:aws:s3:::other"}}, False),
        (S3, {"StringEquals": {"aws:SourceAccount": ["1", "2"]}}, True),
        ("*", {"StringEquals": {"AWS:SourceOwner": "1"}}, False),
    ],
)
def test_resource_policy(principal: object, condition: dict[str, object], expected: bool) -> None:
    """A statement is for its principal, and under its conditions; an owner is known of alarms only."""
    statement = PUBLISH | {"Principal": principal, "Condition": condition}
    context = {"aws:SourceArn": "arn:aws:s3:::reports", "aws:SourceAccount": "1", "aws:SourceOwner": ""}
    assert allows([statement], "sns:Publish", ARN, "s3.amazonaws.com", context) is expected


def test_documents() -> None:
    """One statement may stand without a list, and a document may be text, or empty."""
    assert statements_of({"Statement": PUBLISH}) == [PUBLISH]
    assert statements_of('{"Statement": []}') == statements_of("") == []
