"""Hands lab 10's system over to a learner, broken as the learner's name draws it."""

from lambdalab.aws import Cloud, learner
from lambdalab.errors import NotReady
from lambdalab.outage.names import bucket_of
from lambdalab.outage.numbers import is_number, number_of

_MARK = {"Key": "state", "Value": "handed over"}
_NUMBER = "number"

_FOUND = """03:12. Since the deployment of last evening:
  - customers upload orders, and no parcel is packed
  - what cannot be packed is not set aside as it should be, as far as anybody can tell
  - the office has no report of last night
  - and nobody was called"""


def hand_over(cloud: Cloud | None = None, *, seed: str = "") -> None:
    """Build the system and break it in four ways, which ``seed`` draws; without it, the learner's name.

    An account that has it already keeps it as it is. Raises NotReady where an earlier call did not end.
    """
    where = cloud or Cloud.of_environment()
    tags = _tags(where)
    if tags is None:
        tags = prepare(where, seed or number_of(learner()))
        print(_FOUND)
    else:
        print("The system is as you left it. To begin anew: reset(), from lambdalab.lab.")
    if number := tags.get(_NUMBER):
        print(f"This is system {number}.")


def prepare(cloud: Cloud, seed: str) -> dict[str, str]:
    """Build the system in an account that holds none, and break it; return the tags that say so."""
    from lambdalab.outage import building, faults  # here: a grader's sandbox does not show them

    building.build(cloud)
    faults.plant(cloud, faults.draw(seed))
    told = [{"Key": _NUMBER, "Value": seed}] if is_number(seed) else []
    tags = [_MARK, *told]
    cloud.client("s3").put_bucket_tagging(Bucket=bucket_of(cloud), Tagging={"TagSet": tags})
    return {tag["Key"]: tag["Value"] for tag in tags}


def _tags(cloud: Cloud) -> dict[str, str] | None:
    """Return the tags of a system that was handed over, None where there is none."""
    s3, bucket = cloud.client("s3"), bucket_of(cloud)
    if bucket not in [one["Name"] for one in s3.list_buckets()["Buckets"]]:
        return None
    try:
        tags = {tag["Key"]: tag["Value"] for tag in s3.get_bucket_tagging(Bucket=bucket)["TagSet"]}
    except s3.exceptions.ClientError:
        tags = {}
    if tags.get(_MARK["Key"]) == _MARK["Value"]:
        return tags
    raise NotReady("The system is only half built here.", "Call reset(), from lambdalab.lab, and begin anew.")
