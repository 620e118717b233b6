# %% wrong: everything with a star
# refused: it also allows ec2:RunInstances on an instance tagged Fleet=db
may_all = {"Effect": "Allow", "Action": "ec2:*", "Resource": "*"}
iam.put_role_policy(
    RoleName="scale-role", PolicyName="scale", PolicyDocument=document(*given, may_all)
)

# %% wrong: launching without a condition
# refused: it also allows ec2:RunInstances on an instance tagged Fleet=db
def allow(action, **condition):
    where = {"Resource": any_instance}
    if condition:
        where["Condition"] = condition
    return {"Effect": "Allow", "Action": action, **where}

may_launch = allow("ec2:RunInstances")
may_tag = allow("ec2:CreateTags", StringEquals={"ec2:CreateAction": "RunInstances"})
may_end = allow("ec2:TerminateInstances", StringEquals={"aws:ResourceTag/Fleet": "web"})
policy = document(*given, may_launch, may_tag, may_end)
iam.put_role_policy(RoleName="scale-role", PolicyName="scale", PolicyDocument=policy)

# %% wrong: any instance may be ended
# refused: it also allows ec2:TerminateInstances on an instance tagged Fleet=db
def allow(action, **condition):
    where = {"Resource": any_instance}
    if condition:
        where["Condition"] = condition
    return {"Effect": "Allow", "Action": action, **where}

may_launch = allow("ec2:RunInstances", StringEquals={"aws:RequestTag/Fleet": "web"})
may_tag = allow("ec2:CreateTags", StringEquals={"ec2:CreateAction": "RunInstances"})
may_end = allow("ec2:TerminateInstances")
policy = document(*given, may_launch, may_tag, may_end)
iam.put_role_policy(RoleName="scale-role", PolicyName="scale", PolicyDocument=policy)

# %% wrong: any instance may be tagged at any time
# refused: it also allows ec2:CreateTags on an instance tagged Fleet=db that is there already
def allow(action, **condition):
    where = {"Resource": any_instance}
    if condition:
        where["Condition"] = condition
    return {"Effect": "Allow", "Action": action, **where}

may_launch = allow("ec2:RunInstances", StringEquals={"aws:RequestTag/Fleet": "web"})
may_tag = allow("ec2:CreateTags")
may_end = allow("ec2:TerminateInstances", StringEquals={"aws:ResourceTag/Fleet": "web"})
policy = document(*given, may_launch, may_tag, may_end)
iam.put_role_policy(RoleName="scale-role", PolicyName="scale", PolicyDocument=policy)

# %% wrong: the tag of an instance that is not there yet
# refused: to allow ec2:RunInstances on an instance tagged Fleet=web
def allow(action, **condition):
    where = {"Resource": any_instance}
    if condition:
        where["Condition"] = condition
    return {"Effect": "Allow", "Action": action, **where}

may_launch = allow("ec2:RunInstances", StringEquals={"aws:ResourceTag/Fleet": "web"})
may_tag = allow("ec2:CreateTags", StringEquals={"ec2:CreateAction": "RunInstances"})
may_end = allow("ec2:TerminateInstances", StringEquals={"aws:ResourceTag/Fleet": "web"})
policy = document(*given, may_launch, may_tag, may_end)
iam.put_role_policy(RoleName="scale-role", PolicyName="scale", PolicyDocument=policy)

# %% wrong: launching and tagging alone
# refused: to allow ec2:TerminateInstances on an instance tagged Fleet=web
def allow(action, **condition):
    where = {"Resource": any_instance}
    if condition:
        where["Condition"] = condition
    return {"Effect": "Allow", "Action": action, **where}

may_launch = allow("ec2:RunInstances", StringEquals={"aws:RequestTag/Fleet": "web"})
may_tag = allow("ec2:CreateTags", StringEquals={"ec2:CreateAction": "RunInstances"})
may_end = allow("ec2:RunInstances", StringEquals={"aws:RequestTag/Fleet": "web"})
policy = document(*given, may_launch, may_tag, may_end)
iam.put_role_policy(RoleName="scale-role", PolicyName="scale", PolicyDocument=policy)

# %% wrong: every action on the fleet's instances
# refused: it also allows ec2:StopInstances
def allow(action, **condition):
    where = {"Resource": any_instance}
    if condition:
        where["Condition"] = condition
    return {"Effect": "Allow", "Action": action, **where}

may_launch = allow("ec2:RunInstances", StringEquals={"aws:RequestTag/Fleet": "web"})
may_tag = allow("ec2:CreateTags", StringEquals={"ec2:CreateAction": "RunInstances"})
may_end = allow("ec2:*", StringEquals={"aws:ResourceTag/Fleet": "web"})
policy = document(*given, may_launch, may_tag, may_end)
iam.put_role_policy(RoleName="scale-role", PolicyName="scale", PolicyDocument=policy)

# %% wrong: the launching call's name with its service
# refused: it does not: that call needs ec2:CreateTags, too
def allow(action, **condition):
    where = {"Resource": any_instance}
    if condition:
        where["Condition"] = condition
    return {"Effect": "Allow", "Action": action, **where}

may_launch = allow("ec2:RunInstances", StringEquals={"aws:RequestTag/Fleet": "web"})
may_tag = allow("ec2:CreateTags", StringEquals={"ec2:CreateAction": "ec2:RunInstances"})
may_end = allow("ec2:TerminateInstances", StringEquals={"aws:ResourceTag/Fleet": "web"})
policy = document(*given, may_launch, may_tag, may_end)
iam.put_role_policy(RoleName="scale-role", PolicyName="scale", PolicyDocument=policy)

# %% right: a statement for all that carries the tag in the call
where = {"Effect": "Allow", "Resource": "arn:aws:ec2:*:*:instance/*"}
with_tag = {"StringEquals": {"aws:RequestTag/Fleet": ["web"]}}
while_launching = {"StringEquals": {"ec2:CreateAction": "RunInstances"}}
of_fleet = {"StringEquals": {"ec2:ResourceTag/Fleet": "web"}}
may_launch = where | {"Action": ["ec2:RunInstances"], "Condition": with_tag}
may_tag = where | {"Action": ["ec2:CreateTags"], "Condition": while_launching}
may_end = where | {"Action": ["ec2:TerminateInstances"], "Condition": of_fleet}
policy = document(*given, may_launch, may_tag, may_end)
iam.put_role_policy(RoleName="scale-role", PolicyName="scale", PolicyDocument=policy)

# %% right: two policies, and both conditions for the tag
def allow(action, **keys):
    where = {"Resource": any_instance, "Condition": {"StringEquals": keys}}
    return {"Effect": "Allow", "Action": action, **where}

tag = {"aws:RequestTag/Fleet": "web"}
may_launch = allow("ec2:RunInstances", **tag)
may_tag = allow("ec2:CreateTags", **tag, **{"ec2:CreateAction": "RunInstances"})
may_end = allow("ec2:TerminateInstances", **{"aws:ResourceTag/Fleet": "web"})
for name, statements in (("given", given), ("fleet", [may_launch, may_tag, may_end])):
    iam.put_role_policy(
        RoleName="scale-role", PolicyName=name, PolicyDocument=document(*statements)
    )
