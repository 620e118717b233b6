"""The marks as tables that spreadsheets and learning platforms read."""

import csv
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from lambdalab.grading.records import Record
from lambdalab.grading.remarks import Remark

_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def write_tables(
    into: Path, records: Sequence[Record], remarks: Iterable[Remark], names: Mapping[str, str]
) -> None:
    """Write marks.csv, a line for each hand-in, and tasks.csv, a line for each task of it.

    What has no mark has no number: an empty cell, and the reason.
    """
    graded = {(record.learner, record.lab) for record in records}
    rows: list[tuple[object, ...]] = [("learner", "pseudonym", "lab", "points", "of", "remarks")]
    for one in records:
        told = " | ".join(remark.said for remark in one.remarks if remark.weight == "look")
        rows.append((one.learner, names[one.learner], one.lab, f"{one.points:g}", f"{one.worth:g}", told))
    for remark in remarks:
        if remark.weight == "refused" and (remark.learner, remark.lab) not in graded:
            told = f"not graded: {remark.source} {remark.said}"
            rows.append((remark.learner, names.get(remark.learner, ""), remark.lab, "", "", told))
    _save_csv(into / "marks.csv", rows)
    tasks: list[tuple[object, ...]] = [("learner", "lab", "task", "status", "points", "of", "found")]
    tasks += [
        (
            one.learner,
            one.lab,
            verdict.task,
            verdict.status,
            f"{verdict.points:g}",
            f"{verdict.worth:g}",
            verdict.found,
        )
        for one in records
        for verdict in one.verdicts
    ]
    _save_csv(into / "tasks.csv", tasks)


def _save_csv(path: Path, rows: Iterable[Sequence[object]]) -> None:
    """Write rows; what a spreadsheet would take for a formula is marked as text."""
    new = path.with_suffix(".new")
    with new.open("w", newline="") as file:
        for row in rows:
            cells = [str(cell) for cell in row]
            csv.writer(file).writerow([f"'{cell}" if cell.startswith(_FORMULA) else cell for cell in cells])
    new.replace(path)
