import importlib
from urllib.parse import unquote_plus

FILES = ("deploy", "validate", "traffic", "judge", "outcome", "pipeline")


def handler(event, context):
    if "Records" in event:
        return [step("pipeline.release", *place(record)) for record in event["Records"]]
    return step(event["step"], *event.get("with", []))


def step(name, *values):
    file, function = name.split(".")
    module = importlib.import_module(FILES[FILES.index(file)])
    return getattr(module, function)(*values)


def place(record):
    s3 = record["s3"]
    return s3["bucket"]["name"], unquote_plus(s3["object"]["key"])
