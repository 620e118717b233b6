# %% wrong: the time-out stays short, since the carrier is to blame
# refused: Task timed out after 1.00 seconds
events.enable_rule(Name="nightly-report")
functions.update_function_configuration(
    FunctionName="report",
    Handler="app.handler",
    Timeout=1,
    Environment={"Variables": {"TOPIC_ARN": arn("sns", "reports"), "BUCKET": bucket}},
)
functions.get_waiter("function_updated_v2").wait(FunctionName="report")
for one in statements("report"):
    functions.remove_permission(FunctionName="report", StatementId=one["Sid"])
functions.add_permission(
    FunctionName="report",
    StatementId="nightly",
    Action="lambda:InvokeFunction",
    Principal="events.amazonaws.com",
    SourceArn=arn("events", "rule/nightly-report"),
)

# %% wrong: the handler is named after the function
# refused: Runtime.ImportModuleError
events.enable_rule(Name="nightly-report")
functions.update_function_configuration(
    FunctionName="report",
    Handler="report.handler",
    Timeout=10,
    Environment={"Variables": {"TOPIC_ARN": arn("sns", "reports"), "BUCKET": bucket}},
)
functions.get_waiter("function_updated_v2").wait(FunctionName="report")
for one in statements("report"):
    functions.remove_permission(FunctionName="report", StatementId=one["Sid"])
functions.add_permission(
    FunctionName="report",
    StatementId="nightly",
    Action="lambda:InvokeFunction",
    Principal="events.amazonaws.com",
    SourceArn=arn("events", "rule/nightly-report"),
)

# %% wrong: one variable is set, and the other one lost
# refused: KeyError: 'BUCKET'
events.enable_rule(Name="nightly-report")
functions.update_function_configuration(
    FunctionName="report",
    Handler="app.handler",
    Timeout=10,
    Environment={"Variables": {"TOPIC_ARN": arn("sns", "reports")}},
)
functions.get_waiter("function_updated_v2").wait(FunctionName="report")
for one in statements("report"):
    functions.remove_permission(FunctionName="report", StatementId=one["Sid"])
functions.add_permission(
    FunctionName="report",
    StatementId="nightly",
    Action="lambda:InvokeFunction",
    Principal="events.amazonaws.com",
    SourceArn=arn("events", "rule/nightly-report"),
)

# %% wrong: the role is widened to what the function asks for
# refused: ran without an error, and nothing arrived
events.enable_rule(Name="nightly-report")
functions.update_function_configuration(
    FunctionName="report",
    Handler="app.handler",
    Timeout=10,
    Environment={"Variables": {"TOPIC_ARN": arn("sns", "pages"), "BUCKET": bucket}},
)
functions.get_waiter("function_updated_v2").wait(FunctionName="report")
for one in statements("report"):
    functions.remove_permission(FunctionName="report", StatementId=one["Sid"])
functions.add_permission(
    FunctionName="report",
    StatementId="nightly",
    Action="lambda:InvokeFunction",
    Principal="events.amazonaws.com",
    SourceArn=arn("events", "rule/nightly-report"),
)
more = {"Effect": "Allow", "Action": "sns:Publish", "Resource": "*"}
document = json.dumps({"Version": "2012-10-17", "Statement": more})
iam.put_role_policy(
    RoleName="report-role", PolicyName="more", PolicyDocument=document
)

# %% wrong: the rule runs each minute, so that it is seen
# refused: in two weeks it runs
events.put_rule(
    Name="nightly-report", ScheduleExpression="rate(1 minute)", State="ENABLED"
)
functions.update_function_configuration(
    FunctionName="report",
    Handler="app.handler",
    Timeout=10,
    Environment={"Variables": {"TOPIC_ARN": arn("sns", "reports"), "BUCKET": bucket}},
)
functions.get_waiter("function_updated_v2").wait(FunctionName="report")
for one in statements("report"):
    functions.remove_permission(FunctionName="report", StatementId=one["Sid"])
functions.add_permission(
    FunctionName="report",
    StatementId="nightly",
    Action="lambda:InvokeFunction",
    Principal="events.amazonaws.com",
    SourceArn=arn("events", "rule/nightly-report"),
)

# %% wrong: the permission names the function as its source
# refused: shows no run since then
events.enable_rule(Name="nightly-report")
functions.update_function_configuration(
    FunctionName="report",
    Handler="app.handler",
    Timeout=10,
    Environment={"Variables": {"TOPIC_ARN": arn("sns", "reports"), "BUCKET": bucket}},
)
functions.get_waiter("function_updated_v2").wait(FunctionName="report")
for one in statements("report"):
    functions.remove_permission(FunctionName="report", StatementId=one["Sid"])
functions.add_permission(
    FunctionName="report",
    StatementId="nightly",
    Action="lambda:InvokeFunction",
    Principal="events.amazonaws.com",
    SourceArn=arn("lambda", "function:report"),
)

# %% wrong: a new rule instead of the old one
# refused: a rule called nightly-report
events.remove_targets(Rule="nightly-report", Ids=["report"])
events.delete_rule(Name="nightly-report")
events.put_rule(Name="nightly", ScheduleExpression="cron(0 3 * * ? *)")
events.put_targets(
    Rule="nightly", Targets=[{"Id": "report", "Arn": arn("lambda", "function:report")}]
)
functions.update_function_configuration(
    FunctionName="report",
    Handler="app.handler",
    Timeout=10,
    Environment={"Variables": {"TOPIC_ARN": arn("sns", "reports"), "BUCKET": bucket}},
)
functions.get_waiter("function_updated_v2").wait(FunctionName="report")
for one in statements("report"):
    functions.remove_permission(FunctionName="report", StatementId=one["Sid"])
functions.add_permission(
    FunctionName="report",
    StatementId="nightly",
    Action="lambda:InvokeFunction",
    Principal="events.amazonaws.com",
    SourceArn=arn("events", "rule/nightly-report"),
)

# %% right: the rule put once more
events.put_rule(
    Name="nightly-report", ScheduleExpression="cron(0 3 ? * * *)", State="ENABLED"
)
functions.update_function_configuration(
    FunctionName="report",
    Handler="app.handler",
    Timeout=10,
    Environment={"Variables": {"TOPIC_ARN": arn("sns", "reports"), "BUCKET": bucket}},
)
functions.get_waiter("function_updated_v2").wait(FunctionName="report")
for one in statements("report"):
    functions.remove_permission(FunctionName="report", StatementId=one["Sid"])
functions.add_permission(
    FunctionName="report",
    StatementId="nightly",
    Action="lambda:InvokeFunction",
    Principal="events.amazonaws.com",
    SourceArn=arn("events", "rule/nightly-report"),
)
fire_now("nightly-report")
[json.loads(text)["orders"] for text in take("office")]

# %% right: each setting in a call of its own
events.enable_rule(Name="nightly-report")
now = functions.get_function_configuration(FunctionName="report")
variables = now["Environment"]["Variables"] | {"TOPIC_ARN": arn("sns", "reports")}
for change in (
    {"Handler": "app.handler"},
    {"Timeout": 10},
    {"Environment": {"Variables": variables}},
):
    functions.update_function_configuration(FunctionName="report", **change)
    functions.get_waiter("function_updated_v2").wait(FunctionName="report")
if not statements("report"):
    functions.add_permission(
        FunctionName="report",
        StatementId="rule",
        Action="lambda:InvokeFunction",
        Principal="events.amazonaws.com",
        SourceArn=events.describe_rule(Name="nightly-report")["Arn"],
    )
fire_now("nightly-report")
[json.loads(text)["orders"] for text in take("office")]
