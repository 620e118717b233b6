# %% wrong: the bell is not put back
# refused: what does not change is not told
%%writefile build/scale/bell.py
from clients import cloudwatch


def again(alarm):
    pass

# %% wrong: put back into the state that it is in
# refused: to any state but ALARM
%%writefile build/scale/bell.py
from clients import cloudwatch


def again(alarm):
    why = "It rang; let it look anew."
    cloudwatch.set_alarm_state(AlarmName=alarm, StateValue="ALARM", StateReason=why)

# %% wrong: always the same alarm
# refused: web-low to ring again while it lasts
%%writefile build/scale/bell.py
from clients import cloudwatch


def again(alarm):
    cloudwatch.set_alarm_state(
        AlarmName="web-high",
        StateValue="INSUFFICIENT_DATA",
        StateReason="It rang; let it look anew.",
    )

# %% wrong: an alarm that is not there
# refused: ResourceNotFound
%%writefile build/scale/bell.py
from clients import cloudwatch


def again(alarm):
    cloudwatch.set_alarm_state(
        AlarmName="web-" + alarm,
        StateValue="INSUFFICIENT_DATA",
        StateReason="It rang; let it look anew.",
    )

# %% wrong: without a reason
# refused: Parameter validation failed
%%writefile build/scale/bell.py
from clients import cloudwatch


def again(alarm):
    cloudwatch.set_alarm_state(AlarmName=alarm, StateValue="OK")

# %% wrong: the actions are switched off and on
# refused: set_alarm_state is what the role allows
%%writefile build/scale/bell.py
from clients import cloudwatch


def again(alarm):
    cloudwatch.disable_alarm_actions(AlarmNames=[alarm])
    cloudwatch.enable_alarm_actions(AlarmNames=[alarm])

# %% right: to OK, in which nobody is told
%%writefile build/scale/bell.py
from clients import cloudwatch


def again(alarm):
    why = {"StateReason": "The bell is put back."}
    cloudwatch.set_alarm_state(AlarmName=alarm, StateValue="OK", **why)

# %% right: both alarms
%%writefile build/scale/bell.py
from clients import cloudwatch


def again(alarm):
    for name in ("web-high", "web-low"):
        cloudwatch.set_alarm_state(
            AlarmName=name,
            StateValue="INSUFFICIENT_DATA",
            StateReason=f"{alarm} rang.",
        )
