"""Lambda: runtimes, packages, versions, aliases, and what a function finds around it."""

from conformance_testing import (
    ECHO,
    EVERY_LAB,
    L01,
    L02,
    L08,
    N00,
    N01,
    N02,
    N03,
    N08,
    N09,
    Account,
    group,
    package,
    refused,
)

capability = group("Lambda functions")

ESM = "export const handler = async (event) => ({ statusCode: 200, body: event.name });"
COMMON_JS = "exports.handler = (event, context, callback) => callback(null, event.name);"
BOOTSTRAP = """
    #!/bin/sh
    API="http://$AWS_LAMBDA_RUNTIME_API/2018-06-01/runtime/invocation"
    while true; do
      HEADERS=$(mktemp)
      EVENT=$(curl -sS -LD "$HEADERS" "$API/next")
      ID=$(grep -Fi Lambda-Runtime-Aws-Request-Id "$HEADERS" | tr -d '[:space:]' | cut -d: -f2)
      curl -sS -X POST "$API/$ID/response" -d "{\\"had\\": $EVENT}" > /dev/null
    done
"""
COUNT = "calls = 0\ndef handler(event, context):\n    global calls\n    calls += 1\n    return calls"


def _returning(value: str) -> str:
    return f"def handler(event, context):\n    return {value}"


@capability("Python", "lambda/latest/dg/python-handler.html", *EVERY_LAB, N00, N01, N02, N03, N09)
def test_python(cloud: Account) -> None:
    """The handler gets the event as a dict, and what it returns comes back as JSON."""
    event = {"name": "Zoë", "items": [1, 2.5, None, True]}
    assert cloud.invoke(cloud.deploy(ECHO), event).result == event


@capability("Node.js, ES modules and promises", "lambda/latest/dg/nodejs-handler.html", N02)
def test_node_es_module(cloud: Account) -> None:
    """A Node.js function may be an ES module with an async handler."""
    function = cloud.deploy({"index.mjs": ESM}, Runtime="nodejs22.x", Handler="index.handler")
    assert cloud.invoke(function, {"name": "Ada"}).result == {"statusCode": 200, "body": "Ada"}


@capability("Node.js, CommonJS and callbacks", "lambda/latest/dg/nodejs-handler.html", N02)
def test_node_common_js(cloud: Account) -> None:
    """A Node.js function up to Node.js 22 may answer through a callback."""
    function = cloud.deploy({"index.js": COMMON_JS}, Runtime="nodejs22.x", Handler="index.handler")
    assert cloud.invoke(function, {"name": "Ada"}).result == "Ada"


@capability("a runtime of one's own, in shell", "lambda/latest/dg/runtimes-walkthrough.html", N02)
def test_custom_runtime(cloud: Account) -> None:
    """Provided.al2023 runs the package's bootstrap, which asks the runtime API for events."""
    function = cloud.deploy({"bootstrap": BOOTSTRAP}, Runtime="provided.al2023", Handler="any")
    assert cloud.invoke(function, {"n": 1}).result == {"had": {"n": 1}}


@capability("layers", "lambda/latest/dg/chapter-layers.html", N02, N09)
def test_layers(cloud: Account) -> None:
    """A layer's python folder is on the path, and its files stand below /opt."""
    files = {"python/greeting.py": "WORD = 'hello'", "motto.txt": "small steps"}
    api = cloud.client("lambda")
    layer = api.publish_layer_version(LayerName="words", Content={"ZipFile": package(files)})
    code = "import greeting\ndef handler(event, context):\n"
    code += "    return [greeting.WORD, open('/opt/motto.txt').read()]"
    function = cloud.deploy(code, Layers=[layer["LayerVersionArn"]])
    assert cloud.invoke(function).result == ["hello", "small steps"]


@capability("environment variables", "lambda/latest/dg/configuration-envvars.html", L01, L02, L08, N02)
def test_environment_variables(cloud: Account) -> None:
    """A function finds its own variables and the reserved ones of its runtime."""
    code = "import os\ndef handler(event, context):\n    return [os.environ.get(name) for name in event]"
    function = cloud.deploy(code, Environment={"Variables": {"TOPIC": "orders"}})
    names = ["TOPIC", "AWS_REGION", "AWS_LAMBDA_FUNCTION_NAME", "AWS_LAMBDA_FUNCTION_VERSION"]
    assert cloud.invoke(function, names).result == ["orders", cloud.region, function, "$LATEST"]


@capability("the context object", "lambda/latest/dg/python-context.html", L01, N02)
def test_context(cloud: Account) -> None:
    """The context tells the function's ARN, request id, memory, log group and the time that is left."""
    code = "def handler(event, c):\n    left = c.get_remaining_time_in_millis()\n"
    code += "    return [c.invoked_function_arn, c.memory_limit_in_mb, c.log_group_name, 0 < left <= 9000]"
    function = cloud.deploy(code, Timeout=9, MemorySize=192)
    arn, memory, log_group, in_time = cloud.invoke(function).result
    assert (arn, int(memory)) == (cloud.function_arn(function), 192)
    assert (log_group, in_time) == (f"/aws/lambda/{function}", True)


@capability("/var/task and /tmp", "lambda/latest/dg/lambda-runtime-environment.html", N02)
def test_paths(cloud: Account) -> None:
    """The code stands in /var/task, which cannot be written, and /tmp is the function's own."""
    code = "import os\ndef handler(event, context):\n    open('/tmp/note', 'w').write('x')\n"
    code += "    return [os.getcwd(), __file__, os.listdir('/tmp'), os.access('/var/task/app.py', os.W_OK)]"
    here, file, temporary, writable = cloud.invoke(cloud.deploy(code)).result
    assert (here, file, writable) == ("/var/task", "/var/task/app.py", False)
    assert temporary == ["note"]


@capability("a warm environment is used again", "lambda/latest/dg/lambda-runtime-environment.html", N01, L01)
def test_warm_start(cloud: Account) -> None:
    """What stands outside of the handler lives from one invocation to the next."""
    function = cloud.deploy(COUNT)
    assert [cloud.invoke(function).result for _ in range(3)] == [1, 2, 3]


@capability(
    "an environment is frozen between invocations", "lambda/latest/dg/lambda-runtime-environment.html", N02
)
def test_frozen(cloud: Account) -> None:
    """A background thread stands still from the answer to the next event."""
    code = (
        "import threading, time\nticks = 0\n"
        "def tick():\n    global ticks\n    while True:\n        time.sleep(0.01)\n        ticks += 1\n"
        "threading.Thread(target=tick, daemon=True).start()\n"
        "def handler(event, context):\n    time.sleep(0.05)\n    return ticks"
    )
    function = cloud.deploy(code)
    before = cloud.invoke(function).result
    for _ in range(10):  # calls that take the time in which a thread that runs would tick a hundred times
        cloud.deploy(ECHO)
    assert cloud.invoke(function).result - before < 30


@capability(
    "new code and settings at once", "lambda/latest/dg/configuration-function-zip.html", L01, L08, N02
)
def test_update(cloud: Account) -> None:
    """After an update the next invocation runs the new code, in a new environment."""
    function, api = cloud.deploy(_returning("1")), cloud.client("lambda")
    assert cloud.invoke(function).result == 1
    api.update_function_code(FunctionName=function, ZipFile=package(_returning("2")))
    cloud.settled(function)
    assert cloud.invoke(function).result == 2


@capability("versions cannot be changed", "lambda/latest/dg/configuration-versions.html", L08, N02, N08)
def test_versions(cloud: Account) -> None:
    """A published version keeps its code; publishing without a change makes no new one."""
    function, api = cloud.deploy(_returning("1")), cloud.client("lambda")
    versions = [api.publish_version(FunctionName=function)["Version"] for _ in range(2)]
    api.update_function_code(FunctionName=function, ZipFile=package(_returning("2")))
    cloud.settled(function)
    assert versions == ["1", "1"]
    assert cloud.invoke(function, Qualifier="1").result == 1
    assert cloud.invoke(function).result == 2


@capability("aliases", "lambda/latest/dg/configuration-aliases.html", L08, N02, N08)
def test_aliases(cloud: Account) -> None:
    """An alias names a version and its settings, can be moved, and tells callers which version ran."""
    function, api = cloud.deploy(_returning("1")), cloud.client("lambda")
    api.publish_version(FunctionName=function)
    api.create_alias(FunctionName=function, Name="live", FunctionVersion="1")
    api.update_function_code(FunctionName=function, ZipFile=package(_returning("2")), Publish=True)
    cloud.settled(function)
    assert cloud.invoke(function, Qualifier="live").version == "1"
    api.update_alias(FunctionName=function, Name="live", FunctionVersion="2")
    answer = cloud.invoke(function, Qualifier="live")
    assert (answer.version, answer.result) == ("2", 2)
    told = api.get_function_configuration(FunctionName=function, Qualifier="live")
    assert (told["Version"], told["FunctionArn"].rpartition(":")[2]) == ("2", "live")


@capability("an alias with weights", "lambda/latest/dg/configuring-alias-routing.html", L08, N08)
def test_weighted_alias(cloud: Account) -> None:
    """Routing configuration sends a part of the invocations to a second version."""
    function, api = cloud.deploy(_returning("1")), cloud.client("lambda")
    api.publish_version(FunctionName=function)
    api.update_function_code(FunctionName=function, ZipFile=package(_returning("2")), Publish=True)
    cloud.settled(function)
    routing = {"AdditionalVersionWeights": {"2": 0.5}}
    api.create_alias(FunctionName=function, Name="live", FunctionVersion="1", RoutingConfig=routing)
    ran = {cloud.invoke(function, Qualifier="live").version for _ in range(30)}
    assert ran == {"1", "2"}


@capability("weights of an alias that is there", "lambda/latest/dg/configuring-alias-routing.html", L08, N08)
def test_weights_are_given_and_taken(cloud: Account) -> None:
    """An alias gets weights, and loses them; what it cannot share its invocations with is refused.

    So is a version that the weights name. AWS's words: https://github.com/serverless/serverless/issues/7250
    """
    function, api = cloud.deploy(_returning("1")), cloud.client("lambda")
    api.publish_version(FunctionName=function)
    api.update_function_code(FunctionName=function, ZipFile=package(_returning("2")), Publish=True)
    api.create_alias(FunctionName=function, Name="live", FunctionVersion="1")
    alias = {"FunctionName": function, "Name": "live"}
    for weights in ({"2": 0.5}, {}):
        api.update_alias(**alias, RoutingConfig={"AdditionalVersionWeights": weights})
        routing = api.get_alias(**alias).get("RoutingConfig", {})
        assert routing.get("AdditionalVersionWeights", {}) == weights
    itself = {"AdditionalVersionWeights": {"1": 0.5}}
    refused(api.update_alias, "InvalidParameterValueException", **alias, RoutingConfig=itself)
    refused(api.update_alias, "ResourceNotFoundException", **alias, FunctionVersion="7")
    api.update_alias(**alias, RoutingConfig={"AdditionalVersionWeights": {"2": 0.5}})
    refused(api.update_alias, "InvalidParameterValueException", **alias, FunctionVersion="2")
    api.update_alias(**alias, FunctionVersion="2", RoutingConfig={})
    assert api.get_alias(**alias)["FunctionVersion"] == "2"


@capability("a version only of what changed", "lambda/latest/api/API_PublishVersion.html", L08, N08)
def test_same_code_is_no_new_version(cloud: Account) -> None:
    """The same package once more is the version that it was; other settings make another one."""
    function, api = cloud.deploy(_returning("1")), cloud.client("lambda")
    versions = [api.publish_version(FunctionName=function)["Version"]]
    api.update_function_code(FunctionName=function, ZipFile=package(_returning("1")))
    cloud.settled(function)
    wanted = api.get_function_configuration(FunctionName=function)["CodeSha256"]
    versions.append(api.publish_version(FunctionName=function, CodeSha256=wanted)["Version"])
    api.update_function_configuration(FunctionName=function, Timeout=9)
    cloud.settled(function)
    versions.append(api.publish_version(FunctionName=function)["Version"])
    assert versions == ["1", "1", "2"]


@capability("refusal of an outdated change", "lambda/latest/api/API_UpdateAlias.html", L08, N08)
def test_revision(cloud: Account) -> None:
    """A RevisionId that is not the current one makes an update fail, so that no one's change is lost."""
    function, api = cloud.deploy(), cloud.client("lambda")
    refused(
        api.update_function_code,
        "PreconditionFailedException",
        FunctionName=function,
        ZipFile=package(_returning("2")),
        RevisionId="00000000-0000-0000-0000-000000000000",
    )


@capability("a package from a bucket", "lambda/latest/dg/configuration-function-zip.html", L08, N08)
def test_code_in_a_bucket(cloud: Account) -> None:
    """A package may stand in a bucket, and CodeSha256 tells which one a function runs."""
    function, bucket, api = cloud.deploy(), cloud.bucket(), cloud.client("lambda")
    before = api.get_function_configuration(FunctionName=function)["CodeSha256"]
    cloud.client("s3").put_object(Bucket=bucket, Key="app.zip", Body=package(_returning("3")))
    api.update_function_code(FunctionName=function, S3Bucket=bucket, S3Key="app.zip")
    cloud.settled(function)
    assert cloud.invoke(function).result == 3
    assert api.get_function_configuration(FunctionName=function)["CodeSha256"] != before


@capability("function URLs", "lambda/latest/dg/urls-configuration.html", N02, N03)
def test_function_url(cloud: Account) -> None:
    """A function URL gives a function an address of its own, with IAM or without."""
    function, api = cloud.deploy(), cloud.client("lambda")
    made = api.create_function_url_config(FunctionName=function, AuthType="NONE")
    assert made["FunctionUrl"].startswith("http")
    assert api.get_function_url_config(FunctionName=function)["AuthType"] == "NONE"
