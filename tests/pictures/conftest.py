"""An empty account, and short ways to put resources into it."""

import io
import json
import secrets
import zipfile
from typing import Any

import pytest

from lambdalab.aws import Cloud, find_endpoint
from lambdalab.pictures import wiring

ANYTHING = {"Effect": "Allow", "Action": "*", "Resource": "*"}
_LAMBDA_MAY_ASSUME = {
    "Effect": "Allow",
    "Principal": {"Service": "lambda.amazonaws.com"},
    "Action": "sts:AssumeRole",
}
CODE = io.BytesIO()
with zipfile.ZipFile(CODE, "w") as archive:
    archive.writestr("app.py", "def handler(event, context): pass")


class System:
    """What a test builds in an account of its own."""

    def __init__(self) -> None:
        self.cloud = Cloud(find_endpoint(), str(10**11 + secrets.randbelow(9 * 10**11)))

    def __getattr__(self, service: str) -> Any:
        """Return a client: ``system.sns``, and ``system.functions`` for Lambda's."""
        return self.cloud.client({"functions": "lambda"}.get(service, service))

    def bucket(self, name: str) -> str:
        """Create a bucket whose name ends in the account's number, and return its whole name."""
        name = f"{name}-{self.cloud.account}"
        self.s3.create_bucket(Bucket=name)
        return name

    def role(self, name: str, *statements: dict[str, Any]) -> str:
        """Create a role that may do what the statements say, or anything."""
        trust = json.dumps({"Version": "2012-10-17", "Statement": [_LAMBDA_MAY_ASSUME]})
        role = self.iam.create_role(RoleName=name, AssumeRolePolicyDocument=trust)["Role"]["Arn"]
        document = json.dumps({"Version": "2012-10-17", "Statement": list(statements) or [ANYTHING]})
        self.iam.put_role_policy(RoleName=name, PolicyName="inline", PolicyDocument=document)
        return str(role)

    def function(self, name: str, *may: dict[str, Any], **variables: str) -> str:
        """Create a function with a role of its own, and wait until it can be changed."""
        created = self.functions.create_function(
            FunctionName=name,
            Runtime="python3.13",
            Role=self.role(f"{name}-role", *may),
            Handler="app.handler",
            Code={"ZipFile": CODE.getvalue()},
            Environment={"Variables": variables},
        )
        self.functions.get_waiter("function_active_v2").wait(FunctionName=name, WaiterConfig={"Delay": 0.05})
        return str(created["FunctionArn"])

    def permit(self, function: str, service: str, source: str, **more: str) -> None:
        """Let a service invoke a function for one source."""
        self.functions.add_permission(
            FunctionName=function,
            StatementId=f"s{secrets.token_hex(4)}",
            Action="lambda:InvokeFunction",
            Principal=f"{service}.amazonaws.com",
            SourceArn=source,
            **more,
        )

    def topic(self, name: str) -> str:
        """Create a topic."""
        return str(self.sns.create_topic(Name=name)["TopicArn"])

    def queue(self, name: str, *senders: str, **settings: str) -> str:
        """Create a queue that takes messages from some services; return its ARN."""
        arn = self.cloud.arn("sqs", name)
        policy = {
            "Version": "2012-10-17",
            "Statement": [
                {
                    "Effect": "Allow",
                    "Principal": {"Service": f"{service}.amazonaws.com"},
                    "Action": "sqs:SendMessage",
                    "Resource": arn,
                }
                for service in senders
            ],
        }
        attributes = settings | ({"Policy": json.dumps(policy)} if senders else {})
        self.sqs.create_queue(QueueName=name, Attributes=attributes)
        return arn

    def table(self, name: str) -> str:
        """Create a table with a stream; return the stream's ARN."""
        created = self.dynamodb.create_table(
            TableName=name,
            KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
            AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
            BillingMode="PAY_PER_REQUEST",
            StreamSpecification={"StreamEnabled": True, "StreamViewType": "NEW_IMAGE"},
        )
        return str(created["TableDescription"]["LatestStreamArn"])

    def rule(self, name: str, target: str, **settings: str) -> str:
        """Create a rule with one target; return its ARN."""
        settings = settings or {"ScheduleExpression": "rate(5 minutes)"}
        arn = self.events.put_rule(Name=name, **settings)["RuleArn"]
        self.events.put_targets(Rule=name, Targets=[{"Id": "1", "Arn": target}])
        return str(arn)

    def alarm(self, name: str, *actions: str, **settings: Any) -> None:
        """Create an alarm on a function's errors."""
        metric = {"Namespace": "AWS/Lambda", "MetricName": "Errors", "Statistic": "Sum"} | settings
        self.cloudwatch.put_metric_alarm(
            AlarmName=name,
            Period=60,
            EvaluationPeriods=1,
            Threshold=1,
            ComparisonOperator="GreaterThanOrEqualToThreshold",
            AlarmActions=list(actions),
            **metric,
        )

    def api(self, name: str, route: str, function: str) -> str:
        """Create a deployed API with one route to a function; return the ARN by which it invokes."""
        method, path = route.split(" /")
        api = self.apigateway.create_rest_api(name=name)["id"]
        root = self.apigateway.get_resources(restApiId=api)["items"][0]["id"]
        part = self.apigateway.create_resource(restApiId=api, parentId=root, pathPart=path)["id"]
        where = {"restApiId": api, "resourceId": part, "httpMethod": method}
        self.apigateway.put_method(**where, authorizationType="NONE")
        uri = f"arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/{function}/invocations"
        self.apigateway.put_integration(**where, type="AWS_PROXY", integrationHttpMethod="POST", uri=uri)
        self.apigateway.create_deployment(restApiId=api, stageName="prod")
        return f"{self.cloud.arn('execute-api', api)}/*/{method}/{path}"

    def notify(self, bucket: str, kind: str, arn: str, **filters: str) -> None:
        """Let a bucket notify a function, topic or queue of new objects."""
        field = {"LambdaFunction": "LambdaFunctionArn", "Topic": "TopicArn", "Queue": "QueueArn"}[kind]
        rules = [{"Name": name, "Value": value} for name, value in filters.items()]
        entry = {field: arn, "Events": ["s3:ObjectCreated:*"], "Filter": {"Key": {"FilterRules": rules}}}
        self.s3.put_bucket_notification_configuration(
            Bucket=bucket, NotificationConfiguration={f"{kind}Configurations": [entry]}
        )

    def links(self) -> list[str]:
        """Return the links in words; the account's number is left out."""
        words = wiring.read(self.cloud).words().replace(f"-{self.cloud.account}", "")
        return [f"{sentence}".rstrip(".") for sentence in words.split(". ")]


@pytest.fixture
def system() -> System:
    """Give a test an empty account."""
    return System()
