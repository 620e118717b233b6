# %% wrong: every action of logs
# refused: it could wipe its traces
own_log = f"arn:aws:logs:{account.region}:{account.id}:log-group:/aws/lambda/report:*"
statements = [
    {"Effect": "Allow", "Action": "logs:*", "Resource": own_log},
    {"Effect": "Allow", "Action": "sns:Publish", "Resource": topic},
]
policy = {"PolicyName": "report", "PolicyDocument": document(*statements)}
iam.put_role_policy(RoleName="report-role", **policy)

# %% wrong: the group as well
# refused: a group of its making keeps lines for ever
own_log = f"arn:aws:logs:{account.region}:{account.id}:log-group:/aws/lambda/report:*"
writing = ["logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents"]
statements = [
    {"Effect": "Allow", "Action": writing, "Resource": own_log},
    {"Effect": "Allow", "Action": "sns:Publish", "Resource": topic},
]
policy = {"PolicyName": "report", "PolicyDocument": document(*statements)}
iam.put_role_policy(RoleName="report-role", **policy)

# %% wrong: every log group
# refused: it could write into the log that it reports on
own_log = f"arn:aws:logs:{account.region}:{account.id}:log-group:/aws/lambda/report:*"
statements = [
    {"Effect": "Allow", "Action": ["logs:CreateLogStream", "logs:PutLogEvents"], "Resource": "*"},
    {"Effect": "Allow", "Action": "sns:Publish", "Resource": topic},
]
policy = {"PolicyName": "report", "PolicyDocument": document(*statements)}
iam.put_role_policy(RoleName="report-role", **policy)

# %% wrong: all log groups of Lambda's
# refused: it could write into the log that it reports on
own_log = f"arn:aws:logs:{account.region}:{account.id}:log-group:/aws/lambda/report:*"
statements = [
    {"Effect": "Allow", "Action": ["logs:CreateLogStream", "logs:PutLogEvents"], "Resource": own_log.replace("report:*", "*")},
    {"Effect": "Allow", "Action": "sns:Publish", "Resource": topic},
]
policy = {"PolicyName": "report", "PolicyDocument": document(*statements)}
iam.put_role_policy(RoleName="report-role", **policy)

# %% wrong: every topic
# refused: it could tell others
own_log = f"arn:aws:logs:{account.region}:{account.id}:log-group:/aws/lambda/report:*"
statements = [
    {"Effect": "Allow", "Action": ["logs:CreateLogStream", "logs:PutLogEvents"], "Resource": own_log},
    {"Effect": "Allow", "Action": "sns:Publish", "Resource": "*"},
]
policy = {"PolicyName": "report", "PolicyDocument": document(*statements)}
iam.put_role_policy(RoleName="report-role", **policy)

# %% wrong: every action of SNS
# refused: it could let others listen
own_log = f"arn:aws:logs:{account.region}:{account.id}:log-group:/aws/lambda/report:*"
statements = [
    {"Effect": "Allow", "Action": ["logs:CreateLogStream", "logs:PutLogEvents"], "Resource": own_log},
    {"Effect": "Allow", "Action": "sns:*", "Resource": topic},
]
policy = {"PolicyName": "report", "PolicyDocument": document(*statements)}
iam.put_role_policy(RoleName="report-role", **policy)

# %% wrong: the policy that most functions get
# refused: logs:PutLogEvents on
own_log = f"arn:aws:logs:{account.region}:{account.id}:log-group:/aws/lambda/report:*"
statements = [{"Effect": "Allow", "Action": "sns:Publish", "Resource": topic}]
policy = {"PolicyName": "report", "PolicyDocument": document(*statements)}
iam.put_role_policy(RoleName="report-role", **policy)
iam.attach_role_policy(RoleName="report-role", PolicyArn=may_log)

# %% wrong: a group without its streams
# refused: report-role to allow logs:CreateLogStream
own_log = f"arn:aws:logs:{account.region}:{account.id}:log-group:/aws/lambda/report:*"
statements = [
    {"Effect": "Allow", "Action": ["logs:CreateLogStream", "logs:PutLogEvents"], "Resource": own_log.removesuffix(":*")},
    {"Effect": "Allow", "Action": "sns:Publish", "Resource": topic},
]
policy = {"PolicyName": "report", "PolicyDocument": document(*statements)}
iam.put_role_policy(RoleName="report-role", **policy)

# %% right: three statements
own_log = f"arn:aws:logs:{account.region}:{account.id}:log-group:/aws/lambda/report:*"
own_streams = own_log.replace(":*", ":log-stream:*")
statements = [
    {"Effect": "Allow", "Action": "logs:CreateLogStream", "Resource": own_streams},
    {"Effect": "Allow", "Action": "logs:PutLogEvents", "Resource": [own_streams]},
    {"Effect": "Allow", "Action": ["sns:Publish"], "Resource": [topic]},
]
policy = {"PolicyName": "report", "PolicyDocument": document(*statements)}
iam.put_role_policy(RoleName="report-role", **policy)

# %% right: as two policies
own_log = f"arn:aws:logs:{account.region}:{account.id}:log-group:/aws/lambda/report:*"
statements = [{"Effect": "Allow", "Action": "sns:Publish", "Resource": topic}]
writing = {
    "Sid": "OwnLog",
    "Effect": "Allow",
    "Action": ["logs:PutLogEvents", "logs:CreateLogStream"],
    "Resource": own_log,
}
iam.put_role_policy(
    RoleName="report-role", PolicyName="log", PolicyDocument=document(writing)
)
policy = {"PolicyName": "report", "PolicyDocument": document(*statements)}
iam.put_role_policy(RoleName="report-role", **policy)
