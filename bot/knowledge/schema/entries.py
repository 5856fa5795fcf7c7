"""What the YAML files of ``knowledge/`` may hold. ``clausette schema`` prints the same as JSON Schema."""

import textwrap
from collections.abc import Iterator, Mapping
from datetime import date
from functools import cached_property
from itertools import chain
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, model_validator

from bot.knowledge.schema import forms
from bot.knowledge.schema.texts import Texts
from bot.knowledge.vocabulary import Confidence, RelayStatus

Line = Annotated[str, StringConstraints(min_length=1, max_length=400, strip_whitespace=True)]
Answer = Annotated[str, StringConstraints(min_length=20, max_length=900, strip_whitespace=True)]
Paragraphs = Annotated[str, StringConstraints(min_length=1, max_length=2000, strip_whitespace=True)]
Slug = Annotated[str, StringConstraints(pattern=forms.SLUG)]
Id = Annotated[str, StringConstraints(pattern=forms.ID)]
_SHORT_LINES, _SHORT_WIDTH = 7, 42  # of a telephone: with the label and what follows, nine lines without a tap


def _fits_a_telephone(text: str) -> str:
    lines = sum(max(1, len(textwrap.wrap(line, _SHORT_WIDTH))) for line in text.splitlines())
    if lines > _SHORT_LINES:
        raise ValueError(f"{lines} lignes de {_SHORT_WIDTH} caractères, au plus {_SHORT_LINES} : raccourcir")
    return text


Short = Annotated[
    str, StringConstraints(min_length=10, max_length=300, strip_whitespace=True), AfterValidator(_fits_a_telephone)
]
ButtonLabel = Annotated[str, StringConstraints(min_length=2, max_length=30, strip_whitespace=True)]
Url = Annotated[str, StringConstraints(pattern=forms.URL, max_length=2000)]
Digits = Annotated[str, StringConstraints(pattern=forms.DIGITS)]
Siren = Annotated[str, StringConstraints(pattern=forms.SIREN)]
Insee = Annotated[str, StringConstraints(pattern=forms.INSEE)]
DepartementCode = Annotated[str, StringConstraints(pattern=forms.DEPARTEMENT)]
Audience = Literal["entreprise", "acheteur", "relais"]


def _calendar(value: object) -> object:
    if isinstance(value, int):
        raise ValueError("une date était attendue, avec ses tirets, comme 2026-11-23")  # noqa: TRY004  pydantic reports ValueError
    return value


Day = Annotated[date, BeforeValidator(_calendar)]


class Model(BaseModel):
    """Immutable, and strict about keys."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)  # a command needs few of them


class Source(Model):
    """Where a statement comes from; a document that is not on the web has no url."""

    title: Line
    url: Url | None = None


class Version(Model):
    """What held from one day to another, both included; None is open: an article's wording, an answer's rule."""

    from_: Day | None = Field(default=None, alias="from")
    to: Day | None = None
    says: Paragraphs

    def holds_on(self, day: date) -> bool:
        """Tell whether this version was in force on a day."""
        return (self.from_ is None or self.from_ <= day) and (self.to is None or day <= self.to)

    @model_validator(mode="after")
    def _in_order(self) -> "Version":
        if self.from_ and self.to and self.from_ > self.to:
            raise ValueError(f"« from » ({self.from_}) est après « to » ({self.to})")
        return self


class Entry(Model):
    """One thing that Clausette knows: how people ask for it, what it answers, and from where.

    ``button`` is what a button says where the first words of the label are not enough.
    ``short`` is what shows on a telephone without a tap: the verdict, its reason, the first proof or article, the next
    step. ``answer`` gives the verdict first; ``details`` stands behind a button; ``uncertain`` is not confirmed.
    ``questions`` are phrasings of different people. ``see_also`` and ``next`` are ids: what one wants to know next,
    and the tools that help now; ``decided_by`` is the tool that answers from a case. ``versions`` tell what held when,
    where the answer depends on the day: it tells today.
    """

    id: Id
    label: Line
    button: ButtonLabel | None = None
    audience: tuple[Audience, ...] = ()
    short: Short | None = None
    answer: Answer
    why: Paragraphs | None = None
    proof: tuple[Line, ...] = ()
    check: Paragraphs | None = None
    uncertain: Paragraphs | None = None
    details: Paragraphs | None = None
    see_also: tuple[Id, ...] = ()
    next: tuple[Id, ...] = ()
    decided_by: Literal["tool/eligibility", "tool/modality", "tool/hours"] | None = None
    questions: tuple[Line, ...] = Field(min_length=1)
    sources: tuple[Source, ...] = Field(min_length=1)
    verified_on: Day
    confidence: Confidence
    versions: tuple[Version, ...] = ()

    @property
    def slug(self) -> str:
        """The id without its kind."""
        return self.id.partition("/")[2]

    @property
    def kind(self) -> str:
        """The kind of entry: public, article, faq, term, relay or tool."""
        return self.id.partition("/")[0]

    def version_on(self, day: date) -> Version | None:
        """The version that held on a day, or None where there was none."""
        return next((version for version in self.versions if version.holds_on(day)), None)


class Public(Entry):
    """A public of the clause: who counts, which document proves it, who validates."""

    questions: tuple[Line, ...] = Field(min_length=12)
    validated_by: tuple[Line, ...] = ()
    duration: Paragraphs | None = None


class Article(Entry):
    """A text of law with its versions in time; ``answer`` tells how it stands today."""

    questions: tuple[Line, ...] = Field(min_length=6)
    text: Line
    number: Line
    title: Line
    versions: tuple[Version, ...] = Field(min_length=1)
    replaces: tuple[Slug, ...] = ()
    replaced_by: tuple[Slug, ...] = ()
    references: tuple[Line, ...] = ()

    @property
    def code(self) -> str:
        """The key of the code that the article belongs to: "ccp" for ccp-l2112-2."""
        for prefix in ("ccag-tic", "ccag-fcs", "ccag-travaux", "ccag-moe", "ccag-pi", "ccag-mi"):
            if self.slug.startswith(prefix):
                return prefix
        return self.slug.partition("-")[0]

    @property
    def is_decision(self) -> bool:
        """Tell whether it is a court's: decisions are given, they do not come into force."""
        return self.code == "ce"

    def began(self) -> date | None:
        """The first day of its first version; None where it is not known."""
        return self.versions[0].from_

    def ended(self) -> date | None:
        """The last day of its last version; None while in force."""
        return self.versions[-1].to


class Faq(Entry):
    """A question that people ask."""

    questions: tuple[Line, ...] = Field(min_length=12)


class Term(Entry):
    """A word or an acronym of the field."""

    questions: tuple[Line, ...] = Field(min_length=4)
    acronym: tuple[Line, ...] = ()
    expansion: Line


class Coverage(Model):
    """The territory of a relay: SIREN of EPCI, INSEE codes of communes, codes of departments."""

    epci: tuple[Digits, ...] = ()  # the check tells the nearest EPCI
    communes: tuple[Insee, ...] = ()
    departements: tuple[DepartementCode, ...] = ()


class Relay(Entry):
    """A body that helps with the clause on a territory; ``status`` says how sure that is.

    ``contact_date`` tells how old the address, telephone and e-mail are; ``grid`` names the list of publics that it
    applies (knowledge/grids), where that is not the reference.
    """

    name: Line
    kind_of_body: Line = Field(alias="kind")
    status: RelayStatus
    covers: Coverage = Coverage()
    covers_basis: Literal["own_perimeter", "read", "inferred"] | None = None
    address: Line | None = None
    phone: Annotated[str, StringConstraints(pattern=forms.PHONE)] | None = None
    email: Annotated[str, StringConstraints(pattern=forms.EMAIL)] | None = None
    website: Url | None = None
    role: Paragraphs | None = None
    contact_date: Line | None = None
    grid: Slug | None = None

    @property
    def proven(self) -> bool:
        """Tell whether a source says that this body is, or was, the relay."""
        return self.status in ("relay_verified", "relay_historical")


class Tool(Entry):
    """One of the tools that decide: eligibility, modality, hours, relay look-up, intake."""


class Smalltalk(Model):
    """What is said beside the subject: a greeting, thanks, "are you a robot?"."""

    phrases: tuple[Line, ...] = Field(min_length=1)
    answer: Paragraphs


class Outside(Model):
    """A subject that Clausette does not treat, and where to turn instead.

    ``alone`` where the answer is all that is said: to somebody in danger, or who reads no French.
    """

    label: Line
    alone: bool = False
    answer: Paragraphs
    questions: tuple[Line, ...] = Field(min_length=4)


class Labelled(Model):
    """Questions of a curator's own, by the id of the entry that must answer them: the check asks them."""

    expect: Mapping[Id, Annotated[tuple[Line, ...], Field(min_length=1)]]


class Lexicon(Model):
    """The field's words.

    ``synonyms`` groups the ways to say one idea; ``abbreviations`` gives the plain French of SMS spelling;
    ``stopwords`` carry no meaning; ``codes`` are the names of the codes of law, by the first part of article slugs.
    """

    synonyms: Mapping[Slug, tuple[Line, ...]]
    abbreviations: Mapping[str, Line]
    stopwords: tuple[Line, ...]
    codes: Mapping[Slug, tuple[Line, ...]]


class Knowledge(Model):
    """The whole base, immutable."""

    publics: tuple[Public, ...] = ()
    articles: tuple[Article, ...] = ()
    faq: tuple[Faq, ...] = ()
    terms: tuple[Term, ...] = ()
    relays: tuple[Relay, ...] = ()
    tools: tuple[Tool, ...] = ()
    smalltalk: Mapping[Slug, Smalltalk]
    outside: Mapping[Slug, Outside]
    lexicon: Lexicon
    texts: Texts

    def entries(self) -> Iterator[Entry]:
        """Every entry, kind by kind."""
        return chain(self.publics, self.articles, self.faq, self.terms, self.relays, self.tools)

    @cached_property
    def _by_id(self) -> dict[str, Entry]:
        return {entry.id: entry for entry in self.entries()}

    def get(self, id_: str) -> Entry | None:
        """The entry of an id, or None."""
        return self._by_id.get(id_)

    def __getitem__(self, id_: str) -> Entry:
        return self._by_id[id_]

    def __len__(self) -> int:
        return len(self._by_id)
