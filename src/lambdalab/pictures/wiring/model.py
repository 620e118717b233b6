"""What a wiring map shows: resources, and the links by which one sets off another."""

from dataclasses import dataclass, field

KINDS = {
    "api": "API",
    "bucket": "bucket",
    "schedule": "schedule",
    "rule": "rule",
    "instances": "instances",
    "table": "table",
    "function": "function",
    "topic": "topic",
    "queue": "queue",
    "log group": "log group",
    "metric": "metric",
    "alarm": "alarm",
    "subscriber": "subscriber",
    "other": "resource",
}
"""Each kind of resource and the words for it, in the order in which a text lists them."""


@dataclass(frozen=True)
class Resource:
    """One thing in the account; ``detail`` is told in few words, ``problem`` says what is wrong with it."""

    arn: str
    kind: str
    name: str
    detail: str = ""
    problem: str = ""

    def __str__(self) -> str:
        return f"{KINDS[self.kind]} {self.name}"


@dataclass(frozen=True)
class Link:
    """Something that sets off something else, both by ARN.

    ``label`` says when, ``broken`` why it does not. An ``implied`` link stands in no service's settings: the
    function's environment names the target, or its role lets it act there.
    """

    source: str
    target: str
    label: str = ""
    broken: str = ""
    implied: bool = False


@dataclass
class Wiring:
    """The resources by their ARNs, and their links."""

    resources: dict[str, Resource] = field(default_factory=dict)
    links: list[Link] = field(default_factory=list)

    @property
    def broken(self) -> list[Link]:
        """Return the links that do not hold."""
        return [link for link in self.links if link.broken]

    @property
    def unlinked(self) -> list[Resource]:
        """Return the resources that no link touches."""
        touched = {arn for link in self.links for arn in (link.source, link.target)}
        return [resource for arn, resource in self.resources.items() if arn not in touched]

    def sorted(self) -> "Wiring":
        """Return the same wiring in an order that depends on kinds and names alone."""
        order = list(KINDS)
        places = {
            arn: (order.index(one.kind), one.name, one.detail, arn) for arn, one in self.resources.items()
        }
        links = sorted(self.links, key=lambda one: (places[one.source], places[one.target], one.label))
        return Wiring({arn: self.resources[arn] for arn in sorted(places, key=places.__getitem__)}, links)

    def words(self) -> str:
        """Return the links in words, one sentence each, then what is not linked and what is wrong."""
        sentences = [self._sentence(link) for link in self.links]
        if self.unlinked:
            sentences.append(f"Not linked: {', '.join(map(str, self.unlinked))}.")
        ill = [f"{resource}: {resource.problem}." for resource in self.resources.values() if resource.problem]
        return " ".join(sentences + [f"{text[0].upper()}{text[1:]}" for text in ill])

    def _sentence(self, link: Link) -> str:
        arrow = "⇢" if link.implied else "→"
        ends = f"{self.resources[link.source]} {arrow} {self.resources[link.target]}"
        label = f" ({link.label})" if link.label else ""
        reason = f", broken: {link.broken}" if link.broken else ""
        return f"{ends[0].upper()}{ends[1:]}{label}{reason}."
