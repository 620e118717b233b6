# %% wrong: the alias stands at the newest code, a draft
# refused: this one arrived: {"number"
may = {"s3:GetObject": f"arn:aws:s3:::{bucket}/*", "sns:Publish": arn("sns", "orders")}
work = [{"Effect": "Allow", "Action": do, "Resource": on} for do, on in may.items()]
iam.put_role_policy(
    RoleName="intake-role",
    PolicyName="work",
    PolicyDocument=json.dumps({"Version": "2012-10-17", "Statement": work}),
)
functions.update_alias(FunctionName="intake", Name="live", FunctionVersion="$LATEST")
for one in statements("intake:live"):
    functions.remove_permission(
        FunctionName="intake", Qualifier="live", StatementId=one["Sid"]
    )
functions.add_permission(
    FunctionName="intake",
    Qualifier="live",
    StatementId="uploads",
    Action="lambda:InvokeFunction",
    Principal="s3.amazonaws.com",
    SourceArn=f"arn:aws:s3:::{bucket}",
    SourceAccount=account.id,
)
told = {
    "LambdaFunctionArn": arn("lambda", "function:intake:live"),
    "Events": ["s3:ObjectCreated:*"],
    "Filter": {"Key": {"FilterRules": [{"Name": "suffix", "Value": ".json"}]}},
}
s3.put_bucket_notification_configuration(
    Bucket=bucket, NotificationConfiguration={"LambdaFunctionConfigurations": [told]}
)
upload("second try.json")

# %% wrong: without a filter, so that surely everything comes
# refused: another one arrived
may = {"s3:GetObject": f"arn:aws:s3:::{bucket}/*", "sns:Publish": arn("sns", "orders")}
work = [{"Effect": "Allow", "Action": do, "Resource": on} for do, on in may.items()]
iam.put_role_policy(
    RoleName="intake-role",
    PolicyName="work",
    PolicyDocument=json.dumps({"Version": "2012-10-17", "Statement": work}),
)
functions.update_alias(FunctionName="intake", Name="live", FunctionVersion="2")
for one in statements("intake:live"):
    functions.remove_permission(
        FunctionName="intake", Qualifier="live", StatementId=one["Sid"]
    )
functions.add_permission(
    FunctionName="intake",
    Qualifier="live",
    StatementId="uploads",
    Action="lambda:InvokeFunction",
    Principal="s3.amazonaws.com",
    SourceArn=f"arn:aws:s3:::{bucket}",
    SourceAccount=account.id,
)
told = {
    "LambdaFunctionArn": arn("lambda", "function:intake:live"),
    "Events": ["s3:ObjectCreated:*"],
}
s3.put_bucket_notification_configuration(
    Bucket=bucket, NotificationConfiguration={"LambdaFunctionConfigurations": [told]}
)
upload("second try.json")

# %% wrong: the alias stays at the version before, and the role may do what the manual says
# refused: s3:ListBucket
may = {"s3:GetObject": f"arn:aws:s3:::{bucket}/*", "sns:Publish": arn("sns", "orders")}
work = [{"Effect": "Allow", "Action": do, "Resource": on} for do, on in may.items()]
iam.put_role_policy(
    RoleName="intake-role",
    PolicyName="work",
    PolicyDocument=json.dumps({"Version": "2012-10-17", "Statement": work}),
)
functions.update_alias(FunctionName="intake", Name="live", FunctionVersion="1")
for one in statements("intake:live"):
    functions.remove_permission(
        FunctionName="intake", Qualifier="live", StatementId=one["Sid"]
    )
functions.add_permission(
    FunctionName="intake",
    Qualifier="live",
    StatementId="uploads",
    Action="lambda:InvokeFunction",
    Principal="s3.amazonaws.com",
    SourceArn=f"arn:aws:s3:::{bucket}",
    SourceAccount=account.id,
)
told = {
    "LambdaFunctionArn": arn("lambda", "function:intake:live"),
    "Events": ["s3:ObjectCreated:*"],
    "Filter": {"Key": {"FilterRules": [{"Name": "suffix", "Value": ".json"}]}},
}
s3.put_bucket_notification_configuration(
    Bucket=bucket, NotificationConfiguration={"LambdaFunctionConfigurations": [told]}
)
upload("second try.json")

# %% wrong: the role may read the bucket, not its objects
# refused: not authorized to perform: s3:GetObject
may = {"s3:GetObject": f"arn:aws:s3:::{bucket}", "sns:Publish": arn("sns", "orders")}
work = [{"Effect": "Allow", "Action": do, "Resource": on} for do, on in may.items()]
iam.put_role_policy(
    RoleName="intake-role",
    PolicyName="work",
    PolicyDocument=json.dumps({"Version": "2012-10-17", "Statement": work}),
)
functions.update_alias(FunctionName="intake", Name="live", FunctionVersion="2")
for one in statements("intake:live"):
    functions.remove_permission(
        FunctionName="intake", Qualifier="live", StatementId=one["Sid"]
    )
functions.add_permission(
    FunctionName="intake",
    Qualifier="live",
    StatementId="uploads",
    Action="lambda:InvokeFunction",
    Principal="s3.amazonaws.com",
    SourceArn=f"arn:aws:s3:::{bucket}",
    SourceAccount=account.id,
)
told = {
    "LambdaFunctionArn": arn("lambda", "function:intake:live"),
    "Events": ["s3:ObjectCreated:*"],
    "Filter": {"Key": {"FilterRules": [{"Name": "suffix", "Value": ".json"}]}},
}
s3.put_bucket_notification_configuration(
    Bucket=bucket, NotificationConfiguration={"LambdaFunctionConfigurations": [told]}
)
upload("second try.json")

# %% wrong: the role may publish to the neighbour's topic
# refused: SNS:Publish on resource
may = {"s3:GetObject": f"arn:aws:s3:::{bucket}/*", "sns:Publish": arn("sns", "reports")}
work = [{"Effect": "Allow", "Action": do, "Resource": on} for do, on in may.items()]
iam.put_role_policy(
    RoleName="intake-role",
    PolicyName="work",
    PolicyDocument=json.dumps({"Version": "2012-10-17", "Statement": work}),
)
functions.update_alias(FunctionName="intake", Name="live", FunctionVersion="2")
for one in statements("intake:live"):
    functions.remove_permission(
        FunctionName="intake", Qualifier="live", StatementId=one["Sid"]
    )
functions.add_permission(
    FunctionName="intake",
    Qualifier="live",
    StatementId="uploads",
    Action="lambda:InvokeFunction",
    Principal="s3.amazonaws.com",
    SourceArn=f"arn:aws:s3:::{bucket}",
    SourceAccount=account.id,
)
told = {
    "LambdaFunctionArn": arn("lambda", "function:intake:live"),
    "Events": ["s3:ObjectCreated:*"],
    "Filter": {"Key": {"FilterRules": [{"Name": "suffix", "Value": ".json"}]}},
}
s3.put_bucket_notification_configuration(
    Bucket=bucket, NotificationConfiguration={"LambdaFunctionConfigurations": [told]}
)
upload("second try.json")

# %% wrong: S3 may run the function, not its alias
# refused: shows no run since then
may = {"s3:GetObject": f"arn:aws:s3:::{bucket}/*", "sns:Publish": arn("sns", "orders")}
work = [{"Effect": "Allow", "Action": do, "Resource": on} for do, on in may.items()]
iam.put_role_policy(
    RoleName="intake-role",
    PolicyName="work",
    PolicyDocument=json.dumps({"Version": "2012-10-17", "Statement": work}),
)
functions.update_alias(FunctionName="intake", Name="live", FunctionVersion="2")
for one in statements("intake:live"):
    functions.remove_permission(
        FunctionName="intake", Qualifier="live", StatementId=one["Sid"]
    )
functions.add_permission(
    FunctionName="intake",
    StatementId="uploads",
    Action="lambda:InvokeFunction",
    Principal="s3.amazonaws.com",
    SourceArn=f"arn:aws:s3:::{bucket}",
    SourceAccount=account.id,
)
told = {
    "LambdaFunctionArn": arn("lambda", "function:intake:live"),
    "Events": ["s3:ObjectCreated:*"],
    "Filter": {"Key": {"FilterRules": [{"Name": "suffix", "Value": ".json"}]}},
}
s3.put_bucket_notification_configuration(
    Bucket=bucket, NotificationConfiguration={"LambdaFunctionConfigurations": [told]}
)
upload("second try.json")

# %% right: every way to create an object, each by its name
may = {"s3:GetObject": f"arn:aws:s3:::{bucket}/*", "sns:Publish": arn("sns", "orders")}
work = [{"Effect": "Allow", "Action": do, "Resource": on} for do, on in may.items()]
iam.put_role_policy(
    RoleName="intake-role",
    PolicyName="work",
    PolicyDocument=json.dumps({"Version": "2012-10-17", "Statement": work}),
)
functions.update_alias(FunctionName="intake", Name="live", FunctionVersion="2")
for one in statements("intake:live"):
    functions.remove_permission(
        FunctionName="intake", Qualifier="live", StatementId=one["Sid"]
    )
functions.add_permission(
    FunctionName="intake",
    Qualifier="live",
    StatementId="uploads",
    Action="lambda:InvokeFunction",
    Principal="s3.amazonaws.com",
    SourceArn=f"arn:aws:s3:::{bucket}",
    SourceAccount=account.id,
)
told = {
    "LambdaFunctionArn": arn("lambda", "function:intake:live"),
    "Events": [
        "s3:ObjectCreated:Put",
        "s3:ObjectCreated:Post",
        "s3:ObjectCreated:Copy",
        "s3:ObjectCreated:CompleteMultipartUpload",
    ],
    "Filter": {"Key": {"FilterRules": [{"Name": "suffix", "Value": ".json"}]}},
}
s3.put_bucket_notification_configuration(
    Bucket=bucket, NotificationConfiguration={"LambdaFunctionConfigurations": [told]}
)
upload("second try.json")
[json.loads(text).get("key") for text in take("tap")]

# %% right: one call for each line of the runbook, with a new name for the statement
may = {"s3:GetObject": f"arn:aws:s3:::{bucket}/*", "sns:Publish": arn("sns", "orders")}
work = [{"Effect": "Allow", "Action": do, "Resource": on} for do, on in may.items()]
iam.put_role_policy(
    RoleName="intake-role",
    PolicyName="work",
    PolicyDocument=json.dumps({"Version": "2012-10-17", "Statement": work}),
)
functions.update_alias(FunctionName="intake", Name="live", FunctionVersion="2")
for one in statements("intake:live"):
    functions.remove_permission(
        FunctionName="intake", Qualifier="live", StatementId=one["Sid"]
    )
functions.add_permission(
    FunctionName="intake",
    Qualifier="live",
    StatementId="s3-of-this-bucket",
    Action="lambda:InvokeFunction",
    Principal="s3.amazonaws.com",
    SourceArn=f"arn:aws:s3:::{bucket}",
    SourceAccount=account.id,
)
told = {
    "LambdaFunctionArn": arn("lambda", "function:intake:live"),
    "Events": ["s3:ObjectCreated:*"],
    "Filter": {"Key": {"FilterRules": [{"Name": "Suffix", "Value": ".json"}]}},
}
s3.put_bucket_notification_configuration(
    Bucket=bucket, NotificationConfiguration={"LambdaFunctionConfigurations": [told]}
)
upload("second try.json")
[json.loads(text).get("key") for text in take("tap")]
