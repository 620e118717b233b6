"""Hands lab 10's system over to a learner, broken as the account's number draws it."""

from lambdalab.aws import Cloud
from lambdalab.errors import NotReady
from lambdalab.outage import faults
from lambdalab.outage.building import build
from lambdalab.outage.names import bucket_of

_MARK = {"Key": "state", "Value": "handed over"}

_FOUND = """03:12. Since the deployment of last evening:
  - customers upload orders, and no parcel is packed
  - what cannot be packed is not set aside as it should be, as far as anybody can tell
  - the office has no report of last night
  - and nobody was called"""


def hand_over(cloud: Cloud | None = None, *, seed: str = "") -> None:
    """Build the system and break it in four ways, which ``seed`` draws; without it, the account's number.

    An account that has it already keeps it as it is. Raises NotReady where an earlier call did not end.
    """
    where = cloud or Cloud.of_environment()
    if _is_there(where):
        print("The system is as you left it. To begin anew: reset(), from lambdalab.lab.")
        return
    build(where)
    faults.plant(where, faults.draw(seed or where.account))
    where.client("s3").put_bucket_tagging(Bucket=bucket_of(where), Tagging={"TagSet": [_MARK]})
    print(_FOUND)


def _is_there(cloud: Cloud) -> bool:
    s3, bucket = cloud.client("s3"), bucket_of(cloud)
    if bucket not in [one["Name"] for one in s3.list_buckets()["Buckets"]]:
        return False
    try:
        return _MARK in s3.get_bucket_tagging(Bucket=bucket)["TagSet"]
    except s3.exceptions.ClientError:
        raise NotReady(
            "The system is only half built here.", "Call reset(), from lambdalab.lab, and begin anew."
        ) from None
