"""What LocalStack is told when it starts: one written environment, nothing of the host's."""

from pathlib import Path

LOOPBACK = "127.0.0.1"

STATE_VARIABLE = "LAMBDALAB_STATE"
"""Holds the folder that the engine was started with, which tells whose engine it is."""

IAM_VARIABLE = "LAMBDALAB_IAM"
"""Where it is ``off``, no execution role is enforced: every function may do everything, as in LocalStack."""

FIRST_SERVICES = (
    "cloudwatch",
    "dynamodb",
    "dynamodbstreams",
    "events",
    "iam",
    "lambda",
    "logs",
    "s3",
    "scheduler",
    "sns",
    "sqs",
    "ssm",
    "sts",
)
"""The services that are loaded before the engine says that it is ready."""

LATER_SERVICES = ("apigateway",)
"""Loaded right after that; a call that comes first waits."""

RARE_SERVICES = ("autoscaling", "cloudformation", "ec2")
"""Loaded by their first call, which takes a second: together they hold 100 MB."""


def localstack_environment(port: int, state: Path) -> dict[str, str]:
    """Return the environment variables that make LocalStack serve the course.

    ``port`` is the loopback port to listen on and ``state`` the folder for its files.
    Source: https://docs.localstack.cloud/references/configuration/
    """
    return {
        "GATEWAY_LISTEN": f"{LOOPBACK}:{port}",
        "GATEWAY_SERVER": "loopback",
        "LOCALSTACK_HOST": f"{LOOPBACK}:{port}",
        "LOCALSTACK_VOLUME_DIR": str(state / "volume"),
        "FILESYSTEM_ROOT": str(state / "volume"),
        "TMPDIR": str(state / "tmp"),
        "HOME": str(state / "home"),
        STATE_VARIABLE: str(state),
        # In a container too its files are in these folders, and not where LocalStack's own image has them.
        "OVERRIDE_IN_DOCKER": "0",
        "SERVICES": ",".join((*FIRST_SERVICES, *LATER_SERVICES, *RARE_SERVICES)),
        "EAGER_SERVICE_LOADING": "0",
        # A service calls another by its gateway, without a trip through the web server and its sockets.
        "IN_MEMORY_CLIENT": "1",
        "LAMBDA_RUNTIME_EXECUTOR": "process",
        # Failed events are tried again after 1 s and 2 s: nobody learns from the minutes that AWS waits.
        "LAMBDA_RETRY_BASE_DELAY": "1",
        "PROVIDER_OVERRIDE_AUTOSCALING": "moto",
        "PROVIDER_OVERRIDE_DYNAMODB": "moto",
        "PROVIDER_OVERRIDE_DYNAMODBSTREAMS": "moto",
        "DNS_ADDRESS": "0",
        # Nothing leaves this machine.
        "DISABLE_EVENTS": "1",
        "SKIP_SSL_CERT_DOWNLOAD": "1",
        "DISABLE_TRANSPARENT_ENDPOINT_INJECTION": "1",
    }
