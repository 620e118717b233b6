"""What ``./lab grade`` does: reads a class's hand-ins, has them graded, writes marks and the report."""

import contextlib
import fcntl
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)

from lambdalab.errors import LabError, NotReady, UnknownName
from lambdalab.grading import releases, report, roster, sandbox
from lambdalab.grading.marking import Job, Marked
from lambdalab.grading.matching import Plan, match
from lambdalab.grading.pseudonyms import pseudonyms
from lambdalab.grading.records import Fault, Record, Records, key_of, record_of
from lambdalab.grading.remarks import Remark
from lambdalab.grading.roster import Key, Roster
from lambdalab.grading.tables import write_tables

console = Console(stderr=True, highlight=False, soft_wrap=True)

_SHOWN_REMARKS = 12


@dataclass(frozen=True)
class Wishes:
    """What the command line asks for."""

    submissions: Path
    into: Path | None = None
    labs: tuple[str, ...] = ()
    scheduler: str | None = None
    at_once: int | None = None
    names: bool = False
    again: bool = False
    shut_in: bool = True


def grade(wishes: Wishes) -> bool:
    """Grade a class; return whether everything that was handed in has marks.

    Raises LabError where it cannot begin: no hand-ins, no sandbox, another grader in the same folder.
    """
    into = _target(wishes)
    known = releases.labs()
    for lab in wishes.labs:
        if lab not in known:
            raise UnknownName(f"There is no lab {lab!r}.", f"Known are: {', '.join(known)}.")
    if wishes.shut_in and isinstance(problem := sandbox.find(), str):
        raise NotReady(
            f"Hand-ins cannot be shut in here: {problem}.",
            "Grade where bubblewrap works; or trust every hand-in as your own code, with --no-sandbox.",
        )
    with _only_one(into):
        return _Grader(wishes, into).grade()


class _Grader:
    def __init__(self, wishes: Wishes, into: Path) -> None:
        self._wishes = wishes
        self._into = into
        self._records = Records(into / "records")
        self._class = Roster()
        self._plans: dict[Key, Plan] = {}
        self._done: dict[Key, Record] = {}
        self._writer: Any = None

    def grade(self) -> bool:
        with console.status("Reading what was handed in …"):
            self._class = roster.read(self._wishes.submissions, self._wishes.labs)
        waiting = self._sorted_out()
        try:
            if waiting:
                self._run(waiting)
            self._write()
        except KeyboardInterrupt:
            console.print(f"Stopped. {len(self._done)} are graded and kept; the same command goes on.")
            return False
        finally:
            if self._writer is not None:
                self._writer.close()
        return not any(remark.weight == "refused" for remark in self._class.remarks)

    def _sorted_out(self) -> list[Key]:
        """Match every paper; return those that must be run, since no record of just this is there."""
        waiting = []
        for key, (paper, _) in self._class.papers.items():
            self._plans[key] = match(paper, releases.release(paper.lab))
            record = None if self._wishes.again else self._records.find(*key)
            if record is not None and record.key == key_of(paper, shut_in=self._wishes.shut_in):
                self._done[key] = record
            else:
                waiting.append(key)  # an older record stays until there is a new one: it says what had marks
        if self._done:
            console.print(f"{len(self._done)} were graded before, and stay as they are.")
        return waiting

    def _run(self, waiting: Sequence[Key]) -> None:
        from lambdalab.grading import pool  # here: Dask takes a second to load

        threading.Thread(target=_load_pages, daemon=True).start()  # while the workers start
        with contextlib.ExitStack() as stack:
            with console.status("Starting workers and the engine …"):
                client = stack.enter_context(pool.cluster(self._wishes.scheduler, self._wishes.at_once))
            progress = stack.enter_context(_progress())
            bar = progress.add_task("grading", total=len(waiting))

            def done(marked: Marked) -> None:
                self._finish(marked)
                progress.advance(bar)
                if not console.is_terminal:
                    console.print(self._line(marked))

            pool.grade(client, map(self._job, waiting), done)

    def _job(self, key: Key) -> Job:
        system = self._class.papers[key][0].system
        return Job(*key, self._plans[key].run(), shut_in=self._wishes.shut_in, system=system)

    def _line(self, marked: Marked) -> str:
        record = self._done.get((marked.learner, marked.lab))
        told = f"{record.points:g} of {record.worth:g}" if record else f"not graded: {escape(marked.why_not)}"
        return f"{escape(marked.learner)} · {marked.lab} · {told}"

    def _finish(self, marked: Marked) -> None:
        """Keep a result; its record is on the disk before anything else is made of it."""
        key = (marked.learner, marked.lab)
        paper, _ = self._class.papers[key]
        if marked.why_not:
            self._class.remarks.append(Remark("refused", *key, paper.source, marked.why_not))
            return
        plan = self._plans[key]
        faults = tuple(_fault(plan, number, said) for number, said in marked.faults)
        say = partial(Remark, "look", *key, paper.source)
        own = [say(f"{fault.task or fault.cell}: the cell {fault.cell}: {fault.said}") for fault in faults]
        if marked.refusals:
            own.append(
                say(f"asked for what is not its own, and was refused: {'; '.join(marked.refusals[:3])}")
            )
        if marked.unsteady:
            own.append(say(f"passed only when asked once more, and counted: {', '.join(marked.unsteady)}"))
        remarks = (*paper.remarks, *plan.remarks, *own)
        record = record_of(marked, paper, key_of(paper, shut_in=self._wishes.shut_in), remarks, faults)
        self._records.save(record)
        self._done[key] = record
        self._pages().write(record, plan, self._class.papers[key][1])

    def _pages(self) -> Any:
        if self._writer is None:
            self._writer = _load_pages()(self._into)
        return self._writer

    def _write(self) -> None:
        """Write all that is made of the records; what has no mark any more is taken out."""
        records = [self._done[key] for key in sorted(self._done)]
        pages = self._pages()
        for key, record in self._done.items():
            if not pages.has(*key):
                pages.write(record, self._plans[key], self._class.papers[key][1])
        remarks = [*self._class.remarks, *(remark for record in records for remark in record.remarks)]
        for key in self._without_mark(remarks):
            pages.remove(*key)
            self._records.remove(*key)
        pages.enter(records)
        learners = [record.learner for record in records] + [
            remark.learner for remark in remarks if remark.learner
        ]
        names = pseudonyms(learners, self._into / ".pseudonyms")
        write_tables(self._into, records, remarks, names)
        shown = {learner: learner for learner in learners} if self._wishes.names else names
        title = f"{self._wishes.submissions.name}: marks"
        text = report.page(title, records, remarks, shown, self._class.notes)
        (self._into / "report.html").write_text(text)
        self._tell(records, remarks)

    def _without_mark(self, remarks: Sequence[Remark]) -> set[Key]:
        """Return hand-ins that may have had a mark before and have none now: it was another file's."""
        refused = [remark for remark in remarks if remark.weight == "refused"]
        sources = {(remark.learner, remark.source) for remark in refused}
        kept = self._records.all()
        gone = {(one.learner, one.lab) for one in kept if (one.learner, one.source) in sources}
        named = {(remark.learner, remark.lab) for remark in refused if remark.learner and remark.lab}
        return (gone | named) - set(self._done)

    def _tell(self, records: Sequence[Record], remarks: Sequence[Remark]) -> None:
        weighty = [remark for remark in remarks if remark.weight != "note"]
        for remark in sorted(weighty, key=lambda remark: remark.weight != "refused")[:_SHOWN_REMARKS]:
            sign = "[red]not graded[/red]" if remark.weight == "refused" else "[yellow]look[/yellow]"
            console.print(f"{sign} {escape(remark.line())}")
        if len(weighty) > _SHOWN_REMARKS:
            console.print(f"… and {len(weighty) - _SHOWN_REMARKS} more lines in the report.")
        refused = sum(remark.weight == "refused" for remark in remarks)
        console.print(f"{len(records)} graded, {refused} not. The report: {self._into / 'report.html'}")
        console.print(f"Marks: {self._into / 'marks.csv'}; feedback, and nbgrader's gradebook, beside it.")


def _load_pages() -> Any:
    from lambdalab.grading.pages import Pages  # here: nbgrader takes seconds to load

    return Pages


def _target(wishes: Wishes) -> Path:
    """Return the folder to write to. Raises LabError where it would lie in what is read."""
    submissions = wishes.submissions.resolve()
    into = (wishes.into or submissions.with_name(f"{submissions.name.removesuffix('.zip')}-graded")).resolve()
    if into == submissions or submissions in into.parents:
        raise LabError(f"{into} lies in the hand-ins.", "Write to a folder beside them: --into FOLDER.")
    return into


@contextlib.contextmanager
def _only_one(into: Path) -> Iterator[None]:
    into.mkdir(parents=True, exist_ok=True)
    into.chmod(0o700)  # marks are nobody else's
    with (into / ".lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise NotReady(
                f"Another ./lab grade is at work in {into}.", "Wait for it, or choose --into."
            ) from None
        yield


def _progress() -> Progress:
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    return Progress(*columns, TextColumn("left"), TimeRemainingColumn(), console=console, transient=True)


def _fault(plan: Plan, number: int | None, said: str) -> Fault:
    """Name the cell and the task that a fault belongs to: the task whose check comes next."""
    if number is None or not 0 <= number < len(plan.cells):
        return Fault("", "", said)
    before = next((cell.name for cell in reversed(plan.cells[:number]) if cell.name), "the top")
    name = plan.cells[number].name or f"added below {before}"
    task = next((cell.task for cell in plan.cells[number:] if cell.kind == "check" and cell.task), "")
    return Fault(name, plan.cells[number].task or task, said)
