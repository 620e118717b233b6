"""IAM: what a function may do, who may invoke it, and accounts that do not see each other."""

import json

from conformance_testing import (
    EVERY_LAB,
    L01,
    L02,
    L03,
    L06,
    L08,
    L10,
    N02,
    N08,
    N10,
    Account,
    group,
    package,
    policy,
    refused,
    statement,
)

capability = group("IAM")
ROLE = "lambda/latest/dg/lambda-intro-execution-role.html"
EVALUATION = "IAM/latest/UserGuide/reference_policies_evaluation-logic.html"
RESOURCE_POLICY = "lambda/latest/dg/access-control-resource-based.html"
CALL = """
    import boto3
    def handler(event, context):
        service, method, parameters = event
        try:
            getattr(boto3.client(service), method)(**parameters)
        except Exception as error:
            return [error.response["Error"]["Code"], error.response["Error"]["Message"]]
        return ["ok", ""]
"""


def _publish(topic: str) -> list[object]:
    return ["sns", "publish", {"TopicArn": topic, "Message": "hello"}]


@capability("a function acts as its role", ROLE, *EVERY_LAB, N02)
def test_identity(cloud: Account) -> None:
    """Inside a function, the caller is the role, assumed under the function's name."""
    code = "import boto3\ndef handler(event, context):\n"
    code += "    return boto3.client('sts').get_caller_identity()['Arn']"
    role = cloud.role("sts:GetCallerIdentity")
    function = cloud.deploy(code, Role=role)
    name = role.partition("/")[2]
    assert cloud.invoke(function).result == f"arn:aws:sts::{cloud.id}:assumed-role/{name}/{function}"


@capability("what the role does not allow is refused", EVALUATION, *EVERY_LAB, N10)
def test_not_allowed(cloud: Account) -> None:
    """AccessDenied, or a service's own word for it, names the role, the action and the resource."""
    topic = cloud.client("sns").create_topic(Name="closed")["TopicArn"]
    code, message = cloud.invoke(cloud.deploy(CALL), _publish(topic)).result
    assert code in (
        "AuthorizationError",
        "AuthorizationErrorException",
        "AccessDenied",
        "AccessDeniedException",
    )
    assert f"is not authorized to perform: SNS:Publish on resource: {topic}".lower() in message.lower()
    assert "no identity-based policy allows the" in message


@capability("what the role allows is done", EVALUATION, *EVERY_LAB)
def test_allowed(cloud: Account) -> None:
    """A statement for the action and the resource is enough."""
    (topic, queue) = cloud.heard()
    function = cloud.deploy(CALL, Role=cloud.role("sns:Publish", resource=topic))
    assert cloud.invoke(function, _publish(topic)).result == ["ok", ""]
    assert queue.raw()[0]["Body"] == "hello"


@capability(
    "resources and wildcards",
    "IAM/latest/UserGuide/reference_policies_elements_resource.html",
    L02,
    L03,
    L06,
    L10,
    N10,
)
def test_wildcards(cloud: Account) -> None:
    """A wildcard covers what it matches, and nothing else."""
    bucket, other, s3 = cloud.bucket(), cloud.bucket(), cloud.client("s3")
    for name in (bucket, other):
        s3.put_object(Bucket=name, Key="in/a", Body=b"")
    function = cloud.deploy(CALL, Role=cloud.role("s3:Get*", resource=f"arn:aws:s3:::{bucket}/in/*"))
    calls = [["s3", "get_object", {"Bucket": name, "Key": "in/a"}] for name in (bucket, other)]
    assert [cloud.invoke(function, call).result[0] for call in calls] == ["ok", "AccessDenied"]


@capability("a denial wins", EVALUATION, L10, N10)
def test_denied(cloud: Account) -> None:
    """A statement that denies outdoes every one that allows."""
    role = cloud.role("sns:*", deny="sns:Publish")
    _, message = cloud.invoke(cloud.deploy(CALL, Role=role), _publish(cloud.topic())).result
    assert "with an explicit deny in an identity-based policy" in message


@capability("a role that Lambda cannot assume is refused", ROLE, L01, L02, L10)
def test_trust(cloud: Account) -> None:
    """A role must name lambda.amazonaws.com in its trust policy."""
    refused(
        cloud.client("lambda").create_function,
        "InvalidParameterValueException",
        "The role defined for the function cannot be assumed by Lambda.",
        FunctionName="f",
        Runtime="python3.13",
        Handler="app.handler",
        Role=cloud.role(service="ec2"),
        Code={"ZipFile": package("")},
    )


@capability("a function's policy", RESOURCE_POLICY, L02, L03, L06, L10, N02)
def test_resource_policy(cloud: Account) -> None:
    """Permissions are statements with principal, action, source ARN and account, and can be removed."""
    function, api = cloud.deploy(), cloud.client("lambda")
    settings = {"FunctionName": function, "StatementId": "s3", "Action": "lambda:InvokeFunction"}
    settings |= {"Principal": "s3.amazonaws.com", "SourceArn": "arn:aws:s3:::b", "SourceAccount": cloud.id}
    api.add_permission(**settings)
    (told,) = json.loads(api.get_policy(FunctionName=function)["Policy"])["Statement"]
    assert told["Principal"] == {"Service": "s3.amazonaws.com"}
    assert told["Condition"]["ArnLike"] == {"AWS:SourceArn": "arn:aws:s3:::b"}
    assert told["Condition"]["StringEquals"] == {"AWS:SourceAccount": cloud.id}
    refused(api.add_permission, "ResourceConflictException", **settings)
    api.remove_permission(FunctionName=function, StatementId="s3")
    refused(api.get_policy, "ResourceNotFoundException", FunctionName=function)


@capability(
    "policies that AWS manages",
    "aws-managed-policy/latest/reference/AWSLambdaBasicExecutionRole.html",
    L01,
    L02,
    N02,
)
def test_managed_policy(cloud: Account) -> None:
    """AWSLambdaBasicExecutionRole can be attached, and read."""
    iam, role = cloud.client("iam"), cloud.role().partition("/")[2]
    arn = "arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole"
    iam.attach_role_policy(RoleName=role, PolicyArn=arn)
    (attached,) = iam.list_attached_role_policies(RoleName=role)["AttachedPolicies"]
    assert attached["PolicyArn"] == arn
    stranger = Account(cloud.endpoint).client("iam")
    counts = [each.get_policy(PolicyArn=arn)["Policy"]["AttachmentCount"] for each in (iam, stranger)]
    assert counts == [1, 0]


@capability("a malformed policy is refused", "IAM/latest/APIReference/API_PutRolePolicy.html", L02, L10)
def test_malformed_policy(cloud: Account) -> None:
    """A statement without a resource gives MalformedPolicyDocument."""
    role = cloud.role().partition("/")[2]
    refused(
        cloud.client("iam").put_role_policy,
        "MalformedPolicyDocument",
        RoleName=role,
        PolicyName="bad",
        PolicyDocument=policy(statement("s3:GetObject")),
    )


@capability("a function changes another", "lambda/latest/dg/lambda-api-permissions-ref.html", L08, N08)
def test_function_changes_function(cloud: Account) -> None:
    """With the permission for it, a function publishes another's version."""
    target = cloud.deploy()
    function = cloud.deploy(CALL, "lambda:PublishVersion")
    answer = cloud.invoke(function, ["lambda", "publish_version", {"FunctionName": target}])
    assert answer.result == ["ok", ""]


@capability("accounts do not see each other", "IAM/latest/UserGuide/intro-structure.html", *EVERY_LAB)
def test_accounts(cloud: Account) -> None:
    """Functions, topics and tables of one account are not listed in another."""
    function, stranger = cloud.deploy(), Account(cloud.endpoint)
    refused(stranger.client("lambda").get_function, "ResourceNotFoundException", FunctionName=function)
    cloud.topic()
    assert stranger.client("sns").list_topics()["Topics"] == []
