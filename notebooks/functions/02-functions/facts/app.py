import os

stage = os.environ.get("STAGE", "test")


def handler(event, context):
    return {
        "the event is a": type(event).__name__,
        "this is": f"{context.function_name}:{context.function_version}",
        "stage": stage,
        "seconds left": round(context.get_remaining_time_in_millis() / 1000),
    }
