"""What LocalStack works out anew for each request or account, and what always comes out the same.

It reads a request's content type as an e-mail's header, weighs which type the answer should have, asks
botocore for a service's regions with each account that comes, and makes a client to sign each link to a
function's code. A small request cost half as much again, GetFunction six times as much.
"""

# mypy: disable-error-code="no-untyped-call"
# LocalStack's patch() has no annotations.

from collections.abc import Callable
from functools import lru_cache
from typing import Any

import boto3
from localstack import config
from localstack.aws.protocol.serializer import ResponseSerializer
from localstack.constants import AWS_REGION_US_EAST_1, INTERNAL_AWS_SECRET_ACCESS_KEY
from localstack.services import stores
from localstack.services.lambda_.invocation.lambda_models import S3Code
from localstack.utils.patch import patch
from twisted.web import http

_KINDS_KEPT = 256
"""Clients send a handful of types; whoever sends a new one with each request pushes the others out."""


def install() -> None:
    """Put it in force."""
    for module, name in ((http, "_parseContentType"), (stores, "get_valid_regions_for_service")):
        vars(module)[name] = lru_cache(_KINDS_KEPT)(vars(module)[name])
    patch(ResponseSerializer._get_mime_type)(_mime_type)
    patch(S3Code.generate_presigned_url)(_link)


def _mime_type(choose: Callable[..., str], self: ResponseSerializer, headers: Any) -> str:
    told = headers or {}
    return _chosen(choose, self, told.get("Accept"), told.get("Content-Type"))


@lru_cache(_KINDS_KEPT)
def _chosen(
    choose: Callable[..., str], serializer: ResponseSerializer, accept: str | None, sent: str | None
) -> str:
    """Return the type for these two headers, as the serializer chooses it."""
    headers = {"Accept": accept, "Content-Type": sent}
    return choose(serializer, {name: value for name, value in headers.items() if value is not None})


def _link(_: Callable[..., str], self: S3Code, endpoint_url: str) -> str:
    code = {"Bucket": self.s3_bucket, "Key": self.s3_key}
    version = {"VersionId": self.s3_object_version} if self.s3_object_version else {}
    link: str = _signer(endpoint_url).generate_presigned_url("get_object", Params=code | version)
    return link


@lru_cache
def _signer(endpoint: str) -> Any:
    """Return the client that signs for the account in which LocalStack keeps functions' code."""
    return boto3.client(
        "s3",
        region_name=AWS_REGION_US_EAST_1,
        aws_access_key_id=config.INTERNAL_RESOURCE_ACCOUNT,
        aws_secret_access_key=INTERNAL_AWS_SECRET_ACCESS_KEY,
        endpoint_url=endpoint,
    )
