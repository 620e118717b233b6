"""EC2 as AWS has it: instance states, snapshots, a short list of images, and metrics that a lab drives.

EC2 is loaded by its first call, and so are its rules: the modules ``ec2_*`` beside this one import moto.
"""

# mypy: disable-error-code="untyped-decorator,no-untyped-call"
# LocalStack's ``patch`` has no annotations.

import os
from importlib import import_module
from pathlib import Path
from typing import Any

from localstack.services.plugins import Service
from localstack.utils.patch import patch

IMAGES = Path(__file__).with_name("ec2_images.json")
"""The images that there are, in place of the thousand and more that moto brings.

The first two are those that /aws/service/ami-amazon-linux-latest/ names in us-east-1.
Source: https://docs.aws.amazon.com/linux/al2023/ug/ec2.html
"""

RULES = (
    "ec2_offerings",
    "ec2_states",
    "ec2_answers",
    "ec2_snapshots",
    "ec2_images",
    "ec2_volumes",
    "ec2_subnets",
    "ec2_tags",
)
"""Each has an ``apply()``, which is called before EC2 starts."""


def install() -> None:
    """Let EC2 have its rules when it starts, and serve what labs drive it with."""
    from lambdalab_engine.fidelity import ec2_metrics, ec2_offerings, ec2_steering

    os.environ["MOTO_AMIS_PATH"] = str(IMAGES)
    ec2_metrics.install()
    ec2_offerings.install()
    ec2_steering.install()

    @patch(Service.start)
    def start(fn: Any, self: Any, *args: Any, **kwargs: Any) -> Any:
        if self.name() == "ec2":
            for name in RULES:
                import_module(f"{__package__}.{name}").apply()
        return fn(self, *args, **kwargs)
