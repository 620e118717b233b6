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
    """Make the index; LocalStack leaves one that is there as it is, and says so."""
    from localstack.aws import spec

    use()
    FOLDER.mkdir(exist_ok=True)
    sys.exit(spec.main())  # type: ignore[no-untyped-call] # it is LocalStack's


if __name__ == "__main__":
    main()
