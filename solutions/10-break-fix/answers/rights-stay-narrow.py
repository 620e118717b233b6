# %% wrong: everybody may send to the queue
# refused: for any source
statement = {
    "Effect": "Allow",
    "Principal": "*",
    "Action": "sqs:*",
    "Resource": arn("sqs", "parcels"),
}
document = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
sqs.set_queue_attributes(QueueUrl=url("parcels"), Attributes={"Policy": document})
rights = {}

# %% wrong: S3 may run the function beside its alias
# refused: only the policy of its alias
functions.add_permission(
    FunctionName="intake",
    StatementId="uploads",
    Action="lambda:InvokeFunction",
    Principal="s3.amazonaws.com",
    SourceArn=f"arn:aws:s3:::{bucket}",
    SourceAccount=account.id,
)
rights = {}

# %% wrong: everybody may run the alias
# refused: lets * run it
functions.add_permission(
    FunctionName="intake",
    Qualifier="live",
    StatementId="everybody",
    Action="lambda:InvokeFunction",
    Principal="*",
)
rights = {}

# %% wrong: any bucket may run the alias
# refused: aws:sourcearn is not set
functions.add_permission(
    FunctionName="intake",
    Qualifier="live",
    StatementId="any-bucket",
    Action="lambda:InvokeFunction",
    Principal="s3.amazonaws.com",
)
rights = {}

# %% wrong: a managed policy of the night is still attached
# refused: report-role to allow
iam.attach_role_policy(
    RoleName="report-role", PolicyArn="arn:aws:iam::aws:policy/AdministratorAccess"
)
rights = {"report-role": ["AdministratorAccess"]}

# %% wrong: a role that may do everything, since it works
# refused: intake-role to allow
everything = {"Effect": "Allow", "Action": "*", "Resource": "*"}
document = json.dumps({"Version": "2012-10-17", "Statement": everything})
iam.put_role_policy(RoleName="intake-role", PolicyName="work", PolicyDocument=document)
rights = {"intake-role": ["*"]}

# %% right: by the resource
rights = {}
for role in ("intake-role", "report-role"):
    for policy in boto3.resource("iam").Role(role).policies.all():
        rights[role] = [one["Action"] for one in policy.policy_document["Statement"]]
rights

# %% right: one role with its actions in lists
may = {"s3:GetObject": f"arn:aws:s3:::{bucket}/*", "sns:Publish": arn("sns", "orders")}
work = [{"Effect": "Allow", "Action": [do], "Resource": [on]} for do, on in may.items()]
document = json.dumps({"Version": "2012-10-17", "Statement": work})
iam.put_role_policy(RoleName="intake-role", PolicyName="work", PolicyDocument=document)
rights = {"intake-role": sorted(may), "report-role": ["s3:ListBucket", "sns:Publish"]}
rights
