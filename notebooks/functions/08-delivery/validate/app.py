import json

import boto3

aws_lambda, ssm = boto3.client("lambda"), boto3.client("ssm")


def handler(event, context):
    release = {"FunctionName": event["function"], "Qualifier": event["version"]}
    settings = aws_lambda.get_function_configuration(**release)
    parameter = settings["Environment"]["Variables"]["RATES"]
    missing = ssm.get_parameters(Names=[parameter])["InvalidParameters"]
    wrong = [f"there is no parameter {name}" for name in missing]
    for order, total in event["orders"]:
        answer = aws_lambda.invoke(**release, Payload=json.dumps(order))
        found = json.load(answer["Payload"])
        if found != {"total": total}:
            wrong.append(f"{order}: {found.get('errorType', found)}")
    return {"wrong": wrong}
