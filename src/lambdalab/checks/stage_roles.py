"""Copies a role to another account: who may take it on, and what it may do there."""

import json
from typing import Any

from lambdalab.aws import Cloud

_OF_AWS = "arn:aws:iam::aws:"


def copy_role(cloud: Cloud, name: str, other: Cloud) -> str:
    """Create a role of the same name in the other account, with that account's number; return its ARN."""
    iam, there = cloud.client("iam"), other.client("iam")

    def moved(document: Any) -> str:
        return json.dumps(document).replace(cloud.account, other.account)

    role = iam.get_role(RoleName=name)["Role"]
    trust = moved(role["AssumeRolePolicyDocument"])
    arn: str = there.create_role(RoleName=name, AssumeRolePolicyDocument=trust)["Role"]["Arn"]
    for policy in iam.list_role_policies(RoleName=name)["PolicyNames"]:
        document = iam.get_role_policy(RoleName=name, PolicyName=policy)["PolicyDocument"]
        there.put_role_policy(RoleName=name, PolicyName=policy, PolicyDocument=moved(document))
    for policy in iam.list_attached_role_policies(RoleName=name)["AttachedPolicies"]:
        if policy["PolicyArn"].startswith(_OF_AWS):
            there.attach_role_policy(RoleName=name, PolicyArn=policy["PolicyArn"])
            continue
        version = iam.get_policy(PolicyArn=policy["PolicyArn"])["Policy"]["DefaultVersionId"]
        told = iam.get_policy_version(PolicyArn=policy["PolicyArn"], VersionId=version)["PolicyVersion"]
        there.put_role_policy(
            RoleName=name, PolicyName=policy["PolicyName"], PolicyDocument=moved(told["Document"])
        )
    return arn
