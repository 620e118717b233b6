"""Draws a made-up system, with one link broken: ``python -m lambdalab.pictures.wiring [FILE.png]``."""

from lambdalab.pictures import style
from lambdalab.pictures.wiring import Link, Resource, Wiring, draw

_RESOURCES = (
    ("bucket", "reports", "", ""),
    ("function", "notify", "live = 3", ""),
    ("topic", "reports", "", ""),
    ("queue", "inbox", "", ""),
    ("queue", "audit", "", ""),
    ("alarm", "notify-errors", "OK", ""),
    ("schedule", "nightly", "cron(0 19 * * ? *)", ""),
    ("function", "summary", "", "does not exist"),
)
_LINKS = (
    ("bucket reports", "function notify", "ObjectCreated: *.csv", "", False),
    ("function notify", "topic reports", "TOPIC_ARN", "", True),
    ("topic reports", "queue inbox", "", "", False),
    ("topic reports", "queue audit", "kind: invoice", "the queue's policy refuses SNS", False),
    ("function notify", "alarm notify-errors", "Errors ≥ 1", "", False),
    ("schedule nightly", "function summary", "", "the function does not exist", False),
)


def main() -> None:
    """Draw the made-up system."""
    resources = {
        f"{kind} {name}": Resource(f"{kind} {name}", kind, name, *more) for kind, name, *more in _RESOURCES
    }
    style.show_alone(draw(Wiring(resources, [Link(*parts) for parts in _LINKS]).sorted()))


if __name__ == "__main__":
    main()
