"""What became of a right after it was named: "coupée puis rétablie", "accordée en 2019, expirée en 2024".

The last step that is told counts. The words are those of ``hearing`` in knowledge/facts.yaml.
"""

from collections.abc import Callable, Collection, Iterable
from enum import Enum

from bot.language.phrases import Occurrence
from bot.language.small_words import DENYING
from bot.language.text import STOPS, Text
from bot.tools.eligibility.words import Tag

_SENTENCE_ENDS = frozenset(".;\n")
_FUTURES = ("era", "ira", "dra", "vra", "ura", "rait", "ront")
_INFINITIVE = "etre"  # "va être rétabli", "doit être rétabli"
_GOING_ON = frozenset({",", "puis", "et", "mais", "ensuite"})
_BESIDE_A_STEP = frozenset(
    {"a", "ai", "ont", "est", "ete", "etait", "lui", "l", "la", "le", "il", "elle", "on", "que", "qui", "finalement",
     "enfin", "ensuite", "depuis", "de", "nouveau", "deja", "bien", "toujours", "aussi", "apres", "vient", "d"}
)  # fmt: skip
_BEHIND_A_LOSS = frozenset(
    {"", "en", "par", "depuis", "au", "a", "apres", "faute", "car", "pour", "cette", "ce", "hier", "debut", "fin",
     "puis", "mais", "et", "donc", "il", "y", "l", "suite"}
)  # fmt: skip
_TO_COME_TOO = "fin"  # "RQTH accordée, fin en 2028"
_NOT = frozenset({"pas", "plus", "jamais", "rien", "point"})
_HAS = frozenset({"a", "ai", "ont"})
_GETS = frozenset({"touche", "percoit", "recoit", "beneficie", "retouche", "repercoit"})
_OF_IT = frozenset({"le", "la", "l", "les", "en"})
_TAKING_UP = frozenset({"il", "elle", "on"})  # open the next sentence, which may go on with the right
_PAYMENTS = frozenset({"versement", "versements", "paiement", "paiements"})
_PAID = frozenset(
    {"verse", "versee", "versees", "paye", "payee", "percu", "percue", "touche", "touchee", "mis", "mise"}
)
_SOON = 6  # words behind "versement" within which a denial is its own
_SINCE = frozenset({"depuis", "maintenant", "desormais", "aujourd", "enfin"})
_AGAIN = (("de", "nouveau"), ("a", "nouveau"))
_THIS_IS = frozenset({("c", "est"), ("c", "etait")})
_GOOD = frozenset({"bon", "bonne"})


class Step(Enum):
    """What became of a right at last."""

    GRANTED = "granted"
    REFUSED = "refused"
    EXPIRED = "expired"
    TO_COME = "to_come"


class Course:
    """The steps of the rights that a text names."""

    def __init__(
        self,
        text: Text,
        affirmed: Collection[str],
        small: Callable[[str], Iterable[Occurrence[Tag]]],
        held: Callable[[int], bool],
    ) -> None:
        """Know the text, the words that grant, the places of the lists' phrases, and which places other names hold."""
        self._text, self._affirmed, self._held = text, frozenset(affirmed), held
        self._restored = {one.start for one in small("restored")}
        losses = ((Step.REFUSED, "refused"), (Step.EXPIRED, "ended"))
        lost = ((one, step) for step, name in losses for one in small(name) if text.words[one.start] != _TO_COME_TOO)
        self._lost = {one.start: step for one, step in lost if self._nothing_else_lost(one.end)}

    def last(self, end: int, *, apart: bool = False) -> Step | None:
        """The last step told behind the words that end at ``end``, before another right; None where none is.

        Args:
            end: the place behind the right's name.
            apart: only steps that a comma or "puis" parts from the name count, as behind "n'avait plus le RSA".
        """
        last, gone_on = None, False
        for place in range(end, len(self._text.words)):
            if self._text.words[place] in _SENTENCE_ENDS:
                if gone_on or self._text.word(place + 1) not in _TAKING_UP:
                    return last
                gone_on = True
            if self._held(place):
                return last
            if gone_on:
                last = Step.GRANTED if self._had_now(place) else last
            elif last is Step.GRANTED and self._unpaid(place):
                last = Step.TO_COME
            elif self._grants(place) and (not apart or self._goes_on(place, end)):
                last = Step.GRANTED
            elif place in self._lost and self._goes_on(place, end):
                last = self._lost[place]
        return last

    def _grants(self, place: int) -> bool:
        """Tell whether a word says that a right is had, and no denial or future stands before it."""
        granted = self._text.words[place] in self._affirmed or place in self._restored or has_got(self._text, place)
        before = self._text.between(max(0, place - 2), place)
        if not granted or not DENYING.isdisjoint(before):
            return False
        return not any(word == _INFINITIVE or (len(word) > len("era") and word.endswith(_FUTURES)) for word in before)

    def _had_now(self, place: int) -> bool:
        """Tell whether the next sentence says plainly that a right is had: "Il a été accepté et il le touche"."""
        return self._text.word(place - 1) in _OF_IT and has_got(self._text, place)

    def _unpaid(self, place: int) -> bool:
        """Tell whether what was granted is not paid yet: "acceptée mais pas encore versée"."""
        text = self._text
        if text.words[place] in _PAYMENTS:
            end = next(at for at in range(place, place + _SOON + 1) if at == place + _SOON or text.clause_ends(at))
            return not _NOT.isdisjoint(text.between(place, end))
        if text.between(place, place + 2) != ("pas", "encore"):
            return False
        return text.word(place - 1) in _GETS or text.word(place + 2) in _PAID

    def _nothing_else_lost(self, end: int) -> bool:
        """Tell whether a loss has no object of its own: "supprimé en mai", not "perdu son emploi"."""
        after = self._text.word(end)
        return after in _BEHIND_A_LOSS | STOPS or (after == "le" and self._text.word(end + 1).isdigit())

    def _goes_on(self, place: int, end: int) -> bool:
        """Tell whether a step is told of the right, behind a comma or "puis": no other noun stands between."""
        at = place - 1
        while at >= end and self._text.words[at] in _BESIDE_A_STEP - _GOING_ON:
            at -= 1
        return at >= end and self._text.words[at] in _GOING_ON


def has_got(text: Text, place: int) -> bool:
    """Tell whether a place says that what was asked for is had: "la perçoit", "l'a depuis mai", "c'était bon".

    A denial beside it is told elsewhere ("ne la perçoit pas encore").
    """
    word, before, after = text.word(place), text.word(place - 1), text.word(place + 1)
    if text.word(place - 2) in ("ne", "n") or after in _NOT:
        return False
    if word in _GETS:
        return before in _OF_IT or after == "depuis"
    if word in _HAS:
        return before == "l" and (after in _SINCE or text.between(place + 1, place + 3) in _AGAIN)
    return word in _GOOD and text.between(place - 2, place) in _THIS_IS
