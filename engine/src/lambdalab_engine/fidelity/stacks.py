"""CloudFormation as AWS has it: which templates are refused, what a stack sets, what it may delete.

CloudFormation is loaded by its first call, and so are the modules named in ``RULES``.
"""

# mypy: disable-error-code="no-untyped-call,untyped-decorator"
# LocalStack's ``patch`` has no annotations.

from importlib import import_module
from typing import Any

from localstack.services.plugins import Service
from localstack.utils.patch import patch

RULES = ("stack_templates", "stack_resources")
"""Each has an ``apply()``, which is called before CloudFormation starts."""


def install() -> None:
    """Let CloudFormation have its rules when it starts."""

    @patch(Service.start)
    def start(fn: Any, self: Any, *args: Any, **kwargs: Any) -> Any:
        if self.name() == "cloudformation":
            for name in RULES:
                import_module(f"{__package__}.{name}").apply()
        return fn(self, *args, **kwargs)
