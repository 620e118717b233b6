import boto3

aws_lambda = boto3.client("lambda")


def handler(event, context):
    alarm = event["alarmData"]
    metric = alarm["configuration"]["metrics"][0]["metricStat"]["metric"]
    function = metric["dimensions"]["FunctionName"]
    if alarm["state"]["value"] == "ALARM":
        aws_lambda.put_function_concurrency(
            FunctionName=function, ReservedConcurrentExecutions=0
        )
        print(f"{function} stopped by {alarm['alarmName']}")
    return {"function": function, "state": alarm["state"]["value"]}
