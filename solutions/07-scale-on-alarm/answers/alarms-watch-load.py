# %% wrong: another dimension
# refused: it watches Shop RequestsPerInstance of InstanceId = web: nobody sends that
metric = {
    "Namespace": "Shop",
    "MetricName": "RequestsPerInstance",
    "Dimensions": [{"Name": "Fleet", "Value": "web"}],
    "Period": 60,
    "EvaluationPeriods": 1,
}
settings = metric | {"Statistic": "Average", "AlarmActions": [topic]}
high = settings | {"Threshold": 80, "ComparisonOperator": "GreaterThanThreshold"}
low = settings | {"Threshold": 30, "ComparisonOperator": "LessThanThreshold"}
high["Dimensions"] = [{"Name": "InstanceId", "Value": "web"}]
for name, alarm in (("web-high", high), ("web-low", low)):
    cloudwatch.put_metric_alarm(AlarmName=name, **alarm)

# %% wrong: no dimension
# refused: it watches Shop RequestsPerInstance of no dimension
metric = {
    "Namespace": "Shop",
    "MetricName": "RequestsPerInstance",
    "Dimensions": [{"Name": "Fleet", "Value": "web"}],
    "Period": 60,
    "EvaluationPeriods": 1,
}
settings = metric | {"Statistic": "Average", "AlarmActions": [topic]}
high = settings | {"Threshold": 80, "ComparisonOperator": "GreaterThanThreshold"}
low = settings | {"Threshold": 30, "ComparisonOperator": "LessThanThreshold"}
high["Dimensions"] = low["Dimensions"] = []
for name, alarm in (("web-high", high), ("web-low", low)):
    cloudwatch.put_metric_alarm(AlarmName=name, **alarm)

# %% wrong: the sum of all values
# refused: it asks for Sum in 60 s > 80
metric = {
    "Namespace": "Shop",
    "MetricName": "RequestsPerInstance",
    "Dimensions": [{"Name": "Fleet", "Value": "web"}],
    "Period": 60,
    "EvaluationPeriods": 1,
}
settings = metric | {"Statistic": "Average", "AlarmActions": [topic]}
high = settings | {"Threshold": 80, "ComparisonOperator": "GreaterThanThreshold"}
low = settings | {"Threshold": 30, "ComparisonOperator": "LessThanThreshold"}
high["Statistic"] = low["Statistic"] = "Sum"
for name, alarm in (("web-high", high), ("web-low", low)):
    cloudwatch.put_metric_alarm(AlarmName=name, **alarm)

# %% wrong: the highest value
# refused: it asks for Maximum in 60 s > 80
metric = {
    "Namespace": "Shop",
    "MetricName": "RequestsPerInstance",
    "Dimensions": [{"Name": "Fleet", "Value": "web"}],
    "Period": 60,
    "EvaluationPeriods": 1,
}
settings = metric | {"Statistic": "Average", "AlarmActions": [topic]}
high = settings | {"Threshold": 80, "ComparisonOperator": "GreaterThanThreshold"}
low = settings | {"Threshold": 30, "ComparisonOperator": "LessThanThreshold"}
high["Statistic"] = "Maximum"
for name, alarm in (("web-high", high), ("web-low", low)):
    cloudwatch.put_metric_alarm(AlarmName=name, **alarm)

# %% wrong: the lowest value
# refused: it asks for Minimum in 60 s < 30
metric = {
    "Namespace": "Shop",
    "MetricName": "RequestsPerInstance",
    "Dimensions": [{"Name": "Fleet", "Value": "web"}],
    "Period": 60,
    "EvaluationPeriods": 1,
}
settings = metric | {"Statistic": "Average", "AlarmActions": [topic]}
high = settings | {"Threshold": 80, "ComparisonOperator": "GreaterThanThreshold"}
low = settings | {"Threshold": 30, "ComparisonOperator": "LessThanThreshold"}
low["Statistic"] = "Minimum"
for name, alarm in (("web-high", high), ("web-low", low)):
    cloudwatch.put_metric_alarm(AlarmName=name, **alarm)

# %% wrong: at least, for more than
# refused: after a minute of just 80
metric = {
    "Namespace": "Shop",
    "MetricName": "RequestsPerInstance",
    "Dimensions": [{"Name": "Fleet", "Value": "web"}],
    "Period": 60,
    "EvaluationPeriods": 1,
}
settings = metric | {"Statistic": "Average", "AlarmActions": [topic]}
high = settings | {"Threshold": 80, "ComparisonOperator": "GreaterThanThreshold"}
low = settings | {"Threshold": 30, "ComparisonOperator": "LessThanThreshold"}
high["ComparisonOperator"] = "GreaterThanOrEqualToThreshold"
for name, alarm in (("web-high", high), ("web-low", low)):
    cloudwatch.put_metric_alarm(AlarmName=name, **alarm)

# %% wrong: both alarms look upwards
# refused: it asks for Average in 60 s > 30
metric = {
    "Namespace": "Shop",
    "MetricName": "RequestsPerInstance",
    "Dimensions": [{"Name": "Fleet", "Value": "web"}],
    "Period": 60,
    "EvaluationPeriods": 1,
}
settings = metric | {"Statistic": "Average", "AlarmActions": [topic]}
high = settings | {"Threshold": 80, "ComparisonOperator": "GreaterThanThreshold"}
low = settings | {"Threshold": 30, "ComparisonOperator": "LessThanThreshold"}
low["ComparisonOperator"] = "GreaterThanThreshold"
for name, alarm in (("web-high", high), ("web-low", low)):
    cloudwatch.put_metric_alarm(AlarmName=name, **alarm)

# %% wrong: one setting for both thresholds
# refused: it asks for Average in 60 s < 80
metric = {
    "Namespace": "Shop",
    "MetricName": "RequestsPerInstance",
    "Dimensions": [{"Name": "Fleet", "Value": "web"}],
    "Period": 60,
    "EvaluationPeriods": 1,
}
settings = metric | {"Statistic": "Average", "AlarmActions": [topic]}
high = settings | {"Threshold": 80, "ComparisonOperator": "GreaterThanThreshold"}
low = settings | {"Threshold": 30, "ComparisonOperator": "LessThanThreshold"}
low["Threshold"] = 80
for name, alarm in (("web-high", high), ("web-low", low)):
    cloudwatch.put_metric_alarm(AlarmName=name, **alarm)

# %% wrong: silence is taken for a quiet minute
# refused: and takes missing data as breaching
metric = {
    "Namespace": "Shop",
    "MetricName": "RequestsPerInstance",
    "Dimensions": [{"Name": "Fleet", "Value": "web"}],
    "Period": 60,
    "EvaluationPeriods": 1,
}
settings = metric | {"Statistic": "Average", "AlarmActions": [topic]}
high = settings | {"Threshold": 80, "ComparisonOperator": "GreaterThanThreshold"}
low = settings | {"Threshold": 30, "ComparisonOperator": "LessThanThreshold"}
low["TreatMissingData"] = "breaching"
for name, alarm in (("web-high", high), ("web-low", low)):
    cloudwatch.put_metric_alarm(AlarmName=name, **alarm)

# %% wrong: alarms without an action
# refused: when it becomes ALARM it tells nobody
metric = {
    "Namespace": "Shop",
    "MetricName": "RequestsPerInstance",
    "Dimensions": [{"Name": "Fleet", "Value": "web"}],
    "Period": 60,
    "EvaluationPeriods": 1,
}
settings = metric | {"Statistic": "Average", "AlarmActions": [topic]}
high = settings | {"Threshold": 80, "ComparisonOperator": "GreaterThanThreshold"}
low = settings | {"Threshold": 30, "ComparisonOperator": "LessThanThreshold"}
del high["AlarmActions"], low["AlarmActions"]
for name, alarm in (("web-high", high), ("web-low", low)):
    cloudwatch.put_metric_alarm(AlarmName=name, **alarm)

# %% wrong: told when it is over
# refused: when it becomes ALARM it tells nobody
metric = {
    "Namespace": "Shop",
    "MetricName": "RequestsPerInstance",
    "Dimensions": [{"Name": "Fleet", "Value": "web"}],
    "Period": 60,
    "EvaluationPeriods": 1,
}
settings = metric | {"Statistic": "Average", "AlarmActions": [topic]}
high = settings | {"Threshold": 80, "ComparisonOperator": "GreaterThanThreshold"}
low = settings | {"Threshold": 30, "ComparisonOperator": "LessThanThreshold"}
low["OKActions"] = low.pop("AlarmActions")
for name, alarm in (("web-high", high), ("web-low", low)):
    cloudwatch.put_metric_alarm(AlarmName=name, **alarm)

# %% wrong: actions that are disabled
# refused: its actions are disabled
metric = {
    "Namespace": "Shop",
    "MetricName": "RequestsPerInstance",
    "Dimensions": [{"Name": "Fleet", "Value": "web"}],
    "Period": 60,
    "EvaluationPeriods": 1,
}
settings = metric | {"Statistic": "Average", "AlarmActions": [topic]}
high = settings | {"Threshold": 80, "ComparisonOperator": "GreaterThanThreshold"}
low = settings | {"Threshold": 30, "ComparisonOperator": "LessThanThreshold"}
low["ActionsEnabled"] = False
for name, alarm in (("web-high", high), ("web-low", low)):
    cloudwatch.put_metric_alarm(AlarmName=name, **alarm)

# %% right: silence is good, and said so
metric = {
    "Namespace": "Shop",
    "MetricName": "RequestsPerInstance",
    "Dimensions": [{"Name": "Fleet", "Value": "web"}],
    "Period": 60,
    "EvaluationPeriods": 1,
}
settings = metric | {"Statistic": "Average", "AlarmActions": [topic]}
high = settings | {"Threshold": 80, "ComparisonOperator": "GreaterThanThreshold"}
low = settings | {"Threshold": 30, "ComparisonOperator": "LessThanThreshold"}
high["TreatMissingData"] = low["TreatMissingData"] = "notBreaching"
for name, alarm in (("web-high", high), ("web-low", low)):
    cloudwatch.put_metric_alarm(AlarmName=name, **alarm)

# %% right: one datapoint of one, and no change without data
metric = {
    "Namespace": "Shop",
    "MetricName": "RequestsPerInstance",
    "Dimensions": [{"Name": "Fleet", "Value": "web"}],
    "Period": 60,
    "EvaluationPeriods": 1,
}
settings = metric | {"Statistic": "Average", "AlarmActions": [topic]}
high = settings | {"Threshold": 80, "ComparisonOperator": "GreaterThanThreshold"}
low = settings | {"Threshold": 30, "ComparisonOperator": "LessThanThreshold"}
high |= {"DatapointsToAlarm": 1, "TreatMissingData": "ignore"}
for name, alarm in (("web-high", high), ("web-low", low)):
    cloudwatch.put_metric_alarm(AlarmName=name, **alarm)
