# %% wrong: any topic
# refused: -of-another
statement = {"Effect": "Allow", "Action": "sns:Publish", "Resource": "*"}
policy = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
iam.put_role_policy(RoleName="notify-role", PolicyName="publish", PolicyDocument=policy)

# %% wrong: anything with the topic
# refused: it also allows sns:DeleteTopic
statement = {"Effect": "Allow", "Action": "sns:*", "Resource": topic_arn}
policy = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
iam.put_role_policy(RoleName="notify-role", PolicyName="publish", PolicyDocument=policy)

# %% wrong: one action too many
# refused: it also allows sns:Subscribe
statement = {"Effect": "Allow", "Action": ["sns:Publish", "sns:Subscribe"], "Resource": topic_arn}
policy = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
iam.put_role_policy(RoleName="notify-role", PolicyName="publish", PolicyDocument=policy)

# %% wrong: it denies
# refused: Deny sns:Publish
statement = {"Effect": "Deny", "Action": "sns:Publish", "Resource": topic_arn}
policy = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
iam.put_role_policy(RoleName="notify-role", PolicyName="publish", PolicyDocument=policy)

# %% wrong: the action of the queue
# refused: Allow sqs:SendMessage
statement = {"Effect": "Allow", "Action": "sqs:SendMessage", "Resource": topic_arn}
policy = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
iam.put_role_policy(RoleName="notify-role", PolicyName="publish", PolicyDocument=policy)

# %% wrong: the queue's ARN
# refused: :inbox
statement = {"Effect": "Allow", "Action": "sns:Publish", "Resource": inbox_arn}
policy = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
iam.put_role_policy(RoleName="notify-role", PolicyName="publish", PolicyDocument=policy)

# %% wrong: the topic of another account
# refused: Allow sns:Publish on arn:aws:sns:us-east-1:000011112222:reports
other = f"arn:aws:sns:{account.region}:000011112222:reports"
statement = {"Effect": "Allow", "Action": "sns:Publish", "Resource": other}
policy = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
iam.put_role_policy(RoleName="notify-role", PolicyName="publish", PolicyDocument=policy)

# %% wrong: a managed policy for all of SNS
# refused: it also allows
full = "arn:aws:iam::aws:policy/AmazonSNSFullAccess"
iam.attach_role_policy(RoleName="notify-role", PolicyArn=full)

# %% wrong: the topic's name instead of its ARN
# refused: none but those about logs
statement = {"Effect": "Allow", "Action": "sns:Publish", "Resource": "reports"}
policy = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
iam.put_role_policy(RoleName="notify-role", PolicyName="publish", PolicyDocument=policy)

# %% wrong: the role is deleted
# refused: a role called notify-role
iam.detach_role_policy(RoleName="notify-role", PolicyArn=may_log)
iam.delete_role(RoleName="notify-role")

# %% right: lists, other capitals, and a statement about logs beside it
statements = [
    {"Sid": "Publish", "Effect": "Allow", "Action": ["SNS:publish"], "Resource": [topic_arn]},
    {"Sid": "Log", "Effect": "Allow", "Action": "logs:PutLogEvents", "Resource": "*"},
]
policy = json.dumps({"Version": "2012-10-17", "Statement": statements})
iam.put_role_policy(RoleName="notify-role", PolicyName="publish", PolicyDocument=policy)

# %% right: a managed policy of one's own
statement = {"Effect": "Allow", "Action": "sns:Publish", "Resource": topic_arn}
policy = json.dumps({"Version": "2012-10-17", "Statement": statement})
made = iam.create_policy(PolicyName="publish-reports", PolicyDocument=policy)
iam.attach_role_policy(RoleName="notify-role", PolicyArn=made["Policy"]["Arn"])
