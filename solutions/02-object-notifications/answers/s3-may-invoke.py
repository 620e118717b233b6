# %% wrong: nothing is allowed
# refused: it has no policy
allowed = {"Statement": json.dumps({"Principal": {"Service": "s3.amazonaws.com"}})}

# %% wrong: the role's policy instead of the function's
# refused: it has no policy
may_invoke = {"Effect": "Allow", "Action": "lambda:InvokeFunction", "Resource": created["FunctionArn"]}
iam.put_role_policy(
    RoleName="notify-role",
    PolicyName="invoke",
    PolicyDocument=json.dumps({"Version": "2012-10-17", "Statement": may_invoke}),
)

# %% wrong: the topic may invoke it
# refused: its policy names sns.amazonaws.com
allowed = functions.add_permission(
    FunctionName="notify",
    StatementId="uploads",
    Action="lambda:InvokeFunction",
    Principal="sns.amazonaws.com",
    SourceArn=topic_arn,
)

# %% wrong: everybody may invoke it
# refused: its policy names *
allowed = functions.add_permission(
    FunctionName="notify",
    StatementId="uploads",
    Action="lambda:InvokeFunction",
    Principal="*",
    SourceArn=f"arn:aws:s3:::{bucket}",
    SourceAccount=account.id,
)

# %% wrong: without limits
# refused: aws:sourcearn is not set and aws:sourceaccount is not set
allowed = functions.add_permission(
    FunctionName="notify",
    StatementId="uploads",
    Action="lambda:InvokeFunction",
    Principal="s3.amazonaws.com",
)

# %% wrong: for the bucket, in any account
# refused: in the statement uploads, aws:sourceaccount is not set
allowed = functions.add_permission(
    FunctionName="notify",
    StatementId="uploads",
    Action="lambda:InvokeFunction",
    Principal="s3.amazonaws.com",
    SourceArn=f"arn:aws:s3:::{bucket}",
)

# %% wrong: for the account, from any bucket
# refused: in the statement uploads, aws:sourcearn is not set
allowed = functions.add_permission(
    FunctionName="notify",
    StatementId="uploads",
    Action="lambda:InvokeFunction",
    Principal="s3.amazonaws.com",
    SourceAccount=account.id,
)

# %% wrong: the bucket's objects instead of the bucket
# refused: /*
allowed = functions.add_permission(
    FunctionName="notify",
    StatementId="uploads",
    Action="lambda:InvokeFunction",
    Principal="s3.amazonaws.com",
    SourceArn=f"arn:aws:s3:::{bucket}/*",
    SourceAccount=account.id,
)

# %% wrong: another account
# refused: aws:sourceaccount is 000011112222
allowed = functions.add_permission(
    FunctionName="notify",
    StatementId="uploads",
    Action="lambda:InvokeFunction",
    Principal="s3.amazonaws.com",
    SourceArn=f"arn:aws:s3:::{bucket}",
    SourceAccount="000011112222",
)

# %% wrong: another action
# refused: the statement uploads is about lambda:GetFunction
allowed = functions.add_permission(
    FunctionName="notify",
    StatementId="uploads",
    Action="lambda:GetFunction",
    Principal="s3.amazonaws.com",
    SourceArn=f"arn:aws:s3:::{bucket}",
    SourceAccount=account.id,
)

# %% wrong: a second try that leaves the wide first one in force
# refused: in the statement try-1, aws:sourceaccount is not set
for name, limits in (("try-1", {}), ("try-2", {"SourceAccount": account.id})):
    allowed = functions.add_permission(
        FunctionName="notify",
        StatementId=name,
        Action="lambda:InvokeFunction",
        Principal="s3.amazonaws.com",
        SourceArn=f"arn:aws:s3:::{bucket}",
        **limits,
    )

# %% right: the function by its ARN, and another service beside S3
functions.add_permission(
    FunctionName="notify",
    StatementId="nightly",
    Action="lambda:InvokeFunction",
    Principal="events.amazonaws.com",
)
allowed = functions.add_permission(
    FunctionName=created["FunctionArn"],
    StatementId="s3-may-invoke",
    Action="lambda:InvokeFunction",
    Principal="s3.amazonaws.com",
    SourceAccount=account.id,
    SourceArn="arn:aws:s3:::" + bucket,
)

# %% right: a first try for another bucket, which limits it as well
for name, source in (("first", f"archive-{account.id}"), ("second", bucket)):
    allowed = functions.add_permission(
        FunctionName="notify",
        StatementId=name,
        Action="lambda:InvokeFunction",
        Principal="s3.amazonaws.com",
        SourceArn=f"arn:aws:s3:::{source}",
        SourceAccount=account.id,
    )
