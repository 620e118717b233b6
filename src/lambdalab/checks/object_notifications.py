"""Lab 02: an object put into a bucket invokes a function, which publishes to a topic."""

import secrets
import time
from typing import Any

from lambdalab.aws import Cloud
from lambdalab.checks import chain, mailbox
from lambdalab.checks.functions import error_of, get_function, invoke, require_settings, variables_of
from lambdalab.checks.policies import allows, in_words, require_no_more, statements_of_role
from lambdalab.checks.registry import task
from lambdalab.checks.results import Unmet, listed
from lambdalab.checks.s3_events import AWKWARD_NAMES, object_created

LAB = "02-object-notifications"
FUNCTION = "notify"
TOPIC = "reports"
QUEUE = "inbox"
ROLE = "notify-role"
UPLOAD = "monday sales.csv"
_UPDATE = "and update() after each change of the file"


def bucket_of(cloud: Cloud) -> str:
    """Return the bucket's name: bucket names are shared by all accounts, so the account is part of it."""
    return f"reports-{cloud.account}"


@task(
    "function-created",
    lab=LAB,
    points=10,
    hints=(
        "Lambda looks for your code by its handler: the name of the file in the package, and in it "
        "the name of a function. One of the two is not there, or the function itself is not.",
        "See Handler in the reference of create_function, and the listing of your package: python -m "
        "zipfile -l build/notify.zip.",
        "Handler is two names with a dot between them, the file's without its ending: "
        'Handler="<file>.<function>". Code takes the bytes: Code={"ZipFile": <bytes>}.',
    ),
)
def function_created(cloud: Cloud) -> None:
    """Pass where the function is there and Lambda finds its handler; what that does is for later tasks."""
    require_settings(FUNCTION, get_function(cloud, FUNCTION), Runtime="python3.13", Timeout=10)
    answer = invoke(cloud, FUNCTION, {"Records": []})
    if answer.error and "timed out" in error_of(answer):
        raise Unmet(
            "failed",
            expected=f"{FUNCTION} to end when it gets an event without records",
            found=f"it ended with {error_of(answer)}",
            look_at="the function's code: what does it wait for, or go round in?",
        )
    if answer.error and error_of(answer).startswith("Runtime."):
        raise Unmet(
            "failed",
            expected=f"Lambda to find the handler of {FUNCTION}",
            found=f"it ended with {error_of(answer)}",
            look_at="the function's code, and Handler: the file's name, a dot, the function's name",
        )


@task(
    "function-reads-event",
    lab=LAB,
    points=10,
    needs=("function-created",),
    hints=(
        "The list that came back is not the list of keys that went in. Compare the two, sign by sign: "
        "is one missing, or is one written differently?",
        "Records is a list: how many does your code look at? And see unquote_plus in the reference of "
        "urllib.parse.",
        "Go through the records with one loop or comprehension: [<decoded>(record[...][...][...]) for "
        "record in <the list>]. Then run update().",
    ),
)
def function_reads_event(cloud: Cloud) -> None:
    """Pass where the function returns the keys of all records, as they were before S3 encoded them."""
    nonce = secrets.token_hex(4)
    keys = [f"{nonce} {name}" for name in AWKWARD_NAMES]
    answer = invoke(cloud, FUNCTION, object_created(bucket_of(cloud), keys))
    if "TOPIC_ARN" in variables_of(cloud, FUNCTION):
        mailbox.discard(cloud, QUEUE, nonce)  # a later task makes the function publish: leave nothing behind
    if answer.error:
        raise Unmet(
            "failed",
            expected=f"{FUNCTION} to read an event with {len(keys)} records",
            found=f"it ended with {error_of(answer)}",
            look_at=f'event["Records"][0]["s3"]["object"]["key"], in a loop over all records; {_UPDATE}',
        )
    if answer.payload == keys:
        return
    raise Unmet(
        "mismatch",
        expected=f"{FUNCTION} to return the keys {keys}",
        found=f"it returned {_in_words(answer.payload)}",
        look_at=f"{_where_keys_went(answer.payload, keys)}; {_UPDATE}",
    )


def _in_words(returned: Any) -> str:
    return f"a text, {returned!r}" if isinstance(returned, str) else repr(returned)


def _where_keys_went(returned: Any, keys: list[str]) -> str:
    if returned is None:
        return "the handler's last line: return gives the keys back, print does not"
    if not isinstance(returned, list):
        return "the handler's return value: a list, one key for each record"
    if len(returned) != len(keys):
        return "the loop: an event can hold more than one record"
    if sorted(map(str, returned)) == sorted(keys):
        return "the order: that of the records"
    if returned == [key.replace(" ", "+") for key in keys]:
        return "unquote, which leaves + as it is: see the function beside it in urllib.parse"
    return "urllib.parse.unquote_plus: S3 sends a space as + and other signs as % and a number"


@task(
    "topic-reaches-inbox",
    lab=LAB,
    points=10,
    hints=(
        "A topic keeps nothing. A message that arrives nowhere has no subscriber, or one with another "
        "address.",
        "See subscribe in boto3's reference of SNS. What does Endpoint hold when Protocol is sqs?",
        "Two calls: the first returns the TopicArn, the second takes it with Protocol and Endpoint. "
        "The queue's ARN is in inbox_arn.",
    ),
)
def topic_reaches_inbox(cloud: Cloud) -> None:
    """Pass where what is published to the topic arrives in the queue, in SNS's envelope."""
    topic = chain.require_topic(cloud, TOPIC)
    chain.require_subscription(cloud, topic, QUEUE)
    chain.require_envelope(cloud, topic, QUEUE)
    nonce = secrets.token_hex(8)
    cloud.client("sns").publish(TopicArn=topic, Message=nonce)
    if not mailbox.collect(cloud, QUEUE, nonce, at_least=1):
        raise chain.why_undelivered(cloud, topic, QUEUE)


@task(
    "role-may-publish",
    lab=LAB,
    points=10,
    needs=("topic-reaches-inbox",),
    hints=(
        "A statement has three parts here: whether it allows, what may be done, and on what. One of "
        "them is missing or says more than it needs to.",
        "See the actions of Amazon SNS in the Service Authorization Reference, and the key words "
        "Effect, Action and Resource.",
        '{"Effect": <allow or deny>, "Action": "<service>:<Operation>", "Resource": <the ARN in one '
        "of your variables>}. No * anywhere.",
    ),
)
def role_may_publish(cloud: Cloud) -> None:
    """Pass where the execution role may publish to the topic and to nothing else."""
    topic = chain.require_topic(cloud, TOPIC)
    statements = statements_of_role(cloud, ROLE)
    expected = f"{ROLE} to allow sns:Publish on {topic}"
    if not allows(statements, "sns:Publish", topic):
        raise Unmet(
            "missing",
            expected=expected,
            found=f"its statements are: {in_words(statements) or 'none but those about logs'}",
            look_at="put_role_policy: Effect, Action and Resource of the statement",
        )
    too_much = (
        ("sns:Publish", f"{topic}-of-another"),
        ("sns:DeleteTopic", topic),
        ("sns:Subscribe", topic),
        ("sqs:SendMessage", cloud.arn("sqs", QUEUE)),
        ("s3:GetObject", f"arn:aws:s3:::{bucket_of(cloud)}/{UPLOAD}"),
    )
    require_no_more(
        statements,
        too_much,
        expected=f"{expected}, and no more",
        look_at="the statement's Action and Resource: no * where one name will do",
    )


@task(
    "function-knows-topic",
    lab=LAB,
    points=5,
    needs=("function-created", "topic-reaches-inbox"),
    hints=(
        "The function's configuration has no such variable, or it holds something else than the topic's ARN.",
        "See Environment in the reference of update_function_configuration: it replaces all variables "
        "at once.",
        'Environment={"Variables": {<name>: <value>}}, with the name in capitals as in the prompt, '
        "and the value that create_topic gave you.",
    ),
)
def function_knows_topic(cloud: Cloud) -> None:
    """Pass where the function's environment names the topic."""
    topic = chain.require_topic(cloud, TOPIC)
    variables = variables_of(cloud, FUNCTION)
    if variables.get("TOPIC_ARN") == topic:
        return
    given = variables.get("TOPIC_ARN")
    raise Unmet(
        "mismatch" if given else "missing",
        expected=f"the variable TOPIC_ARN of {FUNCTION} to be {topic}",
        found=f"it is {given!r}" if given else listed("its variables", sorted(variables)),
        look_at="update_function_configuration(Environment=...)",
    )


@task(
    "function-publishes",
    lab=LAB,
    points=15,
    needs=("function-knows-topic",),
    hints=(
        "The check counts messages and reads them. One for each record must arrive, each of them JSON "
        "with three fields.",
        "See publish in boto3's reference of SNS, json.dumps, and the function's log: does it end "
        "with an error?",
        "In the loop over the records: make a dictionary with bucket, key and uploaded, then "
        "sns.publish(TopicArn=<from os.environ>, Message=<the dictionary as JSON>). Then update().",
    ),
)
def function_publishes(cloud: Cloud) -> None:
    """Pass where the function publishes one message for each record, with bucket, key and time."""
    bucket = bucket_of(cloud)
    nonce = secrets.token_hex(4)
    keys = [f"{nonce} {name}" for name in AWKWARD_NAMES]
    event = object_created(bucket, keys)
    answer = invoke(cloud, FUNCTION, event)
    if answer.error:
        mailbox.discard(cloud, QUEUE, nonce)
        raise Unmet(
            "failed",
            expected=f"{FUNCTION} to publish to the topic",
            found=f"it ended with {error_of(answer)}",
            look_at=f"the log group /aws/lambda/{FUNCTION}, from its last START on",
        )
    wanted = [
        {"bucket": bucket, "key": key, "uploaded": record["eventTime"]}
        for key, record in zip(keys, event["Records"], strict=True)
    ]
    messages = mailbox.collect(cloud, QUEUE, nonce, at_least=len(wanted), and_duplicates=True)
    mailbox.compare(messages, wanted, sender=FUNCTION)
    if answer.payload != keys:
        raise Unmet(
            "mismatch",
            expected=f"{FUNCTION} to publish, and still to return the keys {keys}",
            found=f"it published, and returned {_in_words(answer.payload)}",
            look_at=_where_keys_went(answer.payload, keys),
        )


@task(
    "s3-may-invoke",
    lab=LAB,
    points=10,
    needs=("function-created",),
    hints=(
        "Whoever wants to run a function needs its consent. It stands in the function's resource "
        "policy, which is not the role's policy.",
        "See add_permission in boto3's reference of Lambda: Principal, Action, SourceArn, SourceAccount.",
        'add_permission(FunctionName=..., StatementId=<any word>, Action="lambda:<Operation>", '
        'Principal="<service>.amazonaws.com", SourceArn=<the bucket\'s>, SourceAccount=<yours>).',
    ),
)
def s3_may_invoke(cloud: Cloud) -> None:
    """Pass where the function's resource policy lets S3 invoke it, for this bucket of this account only."""
    chain.require_permission(cloud, FUNCTION, bucket_of(cloud))


@task(
    "bucket-notifies-function",
    lab=LAB,
    points=10,
    needs=("s3-may-invoke",),
    hints=(
        "A notification says whom to call, for which events, and for which keys. S3 takes it only "
        "when the function lets S3 invoke it.",
        "See put_bucket_notification_configuration: LambdaFunctionConfigurations, and in it Filter, "
        "Key, FilterRules. Which name has the rule for a key's end?",
        '{"LambdaFunctionArn": ..., "Events": ["s3:<Event>:*"], "Filter": {"Key": {"FilterRules": '
        '[{"Name": ..., "Value": ...}]}}}, in a list, in a dictionary.',
    ),
)
def bucket_notifies_function(cloud: Cloud) -> None:
    """Pass where the bucket notifies the function of new objects whose keys end in .csv, and of no others."""
    chain.require_notification(cloud, bucket_of(cloud), FUNCTION, suffix=".csv")


@task(
    "upload-arrives",
    lab=LAB,
    points=20,
    needs=("bucket-notifies-function",),
    hints=(
        "Walk the path: was the function run, did it end well, did it publish, is the inbox "
        "subscribed? The card names the first link that is broken.",
        "See the function's log group, and the four checks before this one. For your own message: "
        "receive_message in boto3's reference of SQS.",
        "s3.put_object(Bucket=..., Key=..., Body=<bytes>), then sqs.receive_message(QueueUrl=..., "
        'WaitTimeSeconds=..., MessageSystemAttributeNames=[...])["Messages"][0].',
    ),
)
def upload_arrives(cloud: Cloud) -> None:
    """Pass where the learner's upload is there, each upload gives one message, and other files give none."""
    bucket = bucket_of(cloud)
    uploaded = chain.objects_of(cloud, bucket)
    if UPLOAD not in uploaded:
        raise Unmet(
            "mismatch" if uploaded else "missing",
            expected=f"an object called {UPLOAD} in {bucket}",
            found=f"its objects are {', '.join(uploaded)}" if uploaded else "the bucket is empty",
            look_at="put_object(Bucket=..., Key=..., Body=...)",
        )
    s3 = cloud.client("s3")
    nonce = secrets.token_hex(4)
    silent = [f"{nonce} notes.txt", f"archive.csv/{nonce}.json"]
    loud = [f"{nonce} {name}" for name in AWKWARD_NAMES]
    began = time.time()
    try:
        for key in (*silent, *loud):
            s3.put_object(Bucket=bucket, Key=key, Body=b"a,b\n1,2\n")
        messages = mailbox.collect(cloud, QUEUE, nonce, at_least=len(loud), and_duplicates=True)
    finally:
        keys = [{"Key": key} for key in (*silent, *loud)]
        s3.delete_objects(Bucket=bucket, Delete={"Objects": keys})
    if not messages:
        raise chain.first_broken_link(cloud, bucket, loud[0], FUNCTION, TOPIC, QUEUE, since=began)
    topic = chain.require_topic(cloud, TOPIC)
    chain.require_subscription(cloud, topic, QUEUE)
    chain.require_envelope(cloud, topic, QUEUE)
    wanted = [{"bucket": bucket, "key": key} for key in loud]
    mailbox.compare(messages, wanted, sender="your system")
