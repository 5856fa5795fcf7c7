"""Composes a draft clause from what is known of a contract: pure text and tables, each paragraph with its sources.

The wording is that of knowledge/clause.yaml; what nobody told stays a gap in brackets, never a guess.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Any, Literal, cast, get_args

from bot.knowledge.ruleset import REFERENCE, Tables
from bot.knowledge.schema.clause import ClauseFile, Document, FactName
from bot.knowledge.schema.entries import Article, Entry, Knowledge, Public, Relay
from bot.knowledge.schema.hours import Key
from bot.knowledge.schema.modality import Goal
from bot.knowledge.vocabulary import Confidence
from bot.language.dates import in_french
from bot.tools.eligibility.rules import Verdict, reasons
from bot.tools.hours.volume import Figures, ImpossibleFigureError, rate_for, volume
from bot.tools.hours.volume import in_french as figure
from bot.tools.modality.decision import decide
from bot.tools.modality.facts import Facts

_GOAL: Goal = "hours"  # what is drafted where nobody told, and marked as assumed
_STEPS = 3  # of a calculation, up to its result
_BY_NAME = 3  # sources named under a paragraph
_NEEDED: tuple[Key, ...] = ("amount", "labour_share", "hourly_cost", "rate")


@dataclass(frozen=True, slots=True)
class Block:
    """One part of a document: a line of text of some kind, or a table whose first row is its head."""

    kind: Literal["title", "note", "heading", "subheading", "text", "item", "source", "table"]
    text: str = ""
    rows: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class Draft:
    """A document: its file's name without ending, and its parts in order."""

    name: str
    blocks: tuple[Block, ...]

    def as_json(self) -> str:
        """The draft as a text that ``from_json`` reads."""
        return json.dumps(asdict(self), ensure_ascii=False)

    @classmethod
    def from_json(cls, text: str) -> "Draft":
        """The draft that a text holds."""
        held: dict[str, Any] = json.loads(text)
        blocks = (Block(b["kind"], b["text"], tuple(map(tuple, b["rows"]))) for b in held["blocks"])
        return cls(held["name"], tuple(blocks))

    def plain(self) -> str:
        """The draft as plain text."""
        return "\n".join(_plain(block) for block in self.blocks).strip() + "\n"


@dataclass(frozen=True, slots=True)
class Lot:
    """A lot and the figures of its hours, as far as they are known; without a name it is the whole contract."""

    name: str = ""
    figures: Figures = field(default_factory=Figures)


@dataclass(frozen=True, slots=True)
class Given:
    """What is known of a contract: its facts, its lots, the facilitator and the grid of publics."""

    facts: Facts
    lots: tuple[Lot, ...] = ()
    facilitator: Relay | None = None
    grid: str = REFERENCE


@dataclass(frozen=True, slots=True)
class Composer:
    """Composes drafts from one base."""

    knowledge: Knowledge
    tables: Tables

    @property
    def words(self) -> ClauseFile:
        """The wording."""
        return self.tables.clause

    def draft(self, given: Given, today: date) -> Draft:
        """The draft clause for a contract."""
        words = self.words
        lots = given.lots or (Lot(),)
        hours = [self._hours(lot) for lot in lots]
        filled = self._filled(given, hours, today)
        goal = given.facts.goal or _GOAL
        blocks = [Block("title", words.title), Block("note", words.about.format(day=in_french(today)))]
        blocks += self._contract(given, today)
        for document in (words.ccap, words.rc, words.ae):
            blocks += self._document(document, goal, filled)
        if goal in ("hours", "quality"):
            blocks += self._hours_table(lots, hours)
            blocks += self._publics(given.grid)
        blocks += self._follow(lots, hours)
        return Draft(words.file, tuple(blocks))

    def _filled(self, given: Given, hours: Sequence["_Hours"], today: date) -> Mapping[str, str]:
        words = self.words
        known = [one.count for one in hours]
        total = figure(Decimal(sum(filter(None, known)))) if known and all(known) else words.gaps.hours
        one, engaged = given.lots[0].name if len(given.lots) == 1 else "", words.hours.engaged
        lot = engaged.one.format(lot=one) if one else engaged.whole
        named = [
            entry for id_ in self._articles(given.facts, today) if isinstance(entry := self.knowledge.get(id_), Article)
        ]
        relay = given.facilitator
        reached = [relay.name, relay.phone, relay.email] if relay else []
        return {
            "articles": ", ".join(f"{one.number} ({one.text})" for one in named) or words.gaps.articles,
            "hours": total,
            "lot": engaged.each if len(hours) > 1 else lot,
            "lot_hours": words.gaps.lot_hours if len(hours) > 1 else total,
            "facilitator": ", ".join(filter(None, reached)) or words.gaps.facilitator,
        }

    def _articles(self, facts: Facts, today: date) -> Sequence[str]:
        """The articles that hold for what is drafted."""
        return decide(self.tables.modality, replace(facts, goal=facts.goal or _GOAL), today).articles

    # The contract

    def _contract(self, given: Given, today: date) -> Iterator[Block]:
        words, facts = self.words.facts, given.facts
        rows = tuple((label, self._fact(name, facts)) for name, label in words.labels.items() if _matters(name, facts))
        yield Block("heading", words.heading)
        yield Block("table", rows=rows)
        decision = decide(self.tables.modality, facts, today)
        said = [one.text for one in decision.says if one.topic in ("verdict", "reason")]
        articles = [entry for id_ in self._articles(facts, today) if (entry := self.knowledge.get(id_)) is not None]
        if not said and not articles:
            return
        yield Block("subheading", words.legal)
        yield from (Block("text", text) for text in said)
        for entry in articles:
            yield Block("item", entry.label)
        if articles:
            yield self._source([entry.id for entry in articles])

    def _fact(self, name: FactName, facts: Facts) -> str:
        value, words = facts.get(cast("Any", name)), self.words.facts
        gaps = self.words.gaps
        if value is None:
            assumed = self.tables.modality.facts.goal.values.get(_GOAL, _GOAL)
            return gaps.assumed.format(value=assumed) if name == "goal" else gaps.fact
        match name:
            case "date":
                return in_french(value)
            case "value":
                return words.money.format(value=figure(Decimal(str(value))))
            case "works_months":
                return words.months.format(value=value)
            case _:
                sheet = getattr(self.tables.modality.facts, name)
                return str(sheet.values.get(str(value), value))

    # What is written into the documents of the consultation

    def _document(self, document: Document, goal: str, filled: Mapping[str, str]) -> Iterator[Block]:
        yield Block("heading", document.heading)
        for paragraph in document.paragraphs:
            if paragraph.goals and goal not in paragraph.goals:
                continue
            yield Block("subheading", paragraph.title)
            for line in paragraph.text.format(**filled).splitlines():
                is_item = line.startswith("- ")
                yield Block("item" if is_item else "text", line.removeprefix("- "))
            yield self._source(paragraph.from_)

    def _source(self, ids: Iterable[str], most: int | None = _BY_NAME) -> Block:
        """Where a paragraph comes from: ``most`` sources of its entries, the oldest day and the least certainty."""
        entries = [entry for id_ in ids if (entry := self.knowledge.get(id_)) is not None]
        titles = dict.fromkeys(title for entry in entries for title in _named(entry))
        order: tuple[Confidence, ...] = get_args(Confidence)
        least = max((entry.confidence for entry in entries), key=order.index, default=order[-1])
        return Block(
            "source",
            self.words.source.format(
                sources=" ; ".join(list(titles)[:most]),
                day=in_french(min(entry.verified_on for entry in entries)),
                confidence=self.knowledge.texts.confidence[least],
            ),
        )

    # Tables

    def _hours(self, lot: Lot) -> "_Hours":
        figures, file = lot.figures, self.tables.hours
        try:
            reverse = figures.hours is not None and figures.rate is None
            found = rate_for(figures, file) if reverse else volume(figures, file)
        except ImpossibleFigureError:
            if figures.hours is not None:
                return _Hours(int(figures.hours), ())
            lacking = [file.figures[key].label for key in _NEEDED if figures.get(key) is None]
            return _Hours(None, (self.words.hours.missing.format(figures=", ".join(lacking)),))
        return _Hours(found.hours, found.steps[:_STEPS])

    def _hours_table(self, lots: Sequence[Lot], hours: Sequence["_Hours"]) -> Iterator[Block]:
        words, gap = self.words.hours, self.words.gaps.hours
        rows = [
            (lot.name or words.whole, "\n".join(one.steps), figure(Decimal(one.count)) if one.count else gap)
            for lot, one in zip(lots, hours, strict=True)
        ]
        if len(rows) > 1:
            counts = [one.count for one in hours]
            rows.append((words.total, "", figure(Decimal(sum(filter(None, counts)))) if all(counts) else gap))
        yield Block("heading", words.heading)
        yield Block("table", rows=((words.columns.lot, words.columns.steps, words.columns.hours), *rows))
        yield self._source(words.from_)

    def _publics(self, name: str) -> Iterator[Block]:
        words, grid = self.words.publics, self.tables.grids[name]
        rows = [self._public(id_, "{public}") for id_ in grid.rules]
        rows += [self._public(id_, words.on_opinion) for id_ in grid.on_opinion]
        columns = words.columns
        yield Block("heading", words.heading.format(grid=grid.label))
        yield Block("text", grid.about)
        yield Block("table", rows=((columns.public, columns.proof, columns.verified), *filter(None, rows)))
        yield Block("note", words.note)
        yield self._source(words.from_)

    def _public(self, id_: str, said: str) -> tuple[str, ...]:
        public = self.knowledge.get(id_)
        if not isinstance(public, Public):
            return ()
        return said.format(public=public.label), "\n".join(public.proof), in_french(public.verified_on)

    def _follow(self, lots: Sequence[Lot], hours: Sequence["_Hours"]) -> Iterator[Block]:
        words = self.words.follow
        empty = ("",) * len(words.columns)
        known = [
            (lot.name or self.words.hours.whole, figure(Decimal(one.count)) if one.count else "", *empty[2:])
            for lot, one in zip(lots, hours, strict=True)
        ]
        rows = [*known, *[empty] * max(words.rows - len(known), 0)]
        yield Block("heading", words.heading)
        yield Block("table", rows=(words.columns, *rows))
        yield self._source(words.from_)

    # For a company

    def proofs(self, verdict: Verdict, today: date) -> Draft:
        """The documents to gather for a person on whom that is the verdict, on a page to hand over."""
        words = self.words.proofs
        said = dict.fromkeys(one for held in verdict.held for one in reasons(held, self.tables.facts.facts))
        found = [entry for id_ in verdict.publics if isinstance(entry := self.knowledge.get(id_), Public)]
        blocks = [Block("title", words.heading)]
        if said:
            blocks.append(Block("text", words.facts.format(facts=", ".join(said))))
        blocks.append(Block("text", words.hand if found else words.none))
        for public in found:
            blocks.append(Block("subheading", words.public.format(public=public.label)))
            blocks += [Block("item", proof) for proof in public.proof]
            if public.confidence != "high":
                blocks.append(Block("source", self.knowledge.texts.confidence[public.confidence]))
        if found:
            sources = self._source([public.id for public in found], None)  # told once, so that it stays one page
            blocks.append(Block("note", sources.text))
            verified = in_french(min(public.verified_on for public in found))
            blocks.append(Block("note", words.dated.format(day=in_french(today), verified=verified)))
        return Draft(words.file, tuple(blocks))


@dataclass(frozen=True, slots=True)
class _Hours:
    """The hours of a lot, None where a figure lacks, and the lines that lead to them."""

    count: int | None
    steps: tuple[str, ...]


def _matters(name: FactName, facts: Facts) -> bool:
    """Tell whether a fact is part of such a contract at all."""
    match name:
        case "works_months":
            return facts.nature == "works"
        case "contract":
            return facts.contract is not None
        case "reserve_for":
            return facts.goal == "reserve"
        case _:
            return True


def _named(entry: Entry) -> list[str]:
    return [source.title for source in entry.sources]


def _plain(block: Block) -> str:
    match block.kind:
        case "title":
            return f"{block.text}\n"
        case "note":
            return f"\n{block.text}"
        case "heading":
            return f"\n\n{block.text}\n{'=' * len(block.text)}"
        case "subheading":
            return f"\n{block.text}"
        case "item":
            return f"- {block.text}"
        case "source":
            return f"({block.text})"
        case "table":
            return "\n".join(" | ".join(cell.replace("\n", " ; ") for cell in row) for row in block.rows)
        case _:
            return block.text
