"""Buckets and the notifications they send; tables, whose streams functions poll."""

from collections.abc import Mapping
from typing import Any

from lambdalab.pictures.wiring.reading import Reading

_PRINCIPAL = "s3.amazonaws.com"
_TARGETS = {
    "LambdaFunctionConfigurations": "LambdaFunctionArn",
    "TopicConfigurations": "TopicArn",
    "QueueConfigurations": "QueueArn",
}


def read_resources(reading: Reading) -> None:
    """Put the buckets and tables on the map."""
    for bucket in reading.client("s3").list_buckets()["Buckets"]:
        reading.add("bucket", f"arn:aws:s3:::{bucket['Name']}", bucket["Name"])
    for name in reading.pages("dynamodb", "list_tables", "TableNames"):
        table = reading.client("dynamodb").describe_table(TableName=name)["Table"]
        has_stream = table.get("StreamSpecification", {}).get("StreamEnabled", False)
        reading.settings[table["TableArn"]] = table if has_stream else {}
        reading.add("table", table["TableArn"], name, detail="stream" if has_stream else "")


def read_links(reading: Reading) -> None:
    """Draw whom the buckets notify."""
    for bucket in reading.of_kind("bucket"):
        if bucket.problem:
            continue
        asked = reading.client("s3").get_bucket_notification_configuration(Bucket=bucket.name)
        reading.settings[bucket.arn] = asked
        for listing, target in _TARGETS.items():
            for entry in asked.get(listing, []):
                reading.send(bucket.arn, entry[target], _PRINCIPAL, _words(entry))


def _words(entry: Mapping[str, Any]) -> str:
    """Return when a bucket notifies, such as ``ObjectCreated: in/*.csv``."""
    events = " or ".join(one.removeprefix("s3:").removesuffix(":*") for one in sorted(entry["Events"]))
    rules = {
        rule["Name"].lower(): rule["Value"]
        for rule in entry.get("Filter", {}).get("Key", {}).get("FilterRules", [])
    }
    if not any(rules.values()):
        return events
    return f"{events}: {rules.get('prefix', '')}*{rules.get('suffix', '')}"
