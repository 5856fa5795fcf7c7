"""What knowledge/facts.yaml and knowledge/grids/*.yaml may hold."""

from collections.abc import Iterator, Mapping
from typing import Annotated, Literal

from pydantic import Field, StringConstraints, model_validator

from bot.knowledge.problems import FaultAt
from bot.knowledge.schema import forms
from bot.knowledge.schema.entries import Day, Id, Line, Model, Paragraphs, Slug, Source
from bot.knowledge.schema.person import NAMES

Word = Annotated[str, StringConstraints(pattern=forms.WORD, max_length=60)]
Phrase = Annotated[str, StringConstraints(min_length=1, max_length=300)]
Kind = Literal["integer", "boolean", "choice", "set"]

_OF_KIND: dict[str, frozenset[str]] = {
    "integer": frozenset({"unclear"}),
    "boolean": frozenset({"oui", "non", "whole", "neutral", "unclear", "contested"}),
    "choice": frozenset({"none", "whole", "neutral"}),
    "set": frozenset({"none", "whole", "neutral"}),
}


class Bounds(Model):
    """The plausible values of a number, both ends included, and what is said of another."""

    least: int
    most: int
    otherwise: Line

    def hold(self, value: int) -> bool:
        """Tell whether a value is plausible."""
        return self.least <= value <= self.most


class Belied(Model):
    """Words that contradict a number: "senior" beside 23 years. ``below`` and ``at_least`` tell which numbers."""

    words: tuple[Phrase, ...] = Field(min_length=1)
    below: int | None = None
    at_least: int | None = None

    def contradicts(self, value: int) -> bool:
        """Tell whether the words cannot be said beside a number."""
        return (self.below is not None and value < self.below) or (self.at_least is not None and value >= self.at_least)


class Sheet(Model):
    """One fact: how it is asked, how it is said back, how it is recognised.

    ``answers`` are the labels of the buttons ("oui" and "non" for a yes or no). ``said`` are the words by which a
    reason repeats the fact; {n} stands for a number, {value} for the label of a value; ``names`` call a value by
    its name where the label does not ("RQTH"). ``words`` are phrases by what they state; ``whole`` are words for
    the fact as a whole ("allocation"), that say something only where they are denied; ``neutral`` look like this
    fact alone and say nothing of it. ``unclear`` speak of the fact and leave it to be asked, ``contested`` make a
    "oui" so. ``granted`` facts are decided by an authority: a request, or a file under way, states nothing.
    ``shared`` facts may be said by words that say another fact too. ``opposite``: who denies one side says the
    other (no longer a student: studies are over). ``denial_wins``: the denial is the more exact word ("chômeur, pas
    inscrit"). ``lasting`` are the values that hold for who left, ``foremost`` those of a choice that win where
    several are said, the first first. ``plainly``: it is stated only where the words that govern it are understood.
    """

    type: Kind
    unit: Line | None = None
    question: Line
    answers: Mapping[str, Line] = {}
    bounds: Bounds | None = None
    belied_by: tuple[Belied, ...] = ()
    limits: tuple[int, ...] = ()
    said: Mapping[str, Line]
    names: Mapping[str, Line] = {}
    granted: bool = False
    shared: bool = False
    opposite: bool = False
    denial_wins: bool = False
    lasting: tuple[str, ...] = ()
    foremost: tuple[str, ...] = ()
    plainly: bool = False
    words: Mapping[str, tuple[Phrase, ...]] = {}

    @property
    def may_lapse(self) -> bool:
        """Tell whether what held once may hold no more, so that "touchait le RSA" says nothing of today."""
        return self.granted or self.type == "set" or self.denial_wins

    @property
    def values(self) -> tuple[str, ...]:
        """What may be answered, as written in facts; for a yes or no "oui" and "non"."""
        return tuple(self.answers)

    @model_validator(mode="after")
    def _consistent(self) -> "Sheet":
        if self.type == "integer" and self.bounds is None:
            raise ValueError("un nombre a besoin de bornes (« bounds »)")
        known = _OF_KIND[self.type] | set(self.answers)
        if strange := [key for key in self.words if key not in known]:
            raise FaultAt(
                f"n'est pas une réponse possible ; au choix : {', '.join(sorted(known))}", "words", strange[0]
            )
        if self.type == "boolean" and set(self.answers) != {"oui", "non"}:
            raise FaultAt("une question fermée a les réponses « oui » et « non »", "answers")
        return self


class Others(Model):
    """The people of whom a text may speak beside the person, by single words.

    ``kin`` are somebody else behind a possessive ("sa femme"), ``beside`` behind "le" too ("le tuteur"). ``spouses``
    are those of them whose own right may reach the person, ``women`` those that "elle" may mean. ``anybody`` are
    somebody else where the person lives with "un" such ("vit avec un homme"): ``sharing`` are the words for that.
    ``organisations`` are no person: what such a one is, or where it stands, is no fact of the person. ``person`` are
    words for the person in question. ``staff`` work for the structure that is named behind them, and are not followed
    by it ("formateur à l'EPIDE"). ``trades`` name somebody, where the ending does not ("un manœuvre de 58 ans").
    """

    kin: tuple[Word, ...]
    beside: tuple[Word, ...]
    spouses: tuple[Word, ...]
    women: tuple[Word, ...]
    anybody: tuple[Word, ...]
    sharing: tuple[Word, ...]
    organisations: tuple[Word, ...]
    person: tuple[Word, ...]
    staff: tuple[Word, ...]
    trades: tuple[Word, ...]


class Plainly(Model):
    """The words that say that a right holds, by single words; of another that governs it nothing is concluded.

    ``having`` are verbs and the like that stand before it ("touche le RSA"), ``holders`` nouns of whom it is said
    ("bénéficiaire du RSA"), ``confirmed`` stand behind it ("la RQTH a été accordée"), ``hiring`` are verbs whose
    object is a person ("prendre un BRSA"), ``leading`` make an infinitive tell of what is so ("vient d'obtenir"),
    ``passed`` change nothing ("toujours").
    """

    having: tuple[Word, ...]
    holders: tuple[Word, ...]
    confirmed: tuple[Word, ...]
    hiring: tuple[Word, ...]
    leading: tuple[Word, ...]
    passed: tuple[Word, ...]


class Hearing(Model):
    """The small words by which a profile is understood, whatever the fact.

    ``written`` gives the plain French of SMS spelling, word by word; ``sigles`` are acronyms that are an everyday
    word in small letters. ``denied`` stand behind what they deny; ``doubting`` and ``wondering`` (before, behind)
    leave a fact unknown, ``past`` makes it one of old; ``requested`` and ``pending`` do so for facts that an
    authority grants; ``coming`` and ``postponed`` (before, behind) put it off, ``entering`` (verbs of the present)
    where a month follows, ``next_day`` right behind too, ``refused`` and ``ended`` (before, behind) take it away,
    ``restored`` gives it back, ``turned_down`` (further behind) tells of the answer, ``unclaimed`` that nobody asked
    for it. ``others`` are people beside the person, and ``named_for`` tells that a right is theirs. ``plainly`` are
    the words that leave no doubt that a right holds. ``released`` is a way out of prison, which counts for some
    months, or for as long as the person is ``followed``. ``neutral`` phrases look like a fact and are none.
    ``anchors`` are what a duration may belong to without being a fact. ``everyday`` words are well spelled, though no
    fact has them. What denies and
    joins in French whatever the field: bot.language.small_words.
    """

    written: Mapping[Word, Line]
    sigles: Mapping[Word, Line]
    denied: tuple[Phrase, ...]
    affirmed: tuple[Word, ...]
    doubting: tuple[Phrase, ...]
    wondering: tuple[Phrase, ...]
    past: tuple[Phrase, ...]
    requested: tuple[Word, ...]
    pending: tuple[Phrase, ...]
    neutral: tuple[Phrase, ...]
    anchors: tuple[Phrase, ...]
    not_worked_since: tuple[Phrase, ...]
    studies_ended: tuple[Phrase, ...]
    long_term: Mapping[int, tuple[Phrase, ...]]
    others: Others
    named_for: tuple[Phrase, ...]
    plainly: Plainly
    released: tuple[Phrase, ...]
    followed: tuple[Phrase, ...]
    coming: tuple[Phrase, ...]
    postponed: tuple[Phrase, ...]
    next_day: tuple[Phrase, ...]
    entering: tuple[Word, ...]
    refused: tuple[Phrase, ...]
    ended: tuple[Phrase, ...]
    restored: tuple[Phrase, ...]
    turned_down: tuple[Phrase, ...]
    unclaimed: tuple[Phrase, ...]
    children: tuple[Word, ...]
    everyday: tuple[Word, ...]

    def single_words(self) -> tuple[tuple[str, ...], ...]:
        """The lists of single words, all well spelled."""
        others, plainly = self.others, self.plainly
        return (
            *(self.everyday, self.entering, self.requested, self.affirmed, self.children),
            *(others.kin, others.beside, others.spouses, others.women, others.person),
            *(others.anybody, others.sharing, others.organisations, others.staff, others.trades),
            *(plainly.having, plainly.holders, plainly.confirmed, plainly.hiring, plainly.leading, plainly.passed),
        )


class NotHeld(Model):
    """What is said of a fact that was named and does not hold, or not yet; {what} is the fact."""

    ended: Line
    expired: Line
    refused: Line
    requested: Line
    to_come: Line
    unclaimed: Line
    spouse: Line
    others: Line
    too_low: Line
    too_long_ago: Line
    unclear: Line


class Complaints(Model):
    """What is said of a profile that contradicts itself; {values} are the values said.

    ``unclear``: what is said before a decisive fact is asked that was spoken of and not understood.
    """

    several: Line
    contradicted: Line
    longer_than_life: Line
    unclear: Line


class FactsFile(Model):
    """knowledge/facts.yaml; ``groups`` are words that phrases name together, as <ecole>."""

    groups: Mapping[Slug, tuple[Phrase, ...]]
    facts: Mapping[str, Sheet]
    not_held: NotHeld
    hearing: Hearing
    complaints: Complaints

    @model_validator(mode="after")
    def _all_facts(self) -> "FactsFile":
        if missing := [name for name in NAMES if name not in self.facts]:
            raise FaultAt(f"le fait « {missing[0]} » manque", "facts")
        if strange := [name for name in self.facts if name not in NAMES]:
            raise FaultAt(f"n'est pas un fait ; au choix : {', '.join(NAMES)}", "facts", strange[0])
        return self


class Test(Model):
    """What a rule wants of one fact; every key given must hold."""

    __test__ = False  # not for pytest

    equals: bool | int | str | None = None
    below: int | None = None
    at_least: int | None = None
    has: str | None = None
    has_any: tuple[str, ...] = ()
    among: tuple[str, ...] = Field(default=(), alias="in")

    @model_validator(mode="before")
    @classmethod
    def _plain_value(cls, data: object) -> object:
        return data if isinstance(data, dict | Test) else {"equals": data}

    def values(self) -> tuple[str, ...]:
        """The values of sets and choices that it names."""
        named = (self.has, self.equals, *self.has_any, *self.among)
        return tuple(value for value in named if isinstance(value, str))


class Rule(Model):
    """All the tests of one rule; with ``any_of``, one of these rules must hold too."""

    tests: Mapping[str, Test] = {}
    any_of: tuple["Rule", ...] = ()

    @model_validator(mode="before")
    @classmethod
    def _by_fact(cls, data: object) -> object:
        if not isinstance(data, dict) or "tests" in data:
            return data
        return {"tests": {k: v for k, v in data.items() if k != "any_of"}, "any_of": data.get("any_of", ())}

    @model_validator(mode="after")
    def _known_facts(self) -> "Rule":
        if strange := [name for name in self.tests if name not in NAMES]:
            raise FaultAt(f"n'est pas un fait ; au choix : {', '.join(NAMES)}", strange[0])
        if not self.tests and not self.any_of:
            raise ValueError("une règle sans condition vaudrait pour tout le monde")
        return self

    def each_test(self) -> Iterator[tuple[str, Test]]:
        """Every test with the name of its fact, in the order written."""
        yield from self.tests.items()
        for rule in self.any_of:
            yield from rule.each_test()


class Advice(Model):
    """A sentence said beside the verdict when a rule holds; it never blocks.

    ``early``: said already with the question of the last fact that the rule wants.
    """

    when: Rule
    says: Line
    early: bool = False


class Criterion(Model):
    """One of several conditions that count together; ``public`` where the knowledge base has a page for it."""

    label: Line
    public: Id | None = None
    when: Rule


class Together(Model):
    """Conditions of which a number must hold, by kind of structure."""

    enough: Mapping[Slug, Annotated[int, Field(ge=1)]] = Field(min_length=1)
    criteria: Mapping[Slug, Criterion] = Field(min_length=1)


class Grid(Model):
    """The rules of eligibility of one list of publics.

    ``rules``: one that holds suffices; they stand in the order in which publics are shown, the simplest proof
    first. ``short`` is its name on a button, ``words`` are how people name it. ``together``: conditions that only
    count in number. ``on_opinion``: publics that need a prescriber's opinion before the hire. ``unless``: where
    such a rule holds, the public's own does not, and it stands under opinion. ``rules_out``: what excludes a hire
    whatever the public. ``needs``: facts without which nothing is presumed, each with where it is needed.
    ``common``: how often relays meet a public, and ``effort``: what it takes to answer about a fact, both roughly
    (1 where not said); they only decide which question comes first.
    """

    label: Line
    short: Annotated[str, StringConstraints(min_length=1, max_length=40)]
    words: tuple[Line, ...] = Field(min_length=1)
    about: Paragraphs
    rules: Mapping[Id, Rule] = Field(min_length=1)
    together: Together | None = None
    on_opinion: Mapping[Id, Rule] = {}
    unless: Mapping[Id, Rule] = {}
    rules_out: tuple[Advice, ...] = ()
    needs: Mapping[str, Rule] = {}
    advice: tuple[Advice, ...] = ()
    common: Mapping[Id, Annotated[int, Field(ge=1)]] = {}
    effort: Mapping[str, Annotated[int, Field(ge=1)]] = {}
    caveats: tuple[Line, ...] = Field(min_length=1)
    sources: tuple[Source, ...] = Field(min_length=1)
    verified_on: Day
