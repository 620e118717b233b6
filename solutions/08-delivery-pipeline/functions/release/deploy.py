import os

import boto3

functions = boto3.client("lambda")
SHOP = os.environ["SHOP"]


def publish(bucket, key):
    functions.update_function_code(FunctionName=SHOP, S3Bucket=bucket, S3Key=key)
    functions.get_waiter("function_updated_v2").wait(FunctionName=SHOP)
    return functions.publish_version(FunctionName=SHOP)["Version"]
