"""What people asked and did not get, for those who write the base: gathered, counted, and drafted."""

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any

import typer

from bot.assistant.unanswered import Weekly
from bot.cli import _base, _store
from bot.cli._input import AsJson, Knowledge, day, today
from bot.cli._output import print_json, stop
from bot.knowledge.drafts import draft
from bot.knowledge.kinds import KINDS
from bot.knowledge.schema.texts import UnansweredTexts
from bot.runtime.start import using
from bot.search.unanswered import Cluster, Unanswered, clusters, telling_words
from bot.store import unanswered as kept
from bot.store.database import Database

_WORDS = 4  # of a question, that name the file of its draft
_ASKED = 6  # phrasings that a draft holds
_FAQ = next(kind for kind in KINDS if kind.name == "faq")

commands = typer.Typer()


@commands.command()
def unanswered(
    since: Annotated[str | None, typer.Option(metavar="DATE", help="Only what was asked since that day.")] = None,
    most: Annotated[int, typer.Option(min=1, metavar="N", help="How many are shown, the most frequent first.")] = 20,
    draft_in: Annotated[
        Path | None,
        typer.Option("--draft", metavar="FILE|DIR", help="Write a draft of the first into a file, or of each there."),
    ] = None,
    knowledge: Knowledge = None,
    *,
    every: Annotated[bool, typer.Option("--all", help="Also what the base answers by now.")] = False,
    as_json: AsJson = False,
) -> None:
    """List what people asked and did not get, gathered: how often, why, and the entry that came closest."""
    first_day = day(since, "--since")
    weekly = Weekly(*_base.answering(knowledge))
    texts = weekly.knowledge.texts.unanswered

    async def read(database: Database) -> list[Unanswered]:
        async with database.transaction() as connection:
            return await kept.listed(connection, first_day)

    asked = using(_store.settings(), read)
    found = (clusters(asked) if every else weekly.open(asked))[:most]
    for cluster in found:
        fields = _fields(weekly, cluster)
        if as_json:
            print_json(fields)
        else:
            typer.echo(_line(texts, fields))
    if not found and not as_json:
        typer.echo(texts.nothing)
    if draft_in is not None and found:
        for path in _write(weekly, found, draft_in):
            typer.echo(texts.written.format(path=path), err=as_json)


def _fields(weekly: Weekly, cluster: Cluster) -> dict[str, Any]:
    nearest = weekly.nearest(cluster)
    return {
        "question": cluster.head,
        "count": cluster.count,
        "why": dict(cluster.why),
        "reasons": dict(cluster.reasons),
        "nearest": nearest.id if nearest else None,
        "label": nearest.label if nearest else None,
        "last": cluster.last.isoformat(),
        "questions": list(cluster.questions),
    }


def _line(texts: UnansweredTexts, fields: dict[str, Any]) -> str:
    named = {"no": texts.unhelpful} | {str(why): text for why, text in texts.why.items()}
    why = ", ".join(f"{named[name]} {count}" for name, count in fields["why"].items())
    nearest = f"{fields['nearest']} ({fields['label']})" if fields["nearest"] else texts.unnamed
    return f"{fields['count']} ×\t{fields['question']}\t{why}\t{nearest}"


def _write(weekly: Weekly, found: Sequence[Cluster], place: Path) -> list[Path]:
    """Write the draft of the first into a file, or of each into a folder; nothing is ever written over."""
    if place.suffix in (".yaml", ".yml"):
        return [_written(weekly, found[0], place)]
    place.mkdir(parents=True, exist_ok=True)
    paths = {place / f"{_name(cluster)}.yaml": cluster for cluster in reversed(found)}
    return [_written(weekly, cluster, path) for path, cluster in reversed(paths.items()) if not path.exists()]


def _written(weekly: Weekly, cluster: Cluster, path: Path) -> Path:
    if path.exists():
        stop(f"{path} stands there already")
    nearest = weekly.nearest(cluster)
    texts = weekly.knowledge.texts.unanswered
    note = texts.asked.format(count=cluster.count, day=cluster.last)
    if nearest:
        note += "\n" + texts.instead.format(id=nearest.id)
    questions = [question for question, _ in cluster.questions.most_common(_ASKED)]
    text = draft(_FAQ, path.stem, today(), questions, see_also=[nearest.id] if nearest else [], note=note)
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        stop(f"{path}: {error.strerror}")
    return path


def _name(cluster: Cluster) -> str:
    return "-".join(telling_words(cluster.head)[:_WORDS]) or "question"
