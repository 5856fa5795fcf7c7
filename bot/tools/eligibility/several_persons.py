"""Two people in one message are two: where a text stops telling of one candidate and begins to tell of the next."""

import re
from collections.abc import Collection, Iterator
from itertools import pairwise

from bot.language.fold import plain
from bot.language.phrases import root
from bot.language.text import Text
from bot.tools.eligibility.people_words import People
from bot.tools.eligibility.subjects import Subjects
from bot.tools.eligibility.trades import names_a_trade
from bot.tools.eligibility.words import ProfileWords

_AGED = re.compile(
    r"(?<![\w.,])(?<!depuis )(?<!pendant )(?:1[4-9]|[2-7]\d)\s*ans?(?![a-z])"
    r"(?!\s*(?:d'|de )(?!age)[a-z])(?!\s+(?:dans|comme) )"  # "20 ans de métier", "30 ans dans le bâtiment"
)
_CUTS = frozenset({";", ".", "\n", "et", "puis", ",", ":"})
_SENTENCE_CUTS = frozenset({";", ".", "\n"})
_AGED_AT = re.compile(r"(?:,|\(|a|qui a|de|age de|agee de)? ?(?:1[4-9]|[2-7]\d) ans?")
_NEAR = range(2, 6)  # words behind a name within which an age is that one's
_NEXT = frozenset({"autre", "second", "seconde", "deuxieme", "2eme", "2e", "troisieme"})
_BOTH = frozenset({"deux", "autre", "tous", "toutes", "chacun", "chacune"})
_SPANNING = frozenset({"depuis", "pendant", "y", "fait"})
_OF_SOMEBODY = frozenset({"son", "sa", "mon", "ma", "leur", "notre", "votre"})
_PROFILE = "profil"
_RANKS = frozenset({"premier", "premiere", "second", "seconde", "deuxieme", "troisieme"})
_COUNTS = frozenset("123")
_OF_AGE = 18  # years
_TITLES = frozenset({"monsieur", "madame"})
_APART = 4  # words from "l'un" to "l'autre" where something is told of the one
_LEADING = frozenset(
    {"ai", "a", "soumettre", "prendre", "entre", "ou", "prend", "propose", "recu", "vu", "embaucher", "recruter",
     "trouve", "cherche", "avons", "embauche", "recrute", "presente", "avec", "accueillir", "placer", "employer", "/"}
)  # fmt: skip
_TO_AGE = 5  # words behind a trade within which an age is that one's, none of them the end of a clause but a comma
_FIRST = frozenset({"un", "une", "premier", "premiere", "1er"})
_A_PERSON = frozenset(
    {"un", "une", "autre", "second", "seconde",
     "gars", "homme", "femme", "dame", "jeune", "mec", "fille", "garcon", "monsieur", "candidat",
     "candidate", "personne", "type", "maconne", "macon", "ouvrier", "ouvriere"}
)  # fmt: skip
_NOBODY = frozenset(
    {
        "experience",
        "carriere",
        "parcours",
        "anciennete",
        "contrat",
        "cdi",
        "cdd",
        "periode",
        "duree",
        "interruption",
        "pause",
        "arret",
        "peine",
        "detention",
        "chomage",
        "formation",
        "coupure",
        "absence",
        "vie",
        "metier",
        "emploi",
    }
)  # fmt: skip  what lasts so many years, and is nobody of that age


def persons(text: Text, words: ProfileWords) -> list[str]:
    """What a text says of each person, with what it says of all before the first; the whole text where it is one."""
    cuts = _numbered(text, words) or _couple(text) or _ones_and_others(text) or list(_openings(text, words))
    if len(cuts) < 2:  # noqa: PLR2004  one person is no two
        return [text.source]
    starts = [text.tokens[at].start for at in cuts]
    shared = text.source[: starts[0]]
    ends = [*starts[1:], len(text.source)]
    return [f"{shared} {text.source[start:end]}" for start, end in zip(starts, ends, strict=True)]


def _numbered(text: Text, words: ProfileWords) -> list[int]:
    """Where "1er candidat" and "2e candidat", "profil 1" and "profil 2", or "A 22 ans" and "B 60 ans" begin."""
    nouns = words.people.person | {_PROFILE}
    starts = [at for at in range(len(text.words)) if _ordinal(text, at, nouns) or _lettered(text, at)]
    return starts if len(starts) > 1 else []


def _couple(text: Text) -> list[int]:
    """Where "monsieur" and "madame" begin, of each of whom something is told; "Madame, Monsieur," greets."""
    starts = [at for at, word in enumerate(text.words) if word in _TITLES and text.clause_start(at) == at]
    if len(starts) != len(_TITLES) or len({text.words[at] for at in starts}) < len(_TITLES):
        return []
    told = [text.words[start + 1 : end] for start, end in pairwise((*starts, len(text.words)))]
    return starts if all(sum(word not in _CUTS for word in some) > 1 for some in told) else []


def _ordinal(text: Text, at: int, nouns: Collection[str]) -> bool:
    """Tell whether a person is counted at a place."""
    word, after = text.word(at), text.word(at + 1)
    if root(word) in nouns:
        number = next((one for one in text.between(at + 1, at + 4) if one not in ("n", "°", "numero")), "")
        return number in _COUNTS and text.word(at - 1) not in _RANKS
    return (word in _RANKS and root(after) in nouns) or (
        word in _COUNTS and after in ("er", "ere", "e", "eme", "nd", "nde") and root(text.word(at + 2)) in nouns
    )


def _lettered(text: Text, at: int) -> bool:
    """Tell whether a person is called by a letter at a place: "A 22 ans", "B : 60 ans"."""
    colon = text.word(at + 1) == ":"
    told = text.word(at + 1 + colon).isdigit() and text.word(at + 2 + colon) == "ans"
    return told and text.written(at, at + 1) in ("A", "B", "C") and text.word(at - 1) in _CUTS | {""}


def _ones_and_others(text: Text) -> list[int]:
    """Where "l'un" and "l'autre", or "le premier" and "le second", begin."""
    first = next(
        (at for at in range(1, len(text.words)) if text.word(at) in _FIRST and text.word(at - 1) in ("l", "le", "la")),
        None,
    )
    if first is None:
        return _one_and_the_other(text)
    others = [
        at - 1
        for at in range(first + _APART, len(text.words))  # "ni l'un ni l'autre" tells of nobody
        if text.words[at] in _NEXT and text.word(at - 1) in ("l", "le", "la")
    ]
    return [first - 1, *others] if others else []


def _one_and_the_other(text: Text) -> list[int]:
    """Where "un de 24 ans…" and "l'autre 51 ans" begin, both told with an age; not "l'autre jour"."""
    first = next(
        (at for at in range(len(text.words)) if text.word(at) in ("un", "une") and _of_age(text, at + 1)), None
    )
    if first is None:
        return []
    others = [
        at - 1
        for at in range(first + _APART, len(text.words))
        if text.words[at] in _NEXT and text.word(at - 1) in ("l", "le", "la") and _aged_behind(text, at + 1)
    ]
    return [first, *others] if others else []


def _of_age(text: Text, at: int) -> bool:
    return text.word(at) in ("de", "d") and text.word(at + 1).isdigit() and text.word(at + 2) in ("ans", "an")


def _aged_behind(text: Text, at: int) -> bool:
    """Tell whether an age follows closely: "l'autre 51 ans", "l'autre, 51 ans", "l'autre qui a 51 ans"."""
    near = range(at, at + _NEAR.stop - 1)
    years = next((place for place in near if text.word(place).isdigit()), None)
    return years is not None and text.word(years + 1) in ("ans", "an") and text.word(years - 1) not in _SPANNING


def _openings(text: Text, words: ProfileWords) -> Iterator[int]:
    """Where each person begins, of whom an age is told: by a name, or by "un de 36 ans"."""
    ages = [text.place(match.start()) for match in _AGED.finditer(text.normal)]
    if len(ages) < 2:  # noqa: PLR2004  two people have two ages
        return
    subjects = Subjects(text, words.people)
    both = _both(text)
    own = [age for age in ages if both or not subjects.somebody_else(age)]
    begins = [
        at
        for at in range(len(text.words))
        if _begins(text, words, at) or _at_work(text, at, words.people) or (both and _relative(text, at))
    ]
    last = -1
    for at, until in pairwise([*begins, len(text.words)]):
        first = next((age for age in own if at < age <= until), -1)
        if first > last and not (last >= 0 and _a_minor(text, at, first, words.people)):
            last = first
            yield at + 2 if _relative(text, at) else at  # whose relative it is does not matter then


def _both(text: Text) -> bool:
    """Tell whether one asks of a relative too: "et son cousin de 27 ans, les deux passent ?"."""
    return not _BOTH.isdisjoint(text.words) or ("les", "2") in pairwise(text.words)


def _a_minor(text: Text, at: int, age: int, people: People) -> bool:
    """Tell whether a child of the family is named, who is no candidate: "au RSA, marié, une fille de 15 ans"."""
    return root(text.word(at + 1)) in people.children and int(text.word(age)) < _OF_AGE


def _at_work(text: Text, at: int, people: People) -> bool:
    """Tell whether somebody is named at a place by their trade: "un manœuvre que…, 58 ans", "conducteur 36 ans"."""
    before = text.word(at - 1)
    if at and before not in _CUTS | _LEADING:
        return False
    counted = text.word(at) in ("un", "une")
    noun = text.word(at + counted)
    if not counted and (root(before) in people.trades or not _aged_soon(text, at + 1)):
        return False
    if not counted and root(noun) in people.beside:
        return False  # "…, tuteur 40 ans"
    return names_a_trade(noun, people.trades) or names_a_trade(
        plain(text.written(at + counted, at + counted + 1)), people.trades
    )


def _aged_soon(text: Text, at: int) -> bool:
    """Tell whether an age follows within a few words, with at most a comma before it: "d'engins, 36 ans"."""
    near = text.between(at, at + _TO_AGE)
    years = next((place for place, word in enumerate(near) if word in ("ans", "an")), 0)
    return years > 0 and near[years - 1].isdigit() and _SPANNING.isdisjoint(near[:years]) and "et" not in near[:years]


def _relative(text: Text, at: int) -> bool:
    """Tell whether somebody's relative is named at a place, with an age: "son cousin de 27 ans"."""
    named = text.word(at) in _OF_SOMEBODY and text.word(at + 1).isalpha()
    return named and any(text.word(place).isdigit() for place in range(at + 2, at + 5))


def _by_trade(text: Text, at: int) -> bool:
    """Tell whether somebody is named by a trade, with an age: "un maçon de 52 ans"; not "une carrière de 30 ans"."""
    aged = _of_age(text, at + 1) and bool(_AGED.match(f"{text.word(at + 2)} ans"))
    return aged and text.word(at).isalpha() and text.word(at) not in _NOBODY


def _one_of_age(text: Text, at: int) -> bool:
    """Tell whether "un" is followed by an age: "un de 24 ans", "une dame très motivée de 51 ans"."""
    of = at + 2 if text.word(at + 1) in _A_PERSON else at + 1
    near = range(of, of + _NEAR.stop if of == at + 2 else of + 1)
    ends = next((place for place in near if text.clause_ends(place)), near.stop)
    return any(text.word(place) in ("de", "d") and text.word(place + 1).isdigit() for place in range(of, ends))


def _begins(text: Text, words: ProfileWords, at: int) -> bool:
    """Tell whether a person is named at a place: "Luc, 34 ans", "un de 24 ans", "une dame de 51 ans"."""
    if text.word(at) in ("un", "une") and (at == 0 or text.word(at - 1) in _CUTS or text.word(at - 1) in _LEADING):
        return _by_trade(text, at + 1) or _one_of_age(text, at)
    token = text.tokens[at]
    title = text.source[token.start : token.end].istitle() and token.word.isalpha()
    named = title and not words.reader.has_word(token.word)
    if title and text.word(at - 1) in _CUTS and text.word(at + 1).isdigit() and text.word(at + 2) == "ans":
        return True  # "et Jean 38 ans": a first name that is a word too
    if not named or at == 0 or text.word(at - 1) in _SENTENCE_CUTS:
        return named
    return text.word(at - 1) in _CUTS | _LEADING | {"/"} and any(
        _AGED_AT.fullmatch(" ".join(text.between(at + 1, at + 1 + far))) for far in _NEAR
    )
