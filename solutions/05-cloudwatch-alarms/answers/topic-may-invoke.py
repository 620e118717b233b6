# %% wrong: nobody is allowed
# refused: it has no policy
statement = None

# %% wrong: the wrong principal: CloudWatch
# refused: its policy names cloudwatch.amazonaws.com
functions.add_permission(
    FunctionName="tell",
    StatementId="alarms",
    Action="lambda:InvokeFunction",
    Principal="cloudwatch.amazonaws.com",
    SourceArn=alarms,
)

# %% wrong: the wrong principal: alarms
# refused: its policy names lambda.alarms.cloudwatch.amazonaws.com
alarm = f"arn:aws:cloudwatch:{account.region}:{account.id}:alarm:checkout-errors"
functions.add_permission(
    FunctionName="tell",
    StatementId="alarms",
    Action="lambda:InvokeFunction",
    Principal="lambda.alarms.cloudwatch.amazonaws.com",
    SourceArn=alarm,
)

# %% wrong: the wrong principal: the one who is invoked
# refused: its policy names lambda.amazonaws.com
functions.add_permission(
    FunctionName="tell",
    StatementId="alarms",
    Action="lambda:InvokeFunction",
    Principal="lambda.amazonaws.com",
    SourceArn=alarms,
)

# %% wrong: the wrong principal: the queue's
# refused: its policy names sqs.amazonaws.com
functions.add_permission(
    FunctionName="tell",
    StatementId="alarms",
    Action="lambda:InvokeFunction",
    Principal="sqs.amazonaws.com",
    SourceArn=alarms,
)

# %% wrong: everybody
# refused: its policy names *
functions.add_permission(
    FunctionName="tell",
    StatementId="alarms",
    Action="lambda:InvokeFunction",
    Principal="*",
    SourceArn=alarms,
)

# %% wrong: any topic
# refused: is for any: its SourceArn is *
functions.add_permission(
    FunctionName="tell",
    StatementId="alarms",
    Action="lambda:InvokeFunction",
    Principal="sns.amazonaws.com",
)

# %% wrong: every topic of the account
# refused: is for any: its SourceArn is arn:aws:sns
functions.add_permission(
    FunctionName="tell",
    StatementId="alarms",
    Action="lambda:InvokeFunction",
    Principal="sns.amazonaws.com",
    SourceArn=f"arn:aws:sns:{account.region}:{account.id}:*",
)

# %% wrong: the topic that it publishes to
# refused: it may do so for arn:aws:sns
functions.add_permission(
    FunctionName="tell",
    StatementId="alarms",
    Action="lambda:InvokeFunction",
    Principal="sns.amazonaws.com",
    SourceArn=people,
)

# %% wrong: the alarm on whose behalf the topic comes
# refused: it may do so for arn:aws:cloudwatch
alarm = f"arn:aws:cloudwatch:{account.region}:{account.id}:alarm:checkout-errors"
functions.add_permission(
    FunctionName="tell",
    StatementId="alarms",
    Action="lambda:InvokeFunction",
    Principal="sns.amazonaws.com",
    SourceArn=alarm,
)

# %% wrong: to read the function
# refused: is about lambda:GetFunction
functions.add_permission(
    FunctionName="tell",
    StatementId="alarms",
    Action="lambda:GetFunction",
    Principal="sns.amazonaws.com",
    SourceArn=alarms,
)

# %% wrong: the other function
# refused: it has no policy
functions.add_permission(
    FunctionName="checkout",
    StatementId="alarms",
    Action="lambda:InvokeFunction",
    Principal="sns.amazonaws.com",
    SourceArn=alarms,
)

# %% wrong: the role may invoke, which nobody asked for
# refused: it has no policy
may_invoke = {"Effect": "Allow", "Action": "lambda:InvokeFunction", "Resource": "*"}
iam.put_role_policy(
    RoleName="tell-role", PolicyName="invoke", PolicyDocument=document(may_invoke)
)

# %% wrong: to do anything with the function
# refused: is about lambda:*
functions.add_permission(
    FunctionName="tell",
    StatementId="alarms",
    Action="lambda:*",
    Principal="sns.amazonaws.com",
    SourceArn=alarms,
)

# %% right: with the account
functions.add_permission(
    FunctionName="tell",
    StatementId="alarms",
    Action="lambda:InvokeFunction",
    Principal="sns.amazonaws.com",
    SourceArn=alarms,
    SourceAccount=account.id,
)

# %% right: the function by its ARN, the topic looked up
arn = functions.get_function(FunctionName="tell")["Configuration"]["FunctionArn"]
topics = [topic["TopicArn"] for topic in sns.list_topics()["Topics"]]
functions.add_permission(
    FunctionName=arn,
    StatementId="the-topic-may-invoke",
    Action="lambda:InvokeFunction",
    Principal="sns.amazonaws.com",
    SourceArn=next(topic for topic in topics if topic.endswith(":alarms")),
)
