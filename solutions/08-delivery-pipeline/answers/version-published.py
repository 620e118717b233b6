# %% wrong: publishes without waiting for the update
# refused: a waiter between update and publish
%%writefile build/release/deploy.py
import os

import boto3

functions = boto3.client("lambda")
SHOP = os.environ["SHOP"]


def publish(bucket, key):
    functions.update_function_code(FunctionName=SHOP, S3Bucket=bucket, S3Key=key)
    return functions.publish_version(FunctionName=SHOP)["Version"]

# %% wrong: waits for a new function, not for an update
# refused: PublishVersion operation: The operation cannot be performed at this time. An update is in progress for resource
%%writefile build/release/deploy.py
import os

import boto3

functions = boto3.client("lambda")
SHOP = os.environ["SHOP"]


def publish(bucket, key):
    functions.update_function_code(FunctionName=SHOP, S3Bucket=bucket, S3Key=key)
    functions.get_waiter("function_active_v2").wait(FunctionName=SHOP)
    return functions.publish_version(FunctionName=SHOP)["Version"]

# %% wrong: returns what the update tells
# refused: it returned '$LATEST'
%%writefile build/release/deploy.py
import os

import boto3

functions = boto3.client("lambda")
SHOP = os.environ["SHOP"]


def publish(bucket, key):
    version = functions.update_function_code(FunctionName=SHOP, S3Bucket=bucket, S3Key=key)
    functions.get_waiter("function_updated_v2").wait(FunctionName=SHOP)
    functions.publish_version(FunctionName=SHOP)
    return version["Version"]

# %% wrong: publishes first
# refused: it returned '1'
%%writefile build/release/deploy.py
import os

import boto3

functions = boto3.client("lambda")
SHOP = os.environ["SHOP"]


def publish(bucket, key):
    version = functions.publish_version(FunctionName=SHOP)["Version"]
    functions.update_function_code(FunctionName=SHOP, S3Bucket=bucket, S3Key=key)
    functions.get_waiter("function_updated_v2").wait(FunctionName=SHOP)
    return version

# %% wrong: returns an ARN
# refused: function:shop:2'
%%writefile build/release/deploy.py
import os

import boto3

functions = boto3.client("lambda")
SHOP = os.environ["SHOP"]


def publish(bucket, key):
    functions.update_function_code(FunctionName=SHOP, S3Bucket=bucket, S3Key=key)
    functions.get_waiter("function_updated_v2").wait(FunctionName=SHOP)
    return functions.publish_version(FunctionName=SHOP)["FunctionArn"]

# %% wrong: returns all that was answered
# refused: it returned {'ResponseMetadata'
%%writefile build/release/deploy.py
import os

import boto3

functions = boto3.client("lambda")
SHOP = os.environ["SHOP"]


def publish(bucket, key):
    functions.update_function_code(FunctionName=SHOP, S3Bucket=bucket, S3Key=key)
    functions.get_waiter("function_updated_v2").wait(FunctionName=SHOP)
    return functions.publish_version(FunctionName=SHOP)

# %% wrong: moves the alias at once
# refused: the alias to stay at version 1
%%writefile build/release/deploy.py
import os

import boto3

functions = boto3.client("lambda")
SHOP = os.environ["SHOP"]


def publish(bucket, key):
    functions.update_function_code(FunctionName=SHOP, S3Bucket=bucket, S3Key=key)
    functions.get_waiter("function_updated_v2").wait(FunctionName=SHOP)
    version = functions.publish_version(FunctionName=SHOP)["Version"]
    functions.update_alias(FunctionName=SHOP, Name="live", FunctionVersion=version)
    return version

# %% wrong: a new version each time
# refused: perform: lambda:UpdateFunctionConfiguration
%%writefile build/release/deploy.py
import os

import boto3

functions = boto3.client("lambda")
SHOP = os.environ["SHOP"]


def publish(bucket, key):
    functions.update_function_code(FunctionName=SHOP, S3Bucket=bucket, S3Key=key)
    functions.get_waiter("function_updated_v2").wait(FunctionName=SHOP)
    about = {"FunctionName": SHOP, "Description": os.urandom(4).hex()}
    functions.update_function_configuration(**about)
    functions.get_waiter("function_updated_v2").wait(FunctionName=SHOP)
    return functions.publish_version(FunctionName=SHOP)["Version"]

# %% wrong: returns nothing
# refused: it returned None
%%writefile build/release/deploy.py
import os

import boto3

functions = boto3.client("lambda")
SHOP = os.environ["SHOP"]


def publish(bucket, key):
    functions.update_function_code(FunctionName=SHOP, S3Bucket=bucket, S3Key=key)
    functions.get_waiter("function_updated_v2").wait(FunctionName=SHOP)
    functions.publish_version(FunctionName=SHOP)

# %% right: update and version in one call
%%writefile build/release/deploy.py
import os

import boto3

functions = boto3.client("lambda")
SHOP = os.environ["SHOP"]


def publish(bucket, key):
    version = functions.update_function_code(
        FunctionName=SHOP, S3Bucket=bucket, S3Key=key, Publish=True
    )["Version"]
    about = {"FunctionName": SHOP, "Qualifier": version}
    functions.get_waiter("function_active_v2").wait(**about)
    functions.get_waiter("function_updated_v2").wait(FunctionName=SHOP)
    return version

# %% right: only this package's code
%%writefile build/release/deploy.py
import os

import boto3

functions = boto3.client("lambda")
SHOP = os.environ["SHOP"]


def publish(bucket, key):
    code = {"S3Bucket": bucket, "S3Key": key}
    wanted = functions.update_function_code(FunctionName=SHOP, **code)["CodeSha256"]
    functions.get_waiter("function_updated_v2").wait(FunctionName=SHOP)
    published = functions.publish_version(FunctionName=SHOP, CodeSha256=wanted)
    return published["Version"]
