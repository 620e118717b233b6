"""report.html: a class on one page, which needs no network and runs no script."""

import statistics
from collections.abc import Iterable, Mapping, Sequence
from html import escape
from typing import Any

from lambdalab.checks import Verdict, tasks_of
from lambdalab.grading.figures import TaskFigures, distribution, task_figures
from lambdalab.grading.records import Record
from lambdalab.grading.remarks import Remark, Weight
from lambdalab.grading.report_style import STYLE

_MARKS = {"passed": "✓", "missing": "○", "mismatch": "≠", "failed": "✗", "skipped": "–"}
_MEANINGS = {
    "passed": "passed",
    "missing": "not there",
    "mismatch": "there, set otherwise",
    "failed": "set up, does not work",
    "skipped": "could not be judged yet",
}
_WEIGHTS: dict[Weight, str] = {
    "refused": "Not graded",
    "look": "Please look at these",
    "note": "Mended or noticed, and graded",
}
_PAGE = """<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title><style>{style}</style></head>
<body><h1>{title}</h1>
{body}
</body></html>
"""


def page(
    title: str,
    records: Sequence[Record],
    remarks: Sequence[Remark],
    names: Mapping[str, str],
    notes: Mapping[str, Any],
) -> str:
    """Return the report; ``names`` says what each learner is called in it."""
    labs = sorted({record.lab for record in records})
    parts = [_summary(records, remarks)]
    for lab in labs:
        of_lab = [record for record in records if record.lab == lab]
        parts += [f"<h2>{escape(lab)}</h2>", _distribution(of_lab), _tasks(task_figures(lab, of_lab, notes))]
        parts += ["<h3>Who passed what</h3>", _KEY, _heat_map(lab, of_lab, names)]
    parts.append(_remarks(remarks, names))
    return _PAGE.format(title=escape(title), style=STYLE, body="\n".join(filter(None, parts)))


_KEY = (
    '<p class="key soft">'
    + " ".join(f'<span class="{status}">{mark} {_MEANINGS[status]}</span>' for status, mark in _MARKS.items())
    + "</p>"
)


def _summary(records: Sequence[Record], remarks: Sequence[Remark]) -> str:
    shares = [100 * record.points / record.worth for record in records if record.worth]
    refused = sum(remark.weight == "refused" for remark in remarks)
    look = sum(remark.weight == "look" for remark in remarks)
    tiles = [
        ("hand-ins graded", f"{len(records)}"),
        ("learners", f"{len({record.learner for record in records})}"),
        ("median", f"{statistics.median(shares):.0f} of 100" if shares else "–"),
        ("with all points", f"{sum(share == 100 for share in shares)}"),
        ("not graded", f"{refused}"),
        ("to look at", f"{look}"),
    ]
    return (
        '<div class="tiles">'
        + "".join(f"<div><b>{value}</b><span class='soft'>{label}</span></div>" for label, value in tiles)
        + "</div>"
    )


def _distribution(records: Sequence[Record]) -> str:
    bins = distribution(records)
    most = max(bins) or 1
    bars = []
    for number, count in enumerate(bins):
        height, left = 90 * count / most, 30 + 46 * number
        label = f"{number * 10}–{number * 10 + 9 if number < len(bins) - 1 else 100}"
        bars.append(f'<rect x="{left}" y="{110 - height:.1f}" width="38" height="{height:.1f}"></rect>')
        bars.append(f'<text x="{left + 19}" y="126" text-anchor="middle">{label}</text>')
        if count:
            bars.append(f'<text x="{left + 19}" y="{104 - height:.1f}" text-anchor="middle">{count}</text>')
    told = ", ".join(f"{count} from {number * 10} percent" for number, count in enumerate(bins) if count)
    return (
        "<h3>Points, in percent</h3>"
        f'<svg viewBox="0 0 500 132" width="500" role="img" aria-label="How many earned how much: {told}">'
        f"{''.join(bars)}</svg>"
    )


def _tasks(figures: Iterable[TaskFigures]) -> str:
    rows = []
    for one in figures:
        rate = f'<span class="rate"><i style="width:{one.rate:.0%}"></i></span> {one.rate:.0%}'
        message = (
            f"{escape(one.message)} <span class='soft'>(×{one.message_count})</span>" if one.message else ""
        )
        rows.append(
            f"<tr><td>{escape(one.task)}</td><td class='number'>{one.worth:g}</td><td>{rate}</td>"
            f"<td class='number'>{one.blocked or ''}</td><td>{message}</td>"
            f"<td class='number'>{'' if one.minutes is None else f'{one.minutes:.0f} min'}</td>"
            f"<td class='number'>{'' if one.hints is None else f'{one.hints:.1f}'}</td></tr>"
        )
    heads = (
        "task",
        "points",
        "passed",
        "not reached",
        "what was found first, most often",
        "time to pass",
        "hints",
    )
    return (
        "<h3>Task by task</h3><div class='wide'><table class='figures'><tr>"
        + "".join(f"<th>{head}</th>" for head in heads)
        + f"</tr>{''.join(rows)}</table></div>"
        "<p class='soft'>Times (median) and hints (mean) are learners' own notes, where handed in.</p>"
    )


def _heat_map(lab: str, records: Sequence[Record], names: Mapping[str, str]) -> str:
    tasks = [task.name for task in tasks_of(lab)]
    heads = "".join(f"<th class='task'><span>{escape(task)}</span></th>" for task in tasks)
    rows = []
    for record in sorted(records, key=lambda record: (-record.points, names[record.learner])):
        verdicts = {verdict.task: verdict for verdict in record.verdicts}
        cells = "".join(_cell(verdicts[task]) for task in tasks)
        name = escape(names[record.learner])
        rows.append(f"<tr><th class='who'>{name}</th><td class='number'>{record.points:g}</td>{cells}</tr>")
    head = f"<tr><th>learner</th><th>points</th>{heads}</tr>"
    return f"<div class='wide'><table class='map'>{head}{''.join(rows)}</table></div>"


def _cell(verdict: Verdict) -> str:
    told = escape(f"{verdict.task}: {_MEANINGS[verdict.status]}. {verdict.found}".strip(), quote=True)
    return f'<td class="cell {verdict.status}" title="{told}">{_MARKS[verdict.status]}</td>'


def _remarks(remarks: Sequence[Remark], names: Mapping[str, str]) -> str:
    parts = []
    for weight, heading in _WEIGHTS.items():
        lines = [_remark(remark, names) for remark in remarks if remark.weight == weight]
        if lines:
            parts.append(f"<h3>{heading}</h3><ul>{''.join(sorted(lines))}</ul>")
    return "<h2>Hand-ins to know of</h2>" + "".join(parts) if parts else ""


def _remark(remark: Remark, names: Mapping[str, str]) -> str:
    """Return a line; a file's name tells whose it is, so it is shown only where names are."""
    shows_names = all(name == learner for learner, name in names.items())
    who = names.get(remark.learner, "")
    source = remark.source if shows_names else "" if who else "a file that marks.csv names"
    what = " · ".join(filter(None, (who, remark.lab, source)))
    return f"<li><b>{escape(what)}</b>: {escape(remark.said)}</li>"
