"""The command that tells how well questions are answered."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

import typer

from bot.cli import _base
from bot.cli._input import AsJson, Knowledge
from bot.cli._output import print_json, stop
from bot.search.evaluation import Labelled, Report, evaluate, labelled, left_out, routed_by
from bot.search.index import rebuilt
from bot.search.router import Router

commands = typer.Typer()
_SHOWN = 20  # confusions


@commands.command(name="evaluate")
def evaluate_questions(
    file: Annotated[
        Path | None, typer.Argument(help='Labelled questions, one {"q": …, "accept": [ids]} a line.')
    ] = None,
    leave_out: Annotated[
        int | None,
        typer.Option(metavar="PERCENT", min=1, max=50, help="How many phrasings to leave out."),
    ] = None,
    folds: Annotated[int, typer.Option(min=1, max=10, help="How often to leave out, each time others.")] = 2,
    seed: Annotated[int, typer.Option(help="Draws the phrasings.")] = 1,
    knowledge: Knowledge = None,
    *,
    as_json: AsJson = False,
) -> None:
    """Score labelled questions, or the base's own phrasings that the index was not shown."""
    if (file is None) == (leave_out is None):
        stop("expected a FILE of labelled questions or --leave-out PERCENT")
    assistant = _base.assistant(knowledge)
    if file is not None:
        asked = routed_by(assistant.router.route, _read(file))
    else:
        asked = []
        for without, questions in left_out(assistant.knowledge, leave_out or 0, folds, seed):
            asked += routed_by(Router(without, rebuilt(assistant.router.index, without)).route, questions)
    report = evaluate(asked)
    if as_json:
        print_json(report.as_json())
    else:
        _print(report)


def _read(file: Path) -> list[Labelled]:
    found = []
    try:
        lines = file.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        stop(f"{file}: cannot be read ({type(error).__name__})")
    for number, line in enumerate(lines, start=1):
        if line.strip():
            try:
                value = json.loads(line)
                if not isinstance(value, dict):
                    raise ValueError("expected one JSON object")  # noqa: TRY004, TRY301  bad input, told below
                found.append(labelled(value))
            except ValueError as error:
                stop(f"{file}:{number}: {error}")
    return found


def _print(report: Report) -> None:
    typer.echo(_line("all", report.whole.shares()))
    for name, some in report.by.items():
        for key, measured in sorted(some.items()):
            typer.echo(_line(f"{name} {key}", measured.shares()))
    for confusion in report.confusions()[:_SHOWN]:
        typer.echo(f"{confusion['times']} x {confusion['wanted']} -> {confusion['got']}: {confusion['questions'][0]}")


def _line(name: str, shares: Mapping[str, Any]) -> str:
    told = [f"{key} {value:.1%}" if isinstance(value, float) else f"{key} {value}" for key, value in shares.items()]
    return f"{name}: {', '.join(told)}"
