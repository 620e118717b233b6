# %% wrong: everything on the shop
# refused: it also allows lambda:DeleteFunction
may_release = {
    "Effect": "Allow",
    "Action": "lambda:*",
    "Resource": [shop_arn, f"{shop_arn}:*"],
}
policy = document(*given, may_release)
iam.put_role_policy(
    RoleName="release-role", PolicyName="release", PolicyDocument=policy
)

# %% wrong: any function
# refused: it also allows lambda:UpdateFunctionCode on
may_release = {
    "Effect": "Allow",
    "Action": ["lambda:UpdateFunctionCode", "lambda:GetFunction", "lambda:PublishVersion",
               "lambda:InvokeFunction", "lambda:GetAlias", "lambda:UpdateAlias"],
    "Resource": "*",
}
policy = document(*given, may_release)
iam.put_role_policy(
    RoleName="release-role", PolicyName="release", PolicyDocument=policy
)

# %% wrong: the function alone
# refused: Resource: the shop has an ARN, and each of its versions
may_release = {
    "Effect": "Allow",
    "Action": ["lambda:UpdateFunctionCode", "lambda:GetFunction", "lambda:PublishVersion",
               "lambda:InvokeFunction", "lambda:GetAlias", "lambda:UpdateAlias"],
    "Resource": shop_arn,
}
policy = document(*given, may_release)
iam.put_role_policy(
    RoleName="release-role", PolicyName="release", PolicyDocument=policy
)

# %% wrong: the versions alone
# refused: to allow lambda:UpdateFunctionCode on
may_release = {
    "Effect": "Allow",
    "Action": ["lambda:UpdateFunctionCode", "lambda:GetFunction", "lambda:PublishVersion",
               "lambda:InvokeFunction", "lambda:GetAlias", "lambda:UpdateAlias"],
    "Resource": f"{shop_arn}:*",
}
policy = document(*given, may_release)
iam.put_role_policy(
    RoleName="release-role", PolicyName="release", PolicyDocument=policy
)

# %% wrong: whatever begins like the shop
# refused: :function:shop-admin
may_release = {
    "Effect": "Allow",
    "Action": ["lambda:UpdateFunctionCode", "lambda:GetFunction", "lambda:PublishVersion",
               "lambda:InvokeFunction", "lambda:GetAlias", "lambda:UpdateAlias"],
    "Resource": f"{shop_arn}*",
}
policy = document(*given, may_release)
iam.put_role_policy(
    RoleName="release-role", PolicyName="release", PolicyDocument=policy
)

# %% wrong: the action is called as the call is
# refused: Action: no statement names lambda:InvokeFunction
may_release = {
    "Effect": "Allow",
    "Action": ["lambda:UpdateFunctionCode", "lambda:GetFunction", "lambda:PublishVersion",
               "lambda:Invoke", "lambda:GetAlias", "lambda:UpdateAlias"],
    "Resource": [shop_arn, f"{shop_arn}:*"],
}
policy = document(*given, may_release)
iam.put_role_policy(
    RoleName="release-role", PolicyName="release", PolicyDocument=policy
)

# %% wrong: the waiter is forgotten
# refused: Action: no statement names lambda:GetFunction,
may_release = {
    "Effect": "Allow",
    "Action": ["lambda:UpdateFunctionCode", "lambda:PublishVersion",
               "lambda:InvokeFunction", "lambda:GetAlias", "lambda:UpdateAlias"],
    "Resource": [shop_arn, f"{shop_arn}:*"],
}
policy = document(*given, may_release)
iam.put_role_policy(
    RoleName="release-role", PolicyName="release", PolicyDocument=policy
)

# %% wrong: all updates
# refused: it also allows lambda:UpdateFunctionConfiguration
may_release = {
    "Effect": "Allow",
    "Action": ["lambda:Update*", "lambda:GetFunction", "lambda:PublishVersion",
               "lambda:InvokeFunction", "lambda:GetAlias", "lambda:UpdateAlias"],
    "Resource": [shop_arn, f"{shop_arn}:*"],
}
policy = document(*given, may_release)
iam.put_role_policy(
    RoleName="release-role", PolicyName="release", PolicyDocument=policy
)

# %% right: two statements, one for each kind of ARN
may_invoke = may("lambda:InvokeFunction", f"{shop_arn}:*")
names = "UpdateFunctionCode GetFunction PublishVersion GetAlias UpdateAlias".split()
may_release = may([f"lambda:{name}" for name in names], shop_arn)
policy = document(*given, may_release, may_invoke)
iam.put_role_policy(
    RoleName="release-role", PolicyName="release", PolicyDocument=policy
)

# %% right: in policies of their own
names = ["Update", "Publish"]
may_read = may(["lambda:GetFunction", "lambda:GetAlias"], [shop_arn, f"{shop_arn}:*"])
may_release = may(
    [
        "lambda:UpdateFunctionCode",
        "lambda:PublishVersion",
        "lambda:InvokeFunction",
        "lambda:UpdateAlias",
    ],
    [f"{shop_arn}:*", shop_arn],
)
policy = document(*given, may_release)
for name, text in (("read", document(may_read)), ("release", policy)):
    iam.put_role_policy(
        RoleName="release-role", PolicyName=name, PolicyDocument=text
    )
