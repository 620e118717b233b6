# %% wrong: the variable of the notebook
# refused: there is none
import os

os.environ["TOPIC_ARN"] = topic_arn

# %% wrong: small letters
# refused: its variables are topic_arn
configured = functions.update_function_configuration(
    FunctionName="notify", Environment={"Variables": {"topic_arn": topic_arn}}
)
functions.get_waiter("function_updated_v2").wait(FunctionName="notify")

# %% wrong: the topic's name
# refused: it is 'reports'
configured = functions.update_function_configuration(
    FunctionName="notify", Environment={"Variables": {"TOPIC_ARN": "reports"}}
)
functions.get_waiter("function_updated_v2").wait(FunctionName="notify")

# %% wrong: the name of the variable in quotes
# refused: it is 'topic_arn'
configured = functions.update_function_configuration(
    FunctionName="notify", Environment={"Variables": {"TOPIC_ARN": "topic_arn"}}
)
functions.get_waiter("function_updated_v2").wait(FunctionName="notify")

# %% wrong: the queue's ARN
# refused: :inbox'
configured = functions.update_function_configuration(
    FunctionName="notify", Environment={"Variables": {"TOPIC_ARN": inbox_arn}}
)
functions.get_waiter("function_updated_v2").wait(FunctionName="notify")

# %% wrong: a blank at its end
# refused: :reports '
configured = functions.update_function_configuration(
    FunctionName="notify", Environment={"Variables": {"TOPIC_ARN": f"{topic_arn} "}}
)
functions.get_waiter("function_updated_v2").wait(FunctionName="notify")

# %% wrong: the topic of another account
# refused: it is 'arn:aws:sns:us-east-1:000011112222:reports'
other = f"arn:aws:sns:{account.region}:000011112222:reports"
configured = functions.update_function_configuration(
    FunctionName="notify", Environment={"Variables": {"TOPIC_ARN": other}}
)
functions.get_waiter("function_updated_v2").wait(FunctionName="notify")

# %% right: among other variables
configured = functions.update_function_configuration(
    FunctionName="notify",
    Environment={"Variables": {"LOG_LEVEL": "INFO", "TOPIC_ARN": topic_arn, "STAGE": "test"}},
)
functions.get_waiter("function_updated_v2").wait(FunctionName="notify")

# %% right: the ARN put together, and another setting with it
configured = functions.update_function_configuration(
    FunctionName="notify",
    MemorySize=256,
    Environment={"Variables": {"TOPIC_ARN": f"arn:aws:sns:{account.region}:{account.id}:reports"}},
)
functions.get_waiter("function_updated_v2").wait(FunctionName="notify")
