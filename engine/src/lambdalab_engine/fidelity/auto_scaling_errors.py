"""Auto Scaling's errors that moto lacks, in AWS's words.

Source: https://docs.aws.amazon.com/autoscaling/ec2/APIReference/CommonErrors.html, and the operations' pages.
"""

from moto.autoscaling.exceptions import AutoscalingClientError


def invalid(message: str) -> AutoscalingClientError:
    """Return the error that nearly everything wrong is here."""
    return AutoscalingClientError("ValidationError", message)


def unknown_group(name: str) -> AutoscalingClientError:
    """Return the error for a group that does not exist."""
    return invalid(f"AutoScalingGroup name not found - AutoScalingGroup {name} not found")


def group_exists(name: str) -> AutoscalingClientError:
    """Return the error for a second group of a name."""
    return AutoscalingClientError(
        "AlreadyExists",
        f"AutoScalingGroup by this name already exists - A group with the name {name} already exists",
    )


def group_in_use() -> AutoscalingClientError:
    """Return the error for deleting a group that still has instances."""
    return AutoscalingClientError(
        "ResourceInUse",
        "You cannot delete an AutoScalingGroup while there are instances or pending Spot instance"
        " request(s) still in the group.",
    )


def activity_in_progress(activity: str) -> AutoscalingClientError:
    """Return the error for a change that the cooldown, or an activity, does not let through."""
    return AutoscalingClientError(
        "ScalingActivityInProgress", f"Scaling activity {activity} is in progress and blocks this action"
    )


def out_of_bounds(capacity: int, least: int, most: int) -> AutoscalingClientError | None:
    """Return the error for a capacity that is set beyond a group's bounds, None where it is within."""
    where = f"above max value {most}" if capacity > most else f"below min value {least}"
    if least <= capacity <= most:
        return None
    return invalid(f"New SetDesiredCapacity value {capacity} is {where} for the AutoScalingGroup.")


def wrong_bounds(capacity: int | None, least: int, most: int) -> AutoscalingClientError | None:
    """Return the error for bounds that contradict one another or the capacity, None where they don't."""
    if least > most:
        return invalid(f"Max bound, {most}, must be greater than or equal to min bound, {least}")
    if capacity is not None and not least <= capacity <= most:
        between = f"the specified min size:{least} and max size:{most}"
        return invalid(f"Desired capacity:{capacity} must be between {between}")
    return None


def unknown_instance(instance: str) -> AutoscalingClientError:
    """Return the error for an instance that is in no group."""
    return invalid(f"Instance Id not found - No managed instance found for instance ID: {instance}")


def at_min_size(least: int) -> AutoscalingClientError:
    """Return the error for taking an instance away from a group that is as small as it may be."""
    return invalid(
        f"Currently, desiredSize equals minSize ({least}). Terminating instance without replacement will"
        " violate group's min size constraint. Either set shouldDecrementDesiredCapacity flag to false or"
        " lower group's min size."
    )


def unknown_policy() -> AutoscalingClientError:
    """Return the error for a policy that does not exist."""
    return invalid("PolicyARN or PolicyName does not match an existing policy")
