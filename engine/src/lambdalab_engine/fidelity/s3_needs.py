"""What a call to S3 needs to be allowed: the action often has another name than the operation.

Source: https://docs.aws.amazon.com/AmazonS3/latest/userguide/using-with-s3-policy-actions.html
"""

from collections.abc import Mapping
from typing import Any
from urllib.parse import unquote

from lambdalab_engine.fidelity.resource_policies import bucket_of

type _Request = Mapping[str, Any]

_ACTIONS = {
    "AbortMultipartUpload": "AbortMultipartUpload",
    "CompleteMultipartUpload": "PutObject",
    "CopyObject": "PutObject",
    "CreateMultipartUpload": "PutObject",
    "DeleteBucketCors": "PutBucketCORS",
    "DeleteBucketEncryption": "PutEncryptionConfiguration",
    "DeleteBucketLifecycle": "PutLifecycleConfiguration",
    "DeleteBucketTagging": "PutBucketTagging",
    "DeleteObjects": "DeleteObject",
    "GetBucketCors": "GetBucketCORS",
    "GetBucketEncryption": "GetEncryptionConfiguration",
    "GetBucketLifecycleConfiguration": "GetLifecycleConfiguration",
    "GetBucketNotificationConfiguration": "GetBucketNotification",
    "HeadBucket": "ListBucket",
    "HeadObject": "GetObject",
    "ListBuckets": "ListAllMyBuckets",
    "ListMultipartUploads": "ListBucketMultipartUploads",
    "ListObjectVersions": "ListBucketVersions",
    "ListObjects": "ListBucket",
    "ListObjectsV2": "ListBucket",
    "ListParts": "ListMultipartUploadParts",
    "PutBucketCors": "PutBucketCORS",
    "PutBucketEncryption": "PutEncryptionConfiguration",
    "PutBucketLifecycleConfiguration": "PutLifecycleConfiguration",
    "PutBucketNotificationConfiguration": "PutBucketNotification",
    "UploadPart": "PutObject",
    "UploadPartCopy": "PutObject",
}

_OF_A_VERSION = {
    "DeleteObject",
    "DeleteObjectTagging",
    "GetObject",
    "GetObjectTagging",
    "PutObjectTagging",
}
"""Actions that are called ...Version where the request names one."""

_READS = {"GetObject", "HeadObject"}


def needs(operation: str, request: _Request) -> list[tuple[str, str]]:
    """Return each action on the ARN of a bucket or an object, ``*`` where the call has neither."""
    name = _ACTIONS.get(operation, operation)
    if request.get("VersionId") and name in _OF_A_VERSION:
        name = name.replace("Object", "ObjectVersion", 1)
    action = f"s3:{name}"
    bucket = request.get("Bucket")
    if bucket is None:
        return [(action, "*")]
    if operation == "DeleteObjects":
        return [(action, _arn(bucket, told["Key"])) for told in request["Delete"]["Objects"]]
    needed = [(action, _arn(bucket, request.get("Key")))]
    if source := request.get("CopySource"):
        copied = unquote(source).partition("?")[0].lstrip("/").partition("/")
        needed = [("s3:GetObject", _arn(copied[0], copied[2])), *needed]
    if operation in _READS and not _is_there(bucket, request["Key"]):
        # Only who may list a bucket is told that an object is not there.
        needed.append(("s3:ListBucket", _arn(bucket)))
    return needed


def _arn(bucket: str, key: str | None = None) -> str:
    return f"arn:aws:s3:::{bucket}" if key is None else f"arn:aws:s3:::{bucket}/{key}"


def _is_there(bucket: str, key: str) -> bool:
    found = bucket_of(_arn(bucket))
    return found is None or found.objects.get(key) is not None
