"""EC2's errors that moto lacks, in AWS's words.

Source: https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html
"""

from moto.ec2.exceptions import EC2ClientError


def cannot_start(instance: str) -> EC2ClientError:
    """Return the error for an instance that cannot be started."""
    return _wrong_state(f"The instance '{instance}' is not in a state from which it can be started.")


def cannot_stop(instance: str) -> EC2ClientError:
    """Return the error for an instance that cannot be stopped."""
    return _wrong_state(f"This instance '{instance}' is not in a state from which it can be stopped.")


def stop_protected(instance: str) -> EC2ClientError:
    """Return the error for stopping an instance that is protected against it.

    Source: https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/ec2-stop-protection.html
    """
    return EC2ClientError(
        "OperationNotPermitted",
        f"The instance '{instance}' may not be stopped. "
        "Modify its 'disableApiStop' instance attribute and try again.",
    )


def never_ran(instance: str) -> EC2ClientError:
    """Return the error for stopping an instance that is still being launched."""
    return _wrong_state(
        f"Instance '{instance}' cannot be stopped as it has never reached the 'running' state."
    )


def cannot_reboot(instance: str) -> EC2ClientError:
    """Return the error for an instance that cannot be rebooted."""
    return _wrong_state(f"The instance '{instance}' is not in a state from which it can be rebooted.")


def not_stopped(instance: str) -> EC2ClientError:
    """Return the error for changing what can be changed of a stopped instance only."""
    return _wrong_state(f"The instance '{instance}' is not in the 'stopped' state.")


def no_instances() -> EC2ClientError:
    """Return the error for an empty list of instances."""
    return EC2ClientError("InvalidParameterCombination", "No instances specified")


def malformed_instance(instance: str) -> EC2ClientError:
    """Return the error for an id that no instance can have."""
    return EC2ClientError("InvalidInstanceID.Malformed", f'Invalid id: "{instance}"')


def unknown_snapshot(snapshot: str) -> EC2ClientError:
    """Return the error for a snapshot that does not exist, or that the caller may not see."""
    return EC2ClientError("InvalidSnapshot.NotFound", f"The snapshot '{snapshot}' does not exist.")


def snapshot_not_completed(state: str) -> EC2ClientError:
    """Return the error for making a volume from a snapshot that is not completed."""
    return EC2ClientError("IncorrectState", f"Snapshot is in invalid state - {state}")


def image_name_taken(name: str, image: str) -> EC2ClientError:
    """Return the error for naming an image as another one of the account is named."""
    return EC2ClientError("InvalidAMIName.Duplicate", f"AMI name {name} is already in use by AMI {image}")


def missing(parameter: str) -> EC2ClientError:
    """Return the error for a parameter that must be there."""
    return EC2ClientError("MissingParameter", f"The request must contain the parameter {parameter}")


def unknown_filter(name: str, _method: str | None = None) -> EC2ClientError:
    """Return the error for a filter that there is not; moto's own names moto, and who is to be told."""
    return EC2ClientError("InvalidParameterValue", f"The filter '{name}' is invalid")


def page_too_small(size: int) -> EC2ClientError:
    """Return the error for a page of less than five results."""
    return EC2ClientError(
        "InvalidParameterValue",
        f"Value ( {size} ) for parameter maxResults is invalid. Expecting a value greater than 5.",
    )


def _wrong_state(message: str) -> EC2ClientError:
    return EC2ClientError("IncorrectInstanceState", message)
