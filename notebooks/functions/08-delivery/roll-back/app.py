import os

import boto3

aws_lambda, sns = boto3.client("lambda"), boto3.client("sns")


def handler(event, context):
    alarm = event["alarmData"]
    metric = alarm["configuration"]["metrics"][0]["metricStat"]["metric"]
    bad = metric["dimensions"]["ExecutedVersion"]
    function, name = metric["dimensions"]["Resource"].split(":")
    alias = {"FunctionName": function, "Name": name}
    found = aws_lambda.get_alias(**alias).get("RoutingConfig", {})
    if bad not in found.get("AdditionalVersionWeights", {}):
        return {"rolled back": None}
    aws_lambda.update_alias(**alias, RoutingConfig={"AdditionalVersionWeights": {}})
    text = f"{function} {bad} is rolled back: {alarm['alarmName']} is in ALARM"
    sns.publish(TopicArn=os.environ["RELEASES"], Message=text)
    return {"rolled back": bad}
