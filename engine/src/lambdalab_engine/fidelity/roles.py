"""What a role may do, by its policies, and who may take it on, by its trust policy."""

from moto.iam.models import Role, iam_backends

from lambdalab_engine.fidelity.policies import Call, Name, Outcome, evaluate
from lambdalab_engine.fidelity.resource_policies import policies_of


def judge(role_arn: str, call: Call) -> Outcome:
    """Return what a role's inline and attached policies say of a call: nothing where there is no role."""
    role = _find(role_arn)
    return evaluate(_documents(role), call) if role else "silent"


def may(role_arn: str, action: str, resource: str) -> bool:
    """Tell whether a role may do this in its account: by its own policies or by the resource's."""
    call = Call(action, resource, frozenset({("AWS", role_arn)}))
    outcomes = {judge(role_arn, call), evaluate(policies_of(resource), call)}
    return "allow" in outcomes and "deny" not in outcomes


def lets_in(role_arn: str, names: frozenset[Name]) -> bool:
    """Tell whether a role is there, and its trust policy lets somebody with these names take it on."""
    role = _find(role_arn)
    call = Call("sts:AssumeRole", role_arn, names)
    return role is not None and evaluate([role.assume_role_policy_document], call) == "allow"


def _find(arn: str) -> Role | None:
    account = arn.split(":", 5)[4]
    roles = iam_backends[account]["aws"].roles
    return next((role for role in list(roles.values()) if role.arn == arn), None)


def _documents(role: Role) -> list[str]:
    attached = [
        version.document
        for policy in list(role.managed_policies.values())
        for version in policy.versions
        if version.is_default
    ]
    return [*list(role.policies.values()), *attached]
