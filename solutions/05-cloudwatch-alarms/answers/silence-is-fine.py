# %% wrong: nothing is set
# refused: it is INSUFFICIENT_DATA: missing data is treated as missing
silence = None

# %% wrong: missing
# refused: missing is also what it is when you do not give it
watch["TreatMissingData"] = "missing"
cloudwatch.put_metric_alarm(AlarmName="checkout-errors", **watch)

# %% wrong: missing treated as breaching
# refused: it is ALARM: missing data is treated as breaching
watch["TreatMissingData"] = "breaching"
cloudwatch.put_metric_alarm(AlarmName="checkout-errors", **watch)

# %% wrong: the last state is kept
# refused: it is ALARM: missing data is treated as ignore
watch["TreatMissingData"] = "ignore"
cloudwatch.put_metric_alarm(AlarmName="checkout-errors", **watch)

# %% wrong: the dictionary alone
# refused: it is INSUFFICIENT_DATA: missing data
watch["TreatMissingData"] = "notBreaching"

# %% wrong: another alarm
# refused: it is INSUFFICIENT_DATA: missing data
watch["TreatMissingData"] = "notBreaching"
cloudwatch.put_metric_alarm(AlarmName="checkout-silence", **watch)

# %% wrong: the metric is forgotten on the way
# refused: this cannot be judged before alarm-sees-errors is met
watch |= {"TreatMissingData": "notBreaching", "MetricName": "Invocations"}
cloudwatch.put_metric_alarm(AlarmName="checkout-errors", **watch)

# %% wrong: the state put right by hand
# refused: it is INSUFFICIENT_DATA: missing data
cloudwatch.set_alarm_state(
    AlarmName="checkout-errors", StateValue="OK", StateReason="it is night"
)

# %% right: as an argument
watch |= {"TreatMissingData": "notBreaching"}
cloudwatch.delete_alarms(AlarmNames=["checkout-errors"])
cloudwatch.put_metric_alarm(AlarmName="checkout-errors", **watch)

# %% right: from what is set
set_before = cloudwatch.describe_alarms(AlarmNames=["checkout-errors"])["MetricAlarms"][0]
watch = {key: set_before[key] for key in watch} | {"TreatMissingData": "notBreaching"}
cloudwatch.put_metric_alarm(AlarmName="checkout-errors", **watch)
