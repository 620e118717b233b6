from urllib.parse import unquote_plus


def upload(record):
    bucket, key = record["s3"]["bucket"]["name"], record["s3"]["object"]["key"]
    return {"bucket": bucket, "key": unquote_plus(key)}


def uploads(event):
    return [upload(record) for record in event["Records"]]
