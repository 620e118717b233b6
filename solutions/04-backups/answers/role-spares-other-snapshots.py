# %% wrong: neither of the two
# refused: to allow ec2:CreateTags on a snapshot that it is creating
statements = (may_look, may_read, may_create)
iam.put_role_policy(
    RoleName=name, PolicyName="backup", PolicyDocument=document(*statements)
)

# %% wrong: everything with a star
# refused: it also allows ec2:DeleteSnapshot on a snapshot tagged CreatedBy=ops
may_do = {"Effect": "Allow", "Action": "ec2:*", "Resource": "*"}
statements = [may_do]
iam.put_role_policy(
    RoleName=name, PolicyName="backup", PolicyDocument=document(*statements)
)

# %% wrong: deleting without a condition
# refused: it also allows ec2:DeleteSnapshot on a snapshot tagged CreatedBy=ops
may_tag = {
    "Effect": "Allow",
    "Action": "ec2:CreateTags",
    "Resource": any_snapshot,
    "Condition": {"StringEquals": {"ec2:CreateAction": "CreateSnapshot"}},
}
may_delete = {
    "Effect": "Allow",
    "Action": "ec2:DeleteSnapshot",
    "Resource": any_snapshot,
}
statements = (may_look, may_read, may_create, may_tag, may_delete)
iam.put_role_policy(
    RoleName=name, PolicyName="backup", PolicyDocument=document(*statements)
)

# %% wrong: deleting what the backup did not create
# refused: to allow ec2:DeleteSnapshot on a snapshot tagged CreatedBy=backup
may_tag = {
    "Effect": "Allow",
    "Action": "ec2:CreateTags",
    "Resource": any_snapshot,
    "Condition": {"StringEquals": {"ec2:CreateAction": "CreateSnapshot"}},
}
may_delete = {
    "Effect": "Allow",
    "Action": "ec2:DeleteSnapshot",
    "Resource": any_snapshot,
    "Condition": {"StringNotEquals": {"aws:ResourceTag/CreatedBy": "backup"}},
}
statements = (may_look, may_read, may_create, may_tag, may_delete)
iam.put_role_policy(
    RoleName=name, PolicyName="backup", PolicyDocument=document(*statements)
)

# %% wrong: deleting all but what ops made
# refused: it also allows ec2:DeleteSnapshot on a snapshot without tags
may_tag = {
    "Effect": "Allow",
    "Action": "ec2:CreateTags",
    "Resource": any_snapshot,
    "Condition": {"StringEquals": {"ec2:CreateAction": "CreateSnapshot"}},
}
may_delete = {
    "Effect": "Allow",
    "Action": "ec2:DeleteSnapshot",
    "Resource": any_snapshot,
    "Condition": {"StringNotEquals": {"aws:ResourceTag/CreatedBy": "ops"}},
}
statements = (may_look, may_read, may_create, may_tag, may_delete)
iam.put_role_policy(
    RoleName=name, PolicyName="backup", PolicyDocument=document(*statements)
)

# %% wrong: tagging without a condition
# refused: it also allows ec2:CreateTags on a snapshot tagged CreatedBy=ops
may_tag = {
    "Effect": "Allow",
    "Action": "ec2:CreateTags",
    "Resource": any_snapshot,
}
may_delete = {
    "Effect": "Allow",
    "Action": "ec2:DeleteSnapshot",
    "Resource": any_snapshot,
    "Condition": {"StringEquals": {"aws:ResourceTag/CreatedBy": "backup"}},
}
statements = (may_look, may_read, may_create, may_tag, may_delete)
iam.put_role_policy(
    RoleName=name, PolicyName="backup", PolicyDocument=document(*statements)
)

# %% wrong: tagging with the right tag, at any time
# refused: it also allows ec2:CreateTags on a snapshot tagged CreatedBy=ops
may_tag = {
    "Effect": "Allow",
    "Action": "ec2:CreateTags",
    "Resource": any_snapshot,
    "Condition": {"StringEquals": {"aws:RequestTag/CreatedBy": "backup"}},
}
may_delete = {
    "Effect": "Allow",
    "Action": "ec2:DeleteSnapshot",
    "Resource": any_snapshot,
    "Condition": {"StringEquals": {"aws:ResourceTag/CreatedBy": "backup"}},
}
statements = (may_look, may_read, may_create, may_tag, may_delete)
iam.put_role_policy(
    RoleName=name, PolicyName="backup", PolicyDocument=document(*statements)
)

# %% wrong: tagging what is tagged already
# refused: if aws:ResourceTag/CreatedBy is backup
may_tag = {
    "Effect": "Allow",
    "Action": "ec2:CreateTags",
    "Resource": any_snapshot,
    "Condition": {"StringEquals": {"aws:ResourceTag/CreatedBy": "backup"}},
}
may_delete = {
    "Effect": "Allow",
    "Action": "ec2:DeleteSnapshot",
    "Resource": any_snapshot,
    "Condition": {"StringEquals": {"aws:ResourceTag/CreatedBy": "backup"}},
}
statements = (may_look, may_read, may_create, may_tag, may_delete)
iam.put_role_policy(
    RoleName=name, PolicyName="backup", PolicyDocument=document(*statements)
)

# %% wrong: the tag of the request for deleting
# refused: to allow ec2:DeleteSnapshot on a snapshot tagged CreatedBy=backup
may_tag = {
    "Effect": "Allow",
    "Action": "ec2:CreateTags",
    "Resource": any_snapshot,
    "Condition": {"StringEquals": {"ec2:CreateAction": "CreateSnapshot"}},
}
may_delete = {
    "Effect": "Allow",
    "Action": "ec2:DeleteSnapshot",
    "Resource": any_snapshot,
    "Condition": {"StringEquals": {"aws:RequestTag/CreatedBy": "backup"}},
}
statements = (may_look, may_read, may_create, may_tag, may_delete)
iam.put_role_policy(
    RoleName=name, PolicyName="backup", PolicyDocument=document(*statements)
)

# %% wrong: the ARN with an account
# refused: to allow ec2:DeleteSnapshot on a snapshot tagged CreatedBy=backup
may_tag = {
    "Effect": "Allow",
    "Action": "ec2:CreateTags",
    "Resource": any_snapshot,
    "Condition": {"StringEquals": {"ec2:CreateAction": "CreateSnapshot"}},
}
may_delete = {
    "Effect": "Allow",
    "Action": "ec2:DeleteSnapshot",
    "Resource": any_volume.replace("volume", "snapshot"),
    "Condition": {"StringEquals": {"aws:ResourceTag/CreatedBy": "backup"}},
}
statements = (may_look, may_read, may_create, may_tag, may_delete)
iam.put_role_policy(
    RoleName=name, PolicyName="backup", PolicyDocument=document(*statements)
)

# %% wrong: volumes may be deleted, too
# refused: it also allows ec2:DeleteVolume
may_tag = {
    "Effect": "Allow",
    "Action": "ec2:CreateTags",
    "Resource": any_snapshot,
    "Condition": {"StringEquals": {"ec2:CreateAction": "CreateSnapshot"}},
}
may_delete = {
    "Effect": "Allow",
    "Action": "ec2:DeleteSnapshot",
    "Resource": any_snapshot,
    "Condition": {"StringEquals": {"aws:ResourceTag/CreatedBy": "backup"}},
}
may_tidy = {"Effect": "Allow", "Action": "ec2:DeleteVolume", "Resource": "*"}
statements = (may_look, may_read, may_create, may_tag, may_delete, may_tidy)
iam.put_role_policy(
    RoleName=name, PolicyName="backup", PolicyDocument=document(*statements)
)

# %% wrong: a wildcard at the end of the tag's value
# refused: it also allows ec2:DeleteSnapshot on a snapshot tagged CreatedBy=backup-of-another
may_tag = {
    "Effect": "Allow",
    "Action": "ec2:CreateTags",
    "Resource": any_snapshot,
    "Condition": {"StringEquals": {"ec2:CreateAction": "CreateSnapshot"}},
}
may_delete = {
    "Effect": "Allow",
    "Action": "ec2:DeleteSnapshot",
    "Resource": any_snapshot,
    "Condition": {"StringLike": {"aws:ResourceTag/CreatedBy": "back*"}},
}
statements = (may_look, may_read, may_create, may_tag, may_delete)
iam.put_role_policy(
    RoleName=name, PolicyName="backup", PolicyDocument=document(*statements)
)

# %% wrong: a wildcard at its beginning
# refused: it also allows ec2:DeleteSnapshot on a snapshot tagged CreatedBy=another-backup
may_tag = {
    "Effect": "Allow",
    "Action": "ec2:CreateTags",
    "Resource": any_snapshot,
    "Condition": {"StringEquals": {"ec2:CreateAction": "CreateSnapshot"}},
}
may_delete = {
    "Effect": "Allow",
    "Action": "ec2:DeleteSnapshot",
    "Resource": any_snapshot,
    "Condition": {"StringLike": {"aws:ResourceTag/CreatedBy": "*backup"}},
}
statements = (may_look, may_read, may_create, may_tag, may_delete)
iam.put_role_policy(
    RoleName=name, PolicyName="backup", PolicyDocument=document(*statements)
)

# %% right: EC2's own key for the tag, and a tag that must be given
may_tag = {
    "Effect": "Allow",
    "Action": "ec2:CreateTags",
    "Resource": "*",
    "Condition": {
        "StringEquals": {
            "ec2:CreateAction": ["CreateSnapshot"],
            "aws:RequestTag/CreatedBy": "backup",
        }
    },
}
may_delete = {
    "Effect": "Allow",
    "Action": ["ec2:DeleteSnapshot"],
    "Resource": any_snapshot,
    "Condition": {"StringEquals": {"ec2:ResourceTag/CreatedBy": ["backup"]}},
}
statements = (may_look, may_read, may_create, may_tag, may_delete)
iam.put_role_policy(
    RoleName=name, PolicyName="backup", PolicyDocument=document(*statements)
)

# %% right: a policy for each statement
may_tag = {
    "Effect": "Allow",
    "Action": "ec2:CreateTags",
    "Resource": any_snapshot,
    "Condition": {"StringEquals": {"ec2:CreateAction": "CreateSnapshot"}},
}
may_delete = {
    "Effect": "Allow",
    "Action": "ec2:DeleteSnapshot",
    "Resource": any_snapshot,
    "Condition": {"StringEquals": {"aws:ResourceTag/CreatedBy": "backup"}},
}
for statement in (may_look, may_read, may_create, may_tag, may_delete):
    sid = "".join(action for action in str(statement) if action.isalpha())[:100]
    iam.put_role_policy(
        RoleName=name, PolicyName=sid, PolicyDocument=document(statement)
    )

# %% right: StringLike without a wildcard, and a statement more
may_tag = {
    "Effect": "Allow",
    "Action": "ec2:CreateTags",
    "Resource": any_snapshot,
    "Condition": {"StringEquals": {"ec2:CreateAction": "CreateSnapshot"}},
}
may_delete = {
    "Effect": "Allow",
    "Action": "ec2:DeleteSnapshot",
    "Resource": any_snapshot,
    "Condition": {"StringLike": {"aws:ResourceTag/CreatedBy": "backup"}},
}
may_see_images = {"Effect": "Allow", "Action": "ec2:DescribeImages", "Resource": "*"}
statements = (may_look, may_read, may_create, may_tag, may_delete, may_see_images)
iam.put_role_policy(
    RoleName=name, PolicyName="backup", PolicyDocument=document(*statements)
)
