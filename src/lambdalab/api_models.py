"""AWS's API models, which botocore reads from files for each session anew: most of what a client costs."""

from functools import cache

import botocore.session


def read_once() -> None:
    """Let all sessions of this process share one loader of models: a client takes a third of the time."""
    vars(botocore.session)["create_loader"] = cache(botocore.session.create_loader)
