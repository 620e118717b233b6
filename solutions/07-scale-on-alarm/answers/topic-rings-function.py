# %% wrong: the alarm's service as principal
# refused: its policy names cloudwatch.amazonaws.com
sns.subscribe(TopicArn=topic, Protocol="lambda", Endpoint=function_arn)
functions.add_permission(
    FunctionName="scale",
    StatementId="web-load",
    Action="lambda:InvokeFunction",
    Principal="cloudwatch.amazonaws.com",
    SourceArn=topic,
)

# %% wrong: the function's service as principal
# refused: its policy names lambda.amazonaws.com
sns.subscribe(TopicArn=topic, Protocol="lambda", Endpoint=function_arn)
functions.add_permission(
    FunctionName="scale",
    StatementId="web-load",
    Action="lambda:InvokeFunction",
    Principal="lambda.amazonaws.com",
    SourceArn=topic,
)

# %% wrong: for any topic
# refused: the statement web-load is for any: its SourceArn is *
sns.subscribe(TopicArn=topic, Protocol="lambda", Endpoint=function_arn)
functions.add_permission(
    FunctionName="scale",
    StatementId="web-load",
    Action="lambda:InvokeFunction",
    Principal="sns.amazonaws.com",
    SourceAccount=account.id,
)

# %% wrong: for every topic of the account
# refused: the statement web-load is for any: its SourceArn is arn:aws:sns
sns.subscribe(TopicArn=topic, Protocol="lambda", Endpoint=function_arn)
functions.add_permission(
    FunctionName="scale",
    StatementId="web-load",
    Action="lambda:InvokeFunction",
    Principal="sns.amazonaws.com",
    SourceArn=f"arn:aws:sns:{place}:*",
)

# %% wrong: for an alarm
# refused: SourceArn: the ARN of what calls, not of what is called
sns.subscribe(TopicArn=topic, Protocol="lambda", Endpoint=function_arn)
functions.add_permission(
    FunctionName="scale",
    StatementId="web-load",
    Action="lambda:InvokeFunction",
    Principal="sns.amazonaws.com",
    SourceArn=f"arn:aws:cloudwatch:{place}:alarm:web-high",
)

# %% wrong: another action
# refused: is about lambda:GetFunction
sns.subscribe(TopicArn=topic, Protocol="lambda", Endpoint=function_arn)
functions.add_permission(
    FunctionName="scale",
    StatementId="web-load",
    Action="lambda:GetFunction",
    Principal="sns.amazonaws.com",
    SourceArn=topic,
)

# %% wrong: no subscription
# refused: its subscriptions go to nobody
functions.add_permission(
    FunctionName="scale",
    StatementId="web-load",
    Action="lambda:InvokeFunction",
    Principal="sns.amazonaws.com",
    SourceArn=topic,
)

# %% wrong: no permission
# refused: it has no policy
sns.subscribe(TopicArn=topic, Protocol="lambda", Endpoint=function_arn)

# %% right: the permission first, for this account as well
functions.add_permission(
    FunctionName="scale",
    StatementId="web-load",
    Action="lambda:InvokeFunction",
    Principal="sns.amazonaws.com",
    SourceArn=topic, SourceAccount=account.id,
)
sns.subscribe(TopicArn=topic, Protocol="lambda", Endpoint=function_arn)

# %% right: the function by its ARN, and the subscription by the resource
functions.add_permission(
    FunctionName=function_arn,
    StatementId="web-load",
    Action="lambda:InvokeFunction",
    Principal="sns.amazonaws.com",
    SourceArn=topic,
)
boto3.resource("sns").Topic(topic).subscribe(Protocol="lambda", Endpoint=function_arn)
