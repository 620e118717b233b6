# %% wrong: no second alarm
# refused: the account's alarms are checkout-errors
why = "Refused orders. See the reserved concurrency of checkout."

# %% wrong: another name
# refused: the account's alarms are checkout-errors, throttles
why = "Refused orders. See the reserved concurrency of checkout."
refused = watch | {"AlarmDescription": why} | {"MetricName": "Throttles"}
cloudwatch.put_metric_alarm(AlarmName="throttles", **refused)

# %% wrong: the errors once more
# refused: it watches AWS/Lambda Errors
why = "Refused orders. See the reserved concurrency of checkout."
refused = watch | {"AlarmDescription": why} | {"Period": 60}
cloudwatch.put_metric_alarm(AlarmName="checkout-throttles", **refused)

# %% wrong: a metric that nobody sends
# refused: it watches AWS/Lambda Throttled
why = "Refused orders. See the reserved concurrency of checkout."
refused = watch | {"AlarmDescription": why} | {"MetricName": "Throttled"}
cloudwatch.put_metric_alarm(AlarmName="checkout-throttles", **refused)

# %% wrong: how many run in place of how many were refused
# refused: it watches AWS/Lambda ConcurrentExecutions
why = "Refused orders. See the reserved concurrency of checkout."
refused = watch | {"AlarmDescription": why} | {"MetricName": "ConcurrentExecutions"}
cloudwatch.put_metric_alarm(AlarmName="checkout-throttles", **refused)

# %% wrong: the whole account
# refused: it has no dimension
why = "Refused orders. See the reserved concurrency of checkout."
refused = watch | {"AlarmDescription": why} | {"MetricName": "Throttles", "Dimensions": []}
cloudwatch.put_metric_alarm(AlarmName="checkout-throttles", **refused)

# %% wrong: off by one
# refused: Sum in 60 s > 1
why = "Refused orders. See the reserved concurrency of checkout."
refused = watch | {"AlarmDescription": why} | {
    "MetricName": "Throttles",
    "ComparisonOperator": "GreaterThanThreshold",
}
cloudwatch.put_metric_alarm(AlarmName="checkout-throttles", **refused)

# %% wrong: missing treated as breaching
# refused: it is ALARM: missing data is treated as breaching
why = "Refused orders. See the reserved concurrency of checkout."
refused = watch | {"AlarmDescription": why} | {
    "MetricName": "Throttles",
    "TreatMissingData": "breaching",
}
cloudwatch.put_metric_alarm(AlarmName="checkout-throttles", **refused)

# %% wrong: nobody is told of the end
# refused: when it becomes OK it tells nobody
why = "Refused orders. See the reserved concurrency of checkout."
refused = watch | {"AlarmDescription": why} | {"MetricName": "Throttles", "OKActions": []}
cloudwatch.put_metric_alarm(AlarmName="checkout-throttles", **refused)

# %% wrong: the first alarm is set to the other metric
# refused: this cannot be judged before alarm-sees-errors is met
why = "Refused orders. See the reserved concurrency of checkout."
watch["MetricName"] = "Throttles"
cloudwatch.put_metric_alarm(AlarmName="checkout-errors", **watch)
cloudwatch.put_metric_alarm(AlarmName="checkout-throttles", **watch)

# %% wrong: written anew, without the silence
# refused: missing data is treated as missing
why = "Refused orders. See the reserved concurrency of checkout."
new = {key: watch[key] for key in watch if key != "TreatMissingData"}
new |= {"MetricName": "Throttles", "AlarmDescription": why}
cloudwatch.put_metric_alarm(AlarmName="checkout-throttles", **new)

# %% wrong: it sends people to the log, where refused orders leave nothing
# refused: it says what checkout-errors says: Failed orders. Begin with the log
why = "Refused orders. See the reserved concurrency of checkout."
refused = watch | {"MetricName": "Throttles"}
cloudwatch.put_metric_alarm(AlarmName="checkout-throttles", **refused)

# %% wrong: the description is left out
# refused: it has no description
why = "Refused orders. See the reserved concurrency of checkout."
refused = watch | {"MetricName": "Throttles"}
del refused["AlarmDescription"]
cloudwatch.put_metric_alarm(AlarmName="checkout-throttles", **refused)

# %% right: more than none
why = "Refused orders. See the reserved concurrency of checkout."
refused = watch | {"AlarmDescription": why} | {
    "MetricName": "Throttles",
    "Threshold": 0,
    "ComparisonOperator": "GreaterThanThreshold",
}
cloudwatch.put_metric_alarm(AlarmName="checkout-throttles", **refused)

# %% right: as arguments
why = "Refused orders. See the reserved concurrency of checkout."
others = {key: watch[key] for key in watch if key not in ("MetricName", "AlarmDescription")}
cloudwatch.put_metric_alarm(
    AlarmName="checkout-throttles",
    AlarmDescription=why,
    MetricName="Throttles",
    **others,
)
