"""Keeps LocalStack from asking a name server; what its settings can switch off is off by ``settings``."""


def install() -> None:
    """Spare the lookup of ``s3.127.0.0.1``, by which LocalStack learns what it may call buckets."""
    from localstack.utils.aws import aws_stack

    vars(aws_stack)["CACHE_S3_HOSTNAME_DNS_STATUS"] = False
