"""The policies that stand at a resource: of a function, a queue, a topic, a bucket."""

import json

from localstack.aws.api.sqs import QueueAttributeName
from localstack.services.lambda_.invocation.models import lambda_stores
from localstack.services.s3.models import S3Bucket, s3_stores
from localstack.services.sns.models import sns_stores
from localstack.services.sqs.models import sqs_stores

_LATEST = "$LATEST"


def policies_of(arn: str) -> list[str]:
    """Return the resource's policies as JSON: none or one."""
    if not arn.startswith("arn:"):
        return []
    _, _, service, region, account, resource = arn.split(":", 5)
    match service:
        case "lambda":
            text = _of_function(account, region, resource)
        case "sqs":
            queue = sqs_stores[account][region].queues.get(resource)
            text = queue.attributes.get(QueueAttributeName.Policy) if queue else None
        case "sns":
            topic = sns_stores[account][region].topics.get(arn)
            text = topic["attributes"].get("Policy") if topic else None
        case "s3":
            bucket = bucket_of(arn)
            text = bucket.policy if bucket else None
        case _:
            text = None
    return [text] if text else []


def owner_of(arn: str) -> str:
    """Return the account that owns a resource, "" where nobody does; a bucket's ARN does not name it."""
    if not arn.startswith("arn:"):
        return ""
    _, _, service, _, account, resource = arn.split(":", 5)
    if service == "s3":
        buckets = s3_stores["000000000000"]["us-east-1"].global_bucket_map
        account = buckets.get(resource.partition("/")[0], "")
    return account


def bucket_of(arn: str) -> S3Bucket | None:
    """Return the bucket that an ARN of a bucket or an object names."""
    name, owner = arn.split(":", 5)[5].partition("/")[0], owner_of(arn)
    bucket: S3Bucket | None = s3_stores[owner]["us-east-1"].buckets.get(name) if owner else None
    return bucket


def _of_function(account: str, region: str, resource: str) -> str | None:
    """Return the policy of a function, or of the version or alias that the resource names.

    Each of them has its own: who may invoke the function may not, by that, invoke its alias. Source:
    https://docs.aws.amazon.com/lambda/latest/dg/permissions-function-services.html
    """
    _, name, *qualifier = resource.split(":")
    function = lambda_stores[account][region].functions.get(name)
    told = function.permissions.get(qualifier[0] if qualifier else _LATEST) if function else None
    if told is None:
        return None
    policy = told.policy
    return json.dumps({"Version": policy.Version, "Statement": policy.Statement})
