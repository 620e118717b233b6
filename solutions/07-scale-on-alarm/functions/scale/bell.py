from clients import cloudwatch


def again(alarm):
    cloudwatch.set_alarm_state(
        AlarmName=alarm,
        StateValue="INSUFFICIENT_DATA",
        StateReason="It rang; let it look anew.",
    )
