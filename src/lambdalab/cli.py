"""The verbs of ./lab, one sentence each."""

import sys
from pathlib import Path
from typing import Annotated

import typer
from typer.exceptions import TyperException

from lambdalab.errors import LabError

app = typer.Typer(
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    help="Lambda Lab: AWS Lambda, hands on, on this machine.",
)

author = typer.Typer(no_args_is_help=True, help="For authors: begin, build, prove and run labs.")
app.add_typer(author, name="author")

Port = Annotated[
    int | None,
    typer.Option(help="The loopback port; without it a free one is found.", min=1024, max=65535),
]


@app.callback(invoke_without_command=True)
def start(
    context: typer.Context,
    port: Port = None,
    browser: Annotated[bool, typer.Option(help="Open a browser on the start page.")] = True,
) -> None:
    """Start AWS on this machine and open the course in JupyterLab."""
    if context.invoked_subcommand is None:
        from lambdalab.session import run_lab

        run_lab(port, browser)


@app.command()
def engine(port: Port = None) -> None:
    """Run only the engine, in the foreground, on 127.0.0.1."""
    from lambdalab.session import run_engine

    run_engine(port)


@app.command(context_settings={"allow_extra_args": True, "ignore_unknown_options": True})
def test(
    context: typer.Context,
    static: Annotated[
        bool, typer.Option("--static", help="Only what needs no engine: linters, types, labs in step.")
    ] = False,
) -> None:
    """Run the whole test suite; further words go to pytest."""
    from lambdalab.suite import run_static_checks, run_suite

    if static and context.args:
        raise typer.BadParameter("--static takes no further words")
    sys.exit(run_static_checks() if static else run_suite(context.args))


@app.command()
def doctor(
    conformance: Annotated[
        bool, typer.Option("--conformance", help="Measure what the engine does as AWS does.")
    ] = False,
    endpoint: Annotated[
        str | None, typer.Option(help="With --conformance: another endpoint to measure beside it.")
    ] = None,
    markdown: Annotated[
        bool, typer.Option("--markdown", help="With --conformance: print README's table.")
    ] = False,
) -> None:
    """Tell what is installed, what runs where, what is missing, and what mends it."""
    if conformance:
        from lambdalab.conformance import examine as measure

        sys.exit(0 if measure(endpoint, markdown) else 1)
    if endpoint or markdown:
        raise typer.BadParameter("--endpoint and --markdown go with --conformance")
    from lambdalab.doctor import examine

    sys.exit(0 if examine() else 1)


@app.command()
def reset(
    notebook: Annotated[str | None, typer.Argument(help="For example 02-object-notifications.")] = None,
) -> None:
    """Give one notebook, or all of them, a fresh and empty account; mend what was half written."""
    from lambdalab.aws import reset_accounts
    from lambdalab.mending import mend

    typer.echo(reset_accounts(notebook))
    for told in mend(notebook):
        typer.echo(told)


@app.command()
def grade(
    submissions: Annotated[Path, typer.Argument(help="A folder of hand-ins, or a platform's zip.")],
    into: Annotated[Path | None, typer.Option(help="Where to write; SUBMISSIONS-graded without it.")] = None,
    lab: Annotated[list[str] | None, typer.Option(help="Grade this lab only; may be given again.")] = None,
    scheduler: Annotated[str | None, typer.Option(help="The address of a Dask cluster to work on.")] = None,
    at_once: Annotated[int | None, typer.Option(help="How many to run side by side.", min=1)] = None,
    names: Annotated[bool, typer.Option("--names", help="Names in the report, not pseudonyms.")] = False,
    again: Annotated[bool, typer.Option("--again", help="Grade all anew, also what is graded.")] = False,
    sandbox: Annotated[
        bool, typer.Option(help="Shut each hand-in in; without, trust them as your own code.")
    ] = True,
) -> None:
    """Grade a class: each hand-in runs apart, the checks are asked from outside; marks and feedback."""
    from lambdalab.grading.desk import Wishes
    from lambdalab.grading.desk import grade as grade_class

    labs = tuple(lab or ())
    wishes = Wishes(submissions, into, labs, scheduler, at_once, names, again, sandbox)
    sys.exit(0 if grade_class(wishes) else 1)


@author.command("new")
def new_lab(name: Annotated[str, typer.Argument(help="For example 11-step-functions.")]) -> None:
    """Begin a lab: a master, a check and answers for one task, ready to be proven and to grow."""
    from lambdalab.beginnings import begin_lab

    for line in begin_lab(name):
        typer.echo(line)


@author.command("build")
def build_labs(
    check: Annotated[bool, typer.Option("--check", help="Write nothing; tell what is out of step.")] = False,
) -> None:
    """Make the learners' copies in labs/ from the masters in solutions/, and the functions' files."""
    from lambdalab.author import build_labs, faults_of_labs
    from lambdalab.function_files import build_functions, faults_of_functions

    if check:
        faults = [*faults_of_labs(), *faults_of_functions()]
        for fault in faults:
            typer.echo(fault)
        sys.exit(1 if faults else 0)
    for line in (*build_labs(), *build_functions()):
        typer.echo(line)


@author.command("check")
def check_labs(
    labs: Annotated[list[str] | None, typer.Argument(help="Labs to prove; all without any.")] = None,
    task: Annotated[str | None, typer.Option(help="Try the answers to this task alone.")] = None,
    table: Annotated[Path | None, typer.Option(help="A Markdown file to keep the table in.")] = None,
    share: Annotated[
        bool, typer.Option("--share", help="Try a share of the answers, as ./lab test does.")
    ] = False,
    apart: Annotated[bool, typer.Option("--apart", help="Give each answer an account of its own.")] = False,
) -> None:
    """Prove labs: wrong answers are refused, other right ones accepted, the rules of the house kept."""
    from lambdalab.suite import prove_labs

    sys.exit(0 if prove_labs(labs or (), table=table, task=task, share=share, apart=apart) else 1)


@author.command("run")
def run(notebooks: Annotated[list[Path], typer.Argument(help="Notebooks to run.", exists=True)]) -> None:
    """Run notebooks on a fresh account and keep their outputs in them."""
    from lambdalab.suite import run_notebooks

    run_notebooks(notebooks)


def main() -> None:
    """Run the command line; what goes wrong is told in two sentences, with a status that is not 0."""
    try:
        sys.exit(app(prog_name="./lab", standalone_mode=False))
    except LabError as error:
        sys.exit(f"{error.message}\n{error.next_step}")
    except TyperException as error:
        sys.exit(f"{error.format_message().rstrip('.')}. ./lab --help tells what there is.")
    except OSError as error:
        sys.exit(f"The lab cannot work with its files: {error}.\n./lab doctor looks at disk and folders.")


if __name__ == "__main__":
    main()
