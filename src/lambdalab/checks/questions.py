"""Multiple-choice questions, whose answers a learner keeps as tags of a function."""

from collections.abc import Mapping
from dataclasses import dataclass

from lambdalab.aws import Cloud
from lambdalab.checks.functions import get_function
from lambdalab.checks.results import Unmet


@dataclass(frozen=True)
class Question:
    """The right choice, and for each other one what speaks against it, without giving the right one away."""

    right: str
    against: Mapping[str, str]


def tags_of(cloud: Cloud, function: str) -> dict[str, str]:
    """Return a function's tags. Raises Unmet like ``get_function``."""
    arn = get_function(cloud, function)["FunctionArn"]
    tags: dict[str, str] = cloud.client("lambda").list_tags(Resource=arn)["Tags"]
    return tags


def require_tags(cloud: Cloud, function: str, names: tuple[str, ...]) -> dict[str, str]:
    """Return these tags of a function. Raises Unmet, with those that are missing."""
    tags = tags_of(cloud, function)
    missing = [name for name in names if name not in tags]
    if missing:
        raise Unmet(
            "missing",
            expected=f"the tags {', '.join(names)} of {function}",
            found=f"{', '.join(missing)} not among its {len(tags)} tags",
            look_at="the names in your dictionary, and tag_resource in the same cell",
        )
    return {name: tags[name].strip() for name in names}


def require_choices(cloud: Cloud, function: str, questions: Mapping[str, Question]) -> None:
    """Raise Unmet at the first question that is not answered rightly, with what speaks against the choice."""
    tags = require_tags(cloud, function, tuple(questions))
    wrong = [name for name in questions if tags[name].lower() != questions[name].right]
    if not wrong:
        return
    question, choice = questions[wrong[0]], tags[wrong[0]].lower()
    letters = sorted({question.right, *question.against})
    raise Unmet(
        "mismatch",
        expected=f"{len(questions)} right answers",
        found=f"{len(questions) - len(wrong)} are; {wrong[0]} is not: {tags[wrong[0]]!r}",
        look_at=question.against.get(choice, f"one letter for each question: {', '.join(letters)}"),
    )
