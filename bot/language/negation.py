"""What a denial covers, as French builds it: "pas de RSA", "ni RSA ni AAH", "plus du tout au chômage", "non inscrit".

>>> from bot.language.text import Reader
>>> text = Reader({}).read("pas de cdi, mais rqth")
>>> denied(text, 2), denied(text, 5)
(True, False)
"""

from collections.abc import Callable, Collection, Iterator, Mapping

from bot.language.small_words import BREAKING, DENYING, JOINING, LIGHT
from bot.language.text import LABEL_ENDS, STOPS, Text

_FAR, _NEAR = 6, 3  # words: how far "pas" reaches, and "sans"
_LONG_REACH = frozenset({"pas", "plus", "jamais", "rien", "point", "ni"})
_ANSWERS = frozenset({"non", "0", "zero", "aucun", "aucune", "pas"})
_LISTING = frozenset({"ni", "ou", "/", "+"})
_OF = frozenset({"de", "d"})
_UNITS = frozenset({"an", "ans", "annee", "annees", "mois", "semaines"})
_NOT_DENYING_PLUS = frozenset({"en", "de", "d", "au", "bac", "qui", "le"})

Span = tuple[int, int]


def before(text: Text, place: int) -> Iterator[int]:
    """The places before one, the nearest first, up to where the clause begins."""
    for at in range(place - 1, -1, -1):
        if text.words[at] in STOPS or text.words[at] in LABEL_ENDS:
            return
        yield at


def denied(
    text: Text,
    start: int,
    *,
    held: Mapping[int, Span] | None = None,
    carried: Callable[[int], bool] | None = None,
    light: Collection[str] = LIGHT,
) -> bool:
    """Tell whether a denial before the word at ``start`` covers it.

    Args:
        text: the text.
        start: the place where what may be denied begins.
        held: the places that other such things hold, each with its first place and the one behind its last; a denial
            does not reach across them, but for lists.
        carried: tells whether what holds a place is itself denied, so that a list carries it on.
        light: words that make nothing further from anything.
    """
    passed = 0
    for place in before(text, start):
        word = text.words[place]
        other = held.get(place) if held else None
        if other is not None and other[0] < start and other[1] <= start:
            return _listed(text, other[1], start, light) and carried is not None and carried(place)
        if word in BREAKING or word in _UNITS:  # "pas un an de chômage" denies the year
            return False
        if word in DENYING and _is_denial(text, place, start):
            return passed < (_FAR if word in _LONG_REACH else _NEAR)
        passed += word not in light
    return False


def _listed(text: Text, end: int, start: int, light: Collection[str]) -> bool:
    """Tell whether two things stand in one list: "ni RSA ou AAH"."""
    joined = [word for word in text.between(end, start) if word not in light]
    return all(word in JOINING for word in joined) and not _LISTING.isdisjoint(joined)


def _is_denial(text: Text, place: int, start: int) -> bool:
    """Tell a denial from "plus de deux ans", and from the answer to the question before ("RSA : non RQTH")."""
    word, previous = text.words[place], text.word(place - 1)
    if word == "plus":
        following = [one for one in text.between(place + 1, place + 4) if one not in (*_OF, "que")]
        compared = bool(following) and (following[0][0].isdigit() or following[0] in ("un", "une"))
        return not compared and previous not in _NOT_DENYING_PLUS
    if word in _ANSWERS and (previous in LABEL_ENDS or previous == "?"):
        return place + 1 == start and previous == ":"
    return word != "0" or place + 1 == start
