"""Whether a sentence says plainly that a right holds: what governs its name must be understood.

Of "touche le RSA" and "bénéficiaire du RSA" the governing word is known; of "on lui a sucré le RSA", "rendez-vous pour
la RQTH" or "sa RQTH est tombée" it is not, and what is only partly understood is asked back, never concluded from.
The words are those of ``hearing.plainly`` in knowledge/facts.yaml.
"""

from collections.abc import Callable

from bot.knowledge.schema.eligibility import Plainly
from bot.language.phrases import root
from bot.language.text import LABEL_ENDS, STOPS, Text

_ARTICLES = frozenset({"le", "la", "les", "l", "un", "une", "son", "sa", "ses", "leur", "cette", "cet", "ce"})
_OF = frozenset({"de", "d", "du", "des"})
_TO = frozenset({"au", "aux", "a"})
_UNITS = frozenset({"an", "ans", "annee", "annees", "mois", "semaine", "semaines"})
_AUXILIARIES = frozenset({"est", "a", "ont", "etait", "ete", "avait", "vient", "fut", "reste"})
_BESIDE_AUXILIARIES = frozenset(
    {"lui", "leur", "nous", "ne", "n", "m", "t", "bien", "deja", "enfin", "aussi", "d", "de", "etre", "y"}
)
_INFINITIVES = ("er", "ir", "oir", "ndre", "ttre", "aire")
_FUTURES = ("era", "ira", "dra", "vra", "ura", "rait", "ront")
_VERB_AT_LEAST = 5  # letters of a word that is read as a verb by its ending
_AHEAD, _BACK = 6, 4  # words that are looked at behind a name, and before an infinitive
_BEFORE_IF = frozenset({"et", "mais", "meme", "donc", "alors", "ok", "oui", ","})
_IF_HE = frozenset({"il", "elle", "ils", "elles", "on"})
_SENTENCE_ENDS = frozenset(".;\n")


def supposed(text: Text, place: int) -> bool:
    """Tell whether the sentence around a place supposes what its imperfect says: "et s'il touchait l'ASS"."""
    at = place
    while at > 0 and text.words[at - 1] not in _SENTENCE_ENDS:
        at -= 1
    while text.word(at) in _BEFORE_IF:
        at += 1
    return text.word(at) == "si" or (text.word(at) == "s" and text.word(at + 1) in _IF_HE)


class Governing:
    """What the words around a name say of whether it holds: yes, or nothing that is understood."""

    def __init__(self, text: Text, lists: Plainly, held: Callable[[int], bool]) -> None:
        """Know the text, the words that are understood, and which places other names hold."""
        self._text, self._held = text, held
        self._verbs = frozenset(map(root, lists.having))
        self._nouns = frozenset(map(root, lists.holders))
        self._granted = frozenset(map(root, lists.confirmed))
        self._leading = frozenset(map(root, lists.leading))
        self._hiring = frozenset(map(root, lists.hiring))
        self._passed = frozenset(lists.passed)

    def plain(self, start: int, end: int) -> bool:
        """Tell whether what governs the words from ``start`` up to ``end`` is understood."""
        return self._before(start) and self._behind(end)

    def to_come(self, end: int) -> bool:
        """Tell whether a verb of the future follows: "le RSA lui sera versé"."""
        at = end
        while self._text.word(at) in _BESIDE_AUXILIARIES:
            at += 1
        word = self._text.word(at)
        return len(word) >= len("sera") and word.endswith(_FUTURES)

    def _before(self, start: int) -> bool:
        """Judge the word that governs from before: "touche le RSA", not "conditions du RSA"."""
        text, at = self._text, start - 1
        small = set[str]()
        while text.word(at) in _ARTICLES | _OF | _TO:
            small.add(text.words[at])
            at -= 1
        if not small:
            return text.word(at) != "pour" or start == 0
        while text.word(at) in self._passed:
            at -= 1
        word = text.word(at)
        if not word.isalpha() or word in STOPS | LABEL_ENDS | _UNITS or self._held(at):
            return True
        if not small.isdisjoint(_OF):
            return root(word) in self._nouns | self._verbs
        if not small.isdisjoint(_TO):
            return True  # "au RSA" says a state, whatever stands before
        if not small.isdisjoint({"un", "une"}) and root(word) in self._hiring:
            return True
        return root(word) in self._verbs and (not _infinitive(word) or self._led(at))

    def _led(self, at: int) -> bool:
        """Tell whether an infinitive tells of what is so: "vient d'obtenir", not "voudrait obtenir"."""
        return any(root(word) in self._leading for word in self._text.between(max(0, at - _BACK), at))

    def _behind(self, end: int) -> bool:
        """Judge the verb whose subject the name is: "la RQTH a été accordée", not "la RQTH est tombée"."""
        text, at = self._text, end
        if text.word(at) in ("s", "se"):
            return root(text.word(at + 1)) in self._granted
        stop = next((place for place in range(end, end + _AHEAD) if text.clause_ends(place)), end + _AHEAD)
        seen = False
        while at < stop and text.words[at] in _AUXILIARIES | _BESIDE_AUXILIARIES | self._passed:
            seen |= text.words[at] in _AUXILIARIES
            at += 1
        if not seen or at >= stop or self._held(at):
            return True
        word = text.words[at]
        return not word.isalpha() or root(word) in self._granted


def _infinitive(word: str) -> bool:
    return len(word) >= _VERB_AT_LEAST and word.endswith(_INFINITIVES)
