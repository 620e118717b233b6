# %% wrong: only the group that is there
# refused: the account's log groups are /aws/lambda/sign-in
logs.put_retention_policy(logGroupName=group, retentionInDays=14)

# %% wrong: made, and the days forgotten
# refused: /aws/lambda/report to keep its lines for 14 days
logs.create_log_group(logGroupName="/aws/lambda/report")
logs.put_retention_policy(logGroupName=group, retentionInDays=14)

# %% wrong: nothing is set
# refused: /aws/lambda/sign-in to keep its lines for 14 days
logs.create_log_group(logGroupName="/aws/lambda/report")

# %% wrong: two months
# refused: it keeps them for 60 days
logs.create_log_group(logGroupName="/aws/lambda/report")
for name in (group, "/aws/lambda/report"):
    logs.put_retention_policy(logGroupName=name, retentionInDays=60)

# %% wrong: a number of days that there is not
# refused: it keeps them for ever
logs.create_log_group(logGroupName="/aws/lambda/report")
for name in (group, "/aws/lambda/report"):
    logs.put_retention_policy(logGroupName=name, retentionInDays=15)

# %% wrong: the group by the function's name alone
# refused: the account's log groups are /aws/lambda/sign-in, report
logs.create_log_group(logGroupName="report")
for name in (group, "report"):
    logs.put_retention_policy(logGroupName=name, retentionInDays=14)

# %% right: the other way round
logs.put_retention_policy(logGroupName=group, retentionInDays=14)
own = {"logGroupName": "/aws/lambda/report"}
logs.create_log_group(**own)
logs.put_retention_policy(**own, retentionInDays=14)

# %% right: every group of Lambda's
logs.create_log_group(logGroupName="/aws/lambda/report", tags={"team": "door"})
for one in logs.describe_log_groups(logGroupNamePrefix="/aws/lambda/")["logGroups"]:
    logs.put_retention_policy(logGroupName=one["logGroupName"], retentionInDays=14)
