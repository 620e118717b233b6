"""A policy that a role, a user or a group has names no principal: it is about whoever has it.

Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html
"""

# mypy: disable-error-code="no-untyped-call"
# LocalStack's patch() has no annotations.

from collections.abc import Callable

from localstack.utils.patch import patch
from moto.iam.exceptions import MalformedPolicyDocument
from moto.iam.policy_validation import IAMPolicyDocumentValidator


def install() -> None:
    """Put it in force."""
    patch(IAMPolicyDocumentValidator.validate)(_validate)


def _validate(validate: Callable[..., None], self: IAMPolicyDocumentValidator) -> None:
    validate(self)
    if any({"Principal", "NotPrincipal"} & statement.keys() for statement in self._statements):
        raise MalformedPolicyDocument("Policy document should not specify a principal.")
