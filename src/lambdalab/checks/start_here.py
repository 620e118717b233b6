"""Notebook 00: the first check that a learner meets."""

from lambdalab.aws import Cloud
from lambdalab.checks.registry import task
from lambdalab.checks.results import Unmet

LAB = "00-start-here"
KEY = "ready.txt"


@task("first-object", lab=LAB, points=1)
def first_object(cloud: Cloud) -> None:
    """Pass where the notebook's bucket holds the object."""
    s3 = cloud.client("s3")
    bucket = f"first-{cloud.account}"
    try:
        keys = [entry["Key"] for entry in s3.list_objects_v2(Bucket=bucket).get("Contents", [])]
    except s3.exceptions.NoSuchBucket:
        raise Unmet(
            "missing",
            expected=f"a bucket called {bucket}",
            found="there is none",
            look_at='the cell above that calls create_bucket: "Talk to AWS"',
        ) from None
    if KEY not in keys:
        raise Unmet(
            "mismatch" if keys else "missing",
            expected=f"an object called {KEY} in your bucket",
            found=f"its objects are {', '.join(keys)}" if keys else "the bucket is empty",
            look_at="the next cell",
        )
