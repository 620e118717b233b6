# %% wrong: all of DynamoDB
# refused: it also allows dynamodb:DeleteItem
statement = {
    "Effect": "Allow",
    "Action": "dynamodb:*",
    "Resource": f"arn:aws:dynamodb:{place}:table/deployments",
}
iam.put_role_policy(
    RoleName="register-role", PolicyName="table", PolicyDocument=document(statement)
)
iam.list_role_policies(RoleName="register-role")["PolicyNames"]

# %% wrong: all tables
# refused: table/deployments-of-another
statement = {
    "Effect": "Allow",
    "Action": ["dynamodb:PutItem", "dynamodb:GetItem"],
    "Resource": "*",
}
iam.put_role_policy(
    RoleName="register-role", PolicyName="table", PolicyDocument=document(statement)
)
iam.list_role_policies(RoleName="register-role")["PolicyNames"]

# %% wrong: it may not read
# refused: dynamodb:GetItem is not
statement = {
    "Effect": "Allow",
    "Action": "dynamodb:PutItem",
    "Resource": f"arn:aws:dynamodb:{place}:table/deployments",
}
iam.put_role_policy(
    RoleName="register-role", PolicyName="table", PolicyDocument=document(statement)
)
iam.list_role_policies(RoleName="register-role")["PolicyNames"]

# %% wrong: another name of the API's
# refused: Allow dynamodb:Put, dynamodb:Get on
statement = {
    "Effect": "Allow",
    "Action": ["dynamodb:Put", "dynamodb:Get"],
    "Resource": f"arn:aws:dynamodb:{place}:table/deployments",
}
iam.put_role_policy(
    RoleName="register-role", PolicyName="table", PolicyDocument=document(statement)
)
iam.list_role_policies(RoleName="register-role")["PolicyNames"]

# %% wrong: it is denied
# refused: Deny dynamodb:PutItem, dynamodb:GetItem on
statement = {
    "Effect": "Deny",
    "Action": ["dynamodb:PutItem", "dynamodb:GetItem"],
    "Resource": f"arn:aws:dynamodb:{place}:table/deployments",
}
iam.put_role_policy(
    RoleName="register-role", PolicyName="table", PolicyDocument=document(statement)
)
iam.list_role_policies(RoleName="register-role")["PolicyNames"]

# %% wrong: reading the whole table, to be sure
# refused: it also allows dynamodb:Scan
statement = {
    "Effect": "Allow",
    "Action": ["dynamodb:PutItem", "dynamodb:GetItem", "dynamodb:Scan"],
    "Resource": f"arn:aws:dynamodb:{place}:table/deployments",
}
iam.put_role_policy(
    RoleName="register-role", PolicyName="table", PolicyDocument=document(statement)
)
iam.list_role_policies(RoleName="register-role")["PolicyNames"]

# %% right: named, with lists
statement = {
    "Sid": "OneTable",
    "Effect": "Allow",
    "Action": ["dynamodb:PutItem", "dynamodb:GetItem"],
    "Resource": [f"arn:aws:dynamodb:{account.region}:{account.id}:table/deployments"],
}
iam.put_role_policy(
    RoleName="register-role", PolicyName="table", PolicyDocument=document(statement)
)
iam.list_role_policies(RoleName="register-role")["PolicyNames"]

# %% right: the table's ARN as DynamoDB tells it, actions in small letters
arn = dynamodb.describe_table(TableName="deployments")["Table"]["TableArn"]
actions = [f"dynamodb:{verb}item" for verb in ("get", "put")]
statement = {"Effect": "Allow", "Action": actions, "Resource": arn}
iam.put_role_policy(
    RoleName="register-role", PolicyName="table", PolicyDocument=document(statement)
)
iam.list_role_policies(RoleName="register-role")["PolicyNames"]
