"""Commands that answer: a question, or everything that the base can answer."""

import sys
from typing import Annotated

import typer

from bot.assistant import one_question
from bot.assistant.answers import answer
from bot.assistant.one_question import Asked
from bot.chat.markup import without_tags
from bot.cli import _base
from bot.cli._input import AsJson, AsOf, Knowledge, day, lines, today
from bot.cli._output import print_json

commands = typer.Typer()


@commands.command()
def ask(
    question: Annotated[str | None, typer.Argument(help="Else one question per line of standard input.")] = None,
    as_of: AsOf = None,
    knowledge: Knowledge = None,
    *,
    explain: Annotated[bool, typer.Option("--explain", help="Tell what spoke for the first entries.")] = False,
    as_json: AsJson = False,
) -> None:
    """Answer a question, or each line of standard input."""
    law_of = day(as_of, "--as-of")
    (base, router), now = _base.answering(knowledge), today()
    for line in lines(question):
        asked = one_question.ask(base, router, line, now, as_of=law_of)
        found = router.explained(line) if explain else []
        if as_json:
            reasons = [{"id": ranked.id, "score": ranked.score, "reasons": dict(gains)} for ranked, gains in found]
            print_json(asked.as_json() | ({"explained": reasons} if explain else {}))
        else:
            _print(asked)
            for ranked, gains in found:
                told = ", ".join(f"{feature} {gain:+.2f}" for feature, gain in gains)
                typer.echo(f"  {ranked.id} {ranked.score:.2f}: {told}")


@commands.command()
def entries(knowledge: Knowledge = None, *, as_json: AsJson = False) -> None:
    """List every entry of the knowledge base."""
    (base, _), now = _base.answering(knowledge), today()
    for entry in base.entries():
        if as_json:
            print_json(
                {
                    "id": entry.id,
                    "label": entry.label,
                    "questions": list(entry.questions),
                    "text": without_tags(answer(base, entry, now)),
                    "sources": [source.model_dump() for source in entry.sources],
                    "verified_on": entry.verified_on.isoformat(),
                }
            )
        else:
            typer.echo(f"{entry.id}\t{entry.label}")


def _print(asked: Asked) -> None:
    from rich.console import Console  # noqa: PLC0415  only people read by it, and it takes a while to load

    console = Console(highlight=False, soft_wrap=not sys.stdout.isatty())
    console.print(asked.text, markup=False)
    console.print(f"[{asked.kind}]", style="dim", markup=False)
    for source in asked.sources:
        console.print(f"  {source.title} {source.url or ''}".rstrip(), style="dim", markup=False)
