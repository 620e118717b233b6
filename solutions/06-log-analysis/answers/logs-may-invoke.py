# %% wrong: nobody is allowed
# refused: it has no policy
statement = None

# %% wrong: CloudWatch in place of its Logs
# refused: its policy names cloudwatch.amazonaws.com
functions.add_permission(
    FunctionName="report",
    StatementId="door",
    Action="lambda:InvokeFunction",
    Principal="cloudwatch.amazonaws.com",
    SourceArn=f"arn:aws:logs:{account.region}:{account.id}:log-group:{group}:*",
)

# %% wrong: the function that writes
# refused: its policy names lambda.amazonaws.com
functions.add_permission(
    FunctionName="report",
    StatementId="door",
    Action="lambda:InvokeFunction",
    Principal="lambda.amazonaws.com",
    SourceArn=f"arn:aws:logs:{account.region}:{account.id}:log-group:{group}:*",
)

# %% wrong: any log group
# refused: is for any: its SourceArn is *
functions.add_permission(
    FunctionName="report",
    StatementId="door",
    Action="lambda:InvokeFunction",
    Principal="logs.amazonaws.com",
)

# %% wrong: every log group of Lambda's
# refused: is for any: its SourceArn is arn:aws:logs
functions.add_permission(
    FunctionName="report",
    StatementId="door",
    Action="lambda:InvokeFunction",
    Principal="logs.amazonaws.com",
    SourceArn=f"arn:aws:logs:{account.region}:{account.id}:log-group:/aws/lambda/*",
)

# %% wrong: a group without its streams
# refused: it may do so for arn:aws:logs
functions.add_permission(
    FunctionName="report",
    StatementId="door",
    Action="lambda:InvokeFunction",
    Principal="logs.amazonaws.com",
    SourceArn=f"arn:aws:logs:{account.region}:{account.id}:log-group:{group}",
)

# %% wrong: its own log
# refused: /aws/lambda/report:*
functions.add_permission(
    FunctionName="report",
    StatementId="door",
    Action="lambda:InvokeFunction",
    Principal="logs.amazonaws.com",
    SourceArn=f"arn:aws:logs:{account.region}:{account.id}:log-group:/aws/lambda/report:*",
)

# %% right: with the account, the group looked up
(door,) = logs.describe_log_groups(logGroupNamePrefix=group)["logGroups"]
functions.add_permission(
    FunctionName="report",
    StatementId="logs",
    Action="lambda:InvokeFunction",
    Principal="logs.amazonaws.com",
    SourceArn=door["arn"],
    SourceAccount=account.id,
)

# %% right: the function by its ARN
arn = functions.get_function(FunctionName="report")["Configuration"]["FunctionArn"]
functions.add_permission(
    FunctionName=arn,
    StatementId="door",
    Action="lambda:InvokeFunction",
    Principal="logs.amazonaws.com",
    SourceArn=f"arn:aws:logs:{account.region}:{account.id}:log-group:{group}:*",
)
