# %% wrong: no subscription
# refused: it has none
told = []

# %% wrong: every line
# refused: also matches
sqs.purge_queue(QueueUrl=desk)  # what was told before
logs.put_subscription_filter(
    logGroupName=group,
    filterName="report",
    filterPattern="",
    destinationArn=reporter,
)

# %% wrong: the probe as well
# refused: also matches the probe's
sqs.purge_queue(QueueUrl=desk)  # what was told before
logs.put_subscription_filter(
    logGroupName=group,
    filterName="report",
    filterPattern='{ $.outcome != "ok" }',
    destinationArn=reporter,
)
attempt("zoe", "sesame", ip="203.0.113.66")
told = read(1)

# %% wrong: the log of the one that reports
# refused: it has none
sqs.purge_queue(QueueUrl=desk)  # what was told before
logs.put_subscription_filter(
    logGroupName="/aws/lambda/report",
    filterName="report",
    filterPattern=guess,
    destinationArn=reporter,
)

# %% wrong: a loop that is let in
# refused: its own log: what it writes invokes it
functions.add_permission(
    FunctionName="report",
    StatementId="own",
    Action="lambda:InvokeFunction",
    Principal="logs.amazonaws.com",
    SourceArn=own_log,
)
sqs.purge_queue(QueueUrl=desk)  # what was told before
logs.put_subscription_filter(
    logGroupName="/aws/lambda/report",
    filterName="report",
    filterPattern=guess,
    destinationArn=reporter,
)

# %% wrong: twice
# refused: there are 2: again, report
sqs.purge_queue(QueueUrl=desk)  # what was told before
logs.put_subscription_filter(
    logGroupName=group,
    filterName="report",
    filterPattern=guess,
    destinationArn=reporter,
)
logs.put_subscription_filter(
    logGroupName=group,
    filterName="again",
    filterPattern=guess,
    destinationArn=reporter,
)
attempt("zoe", "sesame", ip="203.0.113.66")
told = read(1)

# %% wrong: without the app
# refused: misses a wrong password in the app
sqs.purge_queue(QueueUrl=desk)  # what was told before
logs.put_subscription_filter(
    logGroupName=group,
    filterName="report",
    filterPattern='{ $.outcome != "ok" && $.source NOT EXISTS }',
    destinationArn=reporter,
)

# %% right: by the function's name and account
sqs.purge_queue(QueueUrl=desk)  # what was told before
logs.put_subscription_filter(
    logGroupName=group,
    filterName="report",
    filterPattern=guess,
    destinationArn=f"arn:aws:lambda:{account.region}:{account.id}:function:report",
)
attempt("zoe", "sesame", ip="203.0.113.66")
told = read(1)

# %% right: the pattern of the metric filter, as it is set
filters = logs.describe_metric_filters(logGroupName=group)["metricFilters"]
(pattern,) = [one["filterPattern"] for one in filters if one["filterName"] == "guesses"]
sqs.purge_queue(QueueUrl=desk)  # what was told before
logs.put_subscription_filter(
    logGroupName=group,
    filterName="guesses",
    filterPattern=pattern,
    destinationArn=reporter,
)
attempt("zoe", "sesame", ip="203.0.113.66")
told = read(1)
