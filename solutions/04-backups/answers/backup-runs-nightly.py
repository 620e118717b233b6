# %% wrong: no rule
# refused: there is none
nightly = None

# %% wrong: another name
# refused: the account's rules are backup-nightly
nightly = events.put_rule(
    Name="backup-nightly", ScheduleExpression="cron(30 2 * * ? *)"
)["RuleArn"]
functions.add_permission(
    FunctionName="backup",
    StatementId="nightly",
    Action="lambda:InvokeFunction",
    Principal="events.amazonaws.com",
    SourceArn=nightly,
)

# %% wrong: hours and minutes are swapped
# refused: minutes come first, then hours
nightly = events.put_rule(
    Name="nightly-backup", ScheduleExpression="cron(2 3 * * ? *)"
)["RuleArn"]
functions.add_permission(
    FunctionName="backup",
    StatementId="nightly",
    Action="lambda:InvokeFunction",
    Principal="events.amazonaws.com",
    SourceArn=nightly,
)
events.put_targets(
    Rule="nightly-backup", Targets=[{"Id": "backup", "Arn": function_arn}]
)

# %% wrong: 02:30 in Berlin's winter
# refused: 01:30
nightly = events.put_rule(
    Name="nightly-backup", ScheduleExpression="cron(30 1 * * ? *)"
)["RuleArn"]
functions.add_permission(
    FunctionName="backup",
    StatementId="nightly",
    Action="lambda:InvokeFunction",
    Principal="events.amazonaws.com",
    SourceArn=nightly,
)
events.put_targets(
    Rule="nightly-backup", Targets=[{"Id": "backup", "Arn": function_arn}]
)

# %% wrong: working days alone
# refused: the days: day of month, month, day of week
nightly = events.put_rule(
    Name="nightly-backup", ScheduleExpression="cron(30 2 ? * MON-FRI *)"
)["RuleArn"]
functions.add_permission(
    FunctionName="backup",
    StatementId="nightly",
    Action="lambda:InvokeFunction",
    Principal="events.amazonaws.com",
    SourceArn=nightly,
)
events.put_targets(
    Rule="nightly-backup", Targets=[{"Id": "backup", "Arn": function_arn}]
)

# %% wrong: every half hour of that hour
# refused: in two weeks it runs 28 times
nightly = events.put_rule(
    Name="nightly-backup", ScheduleExpression="cron(0/30 2 * * ? *)"
)["RuleArn"]
functions.add_permission(
    FunctionName="backup",
    StatementId="nightly",
    Action="lambda:InvokeFunction",
    Principal="events.amazonaws.com",
    SourceArn=nightly,
)
events.put_targets(
    Rule="nightly-backup", Targets=[{"Id": "backup", "Arn": function_arn}]
)

# %% wrong: once a day, at whatever time
# refused: rate(...) counts from when the rule was put; a time of day needs cron(...)
nightly = events.put_rule(
    Name="nightly-backup", ScheduleExpression="rate(1 day)"
)["RuleArn"]
functions.add_permission(
    FunctionName="backup",
    StatementId="nightly",
    Action="lambda:InvokeFunction",
    Principal="events.amazonaws.com",
    SourceArn=nightly,
)
events.put_targets(
    Rule="nightly-backup", Targets=[{"Id": "backup", "Arn": function_arn}]
)

# %% wrong: five fields, as in a crontab
# refused: there is none
nightly = events.put_rule(
    Name="nightly-backup", ScheduleExpression="cron(30 2 * * *)"
)["RuleArn"]
functions.add_permission(
    FunctionName="backup",
    StatementId="nightly",
    Action="lambda:InvokeFunction",
    Principal="events.amazonaws.com",
    SourceArn=nightly,
)
events.put_targets(
    Rule="nightly-backup", Targets=[{"Id": "backup", "Arn": function_arn}]
)

# %% wrong: switched off
# refused: it is DISABLED
nightly = events.put_rule(
    Name="nightly-backup", ScheduleExpression="cron(30 2 * * ? *)", State="DISABLED"
)["RuleArn"]
functions.add_permission(
    FunctionName="backup",
    StatementId="nightly",
    Action="lambda:InvokeFunction",
    Principal="events.amazonaws.com",
    SourceArn=nightly,
)
events.put_targets(
    Rule="nightly-backup", Targets=[{"Id": "backup", "Arn": function_arn}]
)

# %% wrong: nobody may invoke
# refused: it has no policy
nightly = events.put_rule(
    Name="nightly-backup", ScheduleExpression="cron(30 2 * * ? *)"
)["RuleArn"]
events.put_targets(
    Rule="nightly-backup", Targets=[{"Id": "backup", "Arn": function_arn}]
)

# %% wrong: any rule
# refused: is for any: its SourceArn is *
nightly = events.put_rule(
    Name="nightly-backup", ScheduleExpression="cron(30 2 * * ? *)"
)["RuleArn"]
functions.add_permission(
    FunctionName="backup",
    StatementId="nightly",
    Action="lambda:InvokeFunction",
    Principal="events.amazonaws.com",
)
events.put_targets(
    Rule="nightly-backup", Targets=[{"Id": "backup", "Arn": function_arn}]
)

# %% wrong: the function's ARN as the source
# refused: it may do so for arn:aws:lambda
nightly = events.put_rule(
    Name="nightly-backup", ScheduleExpression="cron(30 2 * * ? *)"
)["RuleArn"]
functions.add_permission(
    FunctionName="backup",
    StatementId="nightly",
    Action="lambda:InvokeFunction",
    Principal="events.amazonaws.com",
    SourceArn=function_arn,
)
events.put_targets(
    Rule="nightly-backup", Targets=[{"Id": "backup", "Arn": function_arn}]
)

# %% wrong: no target
# refused: there is none
nightly = events.put_rule(
    Name="nightly-backup", ScheduleExpression="cron(30 2 * * ? *)"
)["RuleArn"]
functions.add_permission(
    FunctionName="backup",
    StatementId="nightly",
    Action="lambda:InvokeFunction",
    Principal="events.amazonaws.com",
    SourceArn=nightly,
)

# %% right: days by their names, and an input
nightly = events.put_rule(
    Name="nightly-backup", ScheduleExpression="cron(30 2 ? * SUN-SAT *)"
)["RuleArn"]
functions.add_permission(
    FunctionName="backup",
    StatementId="nightly",
    Action="lambda:InvokeFunction",
    Principal="events.amazonaws.com",
    SourceArn=nightly,
)
events.put_targets(
    Rule="nightly-backup", Targets=[{"Id": "backup", "Arn": function_arn, "Input": '{"by": "rule"}'}]
)

# %% right: other values for every day, and an ARN put together
expression = "cron(30 2 1-31 1-12 ? 1970-2199)"
nightly = f"arn:aws:events:{account.region}:{account.id}:rule/nightly-backup"
events.put_rule(Name="nightly-backup", ScheduleExpression=expression, State="ENABLED")
functions.add_permission(
    FunctionName="backup",
    StatementId="nightly",
    Action="lambda:InvokeFunction",
    Principal="events.amazonaws.com",
    SourceArn=nightly,
)
events.put_targets(
    Rule="nightly-backup", Targets=[{"Id": "1", "Arn": function_arn}]
)
