"""Lab 08, its first half: a secret that no version keeps, a role for the pipeline, a version, its validation.

What is done with customers' orders, and the whole, is judged in ``delivery_pipeline_live``.
"""

from typing import Any

from botocore.exceptions import ClientError

from lambdalab.aws import Cloud
from lambdalab.checks.functions import get_function
from lambdalab.checks.registry import task
from lambdalab.checks.release_roles import require_release_role
from lambdalab.checks.results import Unmet, listed
from lambdalab.checks.stage_setup import stage
from lambdalab.checks.stages import SHOP, Stage, program

LAB = "08-delivery-pipeline"
ROLE = "release-role"
ROLE_TASK = "role-fits-pipeline"
SECRET = "/shop/supplier-key"  # noqa: S105 (a parameter's name)
VARIABLE, CURRENCY = "SUPPLIER_KEY_PARAMETER", "CURRENCY"

_SLOW_SECONDS = 0.9


def key_of(cloud: Cloud) -> str:
    """Return the key that the supplier gave to this account's shop."""
    return f"sk-{cloud.account}"


@task(
    "secret-leaves-environment",
    lab=LAB,
    points=10,
    hints=(
        "The check reads the parameter and the shop's variables. The key must be in the one and in none of "
        "the others; what else was there must still be there.",
        "See put_parameter in boto3's reference of SSM: Type. And Environment in Lambda's "
        "update_function_configuration: does it add, or replace?",
        'ssm.put_parameter(Name=..., Value=..., Type="<the one that is encrypted>"); '
        'update_function_configuration(Environment={"Variables": {<both names>: <their values>}}).',
    ),
)
def secret_leaves_environment(cloud: Cloud) -> None:
    """Pass where the key is an encrypted parameter, and the shop's variables only name it."""
    configuration = get_function(cloud, SHOP)
    variables: dict[str, str] = configuration.get("Environment", {}).get("Variables", {})
    _require_parameter(cloud)
    holding = [name for name, value in variables.items() if key_of(cloud) in value]
    if holding or key_of(cloud) in configuration.get("Description", ""):
        raise Unmet(
            "mismatch",
            expected=f"no setting of {SHOP} to hold the key: every version keeps its settings",
            found=f"it stands in {', '.join(holding) or 'its description'}",
            look_at="update_function_configuration: what its Environment still names",
        )
    if variables.get(VARIABLE) != SECRET:
        raise Unmet(
            "mismatch" if VARIABLE in variables else "missing",
            expected=f"the variable {VARIABLE} of {SHOP} to be {SECRET}",
            found=listed("its variables", (f"{name}={value}" for name, value in variables.items())),
            look_at="update_function_configuration(Environment=...): the parameter's name, as it is",
        )
    if variables.get(CURRENCY) != "EUR":
        raise Unmet(
            "mismatch",
            expected=f"the variable {CURRENCY} to be EUR, as it was",
            found=f"its variables are {', '.join(variables)}",
            look_at="Environment: it replaces all variables at once",
        )


def _require_parameter(cloud: Cloud) -> None:
    ssm = cloud.client("ssm")
    try:
        parameter = ssm.get_parameter(Name=SECRET, WithDecryption=True)["Parameter"]
    except ssm.exceptions.ParameterNotFound:
        names = [told["Name"] for told in ssm.describe_parameters()["Parameters"]]
        raise Unmet(
            "missing",
            expected=f"a parameter called {SECRET}",
            found=listed("the account's parameters", names),
            look_at="put_parameter(Name=..., Value=..., Type=...)",
        ) from None
    if parameter["Type"] != "SecureString":
        raise Unmet(
            "mismatch",
            expected=f"{SECRET} to be encrypted",
            found=f"its Type is {parameter['Type']}: who may read it reads the key, and so do lists",
            look_at="delete_parameter, then put_parameter(Type=...): its history keeps what is written over",
        )
    if parameter["Value"] != key_of(cloud):
        raise Unmet(
            "mismatch",
            expected=f"{SECRET} to hold the key that is in supplier_key",
            found=f"it holds {parameter['Value']!r}",
            look_at="put_parameter(Value=..., Overwrite=True)",
        )


@task(
    ROLE_TASK,
    lab=LAB,
    points=10,
    hints=(
        "The check asks of each call of the pipeline whether the role allows it, and then of some that the "
        "pipeline never makes.",
        "See the actions of AWS Lambda in the Service Authorization Reference: what is the action of invoke "
        "called? A version's ARN ends in a colon and its number.",
        '{"Effect": <allow or deny>, "Action": [six of "lambda:<Operation>"], "Resource": [<the shop>, <its '
        "versions: that ARN, a colon, and what stands for any>]}.",
    ),
)
def role_fits_pipeline(cloud: Cloud) -> None:
    """Pass where the role may release the shop, its versions too, and may do nothing else to functions."""
    require_release_role(cloud, ROLE)


@task(
    "version-published",
    lab=LAB,
    points=15,
    needs=(ROLE_TASK,),
    hints=(
        "The check hands over a package with an awkward name, on a day when updates are slow. It looks at "
        "the number that comes back, and at what that version answers.",
        "See update_function_code, publish_version and the waiters in boto3's reference of Lambda. Which "
        "waiter waits for an update, and which for a new function?",
        "update_function_code(<function, bucket, key>); get_waiter(<the one>).wait(<function>); then return "
        "the field of publish_version's answer that is a number.",
    ),
)
def version_published(cloud: Cloud) -> None:
    """Pass where a package becomes a version, after its update, once, and without any customer's noticing."""
    with stage(cloud) as ours:
        code = program("")
        key = ours.upload(code)
        with ours.slow_updates(_SLOW_SECONDS):
            version = ours.step("deploy.publish", ours.bucket, key)
        _require_version(ours, version, code)
        again = ours.step("deploy.publish", ours.bucket, key)
        if again != version:
            raise Unmet(
                "mismatch",
                expected=f"the same package once more to be version {version} again",
                found=f"it was {again!r}",
                look_at="deploy.py: code and settings that are the same make no new version",
            )


def _require_version(ours: Stage, version: Any, code: str) -> None:
    expected = "deploy.publish to return the number of the new version, which is '2'"
    if version != "2":
        advice = "publish_version's answer: its field Version"
        if version == "$LATEST":
            advice = "whose answer it is: update_function_code changes $LATEST and tells of that"
        raise Unmet("mismatch", expected=expected, found=f"it returned {version!r}", look_at=advice)
    build = code.split("'")[1]
    try:
        told = ours.answer(version)
    except ClientError as error:
        raise Unmet(
            "failed", expected="version 2 to be there", found=str(error), look_at="deploy.py"
        ) from None
    if told.get("build") != build:
        raise Unmet(
            "mismatch",
            expected="version 2 to be the package that was handed over",
            found=f"it answers as {'another package' if 'build' in told else 'something else'} does: {told}",
            look_at="deploy.py: which bucket and key, and what comes first: the update, then the version",
        )
    if ours.alias() != ("1", {}):
        raise Unmet(
            "mismatch",
            expected="the alias to stay at version 1 while nobody has tried version 2",
            found=f"it is at {ours.alias()}",
            look_at="deploy.py: it publishes, and does no more",
        )


@task(
    "version-validated",
    lab=LAB,
    points=15,
    needs=(ROLE_TASK,),
    hints=(
        "The check validates versions that are right, wrong and broken, while $LATEST is another one. The "
        "card names the one that was judged wrongly.",
        "See invoke in boto3's reference of Lambda: Qualifier, and what FunctionError in the answer means. "
        "StatusCode says only that the function ran.",
        "answer = functions.invoke(<function>, <which version>, <EVENT as JSON>); told = json.load(<its "
        "Payload>); return text if there is an error, or told is no dictionary, or its total is not TOTAL.",
    ),
)
def version_validated(cloud: Cloud) -> None:
    """Pass where each version is judged by its own answer, and a good one may tell more than before."""
    with stage(cloud, first=program("", "1")) as ours:
        for words, code, is_good in _CANDIDATES:
            version = ours.publish(code)
            ours.renew(program("", "0" if is_good else 'event["price"] * event["count"]'))
            step = {"step": "validate.problem", "with": [version]}
            problem = ours.run(step, f"validate.problem to judge a version that {words}")
            _require_judgement(words, is_good, problem)


def _require_judgement(words: str, is_good: bool, problem: Any) -> None:
    expected = f"None for a version that {words}" if is_good else f"a text for a version that {words}"
    if (problem is None) if is_good else (isinstance(problem, str) and problem):
        return
    advice = "validate.py: the total alone counts, and of the version that is asked for (Qualifier)"
    if not is_good:
        advice = "validate.py: FunctionError, and the total, of the version that is asked for (Qualifier)"
    if isinstance(problem, bool):
        advice = "what is returned: a problem in words, or None"
    found = f"validate.problem returned {problem!r}"
    raise Unmet("mismatch", expected=expected, found=found, look_at=advice)


_CANDIDATES = (
    ("is right, and tells its build as well", program(""), True),
    ("raises an exception", program('raise KeyError("discount")'), False),
    ("adds where it should multiply", program("", 'event["price"] + event["count"]'), False),
    ("returns nothing", program("return None"), False),
)
"""What a version does in words, its code, and whether it may go on."""
