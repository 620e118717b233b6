# %% wrong: nobody is allowed
# refused: it has no policy
statement = None

# %% wrong: opening alone
# refused: one permission for each rule, with its own RuleArn
for statement, rule_arn in (("opens", opens),):
    functions.add_permission(
        FunctionName="office-hours",
        StatementId=statement,
        Action="lambda:InvokeFunction",
        Principal="events.amazonaws.com",
        SourceArn=rule_arn,
    )

# %% wrong: closing alone
# refused: rule/office-opens only
for statement, rule_arn in (("closes", closes),):
    functions.add_permission(
        FunctionName="office-hours",
        StatementId=statement,
        Action="lambda:InvokeFunction",
        Principal="events.amazonaws.com",
        SourceArn=rule_arn,
    )

# %% wrong: the principal of EventBridge Scheduler
# refused: its policy names scheduler.amazonaws.com
for statement, rule_arn in (("opens", opens), ("closes", closes)):
    functions.add_permission(
        FunctionName="office-hours",
        StatementId=statement,
        Action="lambda:InvokeFunction",
        Principal="scheduler.amazonaws.com",
        SourceArn=rule_arn,
    )

# %% wrong: S3, as in lab 02
# refused: its policy names s3.amazonaws.com
for statement, rule_arn in (("opens", opens), ("closes", closes)):
    functions.add_permission(
        FunctionName="office-hours",
        StatementId=statement,
        Action="lambda:InvokeFunction",
        Principal="s3.amazonaws.com",
        SourceArn=rule_arn,
    )

# %% wrong: CloudWatch's old name
# refused: its policy names cloudwatch.amazonaws.com
for statement, rule_arn in (("opens", opens), ("closes", closes)):
    functions.add_permission(
        FunctionName="office-hours",
        StatementId=statement,
        Action="lambda:InvokeFunction",
        Principal="cloudwatch.amazonaws.com",
        SourceArn=rule_arn,
    )

# %% wrong: any rule
# refused: is for any: its SourceArn is *
for statement, rule_arn in (("opens", opens), ("closes", closes)):
    functions.add_permission(
        FunctionName="office-hours",
        StatementId=statement,
        Action="lambda:InvokeFunction",
        Principal="events.amazonaws.com",
    )

# %% wrong: any rule of the account
# refused: is for any: its SourceArn is arn:aws:events
for statement, rule_arn in (("opens", opens), ("closes", closes)):
    functions.add_permission(
        FunctionName="office-hours",
        StatementId=statement,
        Action="lambda:InvokeFunction",
        Principal="events.amazonaws.com",
        SourceArn=f"arn:aws:events:{account.region}:{account.id}:rule/*",
    )

# %% wrong: every rule whose name begins alike
# refused: is for any: its SourceArn is
functions.add_permission(
    FunctionName=function_arn,
    StatementId="both-rules",
    Action="lambda:InvokeFunction",
    Principal="events.amazonaws.com",
    SourceArn=f"arn:aws:events:{account.region}:{account.id}:rule/office-*",
)

# %% wrong: another rule
# refused: it may do so for
for statement, rule_arn in (("opens", opens), ("closes", closes)):
    functions.add_permission(
        FunctionName="office-hours",
        StatementId=statement,
        Action="lambda:InvokeFunction",
        Principal="events.amazonaws.com",
        SourceArn=rule_arn + "-tomorrow",
    )

# %% wrong: the rules' names in another account
# refused: it may do so for
for statement, rule_arn in (("opens", opens), ("closes", closes)):
    functions.add_permission(
        FunctionName="office-hours",
        StatementId=statement,
        Action="lambda:InvokeFunction",
        Principal="events.amazonaws.com",
        SourceArn=rule_arn.replace(account.id, "000011112222"),
    )

# %% wrong: to read the function
# refused: is about lambda:GetFunction
for statement, rule_arn in (("opens", opens), ("closes", closes)):
    functions.add_permission(
        FunctionName="office-hours",
        StatementId=statement,
        Action="lambda:GetFunction",
        Principal="events.amazonaws.com",
        SourceArn=rule_arn,
    )

# %% wrong: the role may invoke, which nobody asked for
# refused: it has no policy
may_invoke = {"Effect": "Allow", "Action": "lambda:InvokeFunction", "Resource": "*"}
iam.put_role_policy(
    RoleName=name, PolicyName="invoke", PolicyDocument=document(may_invoke)
)

# %% wrong: both for the same rule
# refused: one permission for each rule, with its own RuleArn
for statement, rule_arn in (("opens", opens), ("closes", opens)):
    functions.add_permission(
        FunctionName="office-hours",
        StatementId=statement,
        Action="lambda:InvokeFunction",
        Principal="events.amazonaws.com",
        SourceArn=rule_arn,
    )

# %% right: the ARNs looked up, the function by its own
for rule in ("office-opens", "office-closes"):
    functions.add_permission(
        FunctionName=function_arn,
        StatementId=f"{rule}-may-invoke",
        Action="lambda:InvokeFunction",
        Principal="events.amazonaws.com",
        SourceArn=events.describe_rule(Name=rule)["Arn"],
    )

# %% right: with the account
for statement, rule_arn in (("opens", opens), ("closes", closes)):
    functions.add_permission(
        FunctionName="office-hours",
        StatementId=statement,
        Action="lambda:InvokeFunction",
        Principal="events.amazonaws.com",
        SourceArn=rule_arn,
        SourceAccount=account.id,
    )
