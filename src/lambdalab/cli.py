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
def test(context: typer.Context) -> None:
    """Run the whole test suite; further words go to pytest."""
    from lambdalab.suite import run_suite

    sys.exit(run_suite(context.args))


@app.command()
def doctor() -> None:
    """Tell what is installed, what runs where, what is missing, and what mends it."""
    from lambdalab.doctor import examine

    sys.exit(0 if examine() else 1)


@app.command()
def reset(
    notebook: Annotated[str | None, typer.Argument(help="For example 02-object-notifications.")] = None,
) -> None:
    """Give one notebook, or all of them, a fresh and empty account."""
    from lambdalab.aws import reset_accounts

    typer.echo(reset_accounts(notebook))


@app.command()
def run(notebooks: Annotated[list[Path], typer.Argument(help="Notebooks to run.", exists=True)]) -> None:
    """Run notebooks on a fresh account and keep their outputs in them."""
    from lambdalab.suite import run_notebooks

    run_notebooks(notebooks)


@app.command()
def build() -> None:
    """Make the learners' copies in labs/ from the masters in solutions/."""
    from lambdalab.author import build_labs

    for line in build_labs():
        typer.echo(line)


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
