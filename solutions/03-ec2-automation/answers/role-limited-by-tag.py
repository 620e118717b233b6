# %% wrong: no policy
# refused: its statements are: only those about logs
may_look = may_change = {}

# %% wrong: everything with a star
# refused: it also allows ec2:StopInstances on an instance tagged Schedule=always
may_publish = {"Effect": "Allow", "Action": "sns:Publish", "Resource": topic_arn}
may_do = {"Effect": "Allow", "Action": "ec2:*", "Resource": "*"}
statements = [may_do, may_publish]
iam.put_role_policy(
    RoleName=name, PolicyName="office-hours", PolicyDocument=document(*statements)
)

# %% wrong: without a condition
# refused: a Condition to start and stop
may_publish = {"Effect": "Allow", "Action": "sns:Publish", "Resource": topic_arn}
may_look = {"Effect": "Allow", "Action": "ec2:DescribeInstances", "Resource": "*"}
may_change = {
    "Effect": "Allow",
    "Action": ["ec2:StartInstances", "ec2:StopInstances"],
    "Resource": f"arn:aws:ec2:{account.region}:{account.id}:instance/*",
}
statements = [may_look, may_change, may_publish]
iam.put_role_policy(
    RoleName=name, PolicyName="office-hours", PolicyDocument=document(*statements)
)

# %% wrong: every action, limited by the tag
# refused: it also allows ec2:TerminateInstances
may_publish = {"Effect": "Allow", "Action": "sns:Publish", "Resource": topic_arn}
may_look = {"Effect": "Allow", "Action": "ec2:DescribeInstances", "Resource": "*"}
may_change = {
    "Effect": "Allow",
    "Action": "ec2:*",
    "Resource": f"arn:aws:ec2:{account.region}:{account.id}:instance/*",
    "Condition": {"StringEquals": {"aws:ResourceTag/Schedule": "office-hours"}},
}
statements = [may_look, may_change, may_publish]
iam.put_role_policy(
    RoleName=name, PolicyName="office-hours", PolicyDocument=document(*statements)
)

# %% wrong: the condition for looking, too
# refused: to allow ec2:DescribeInstances
may_publish = {"Effect": "Allow", "Action": "sns:Publish", "Resource": topic_arn}
may_change = {
    "Effect": "Allow",
    "Action": ["ec2:DescribeInstances", "ec2:StartInstances", "ec2:StopInstances"],
    "Resource": "*",
    "Condition": {"StringEquals": {"aws:ResourceTag/Schedule": "office-hours"}},
}
statements = [may_change, may_publish]
iam.put_role_policy(
    RoleName=name, PolicyName="office-hours", PolicyDocument=document(*statements)
)

# %% wrong: looking at instances by their ARN
# refused: ec2:DescribeInstances knows no resource but "*"
may_publish = {"Effect": "Allow", "Action": "sns:Publish", "Resource": topic_arn}
may_look = {
    "Effect": "Allow",
    "Action": "ec2:DescribeInstances",
    "Resource": f"arn:aws:ec2:{account.region}:{account.id}:instance/*",
}
may_change = {
    "Effect": "Allow",
    "Action": ["ec2:StartInstances", "ec2:StopInstances"],
    "Resource": f"arn:aws:ec2:{account.region}:{account.id}:instance/*",
    "Condition": {"StringEquals": {"aws:ResourceTag/Schedule": "office-hours"}},
}
statements = [may_look, may_change, may_publish]
iam.put_role_policy(
    RoleName=name, PolicyName="office-hours", PolicyDocument=document(*statements)
)

# %% wrong: stopping alone
# refused: to allow ec2:StartInstances on an instance tagged Schedule=office-hours
may_publish = {"Effect": "Allow", "Action": "sns:Publish", "Resource": topic_arn}
may_look = {"Effect": "Allow", "Action": "ec2:DescribeInstances", "Resource": "*"}
may_change = {
    "Effect": "Allow",
    "Action": "ec2:StopInstances",
    "Resource": f"arn:aws:ec2:{account.region}:{account.id}:instance/*",
    "Condition": {"StringEquals": {"aws:ResourceTag/Schedule": "office-hours"}},
}
statements = [may_look, may_change, may_publish]
iam.put_role_policy(
    RoleName=name, PolicyName="office-hours", PolicyDocument=document(*statements)
)

# %% wrong: the tag of the request in place of the instance's
# refused: to allow ec2:StopInstances on an instance tagged
may_publish = {"Effect": "Allow", "Action": "sns:Publish", "Resource": topic_arn}
may_look = {"Effect": "Allow", "Action": "ec2:DescribeInstances", "Resource": "*"}
may_change = {
    "Effect": "Allow",
    "Action": ["ec2:StartInstances", "ec2:StopInstances"],
    "Resource": f"arn:aws:ec2:{account.region}:{account.id}:instance/*",
    "Condition": {"StringEquals": {"aws:RequestTag/Schedule": "office-hours"}},
}
statements = [may_look, may_change, may_publish]
iam.put_role_policy(
    RoleName=name, PolicyName="office-hours", PolicyDocument=document(*statements)
)

# %% wrong: any value of the tag
# refused: it also allows ec2:StopInstances on an instance tagged Schedule=always
may_publish = {"Effect": "Allow", "Action": "sns:Publish", "Resource": topic_arn}
may_look = {"Effect": "Allow", "Action": "ec2:DescribeInstances", "Resource": "*"}
may_change = {
    "Effect": "Allow",
    "Action": ["ec2:StartInstances", "ec2:StopInstances"],
    "Resource": f"arn:aws:ec2:{account.region}:{account.id}:instance/*",
    "Condition": {"StringLike": {"aws:ResourceTag/Schedule": "*"}},
}
statements = [may_look, may_change, may_publish]
iam.put_role_policy(
    RoleName=name, PolicyName="office-hours", PolicyDocument=document(*statements)
)

# %% wrong: the value in another case
# refused: to allow ec2:StopInstances on an instance tagged
may_publish = {"Effect": "Allow", "Action": "sns:Publish", "Resource": topic_arn}
may_look = {"Effect": "Allow", "Action": "ec2:DescribeInstances", "Resource": "*"}
may_change = {
    "Effect": "Allow",
    "Action": ["ec2:StartInstances", "ec2:StopInstances"],
    "Resource": f"arn:aws:ec2:{account.region}:{account.id}:instance/*",
    "Condition": {"StringEquals": {"aws:ResourceTag/Schedule": "Office-Hours"}},
}
statements = [may_look, may_change, may_publish]
iam.put_role_policy(
    RoleName=name, PolicyName="office-hours", PolicyDocument=document(*statements)
)

# %% wrong: the ARN of another account
# refused: to allow ec2:StopInstances on an instance tagged
may_publish = {"Effect": "Allow", "Action": "sns:Publish", "Resource": topic_arn}
may_look = {"Effect": "Allow", "Action": "ec2:DescribeInstances", "Resource": "*"}
may_change = {
    "Effect": "Allow",
    "Action": ["ec2:StartInstances", "ec2:StopInstances"],
    "Resource": f"arn:aws:ec2:{account.region}:000011112222:instance/*",
    "Condition": {"StringEquals": {"aws:ResourceTag/Schedule": "office-hours"}},
}
statements = [may_look, may_change, may_publish]
iam.put_role_policy(
    RoleName=name, PolicyName="office-hours", PolicyDocument=document(*statements)
)

# %% wrong: tagging, too
# refused: it also allows ec2:CreateTags
may_publish = {"Effect": "Allow", "Action": "sns:Publish", "Resource": topic_arn}
may_look = {"Effect": "Allow", "Action": "ec2:DescribeInstances", "Resource": "*"}
may_change = {
    "Effect": "Allow",
    "Action": ["ec2:StartInstances", "ec2:StopInstances"],
    "Resource": f"arn:aws:ec2:{account.region}:{account.id}:instance/*",
    "Condition": {"StringEquals": {"aws:ResourceTag/Schedule": "office-hours"}},
}
may_tag = {"Effect": "Allow", "Action": "ec2:CreateTags", "Resource": "*"}
statements = [may_look, may_change, may_tag, may_publish]
iam.put_role_policy(
    RoleName=name, PolicyName="office-hours", PolicyDocument=document(*statements)
)

# %% wrong: every value that begins alike
# refused: it also allows ec2:StopInstances on an instance tagged Schedule=office-hours-late
may_publish = {"Effect": "Allow", "Action": "sns:Publish", "Resource": topic_arn}
may_look = {"Effect": "Allow", "Action": "ec2:DescribeInstances", "Resource": "*"}
may_change = {
    "Effect": "Allow",
    "Action": ["ec2:StartInstances", "ec2:StopInstances"],
    "Resource": f"arn:aws:ec2:{account.region}:{account.id}:instance/*",
    "Condition": {"StringLike": {"aws:ResourceTag/Schedule": "office-hours*"}},
}
statements = [may_look, may_change, may_publish]
iam.put_role_policy(
    RoleName=name, PolicyName="office-hours", PolicyDocument=document(*statements)
)

# %% wrong: key and value in one text
# refused: if aws:ResourceTag is Schedule=office-hours
may_publish = {"Effect": "Allow", "Action": "sns:Publish", "Resource": topic_arn}
may_look = {"Effect": "Allow", "Action": "ec2:DescribeInstances", "Resource": "*"}
may_change = {
    "Effect": "Allow",
    "Action": ["ec2:StartInstances", "ec2:StopInstances"],
    "Resource": f"arn:aws:ec2:{account.region}:{account.id}:instance/*",
    "Condition": {"StringEquals": {"aws:ResourceTag": "Schedule=office-hours"}},
}
statements = [may_look, may_change, may_publish]
iam.put_role_policy(
    RoleName=name, PolicyName="office-hours", PolicyDocument=document(*statements)
)

# %% right: EC2's own key for the tag, and a star where the condition limits it
may_publish = {"Effect": "Allow", "Action": "sns:Publish", "Resource": topic_arn}
may_look = {"Effect": "Allow", "Action": "ec2:DescribeInstances", "Resource": "*"}
may_change = {
    "Effect": "Allow",
    "Action": ["ec2:StartInstances", "ec2:StopInstances"],
    "Resource": "*",
    "Condition": {"StringEquals": {"ec2:ResourceTag/Schedule": ["office-hours"]}},
}
statements = [may_look, may_change, may_publish]
iam.put_role_policy(
    RoleName=name, PolicyName="office-hours", PolicyDocument=document(*statements)
)

# %% right: a policy for each statement, and a statement for each action
may_publish = {"Effect": "Allow", "Action": "sns:Publish", "Resource": topic_arn}
may_look = {"Effect": "Allow", "Action": "ec2:Describe*", "Resource": "*"}
for statement in (may_look, may_publish):
    iam.put_role_policy(
        RoleName=name, PolicyName=statement["Action"][:3], PolicyDocument=document(statement)
    )
for action in ("Start", "Stop"):
    may_change = {
        "Effect": "Allow",
        "Action": f"ec2:{action}Instances",
        "Resource": "arn:aws:ec2:*:*:instance/*",
        "Condition": {"StringEquals": {"aws:ResourceTag/Schedule": "office-hours"}},
    }
    iam.put_role_policy(
        RoleName=name, PolicyName=action, PolicyDocument=document(may_change)
    )
