"""Reads the commands of queries, and runs them one after the other over records.

Source: https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_QuerySyntax.html
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from lambdalab_engine.fidelity.insights.expressions import Reader
from lambdalab_engine.fidelity.insights.functions import Aggregate, Expression
from lambdalab_engine.fidelity.insights.values import Record, Value, number, shown, sort_key
from lambdalab_engine.fidelity.scanner import ParseError

LIMIT = 10_000
_DEFAULT = ("@timestamp", "@message")

type Column = tuple[str, Expression]
type Command = Callable[[list[Record]], list[Record]]


@dataclass
class Query:
    """What a query does, and the columns that it shows; its first ``matching`` commands end in a filter."""

    commands: list[Command] = field(default_factory=list)
    matching: int = 0
    columns: list[str] = field(default_factory=list)
    has_fields: bool = False
    has_stats: bool = False
    limit: int = LIMIT

    def run(self, records: list[Record]) -> tuple[list[list[dict[str, str]]], int]:
        """Return the rows of the result, and how many records matched."""
        for command in self.commands[: self.matching]:
            records = command(records)
        matched = len(records)
        for command in self.commands[self.matching :]:
            records = command(records)
        return [self._row(record) for record in records[: self.limit]], matched

    def _row(self, record: Record) -> list[dict[str, str]]:
        columns = self.columns if self.has_fields else [*_DEFAULT, *self.columns]
        names = self.columns if self.has_stats else [*columns, "@ptr"]
        return [
            {"field": name, "value": shown(value)}
            for name in dict.fromkeys(names)
            if (value := record.get(name)) is not None
        ]


def read(text: str) -> Query:
    """Return the query that a text is; raise ``ParseError`` where it is none."""
    reader = Reader(text)
    query = Query()
    reader.take(r"\|")
    while True:
        word = reader.word(*_COMMANDS)
        if word is None:
            reader.refuse()
        _COMMANDS[word](reader, query)
        if reader.end():
            return query
        reader.require(r"\|")


def _fields(reader: Reader, query: Query) -> None:
    columns = _columns(reader)
    query.commands.append(lambda records: [_with(record, columns) for record in records])
    query.columns += [name for name, _ in columns]
    query.has_fields = True


def _display(reader: Reader, query: Query) -> None:
    query.columns.clear()
    _fields(reader, query)


def _filter(reader: Reader, query: Query) -> None:
    condition, _ = reader.expression()
    query.commands.append(lambda records: [record for record in records if number(condition(record))])
    if not query.has_stats:
        query.matching = len(query.commands)


def _sort(reader: Reader, query: Query) -> None:
    """Read keys and their directions; the last key sorts first, so that the first one decides."""
    keys = [_sort_key(reader)]
    while reader.take(","):
        keys.append(_sort_key(reader))

    def command(records: list[Record]) -> list[Record]:
        for key, descending in reversed(keys):
            records = sorted(records, key=lambda record: sort_key(key(record)), reverse=descending)
        return records

    query.commands.append(command)


def _sort_key(reader: Reader) -> tuple[Expression, bool]:
    key, _ = reader.expression()
    return key, reader.word("asc", "desc") == "desc"


def _limit(reader: Reader, query: Query) -> None:
    count = int(reader.require(r"\d+(?![\w.])"))
    query.commands.append(lambda records: records[:count])


def _tail(reader: Reader, query: Query) -> None:
    count = int(reader.require(r"\d+(?![\w.])"))
    query.commands.append(lambda records: records[-count:])


def _dedup(reader: Reader, query: Query) -> None:
    """Read fields, and keep the first record of each combination of their values."""
    names = _names(reader)

    def command(records: list[Record]) -> list[Record]:
        first: dict[tuple[Value, ...], Record] = {}
        for record in records:
            first.setdefault(tuple(record.get(name) for name in names), record)
        return list(first.values())

    query.commands.append(command)


def _parse(reader: Reader, query: Query) -> None:
    """Read a field, ``@message`` if none, and a glob with names or a regular expression with named groups."""
    source = "@message" if reader.sees("[\"'/]") else reader.name()
    start = reader.position
    regex = reader.regex()
    glob = reader.quoted() if regex is None else None
    if regex is None:
        regex = reader.refuse() if glob is None else _glob(glob)
    names = _names(reader) if reader.word("as") else list(regex.groupindex)
    if len(names) != regex.groups:
        raise ParseError(
            f"expected {regex.groups} ephemeral fields, found {len(names)}", start, reader.position
        )
    query.commands.append(lambda records: [_parsed(record, source, regex, names) for record in records])
    query.columns += names


def _parsed(record: Record, source: str, regex: re.Pattern[str], names: list[str]) -> Record:
    match = regex.search(shown(record.get(source)))
    return record | dict(zip(names, match.groups(), strict=True)) if match else record


def _glob(text: str) -> re.Pattern[str]:
    """Return the regular expression of a glob; a ``*`` takes little, the one at the end all that is left."""
    pattern = "(.*?)".join(re.escape(part) for part in text.split("*"))
    return re.compile(pattern[:-2] + ")" if text.endswith("*") else pattern)


def _stats(reader: Reader, query: Query) -> None:
    """Read aggregates, and what they are grouped by."""
    aggregates: list[Aggregate] = []
    reader.aggregates = aggregates
    values = _columns(reader)
    reader.aggregates = None
    keys = _columns(reader) if reader.word("by") else []

    def summary(group: tuple[Value, ...], records: list[Record]) -> Record:
        results = {f"aggregate {place}": each(records) for place, each in enumerate(aggregates)}
        named = dict(zip((name for name, _ in keys), group, strict=True))
        return named | {name: value(named | results) for name, value in values}

    def command(records: list[Record]) -> list[Record]:
        groups: dict[tuple[Value, ...], list[Record]] = {} if keys else {(): []}
        for record in records:
            groups.setdefault(tuple(key(record) for _, key in keys), []).append(record)
        return [summary(group, found) for group, found in groups.items()]

    query.commands.append(command)
    query.columns = [name for name, _ in [*keys, *values]]
    query.has_fields = query.has_stats = True


def _columns(reader: Reader) -> list[Column]:
    columns = [_column(reader)]
    while reader.take(","):
        columns.append(_column(reader))
    return columns


def _column(reader: Reader) -> Column:
    expression, text = reader.expression()
    return (reader.name() if reader.word("as") else text), expression


def _names(reader: Reader) -> list[str]:
    names = [reader.name()]
    while reader.take(","):
        names.append(reader.name())
    return names


def _with(record: Record, columns: list[Column]) -> Record:
    return record | {name: value for name, read_value in columns if (value := read_value(record)) is not None}


_COMMANDS: dict[str, Callable[[Reader, Query], None]] = {
    "fields": _fields,
    "display": _display,
    "filter": _filter,
    "sort": _sort,
    "limit": _limit,
    "head": _limit,
    "tail": _tail,
    "dedup": _dedup,
    "parse": _parse,
    "stats": _stats,
}
