"""Makes the index of AWS's services, by which LocalStack knows whose call a request is; run once, at set-up.

Without it every start reads what botocore knows of all of AWS's services: a second and more, and 300 MB.
"""

import sys
from pathlib import Path

FOLDER = Path(sys.prefix) / "catalog"


def use() -> None:
    """Let LocalStack find the index, before it looks for it."""
    from localstack import config

    config.dirs.static_libs = str(FOLDER)


def main() -> None:
    """Make the index anew."""
    from localstack.aws import spec

    use()
    FOLDER.mkdir(exist_ok=True)
    for old in FOLDER.iterdir():
        old.unlink()
    if spec.main():  # type: ignore[no-untyped-call] # it is LocalStack's
        sys.exit("LocalStack made no index of AWS's services.")


if __name__ == "__main__":
    main()
