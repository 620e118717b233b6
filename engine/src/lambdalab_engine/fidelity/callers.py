"""Who calls: a role's session, an AWS service for a resource, or neither, the account's administrator."""

from dataclasses import dataclass
from typing import Any

from localstack.aws.accounts import get_account_id_from_access_key_id
from localstack.aws.api import RequestContext
from localstack.utils.aws.request_context import extract_access_key_id_from_auth_header
from moto.sts.models import sts_backends

from lambdalab_engine.fidelity.account_closing import CLOSED
from lambdalab_engine.fidelity.policies import Name
from lambdalab_engine.fidelity.resource_policies import owner_of
from lambdalab_engine.fidelity.wildcards import Context

_SUBSCRIPTION_SECTIONS = 7


@dataclass(frozen=True)
class Session:
    """A session of a role: what its calls are judged by."""

    account: str
    role: str
    name: str

    @property
    def role_arn(self) -> str:
        """Return the role's ARN."""
        return f"arn:aws:iam::{self.account}:role/{self.role}"

    @property
    def arn(self) -> str:
        """Return the session's ARN; the role's path is no part of it."""
        return f"arn:aws:sts::{self.account}:assumed-role/{self.role.split('/')[-1]}/{self.name}"

    @property
    def names(self) -> frozenset[Name]:
        """Return the names under which a resource's policy of the same account can let it in."""
        return frozenset({("AWS", self.arn), ("AWS", self.role_arn)})


@dataclass(frozen=True)
class Service:
    """An AWS service that acts for a resource, such as S3 for a bucket that notifies."""

    name: str
    source_arn: str
    source_account: str
    region: str

    @property
    def principal(self) -> str:
        """Return its service principal."""
        return f"{self.name}.amazonaws.com"

    @property
    def names(self) -> frozenset[Name]:
        """Return its names; CloudWatch Logs may also be named with its region."""
        return frozenset(
            {("Service", self.principal), ("Service", f"{self.name}.{self.region}.amazonaws.com")}
        )

    @property
    def context(self) -> Context:
        """Return the condition keys that tell for whom it acts.

        Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
        """
        keys = {"aws:principalisawsservice": "true", "aws:principalservicename": self.principal}
        if self.source_arn:
            keys |= {"aws:sourcearn": self.source_arn, "aws:sourceaccount": self.source_account}
        if self.name == "cloudwatch":
            # The default policy of a topic lets the account's own alarms in by this key.
            keys["aws:sourceowner"] = self.source_account
        return keys


_PRESIGNED = "injectedaccesskey"
"""The key that LocalStack puts into a request without an Authorization header, as a presigned URL's is."""

_SESSIONS: dict[str, Session] = {}
"""The sessions by their access key id: looked for once, in a list that holds every session ever made."""


def _drop_sessions(account: str) -> None:
    for key in [key for key, session in list(_SESSIONS.items()) if session.account == account]:
        _SESSIONS.pop(key, None)


CLOSED.append(_drop_sessions)


def session_of(context: RequestContext) -> Session | None:
    """Return the role's session that signed a call, None where somebody else did."""
    headers: Any = context.request.headers
    key = extract_access_key_id_from_auth_header(headers)
    if key == _PRESIGNED:
        key = context.request.args.get("X-Amz-Credential", "").partition("/")[0]
    if not key or key.isdecimal() or key.startswith("_"):
        return None
    if key not in _SESSIONS:
        account = get_account_id_from_access_key_id(key)
        for assumed in reversed(sts_backends[account]["aws"].assumed_roles):
            if assumed.access_key_id == key:
                role = assumed.role_arn.partition(":role/")[2]
                _SESSIONS[key] = Session(account, role, assumed.session_name)
                break
    return _SESSIONS.get(key)


def service_of(context: RequestContext) -> Service | None:
    """Return the service that calls for a resource, None for any other call."""
    told: Any = context.internal_request_params or {}
    name = told.get("service_principal")
    if not name:
        return None
    source = _source_arn(name, told.get("source_arn") or "")
    return Service(name, source, owner_of(source), context.region)


def _source_arn(service: str, arn: str) -> str:
    """Return the ARN that AWS gives as aws:SourceArn.

    A log group's ends in ``:*``; a subscription with a dead-letter queue acts as its topic. Sources:
    https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/SubscriptionFilters.html#LambdaFunctionExample
    and https://docs.aws.amazon.com/sns/latest/dg/sns-configure-dead-letter-queue.html
    """
    if service == "logs":
        return arn.removesuffix(":*") + ":*"
    if service == "sns" and len(arn.split(":")) == _SUBSCRIPTION_SECTIONS:
        return arn.rpartition(":")[0]
    return arn
