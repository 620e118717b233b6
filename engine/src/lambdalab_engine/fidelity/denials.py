"""The errors with which AWS's services refuse a call that is not allowed.

Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html
"""

from localstack.aws.api import CommonServiceException

_FORBIDDEN = 403
_BAD_REQUEST = 400

_CODES = {
    "autoscaling": "AccessDenied",
    "cloudformation": "AccessDenied",
    "cloudwatch": "AccessDenied",
    "ec2": "UnauthorizedOperation",
    "iam": "AccessDenied",
    "s3": "AccessDenied",
    "sns": "AuthorizationError",
    "sqs": "AccessDenied",
    "sts": "AccessDenied",
}
"""The code of each service that does not call it AccessDeniedException."""

_BAD_REQUESTS = {"dynamodb", "events", "logs", "ssm"}
"""Services that speak JSON by its older protocol, where a refusal is a 400."""

_WITHOUT_RESOURCE = {"*", ""}


def denied(caller: str, action: str, resource: str, reason: str) -> CommonServiceException:
    """Return the error that tells a caller what it may not do, in the words of the service it asked."""
    service = action.partition(":")[0]
    shown = _shown(service, action)
    message = f"User: {caller} is not authorized to perform: {shown}"
    if resource not in _WITHOUT_RESOURCE:
        message += f' on resource: "{resource}"' if service == "s3" else f" on resource: {resource}"
    message += " " + reason.replace(action, shown)
    if service == "ec2":
        message = f"You are not authorized to perform this operation. {message}"
    status = _BAD_REQUEST if service in _BAD_REQUESTS else _FORBIDDEN
    code = _CODES.get(service, "AccessDeniedException")
    return CommonServiceException(code, message, status, sender_fault=True)


def _shown(service: str, action: str) -> str:
    """Return an action as its service writes it: SQS in small letters, SNS with its name in capitals."""
    if service == "sqs":
        return action.lower()
    return f"SNS:{action.partition(':')[2]}" if service == "sns" else action
