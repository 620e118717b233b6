"""What an alarm publishes to a topic has its times and its region as AWS writes them.

LocalStack's times end in Z, and its region is called "Us east 1".
Source: https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Notify_Users_Alarm_Changes.html
"""

import functools
import json

from botocore.loaders import create_loader

from lambdalab_engine.fidelity.sns_subjects import LONGEST

_TIMES = ("StateChangeTime", "AlarmConfigurationUpdatedTimestamp")


def message(published: str, region: str) -> str:
    """Return the message of an alarm of this region as AWS would write it."""
    alarm = json.loads(published)
    for name in _TIMES:
        if name in alarm:
            alarm[name] = alarm[name].removesuffix("Z") + "+0000"
    return json.dumps(alarm | {"Region": _long_name(region)}, ensure_ascii=False)


def subject(published: str, region: str) -> str:
    """Return the subject that goes with it, which ends in the region's name, as long as a subject may be."""
    return (published.removesuffix(region) + _long_name(region))[:LONGEST]


@functools.cache
def _long_name(region: str) -> str:
    """Return "US East (N. Virginia)" for "us-east-1", and a region that AWS does not have as it is."""
    for partition in create_loader().load_data("endpoints")["partitions"]:
        if region in partition["regions"]:
            return str(partition["regions"][region]["description"])
    return region
