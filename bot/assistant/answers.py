"""How an entry is shown: verdict, reason, proof and next step at once; all the rest, with sources and dates, folded."""

from collections.abc import Iterator
from datetime import date

from bot.chat.markup import bold, escape, first_sentences, folded, headed, italic, length, link
from bot.knowledge.schema.entries import Article, Entry, Knowledge, Public, Relay
from bot.language.dates import in_french
from bot.tools.places.contact import contact

SHORT = 7  # lines of a telephone, with the label nine
MOST = 3900  # characters of a message: Telegram takes 4096
_BY_NAME = 3  # sources shown under an answer


def answer(knowledge: Knowledge, entry: Entry, day: date, *, as_of: date | None = None) -> str:
    """The answer of an entry in Telegram's HTML: what one reads on a telephone, and all the rest folded behind it.

    ``as_of`` tells what held on that day instead of today; where the base does not know that, it says so. What does
    not fit in one message is left to ``details``.
    """
    elsewhen = as_of if as_of != day else None
    if elsewhen is not None and (isinstance(entry, Article) or entry.versions):
        return "\n\n".join(
            [bold(entry.label), *_as_law_stood(knowledge, entry, elsewhen), provenance(knowledge, entry)]
        )
    said = [bold(entry.label)]
    if elsewhen is not None and not isinstance(entry, Relay):
        said.append(italic(knowledge.texts.article.as_of_unknown.format(day=in_french(elsewhen))))
    behind, _ = _folded(knowledge, entry, day)
    return "\n".join([*said, escape(short(entry)), folded(behind)])


def short(entry: Entry) -> str:
    """What is read of an entry without a tap: what was written for that, else the first sentences of its answer."""
    return entry.short or first_sentences(entry.answer, SHORT)


def details(knowledge: Knowledge, entry: Entry, day: date) -> str:
    """What the answer leaves out because it would be too long, in Telegram's HTML; empty where it holds everything."""
    _, left = _folded(knowledge, entry, day)
    return "\n\n".join([bold(knowledge.texts.entry.details_of.format(label=entry.label)), *left]) if left else ""


def _folded(knowledge: Knowledge, entry: Entry, day: date) -> tuple[list[str], list[str]]:
    """What is folded behind an answer, and what does not fit there."""
    behind, further = list(_behind(knowledge, entry, day)), list(_further(knowledge, entry))
    last = provenance(knowledge, entry)
    room = MOST - sum(length(block) + 2 for block in (bold(entry.label), short(entry), *behind, last))
    while further and (room := room - length(further[0]) - 2) >= 0:
        behind.append(further.pop(0))
    return [*behind, last], further


def _behind(knowledge: Knowledge, entry: Entry, day: date) -> Iterator[str]:
    """The answer where it says more, why, what proves it, who validates, and what to check."""
    texts = knowledge.texts
    if isinstance(entry, Article) and not entry.is_decision:  # whose day is its name
        yield italic(_standing(knowledge, entry, day))
    if entry.answer != short(entry):
        yield escape(entry.answer)
    if isinstance(entry, Relay):
        yield contact(knowledge, entry)
    if entry.why:
        yield escape(entry.why)
    if entry.proof:
        heading = texts.entry.references if isinstance(entry, Article) else texts.entry.proof
        yield headed(heading, "\n".join(f"- {document}" for document in entry.proof))
    if isinstance(entry, Public) and entry.validated_by:
        yield headed(texts.entry.validated_by, ", ".join(entry.validated_by), inline=True)
    if entry.check:
        yield headed(texts.entry.check, entry.check, inline=True)
    if entry.uncertain:
        yield headed(texts.entry.uncertain, entry.uncertain, inline=True)


def gist(knowledge: Knowledge, entry: Entry, day: date) -> str:
    """The words by which an entry is known in a line; of a text that is not in force, first that it is not."""
    if isinstance(entry, Article) and entry.version_on(day) is None:
        return f"{_standing(knowledge, entry, day)} {entry.answer}"
    return entry.answer


def _further(knowledge: Knowledge, entry: Entry) -> Iterator[str]:
    """What stands furthest back: details, how long it holds, the wordings of an article in time."""
    if entry.details:
        yield escape(entry.details)
    if isinstance(entry, Public) and entry.duration:
        yield headed(knowledge.texts.entry.duration, entry.duration)
    if isinstance(entry, Article) and len(entry.versions) > 1:
        yield from (headed(_span(version.from_, version.to), version.says) for version in reversed(entry.versions))


def provenance(knowledge: Knowledge, entry: Entry) -> str:
    """Where an entry comes from, when that was verified, and how sure it is, in Telegram's HTML."""
    texts = knowledge.texts
    heading = texts.entry.source if len(entry.sources) == 1 else texts.entry.sources
    sources = " ; ".join(link(s.title, s.url) if s.url else escape(s.title) for s in entry.sources[:_BY_NAME])
    verified = texts.entry.verified.format(day=in_french(entry.verified_on))
    return f"{escape(heading)} : {sources}\n{italic(f'{verified} ({texts.confidence[entry.confidence]})')}"


def _standing(knowledge: Knowledge, article: Article, day: date) -> str:
    texts, ended = knowledge.texts, article.ended()
    current = article.version_on(day)
    if current is None and ended and ended < day:
        said = texts.article.ended.format(day=in_french(date.fromordinal(ended.toordinal() + 1)))
        successors = [a for a in _reached(knowledge, article, day, forward=True) if a is not article]
        return f"{said} {texts.article.today.format(articles=_names(successors))}" if successors else said
    began = article.began()
    if began and day < began:
        return texts.article.to_come.format(day=in_french(began))
    reworded = current.from_ if current and current.from_ != began else None
    if reworded and began:
        return texts.article.reworded.format(created=in_french(began), day=in_french(reworded))
    if reworded:
        return texts.article.reworded_since.format(day=in_french(reworded))
    return texts.article.in_force.format(day=in_french(began)) if began else texts.article.in_force_unknown


def _as_law_stood(knowledge: Knowledge, entry: Entry, as_of: date) -> Iterator[str]:
    texts = knowledge.texts
    version = entry.version_on(as_of)
    if version is not None:
        yield italic(texts.article.as_of.format(day=in_french(as_of)))
        yield escape(version.says)
    elif isinstance(entry, Article):
        yield from _elsewhere(knowledge, entry, as_of)
    else:
        yield italic(texts.article.as_of_missing.format(day=in_french(as_of)))


def _elsewhere(knowledge: Knowledge, article: Article, as_of: date) -> Iterator[str]:
    """The texts that stood on a day when the article itself did not."""
    texts = knowledge.texts
    began = article.began()
    early = began is not None and as_of < began
    told, other = (
        (texts.article.as_of_not_yet, texts.article.as_of_then)
        if early
        else (texts.article.as_of_ended, texts.article.as_of_now)
    )
    yield italic(told.format(day=in_french(as_of)))
    stood = _reached(knowledge, article, as_of, forward=not early)
    if stood:
        yield escape(other.format(articles=_names(stood)))
    for then in stood:
        if (version := then.version_on(as_of)) is not None:
            yield headed(then.label, version.says)


def _reached(knowledge: Knowledge, article: Article, day: date, *, forward: bool) -> list[Article]:
    """The articles in force on a day that replaced this one, or that it replaced, through any number of steps."""
    todo, seen, found = [article], {article.id}, []
    while todo:
        current = todo.pop(0)
        if current.version_on(day) is not None:
            found.append(current)
            continue
        for slug in current.replaced_by if forward else current.replaces:
            other = knowledge.get(f"article/{slug}")
            if isinstance(other, Article) and other.id not in seen:
                seen.add(other.id)
                todo.append(other)
    return found


def _names(articles: list[Article]) -> str:
    by_text: dict[str, list[str]] = {}
    for article in articles:
        by_text.setdefault(article.text, []).append(article.number)
    return " ; ".join(f"{', '.join(numbers)} ({text})" for text, numbers in by_text.items())


def _span(begin: date | None, end: date | None) -> str:
    return f"{in_french(begin) if begin else '…'} → {in_french(end) if end else '…'}"
