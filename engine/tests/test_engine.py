"""The engine as a process: how it starts, where it listens, what it keeps."""

import json
import os
import subprocess
import urllib.request
from pathlib import Path
from typing import Any

import psutil
import pytest
from engine_testing import ENGINE_PYTHON, Account, own_engine, readiness


def test_nothing_of_the_host_reaches_a_function(tmp_path: Path, free_port: int) -> None:
    """A variable of the engine's host is not in a function's environment, nor are its credentials."""
    with own_engine(tmp_path, free_port, SECRET_OF_THE_HOST="1", AWS_PROFILE="mine") as engine:
        code = "import os\ndef handler(event, context): return dict(os.environ)"
        variables = engine.account.deploy(code).invoke().result
    assert not {"SECRET_OF_THE_HOST", "AWS_PROFILE", "USER"} & set(variables)


def test_its_files_are_in_its_folder_and_the_index_is_not_made_anew(tmp_path: Path, free_port: int) -> None:
    """Also in a container, where LocalStack takes itself to be at home, and its cache to be the machine's."""
    with own_engine(tmp_path, free_port) as engine:
        engine.account.client("sqs").create_queue(QueueName="first")
        files = [path.name for path in (tmp_path / "state" / "volume").rglob("*")]
    assert "server.test.pem" in files  # of LocalStack's cache
    assert [name for name in files if name.startswith("service-catalog")] == []
    assert len(list((ENGINE_PYTHON.parents[1] / "catalog").glob("service-catalog-*"))) == 1


def test_a_taken_port_is_one_clear_line(endpoint: str, tmp_path: Path) -> None:
    """Exit status 3 and a sentence say that the port is taken."""
    port = endpoint.rsplit(":", 1)[1]
    command = [str(ENGINE_PYTHON), "-P", "-m", "lambdalab_engine", "--port", port, "--state", str(tmp_path)]
    answer = subprocess.run(command, capture_output=True, text=True, env=os.environ)
    assert answer.returncode == 3
    assert answer.stderr == f"port {port} on 127.0.0.1 is taken by another program\n"


def test_every_service_is_running_when_it_is_ready(endpoint: str) -> None:
    """The readiness page names each service of the course as running."""
    with urllib.request.urlopen(f"{endpoint}/_lambdalab/ready") as response:
        services = json.load(response)["services"]
    assert {"s3", "lambda", "sns", "sqs", "logs", "cloudwatch", "iam", "dynamodb"} <= set(services)
    assert {services[name] for name in ("s3", "lambda", "dynamodb", "sns")} == {"running"}
    assert readiness(endpoint) == 200


@pytest.mark.parametrize(
    ("service", "call"),
    [
        ("apigateway", "get_rest_apis"),
        ("cloudformation", "list_stacks"),
        ("ec2", "describe_vpcs"),
        ("events", "list_rules"),
        ("scheduler", "list_schedules"),
        ("ssm", "describe_parameters"),
    ],
)
def test_services_that_are_loaded_later_answer_too(endpoint: str, service: str, call: str) -> None:
    """A first call waits for its service, and gets its answer."""
    answer = getattr(Account(endpoint).client(service), call)()
    assert answer["ResponseMetadata"]["HTTPStatusCode"] == 200


def connections_of(process: psutil.Process) -> list[Any]:
    """Return a process's connections; one that has ended by now has none."""
    try:
        return list(process.net_connections("inet"))
    except psutil.NoSuchProcess:
        return []


def test_it_listens_on_loopback_alone(endpoint: str, engine_process: psutil.Process) -> None:
    """Neither the engine nor a function of it can be reached from another machine."""
    listening = [
        connection.laddr
        for process in (engine_process, *engine_process.children(recursive=True))
        for connection in connections_of(process)
        if connection.status == psutil.CONN_LISTEN
    ]
    assert {address.ip for address in listening} == {"127.0.0.1"}
    assert int(endpoint.rsplit(":", 1)[1]) in {address.port for address in listening}
