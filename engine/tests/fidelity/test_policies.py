"""The policy evaluator, tried on the examples of AWS's documentation."""

import json
from typing import Any

import pytest
from lambdalab_engine.fidelity.policies import Call, evaluate

ROLE = ("AWS", "arn:aws:iam::111122223333:role/notify")
S3 = ("Service", "s3.amazonaws.com")


def outcome(statements: Any, action: str, resource: str, *names: tuple[str, str], **context: Any) -> str:
    """Judge a call by one policy; a condition key's colons and slashes come as ``__``, ``___``."""
    document = json.dumps({"Version": "2012-10-17", "Statement": statements})
    keys = {key.replace("___", "/").replace("__", ":"): value for key, value in context.items()}
    return evaluate([document], Call(action, resource, frozenset(names), keys))


def allow(**elements: Any) -> dict[str, Any]:
    """Return a statement that allows, by default everything."""
    return {"Effect": "Allow", "Action": "*", "Resource": "*"} | elements


DENY = {"Effect": "Deny", "Action": "*", "Resource": "*"}

BUCKET = "arn:aws:s3:::amzn-s3-demo-bucket"


def test_nothing_is_allowed_by_default() -> None:
    """A call that no statement names is implicitly denied."""
    assert outcome([], "s3:GetObject", "*") == "silent"
    assert outcome(allow(Action="s3:PutObject"), "s3:GetObject", "*") == "silent"


def test_an_explicit_deny_wins_wherever_it_stands() -> None:
    """A deny after an allow, before it, or in another policy wins over it."""
    assert outcome([allow(), DENY], "s3:GetObject", "*") == "deny"
    assert outcome([DENY, allow()], "s3:GetObject", "*") == "deny"
    documents = [json.dumps({"Statement": statement}) for statement in (allow(), DENY)]
    assert evaluate(documents, Call("s3:GetObject", "*")) == "deny"


@pytest.mark.parametrize(
    ("pattern", "action", "matches"),
    [
        ("s3:GetObject", "s3:GetObject", True),
        ("s3:getobject", "s3:GetObject", True),
        ("iam:*AccessKey*", "iam:UpdateAccessKey", True),
        ("s3:Get?bject", "s3:GetObject", True),
        ("s3:Get", "s3:GetObject", False),
        ("s3:*", "s3express:CreateSession", False),
        (["sqs:*", "sns:Publish"], "sns:Publish", True),
        ("s3.GetObject", "s3:GetObject", False),
    ],
)
def test_actions_have_wildcards_and_no_case(pattern: Any, action: str, matches: bool) -> None:
    """Source: reference_policies_elements_action.html."""
    assert outcome(allow(Action=pattern), action, "*") == ("allow" if matches else "silent")


@pytest.mark.parametrize(
    ("pattern", "resource", "matches"),
    [
        ("arn:aws:sqs:us-east-2:111122223333:queue1", "arn:aws:sqs:us-east-2:111122223333:queue1", True),
        ("arn:aws:sqs:us-east-2:111122223333:queue", "arn:aws:sqs:us-east-2:111122223333:queue1", False),
        ("arn:aws:sqs:us-east-2:111122223333:QUEUE1", "arn:aws:sqs:us-east-2:111122223333:queue1", False),
        (f"{BUCKET}/*/test/*", f"{BUCKET}/1/2/test/3/object.jpg", True),
        (f"{BUCKET}/*", BUCKET, False),
        ("arn:aws:iam::111122223333:user/Division_abc/*", "arn:aws:iam::111122223333:user/other", False),
        ("arn:aws:s3:::b[a]r", "arn:aws:s3:::bar", False),
    ],
)
def test_resources_have_wildcards_and_case(pattern: str, resource: str, matches: bool) -> None:
    """Source: reference_policies_elements_resource.html."""
    assert outcome(allow(Resource=pattern), "s3:x", resource) == ("allow" if matches else "silent")


def test_not_action_and_not_resource_are_all_the_others() -> None:
    """Source: reference_policies_elements_notaction.html and _notresource.html."""
    statement = {"Effect": "Allow", "NotAction": "iam:*", "Resource": "*"}
    assert outcome(statement, "s3:GetObject", "*") == "allow"
    assert outcome(statement, "iam:CreateUser", "*") == "silent"
    statement = {"Effect": "Deny", "Action": "s3:*", "NotResource": [BUCKET, f"{BUCKET}/*"]}
    assert outcome([allow(), statement], "s3:GetObject", f"{BUCKET}/a") == "allow"
    assert outcome([allow(), statement], "s3:GetObject", "arn:aws:s3:::other/a") == "deny"


@pytest.mark.parametrize(
    ("principal", "names", "matches"),
    [
        ({"Service": "s3.amazonaws.com"}, [S3], True),
        ({"Service": ["ecs.amazonaws.com", "s3.amazonaws.com"]}, [S3], True),
        ({"Service": "sns.amazonaws.com"}, [S3], False),
        ("*", [S3], True),
        ({"AWS": "*"}, [ROLE], True),
        ({"AWS": ROLE[1]}, [ROLE], True),
        ({"AWS": "111122223333"}, [("AWS", "arn:aws:iam::111122223333:root")], True),
        ({"AWS": "111122223333"}, [ROLE], False),
        ({"AWS": "arn:aws:iam::111122223333:role/n*"}, [ROLE], False),
    ],
)
def test_principals_are_named_in_full(principal: Any, names: Any, matches: bool) -> None:
    """Source: reference_policies_elements_principal.html: no wildcard but the whole name."""
    assert outcome(allow(Principal=principal), "a:b", "*", *names) == ("allow" if matches else "silent")


def test_not_principal_is_everybody_else() -> None:
    """Source: reference_policies_elements_notprincipal.html."""
    statement = DENY | {"NotPrincipal": {"AWS": ROLE[1]}}
    assert outcome([allow(), statement], "a:b", "*", ROLE) == "allow"
    assert outcome([allow(), statement], "a:b", "*", S3) == "deny"


@pytest.mark.parametrize(
    ("operator", "wanted", "found", "holds"),
    [
        ("StringEquals", "JohnDoe", "JohnDoe", True),
        ("StringEquals", "JohnDoe", "johndoe", False),
        ("StringEquals", ["a", "b"], "b", True),
        ("StringEquals", "a*", "ab", False),
        ("StringEqualsIgnoreCase", "JohnDoe", "JOHNDOE", True),
        ("StringNotEquals", ["a", "b"], "b", False),
        ("StringNotEquals", ["a", "b"], "c", True),
        ("StringNotEqualsIgnoreCase", "A", "a", False),
        ("StringLike", "JohnDoe/*", "JohnDoe/photos", True),
        ("StringNotLike", "JohnDoe/*", "JohnDoe/photos", False),
        ("NumericLessThanEquals", "10", "10", True),
        ("NumericLessThan", 10, "10", False),
        ("NumericGreaterThan", "9", "10", True),
        ("NumericNotEquals", "9", "9.0", False),
        ("NumericEquals", "nine", "9", False),
        ("DateGreaterThan", "2020-01-01T00:00:01Z", "2026-11-23T08:30:00Z", True),
        ("DateLessThan", "2020-01-01T00:00:01Z", "2026-11-23T08:30:00Z", False),
        ("DateEquals", "1577836801", "2020-01-01T00:00:01Z", True),
        ("Bool", "true", "true", True),
        ("Bool", True, "true", True),
        ("Bool", "false", "true", False),
        ("IpAddress", "203.0.113.0/24", "203.0.113.77", True),
        ("IpAddress", "203.0.113.0/24", "203.0.114.1", False),
        ("NotIpAddress", "203.0.113.0/24", "203.0.114.1", True),
        ("IpAddress", "2001:DB8:1234:5678::/64", "2001:db8:1234:5678::1", True),
        ("ArnEquals", "arn:aws:sns:*:123456789012:*", "arn:aws:sns:eu-north-1:123456789012:topic", True),
        ("ArnLike", "arn:aws:sns:*:topic", "arn:aws:sns:eu-north-1:123456789012:topic", False),
        ("ArnLike", "arn:aws:s3:::reports-?", "arn:aws:s3:::reports-1", True),
        ("ArnNotLike", "arn:aws:s3:::reports-*", "arn:aws:s3:::reports-1", False),
        ("Null", "false", "x", True),
        ("Null", "true", "x", False),
        ("StringEqualsIfExists", "a", "b", False),
        ("StringSounds", "a", "a", False),
    ],
)
def test_condition_operators_compare(operator: str, wanted: Any, found: str, holds: bool) -> None:
    """Source: reference_policies_elements_condition_operators.html."""
    statement = allow(Condition={operator: {"aws:Key": wanted}})
    assert outcome(statement, "a:b", "*", aws__key=found) == ("allow" if holds else "silent")


@pytest.mark.parametrize(
    ("operator", "holds"),
    [
        ("StringEquals", False),
        ("StringEqualsIfExists", True),
        ("StringNotEquals", True),
        ("ArnNotLike", True),
        ("Bool", False),
        ("ForAllValues:StringEquals", True),
        ("ForAnyValue:StringEquals", False),
        ("ForAnyValue:StringNotEquals", False),
    ],
)
def test_a_key_that_is_not_there(operator: str, holds: bool) -> None:
    """It matches nothing: what must match fails, what must not match holds."""
    statement = allow(Condition={operator: {"aws:Key": "x"}})
    assert outcome(statement, "a:b", "*") == ("allow" if holds else "silent")


@pytest.mark.parametrize(
    ("operator", "found", "holds"),
    [
        ("ForAllValues:StringEquals", ["ID", "PostTags"], True),
        ("ForAllValues:StringEquals", ["ID", "Message"], False),
        ("ForAnyValue:StringEquals", ["ID", "Message"], True),
        ("ForAnyValue:StringEquals", ["Message"], False),
    ],
)
def test_keys_with_several_values(operator: str, found: list[str], holds: bool) -> None:
    """Source: reference_policies_condition-single-vs-multi-valued-context-keys.html."""
    statement = allow(Condition={operator: {"dynamodb:Attributes": ["ID", "PostTags", "Likes"]}})
    assert outcome(statement, "a:b", "*", dynamodb__attributes=found) == ("allow" if holds else "silent")


def test_conditions_are_joined_by_and() -> None:
    """Every operator and every key must hold."""
    condition = {"StringEquals": {"aws:A": "1", "aws:B": "2"}, "Bool": {"aws:C": "true"}}
    statement = allow(Condition=condition)
    assert outcome(statement, "a:b", "*", aws__a="1", aws__b="2", aws__c="true") == "allow"
    assert outcome(statement, "a:b", "*", aws__a="1", aws__b="3", aws__c="true") == "silent"
    assert outcome(statement, "a:b", "*", aws__a="1", aws__b="2", aws__c="false") == "silent"


def test_variables_stand_for_the_request_s_values() -> None:
    """Source: reference_policies_variables.html."""
    statement = allow(Resource=BUCKET + "/${aws:username}/*")
    assert outcome(statement, "s3:GetObject", f"{BUCKET}/JohnDoe/a", aws__username="JohnDoe") == "allow"
    assert outcome(statement, "s3:GetObject", f"{BUCKET}/JaneDoe/a", aws__username="JohnDoe") == "silent"
    assert outcome(statement, "s3:GetObject", f"{BUCKET}/x/a", aws__username="*") == "silent"
    assert outcome(statement, "s3:GetObject", f"{BUCKET}//a") == "silent"


def test_variables_have_defaults_and_escapes() -> None:
    """``${key, 'default'}`` is used where the key is missing; ``${*}`` is a star."""
    statement = allow(Resource=BUCKET + "/${aws:PrincipalTag/team, 'company-wide'}/*")
    assert outcome(statement, "s3:GetObject", f"{BUCKET}/company-wide/a") == "allow"
    statement = allow(Resource=BUCKET + "/${*}")
    assert outcome(statement, "s3:GetObject", f"{BUCKET}/*") == "allow"
    assert outcome(statement, "s3:GetObject", f"{BUCKET}/a") == "silent"


def test_variables_need_the_newer_version() -> None:
    """In a policy of version 2008-10-17 they are text."""
    statement = allow(Resource=BUCKET + "/${aws:username}")
    document = json.dumps({"Version": "2008-10-17", "Statement": statement})
    call = Call("s3:GetObject", f"{BUCKET}/JohnDoe", context={"aws:username": "JohnDoe"})
    assert evaluate([document], call) == "silent"
    assert evaluate([document], Call("s3:GetObject", BUCKET + "/${aws:username}")) == "allow"
