"""What knowledge/clause.yaml may hold: the wording of a draft clause, each paragraph with the entries it comes from."""

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from bot.knowledge.schema.entries import Id, Line, Model, Paragraphs, Slug
from bot.knowledge.schema.modality import Goal
from bot.knowledge.schema.text_kinds import Fills, MayFill, Prose, Text

FactName = Literal["buyer", "contract", "nature", "value", "date", "works_months", "goal", "reserve_for"]
From = Annotated[tuple[Id, ...], Field(min_length=1, alias="from")]


def _gap(text: str) -> str:
    if not (text.startswith("[") and text.endswith("]")):
        raise ValueError("ce qui reste à compléter s'écrit entre crochets, [ainsi]")
    return text


Gap = Annotated[Line, AfterValidator(_gap)]


class Gaps(Model):
    """What stands where something is not known."""

    articles: Gap
    hours: Gap
    lot_hours: Gap
    facilitator: Gap
    fact: Gap
    assumed: Annotated[Gap, Fills("value")]


class FactTable(Model):
    """The contract as it was understood."""

    heading: Text
    labels: Mapping[FactName, Line]
    money: Annotated[Prose, Fills("value")]
    months: Annotated[Prose, Fills("value")]
    legal: Text


class Paragraph(Model):
    """One paragraph of a document, of contracts with one of these ``goals``; without any, of every contract."""

    title: Line
    text: Annotated[Paragraphs, MayFill("articles", "hours", "facilitator", "lot", "lot_hours")]
    from_: From
    goals: tuple[Goal, ...] = ()


class Document(Model):
    """What is written into one document of the consultation."""

    heading: Text
    paragraphs: Annotated[tuple[Paragraph, ...], Field(min_length=1)]


class HoursColumns(Model):
    """The headings of the table of hours."""

    lot: Line
    steps: Line
    hours: Line


class Engaged(Model):
    """For what a company commits itself: the whole contract, its one lot, or one of several."""

    whole: Text
    one: Annotated[Prose, Fills("lot")]
    each: Text


class HoursTable(Model):
    """The hours of each lot, with their calculation."""

    heading: Text
    columns: HoursColumns
    whole: Text
    engaged: Engaged
    missing: Annotated[Prose, Fills("figures")]
    total: Text
    from_: From


class PublicsColumns(Model):
    """The headings of the annex of publics."""

    public: Line
    proof: Line
    verified: Line


class PublicsTable(Model):
    """The publics of a grid, with what proves each."""

    heading: Annotated[Prose, Fills("grid")]
    columns: PublicsColumns
    on_opinion: Annotated[Prose, Fills("public")]
    note: Text
    from_: From


class FollowTable(Model):
    """A table to follow the hours, to be filled in."""

    heading: Text
    columns: Annotated[tuple[Line, ...], Field(min_length=2, max_length=8)]
    rows: Annotated[int, Field(ge=1, le=20)]
    from_: From


class ProofList(Model):
    """What a company hands over: the documents of a person who was described."""

    file: Slug
    heading: Text
    facts: Annotated[Prose, Fills("facts")]
    public: Annotated[Prose, Fills("public")]
    none: Text
    hand: Text
    dated: Annotated[Prose, Fills("day", "verified")]
    from_: From


class ClauseFile(Model):
    """The whole wording of a draft clause."""

    title: Text
    about: Annotated[Prose, Fills("day")]
    source: Annotated[Prose, Fills("sources", "day", "confidence")]
    file: Slug
    gaps: Gaps
    facts: FactTable
    ccap: Document
    rc: Document
    ae: Document
    hours: HoursTable
    publics: PublicsTable
    follow: FollowTable
    proofs: ProofList
    told: Text
    nothing: Text

    def entries(self) -> frozenset[str]:
        """The ids of the entries that any part of it comes from."""
        documents = (self.ccap, self.rc, self.ae)
        named = [paragraph.from_ for document in documents for paragraph in document.paragraphs]
        tables = (self.hours.from_, self.publics.from_, self.follow.from_, self.proofs.from_)
        return frozenset(id_ for ids in (*named, *tables) for id_ in ids)
