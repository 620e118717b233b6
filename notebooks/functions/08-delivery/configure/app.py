import json

import boto3

s3, ssm = boto3.client("s3"), boto3.client("ssm")


def faults(rates):
    wrong = {name: rate for name, rate in rates.items() if not 0 <= rate < 1}
    return [f"{name}: {rate}" for name, rate in wrong.items()]


def handler(event, context):
    bucket, key, parameter = event["bucket"], event["key"], event["parameter"]
    rates = json.load(s3.get_object(Bucket=bucket, Key=key)["Body"])
    if wrong := faults(rates):
        raise ValueError(f"{key} is no file of rates: {', '.join(wrong)}")
    value = {"Value": f"s3://{bucket}/{key}", "Type": "String", "Overwrite": True}
    return {"version": ssm.put_parameter(Name=parameter, **value)["Version"]}
