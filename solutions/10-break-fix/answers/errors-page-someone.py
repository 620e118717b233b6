# %% wrong: the alias in the dimension
# refused: after one error and two good runs it is
cloudwatch.put_metric_alarm(
    AlarmName="intake-errors",
    AlarmDescription="Orders are lost. Begin with the log /aws/lambda/intake.",
    Namespace="AWS/Lambda",
    MetricName="Errors",
    Dimensions=[{"Name": "FunctionName", "Value": "intake:live"}],
    Statistic="Sum",
    Period=60,
    EvaluationPeriods=1,
    Threshold=1,
    ComparisonOperator="GreaterThanOrEqualToThreshold",
    TreatMissingData="notBreaching",
    AlarmActions=[arn("sns", "pages")],
    OKActions=[arn("sns", "pages")],
)
sns.set_subscription_attributes(
    SubscriptionArn=subscription("pages", "pager")["SubscriptionArn"],
    AttributeName="FilterPolicy",
    AttributeValue="{}",
)

# %% wrong: without a dimension, for all functions
# refused: counts every function of the account
cloudwatch.put_metric_alarm(
    AlarmName="intake-errors",
    AlarmDescription="Orders are lost. Begin with the log /aws/lambda/intake.",
    Namespace="AWS/Lambda",
    MetricName="Errors",
    Dimensions=[],
    Statistic="Sum",
    Period=60,
    EvaluationPeriods=1,
    Threshold=1,
    ComparisonOperator="GreaterThanOrEqualToThreshold",
    TreatMissingData="notBreaching",
    AlarmActions=[arn("sns", "pages")],
    OKActions=[arn("sns", "pages")],
)
sns.set_subscription_attributes(
    SubscriptionArn=subscription("pages", "pager")["SubscriptionArn"],
    AttributeName="FilterPolicy",
    AttributeValue="{}",
)

# %% wrong: the office is told instead of the pager
# refused: no message arrived
cloudwatch.put_metric_alarm(
    AlarmName="intake-errors",
    AlarmDescription="Orders are lost. Begin with the log /aws/lambda/intake.",
    Namespace="AWS/Lambda",
    MetricName="Errors",
    Dimensions=[{"Name": "FunctionName", "Value": "intake"}],
    Statistic="Sum",
    Period=60,
    EvaluationPeriods=1,
    Threshold=1,
    ComparisonOperator="GreaterThanOrEqualToThreshold",
    TreatMissingData="notBreaching",
    AlarmActions=[arn("sns", "reports")],
    OKActions=[arn("sns", "reports")],
)
sns.set_subscription_attributes(
    SubscriptionArn=subscription("pages", "pager")["SubscriptionArn"],
    AttributeName="FilterPolicy",
    AttributeValue="{}",
)

# %% wrong: nobody is told of the end
# refused: these arrived: ALARM
cloudwatch.put_metric_alarm(
    AlarmName="intake-errors",
    AlarmDescription="Orders are lost. Begin with the log /aws/lambda/intake.",
    Namespace="AWS/Lambda",
    MetricName="Errors",
    Dimensions=[{"Name": "FunctionName", "Value": "intake"}],
    Statistic="Sum",
    Period=60,
    EvaluationPeriods=1,
    Threshold=1,
    ComparisonOperator="GreaterThanOrEqualToThreshold",
    TreatMissingData="notBreaching",
    AlarmActions=[arn("sns", "pages")],
    OKActions=[],
)
sns.set_subscription_attributes(
    SubscriptionArn=subscription("pages", "pager")["SubscriptionArn"],
    AttributeName="FilterPolicy",
    AttributeValue="{}",
)

# %% wrong: it goes off at nought errors
# refused: to be calm in a minute without an error
cloudwatch.put_metric_alarm(
    AlarmName="intake-errors",
    AlarmDescription="Orders are lost. Begin with the log /aws/lambda/intake.",
    Namespace="AWS/Lambda",
    MetricName="Errors",
    Dimensions=[{"Name": "FunctionName", "Value": "intake"}],
    Statistic="Sum",
    Period=60,
    EvaluationPeriods=1,
    Threshold=0,
    ComparisonOperator="GreaterThanOrEqualToThreshold",
    TreatMissingData="notBreaching",
    AlarmActions=[arn("sns", "pages")],
    OKActions=[arn("sns", "pages")],
)
sns.set_subscription_attributes(
    SubscriptionArn=subscription("pages", "pager")["SubscriptionArn"],
    AttributeName="FilterPolicy",
    AttributeValue="{}",
)

# %% wrong: an alarm that only made noise is deleted
# refused: an alarm called intake-errors
cloudwatch.delete_alarms(AlarmNames=["intake-errors"])

# %% wrong: a minute without an invocation is no longer good
# refused: minutes without an invocation for: TreatMissingData
cloudwatch.put_metric_alarm(
    AlarmName="intake-errors",
    AlarmDescription="Orders are lost. Begin with the log /aws/lambda/intake.",
    Namespace="AWS/Lambda",
    MetricName="Errors",
    Dimensions=[{"Name": "FunctionName", "Value": "intake"}],
    Statistic="Sum",
    Period=60,
    EvaluationPeriods=1,
    Threshold=1,
    ComparisonOperator="GreaterThanOrEqualToThreshold",
    AlarmActions=[arn("sns", "pages")],
    OKActions=[arn("sns", "pages")],
)
sns.set_subscription_attributes(
    SubscriptionArn=subscription("pages", "pager")["SubscriptionArn"],
    AttributeName="FilterPolicy",
    AttributeValue="{}",
)

# %% right: one datapoint of one
cloudwatch.put_metric_alarm(
    AlarmName="intake-errors",
    AlarmDescription="Orders are lost. Begin with the log /aws/lambda/intake.",
    Namespace="AWS/Lambda",
    MetricName="Errors",
    Dimensions=[{"Name": "FunctionName", "Value": "intake"}],
    Statistic="Sum",
    Period=60,
    EvaluationPeriods=1,
    Threshold=1,
    ComparisonOperator="GreaterThanOrEqualToThreshold",
    TreatMissingData="notBreaching",
    AlarmActions=[arn("sns", "pages")],
    OKActions=[arn("sns", "pages")],
    DatapointsToAlarm=1,
)
sns.set_subscription_attributes(
    SubscriptionArn=subscription("pages", "pager")["SubscriptionArn"],
    AttributeName="FilterPolicy",
    AttributeValue="{}",
)
pass_time(3600)
minute(""), minute("", "lost.json"), minute("")

# %% right: a subscription of the pager anew
cloudwatch.put_metric_alarm(
    AlarmName="intake-errors",
    AlarmDescription="Orders are lost. Begin with the log /aws/lambda/intake.",
    Namespace="AWS/Lambda",
    MetricName="Errors",
    Dimensions=[{"Name": "FunctionName", "Value": "intake"}],
    Statistic="Sum",
    Period=60,
    EvaluationPeriods=1,
    Threshold=1,
    ComparisonOperator="GreaterThanOrEqualToThreshold",
    TreatMissingData="notBreaching",
    AlarmActions=[arn("sns", "pages")],
    OKActions=[arn("sns", "pages")],
)
sns.unsubscribe(SubscriptionArn=subscription("pages", "pager")["SubscriptionArn"])
sns.subscribe(
    TopicArn=arn("sns", "pages"), Protocol="sqs", Endpoint=arn("sqs", "pager")
)
pass_time(3600)
minute(""), minute("", "lost.json"), minute("")
