"""CloudFormation, SAM and Parameter Store: what delivery and configuration need."""

import json
from pathlib import Path

from conformance_testing import L08, N08, N10, Account, group, refused, wait_for

capability = group("CloudFormation, SAM and Parameter Store")
STACKS = "AWSCloudFormation/latest/UserGuide/stacks.html"
CHANGES = "AWSCloudFormation/latest/UserGuide/using-cfn-updating-stacks-changesets-create.html"
TROUBLE = "AWSCloudFormation/latest/UserGuide/troubleshooting.html"
PROPERTIES = "AWSCloudFormation/latest/TemplateReference"
SAM = "serverless-application-model/latest/developerguide/sam-resource-function.html"
PARAMETERS = "systems-manager/latest/userguide/systems-manager-parameter-store.html"
TEMPLATES = Path(__file__).parent / "templates"


def _stack(cloud: Account, template: str, parameters: dict[str, str], *capabilities: str) -> dict[str, str]:
    """Create a stack through a change set, as ``aws cloudformation deploy`` does; return its outputs."""
    api = cloud.client("cloudformation")
    told = [{"ParameterKey": key, "ParameterValue": value} for key, value in parameters.items()]
    names = {"StackName": "shop", "ChangeSetName": "first"}
    api.create_change_set(
        **names,
        ChangeSetType="CREATE",
        TemplateBody=template,
        Parameters=told,
        Capabilities=["CAPABILITY_IAM", *capabilities],
    )
    quick = {"Delay": 1, "MaxAttempts": 40}
    api.get_waiter("change_set_create_complete").wait(**names, WaiterConfig=quick)
    api.execute_change_set(**names)
    api.get_waiter("stack_create_complete").wait(StackName="shop", WaiterConfig=quick)
    (stack,) = api.describe_stacks(StackName="shop")["Stacks"]
    return {output["OutputKey"]: output["OutputValue"] for output in stack.get("Outputs", [])}


def _update(cloud: Account, template: str, *capabilities: str, **parameters: str) -> None:
    """Update the stack, and wait until it is done."""
    api = cloud.client("cloudformation")
    api.update_stack(
        StackName="shop",
        TemplateBody=template,
        Parameters=[{"ParameterKey": key, "ParameterValue": value} for key, value in parameters.items()],
        Capabilities=["CAPABILITY_IAM", *capabilities],
    )
    quick = {"Delay": 1, "MaxAttempts": 40}
    api.get_waiter("stack_update_complete").wait(StackName="shop", WaiterConfig=quick)


def _file(name: str) -> str:
    return (TEMPLATES / name).read_text()


def _upload(cloud: Account, bucket: str, function: str) -> None:
    """Upload an object, and expect its event in the function's log."""
    cloud.client("s3").put_object(Bucket=bucket, Key="a.csv", Body=b"")
    assert cloud.told(function)[0]["Records"][0]["s3"]["object"]["key"] == "a.csv"


@capability("a stack: bucket, function, role, permission", STACKS, N10, N08)
def test_stack(cloud: Account) -> None:
    """A template makes the S3 example: its function gets the uploads."""
    outputs = _stack(cloud, _file("upload.yaml"), {"BucketName": f"uploads-{cloud.id}"})
    _upload(cloud, f"uploads-{cloud.id}", outputs["Function"])


@capability("a SAM template", SAM, N10)
def test_sam(cloud: Account) -> None:
    """The transform AWS::Serverless makes function, role, permission and notification from a few lines."""
    parameters = {"BucketName": f"uploads-{cloud.id}"}
    outputs = _stack(cloud, _file("upload-sam.yaml"), parameters, "CAPABILITY_AUTO_EXPAND")
    _upload(cloud, f"uploads-{cloud.id}", outputs["Function"])


@capability(
    "a stack is deleted as a whole", "AWSCloudFormation/latest/APIReference/API_DeleteStack.html", N10
)
def test_delete_stack(cloud: Account) -> None:
    """What the stack made is gone with it."""
    function = _stack(cloud, _file("function.yaml"), {"Word": "one"})["Function"]
    api = cloud.client("cloudformation")
    api.delete_stack(StackName="shop")
    api.get_waiter("stack_delete_complete").wait(
        StackName="shop", WaiterConfig={"Delay": 1, "MaxAttempts": 30}
    )
    refused(cloud.client("lambda").get_function, "ResourceNotFoundException", FunctionName=function)


@capability("a stack is updated", "AWSCloudFormation/latest/APIReference/API_UpdateStack.html", N08, N10)
def test_update_stack(cloud: Account) -> None:
    """A changed parameter changes the resource that uses it."""
    function = _stack(cloud, _file("function.yaml"), {"Word": "one"})["Function"]
    _update(cloud, _file("function.yaml"), Word="two")
    assert cloud.invoke(function).result == "two"


@capability(
    "a stack's update moves an alias",
    "AWSCloudFormation/latest/TemplateReference/aws-resource-lambda-alias.html",
    N08,
)
def test_update_alias(cloud: Account) -> None:
    """Weights are set, and a function that changes in the same update leaves the alias where it is."""
    function, api = _stack(cloud, _file("alias.yaml"), {})["Function"], cloud.client("lambda")
    api.update_function_configuration(FunctionName=function, MemorySize=256)
    cloud.settled(function)
    second = api.publish_version(FunctionName=function)["Version"]
    _update(cloud, _file("alias.yaml"), Second=second, Weight="0.25", Word="two")
    alias = api.get_alias(FunctionName=function, Name="live")
    assert (alias["FunctionVersion"], alias["RoutingConfig"]["AdditionalVersionWeights"]) == (
        "1",
        {second: 0.25},
    )


@capability("a SAM template publishes and moves an alias", SAM, N08)
def test_auto_publish(cloud: Account) -> None:
    """AutoPublishAlias makes a version of new code, keeps the old one, and moves the alias to it."""
    told = ("CAPABILITY_AUTO_EXPAND",)
    template = _file("publish-sam.yaml")
    function = _stack(cloud, template, {}, *told)["Function"]
    _update(cloud, template.replace("one", "two"), *told)
    answers = [cloud.invoke(function, Qualifier=name) for name in ("live", "1")]
    assert [(answer.version, answer.result) for answer in answers] == [("2", "two"), ("1", "one")]


def _change(cloud: Account, template: str, **parameters: str) -> dict[str, str]:
    """Make a change set for the stack that is there, and return how it stands."""
    api, names = cloud.client("cloudformation"), {"StackName": "shop", "ChangeSetName": "second"}
    told = [{"ParameterKey": key, "ParameterValue": value} for key, value in parameters.items()]
    capabilities = ["CAPABILITY_IAM", "CAPABILITY_AUTO_EXPAND"]
    api.create_change_set(**names, TemplateBody=template, Parameters=told, Capabilities=capabilities)
    return wait_for("the change set", lambda: _made(api.describe_change_set(**names)))


def _made(change_set: dict[str, str]) -> dict[str, str] | None:
    return change_set if not change_set["Status"].endswith(("PENDING", "IN_PROGRESS")) else None


def _status(cloud: Account) -> str:
    (stack,) = cloud.client("cloudformation").describe_stacks(StackName="shop")["Stacks"]
    return str(stack["StackStatus"])


@capability(
    "a stack: bucket, function, role, permission", f"{PROPERTIES}/aws-resource-logs-loggroup.html", N10
)
def test_stack_limits(cloud: Account) -> None:
    """A log group keeps its events for the days that a template says; a function has its limit, then more."""
    outputs = _stack(cloud, _file("limits.yaml"), {"Days": "14", "Limit": "5"})
    (group,) = cloud.client("logs").describe_log_groups(logGroupNamePrefix=outputs["Log"])["logGroups"]
    assert group["retentionInDays"] == 14
    asked = cloud.client("lambda").get_function_concurrency
    assert asked(FunctionName=outputs["Function"])["ReservedConcurrentExecutions"] == 5
    assert _change(cloud, _file("limits.yaml"), Days="30", Limit="7")["Status"] == "CREATE_COMPLETE"
    cloud.client("cloudformation").execute_change_set(StackName="shop", ChangeSetName="second")
    wait_for("the change", lambda: _status(cloud) == "UPDATE_COMPLETE")
    assert asked(FunctionName=outputs["Function"])["ReservedConcurrentExecutions"] == 7
    (group,) = cloud.client("logs").describe_log_groups(logGroupNamePrefix=outputs["Log"])["logGroups"]
    assert group["retentionInDays"] == 30


@capability(
    "a stack: bucket, function, role, permission", f"{PROPERTIES}/aws-resource-lambda-permission.html", N10
)
def test_stack_permission(cloud: Account) -> None:
    """SourceArn and SourceAccount of a permission stand in the function's policy."""
    function = _stack(cloud, _file("upload.yaml"), {"BucketName": f"uploads-{cloud.id}"})["Function"]
    told = json.loads(cloud.client("lambda").get_policy(FunctionName=function)["Policy"])
    assert told["Statement"][0]["Condition"] == {
        "ArnLike": {"AWS:SourceArn": f"arn:aws:s3:::uploads-{cloud.id}"},
        "StringEquals": {"AWS:SourceAccount": cloud.id},
    }


@capability("a SAM template", TROUBLE, N10)
def test_circular_dependency(cloud: Account) -> None:
    """A plain template is refused at once; the change set of one for SAM fails, and the stack stays."""
    circle = _file("upload.yaml").replace("!Sub arn:aws:s3:::${BucketName}", "!GetAtt Bucket.Arn")
    told = {"StackName": "circle", "TemplateBody": circle, "Capabilities": ["CAPABILITY_IAM"]}
    told |= {"Parameters": [{"ParameterKey": "BucketName", "ParameterValue": f"uploads-{cloud.id}"}]}
    words = "Circular dependency between resources: ["
    refused(cloud.client("cloudformation").create_stack, "ValidationError", words, **told)
    bucket = {"BucketName": f"uploads-{cloud.id}"}
    _stack(cloud, _file("upload-sam.yaml"), bucket, "CAPABILITY_AUTO_EXPAND")
    circle = _file("upload-sam.yaml").replace("Events:\n", "Description: !Ref Bucket\n      Events:\n", 1)
    change_set = _change(cloud, circle, **bucket)
    assert change_set["Status"] == "FAILED"
    assert words in change_set["StatusReason"]
    assert _status(cloud) == "CREATE_COMPLETE"


@capability("a stack is updated", CHANGES, N08, N10)
def test_no_change(cloud: Account) -> None:
    """A change set without a change fails, for a template of SAM's as well."""
    bucket = {"BucketName": f"uploads-{cloud.id}"}
    _stack(cloud, _file("upload-sam.yaml"), bucket, "CAPABILITY_AUTO_EXPAND")
    assert _change(cloud, _file("upload-sam.yaml"), **bucket)["Status"] == "FAILED"
    assert _status(cloud) == "CREATE_COMPLETE"


@capability("a stack is deleted as a whole", f"{PROPERTIES}/aws-resource-s3-bucket.html", N10)
def test_delete_full_bucket(cloud: Account) -> None:
    """A stack is not deleted as long as its bucket holds objects; what is left can be deleted later."""
    bucket, api = f"uploads-{cloud.id}", cloud.client("cloudformation")
    _stack(cloud, _file("upload.yaml"), {"BucketName": bucket})
    cloud.client("s3").put_object(Bucket=bucket, Key="a.csv", Body=b"")
    api.delete_stack(StackName="shop")
    wait_for("the refusal", lambda: _status(cloud) == "DELETE_FAILED")
    left = api.list_stack_resources(StackName="shop")["StackResourceSummaries"]
    assert [one["LogicalResourceId"] for one in left] == ["Bucket"]
    cloud.client("s3").delete_object(Bucket=bucket, Key="a.csv")
    api.delete_stack(StackName="shop")
    quick = {"Delay": 1, "MaxAttempts": 30}
    api.get_waiter("stack_delete_complete").wait(StackName="shop", WaiterConfig=quick)
    assert bucket not in [one["Name"] for one in cloud.client("s3").list_buckets()["Buckets"]]


@capability("parameters and their versions", PARAMETERS, L08, N08)
def test_parameters(cloud: Account) -> None:
    """A parameter that is written over keeps its versions; without Overwrite it is refused."""
    ssm = cloud.client("ssm")
    ssm.put_parameter(Name="/shop/limit", Value="10", Type="String")
    refused(ssm.put_parameter, "ParameterAlreadyExists", Name="/shop/limit", Value="20", Type="String")
    assert ssm.put_parameter(Name="/shop/limit", Value="20", Type="String", Overwrite=True)["Version"] == 2
    names = ("/shop/limit", "/shop/limit:1")
    assert [ssm.get_parameter(Name=name)["Parameter"]["Value"] for name in names] == ["20", "10"]


@capability("parameters by path", PARAMETERS, L08, N08)
def test_parameters_by_path(cloud: Account) -> None:
    """All parameters below a path come in one call."""
    ssm = cloud.client("ssm")
    for name in ("/shop/a", "/shop/deep/b", "/bank/c"):
        ssm.put_parameter(Name=name, Value="1", Type="String")
    found = ssm.get_parameters_by_path(Path="/shop", Recursive=True)["Parameters"]
    assert sorted(parameter["Name"] for parameter in found) == ["/shop/a", "/shop/deep/b"]


@capability(
    "a change of a parameter is an event", "systems-manager/latest/userguide/sysman-paramstore-cwe.html", N08
)
def test_parameter_event(cloud: Account) -> None:
    """EventBridge gets Parameter Store Change."""
    events, queue = cloud.client("events"), cloud.queue()
    events.put_rule(Name="parameters", EventPattern='{"source": ["aws.ssm"]}')
    events.put_targets(Rule="parameters", Targets=[{"Id": "queue", "Arn": queue.arn}])
    cloud.client("ssm").put_parameter(Name="/shop/limit", Value="10", Type="String")
    event = queue.messages()[0]
    assert (event["detail-type"], event["detail"]["name"]) == ("Parameter Store Change", "/shop/limit")
