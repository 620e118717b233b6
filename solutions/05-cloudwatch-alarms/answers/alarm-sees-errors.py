# %% wrong: no alarm
# refused: there is none
watch = {}

# %% wrong: another name
# refused: the account's alarms are checkout_errors
watch = {
    "Namespace": "AWS/Lambda",
    "MetricName": "Errors",
    "Dimensions": [{"Name": "FunctionName", "Value": "checkout"}],
    "Statistic": "Sum",
    "Period": 60,
    "EvaluationPeriods": 1,
    "Threshold": 1,
    "ComparisonOperator": "GreaterThanOrEqualToThreshold",
}
cloudwatch.put_metric_alarm(AlarmName="checkout_errors", **watch)

# %% wrong: another function
# refused: it watches FunctionName = tell
watch = {
    "Namespace": "AWS/Lambda",
    "MetricName": "Errors",
    "Dimensions": [{"Name": "FunctionName", "Value": "tell"}],
    "Statistic": "Sum",
    "Period": 60,
    "EvaluationPeriods": 1,
    "Threshold": 1,
    "ComparisonOperator": "GreaterThanOrEqualToThreshold",
}
cloudwatch.put_metric_alarm(AlarmName="checkout-errors", **watch)

# %% wrong: the wrong dimension
# refused: its dimension is Function = checkout, by which Lambda sends nothing
watch = {
    "Namespace": "AWS/Lambda",
    "MetricName": "Errors",
    "Dimensions": [{"Name": "Function", "Value": "checkout"}],
    "Statistic": "Sum",
    "Period": 60,
    "EvaluationPeriods": 1,
    "Threshold": 1,
    "ComparisonOperator": "GreaterThanOrEqualToThreshold",
}
cloudwatch.put_metric_alarm(AlarmName="checkout-errors", **watch)

# %% wrong: the function's ARN for its name
# refused: it watches FunctionName = arn:aws:lambda
watch = {
    "Namespace": "AWS/Lambda",
    "MetricName": "Errors",
    "Dimensions": [{"Name": "FunctionName", "Value": f"arn:aws:lambda:{account.region}:{account.id}:function:checkout"}],
    "Statistic": "Sum",
    "Period": 60,
    "EvaluationPeriods": 1,
    "Threshold": 1,
    "ComparisonOperator": "GreaterThanOrEqualToThreshold",
}
cloudwatch.put_metric_alarm(AlarmName="checkout-errors", **watch)

# %% wrong: no dimension
# refused: it has no dimension, and so counts every function of the account
watch = {
    "Namespace": "AWS/Lambda",
    "MetricName": "Errors",
    "Statistic": "Sum",
    "Period": 60,
    "EvaluationPeriods": 1,
    "Threshold": 1,
    "ComparisonOperator": "GreaterThanOrEqualToThreshold",
}
cloudwatch.put_metric_alarm(AlarmName="checkout-errors", **watch)

# %% wrong: a metric that nobody sends
# refused: it watches AWS/Lambda Error
watch = {
    "Namespace": "AWS/Lambda",
    "MetricName": "Error",
    "Dimensions": [{"Name": "FunctionName", "Value": "checkout"}],
    "Statistic": "Sum",
    "Period": 60,
    "EvaluationPeriods": 1,
    "Threshold": 1,
    "ComparisonOperator": "GreaterThanOrEqualToThreshold",
}
cloudwatch.put_metric_alarm(AlarmName="checkout-errors", **watch)

# %% wrong: the runs in place of the errors
# refused: it watches AWS/Lambda Invocations
watch = {
    "Namespace": "AWS/Lambda",
    "MetricName": "Invocations",
    "Dimensions": [{"Name": "FunctionName", "Value": "checkout"}],
    "Statistic": "Sum",
    "Period": 60,
    "EvaluationPeriods": 1,
    "Threshold": 1,
    "ComparisonOperator": "GreaterThanOrEqualToThreshold",
}
cloudwatch.put_metric_alarm(AlarmName="checkout-errors", **watch)

# %% wrong: a namespace that nobody uses
# refused: it watches Lambda Errors
watch = {
    "Namespace": "Lambda",
    "MetricName": "Errors",
    "Dimensions": [{"Name": "FunctionName", "Value": "checkout"}],
    "Statistic": "Sum",
    "Period": 60,
    "EvaluationPeriods": 1,
    "Threshold": 1,
    "ComparisonOperator": "GreaterThanOrEqualToThreshold",
}
cloudwatch.put_metric_alarm(AlarmName="checkout-errors", **watch)

# %% wrong: off by one
# refused: Sum in 60 s > 1, 1 time(s) of 1
watch = {
    "Namespace": "AWS/Lambda",
    "MetricName": "Errors",
    "Dimensions": [{"Name": "FunctionName", "Value": "checkout"}],
    "Statistic": "Sum",
    "Period": 60,
    "EvaluationPeriods": 1,
    "Threshold": 1,
    "ComparisonOperator": "GreaterThanThreshold",
}
cloudwatch.put_metric_alarm(AlarmName="checkout-errors", **watch)

# %% wrong: off by one, as well
# refused: Sum in 60 s >= 2, 1 time(s) of 1
watch = {
    "Namespace": "AWS/Lambda",
    "MetricName": "Errors",
    "Dimensions": [{"Name": "FunctionName", "Value": "checkout"}],
    "Statistic": "Sum",
    "Period": 60,
    "EvaluationPeriods": 1,
    "Threshold": 2,
    "ComparisonOperator": "GreaterThanOrEqualToThreshold",
}
cloudwatch.put_metric_alarm(AlarmName="checkout-errors", **watch)

# %% wrong: every minute without an error
# refused: after 2 good ones it is in ALARM
watch = {
    "Namespace": "AWS/Lambda",
    "MetricName": "Errors",
    "Dimensions": [{"Name": "FunctionName", "Value": "checkout"}],
    "Statistic": "Sum",
    "Period": 60,
    "EvaluationPeriods": 1,
    "Threshold": 0,
    "ComparisonOperator": "GreaterThanOrEqualToThreshold",
}
cloudwatch.put_metric_alarm(AlarmName="checkout-errors", **watch)

# %% wrong: the other way round
# refused: Sum in 60 s <= 1
watch = {
    "Namespace": "AWS/Lambda",
    "MetricName": "Errors",
    "Dimensions": [{"Name": "FunctionName", "Value": "checkout"}],
    "Statistic": "Sum",
    "Period": 60,
    "EvaluationPeriods": 1,
    "Threshold": 1,
    "ComparisonOperator": "LessThanOrEqualToThreshold",
}
cloudwatch.put_metric_alarm(AlarmName="checkout-errors", **watch)

# %% wrong: the share in place of the number
# refused: Average in 60 s >= 1
watch = {
    "Namespace": "AWS/Lambda",
    "MetricName": "Errors",
    "Dimensions": [{"Name": "FunctionName", "Value": "checkout"}],
    "Statistic": "Average",
    "Period": 60,
    "EvaluationPeriods": 1,
    "Threshold": 1,
    "ComparisonOperator": "GreaterThanOrEqualToThreshold",
}
cloudwatch.put_metric_alarm(AlarmName="checkout-errors", **watch)

# %% wrong: the smallest of many
# refused: Minimum in 60 s >= 1
watch = {
    "Namespace": "AWS/Lambda",
    "MetricName": "Errors",
    "Dimensions": [{"Name": "FunctionName", "Value": "checkout"}],
    "Statistic": "Minimum",
    "Period": 60,
    "EvaluationPeriods": 1,
    "Threshold": 1,
    "ComparisonOperator": "GreaterThanOrEqualToThreshold",
}
cloudwatch.put_metric_alarm(AlarmName="checkout-errors", **watch)

# %% wrong: how many were sent, not how many were 1
# refused: SampleCount in 60 s >= 1
watch = {
    "Namespace": "AWS/Lambda",
    "MetricName": "Errors",
    "Dimensions": [{"Name": "FunctionName", "Value": "checkout"}],
    "Statistic": "SampleCount",
    "Period": 60,
    "EvaluationPeriods": 1,
    "Threshold": 1,
    "ComparisonOperator": "GreaterThanOrEqualToThreshold",
}
cloudwatch.put_metric_alarm(AlarmName="checkout-errors", **watch)

# %% wrong: two bad minutes
# refused: 2 time(s) of 2
watch = {
    "Namespace": "AWS/Lambda",
    "MetricName": "Errors",
    "Dimensions": [{"Name": "FunctionName", "Value": "checkout"}],
    "Statistic": "Sum",
    "Period": 60,
    "EvaluationPeriods": 2,
    "Threshold": 1,
    "ComparisonOperator": "GreaterThanOrEqualToThreshold",
}
cloudwatch.put_metric_alarm(AlarmName="checkout-errors", **watch)

# %% wrong: five minutes at once
# refused: Sum in 300 s >= 1
watch = {
    "Namespace": "AWS/Lambda",
    "MetricName": "Errors",
    "Dimensions": [{"Name": "FunctionName", "Value": "checkout"}],
    "Statistic": "Sum",
    "Period": 300,
    "EvaluationPeriods": 1,
    "Threshold": 1,
    "ComparisonOperator": "GreaterThanOrEqualToThreshold",
}
cloudwatch.put_metric_alarm(AlarmName="checkout-errors", **watch)

# %% wrong: one of three minutes
# refused: 1 time(s) of 3
watch = {
    "Namespace": "AWS/Lambda",
    "MetricName": "Errors",
    "Dimensions": [{"Name": "FunctionName", "Value": "checkout"}],
    "Statistic": "Sum",
    "Period": 60,
    "EvaluationPeriods": 3,
    "Threshold": 1,
    "ComparisonOperator": "GreaterThanOrEqualToThreshold",
    "DatapointsToAlarm": 1,
}
cloudwatch.put_metric_alarm(AlarmName="checkout-errors", **watch)

# %% wrong: a period in which nothing is sent
# refused: its Period is 10 s
watch = {
    "Namespace": "AWS/Lambda",
    "MetricName": "Errors",
    "Dimensions": [{"Name": "FunctionName", "Value": "checkout"}],
    "Statistic": "Sum",
    "Period": 10,
    "EvaluationPeriods": 1,
    "Threshold": 1,
    "ComparisonOperator": "GreaterThanOrEqualToThreshold",
}
cloudwatch.put_metric_alarm(AlarmName="checkout-errors", **watch)

# %% wrong: the operator as a sign, which AWS refuses
# refused: there is none
watch = {
    "Namespace": "AWS/Lambda",
    "MetricName": "Errors",
    "Dimensions": [{"Name": "FunctionName", "Value": "checkout"}],
    "Statistic": "Sum",
    "Period": 60,
    "EvaluationPeriods": 1,
    "Threshold": 1,
    "ComparisonOperator": ">=",
}
cloudwatch.put_metric_alarm(AlarmName="checkout-errors", **watch)

# %% wrong: more bad datapoints than it looks at, which AWS refuses
# refused: there is none
watch = {
    "Namespace": "AWS/Lambda",
    "MetricName": "Errors",
    "Dimensions": [{"Name": "FunctionName", "Value": "checkout"}],
    "Statistic": "Sum",
    "Period": 60,
    "EvaluationPeriods": 1,
    "Threshold": 1,
    "ComparisonOperator": "GreaterThanOrEqualToThreshold",
    "DatapointsToAlarm": 3,
}
cloudwatch.put_metric_alarm(AlarmName="checkout-errors", **watch)

# %% right: more than none
watch = {
    "Namespace": "AWS/Lambda",
    "MetricName": "Errors",
    "Dimensions": [{"Name": "FunctionName", "Value": "checkout"}],
    "Statistic": "Sum",
    "Period": 60,
    "EvaluationPeriods": 1,
    "Threshold": 0,
    "ComparisonOperator": "GreaterThanThreshold",
}
cloudwatch.put_metric_alarm(AlarmName="checkout-errors", **watch)

# %% right: the largest
watch = {
    "Namespace": "AWS/Lambda",
    "MetricName": "Errors",
    "Dimensions": [{"Name": "FunctionName", "Value": "checkout"}],
    "Statistic": "Maximum",
    "Period": 60,
    "EvaluationPeriods": 1,
    "Threshold": 1,
    "ComparisonOperator": "GreaterThanOrEqualToThreshold",
}
cloudwatch.put_metric_alarm(AlarmName="checkout-errors", **watch)

# %% right: any share at all
watch = {
    "Namespace": "AWS/Lambda",
    "MetricName": "Errors",
    "Dimensions": [{"Name": "FunctionName", "Value": "checkout"}],
    "Statistic": "Average",
    "Period": 60,
    "EvaluationPeriods": 1,
    "Threshold": 0.0,
    "ComparisonOperator": "GreaterThanThreshold",
    "DatapointsToAlarm": 1,
}
cloudwatch.put_metric_alarm(AlarmName="checkout-errors", **watch)
