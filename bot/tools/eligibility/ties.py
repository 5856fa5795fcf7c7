"""Whom the person is tied to: what is told there is theirs, as of "conjointe d'un allocataire".

The words are those of ``hearing.others`` in knowledge/facts.yaml.
"""

from bot.language.phrases import root
from bot.language.text import Text
from bot.tools.eligibility.people_words import People
from bot.tools.eligibility.recommended import sent_by
from bot.tools.eligibility.trades import names_a_trade

WED = frozenset({"marie", "mariee", "pacse", "pacsee", "couple"})
PARTED = frozenset({"divorce", "divorcee", "separe", "separee", "veuf", "veuve"})
_HOSTS = ("famille", "d", "accueil")
_OF_A_CHILD = frozenset(
    {"handicape", "handicapee", "reconnu", "reconnue", "malade", "autiste", "invalide", "place", "placee", "suivi"}
)
_BACK = 6  # words before "avec un homme" in which one lives, or is lodged
_OF = frozenset({"de", "d", "du"})
_ONE = frozenset({"un", "une"})
_THEIRS = frozenset({"son", "sa", "ses", "leur", "leurs"})
_DEFINITE = (
    frozenset({"le", "la", "l", "les", "mon", "ma", "mes", "ton", "ta", "tes", "notre", "nos", "votre", "vos"})
    | _THEIRS
)
_WITH = frozenset({"avec", "chez", "par"})
_IN_THE_CRADLE = frozenset({"bas", "garde", "charge", "commun"})  # "d'un enfant en bas âge" tells nothing of a right


class Ties:
    """The people beside the person to whom a tie of the person leads."""

    def __init__(self, text: Text, people: People) -> None:
        self._text, self._people = text, people

    def tied(self, place: int) -> bool:
        """Tell whether the person is the spouse of whom a fact is told: "conjointe d'un allocataire"."""
        word = self._text.word(place)
        if word in WED and self._text.word(place + 1) in ("a", "avec"):
            return True
        if sent_by(self._text, place, self._people.known | self._people.anybody, self._people.person):
            return True
        if root(word) in self._people.children and self._tied_child(place):
            return True
        return self._parted(place) or self._host(place) or self._near(place)

    def _near(self, place: int) -> bool:
        return self._shares_a_home(place) or self._spouse_of(place) or self._answers_for(place) or self._among(place)

    def _among(self, place: int) -> bool:
        """Tell whether the person is told to be with people: "a travaillé avec des gens au RSA"."""
        many = self._text.word(place) == "des" and self._text.word(place - 1) in _WITH | {"pour", "parmi"}
        return many and root(self._text.word(place + 1)) in self._people.anybody

    def _parted(self, place: int) -> bool:
        """Tell whether the person has parted from somebody: "divorcée d'un homme qui", not "séparé de sa femme"."""
        word, after, further = (self._text.word(place + step) for step in range(3))
        return word in PARTED and after in _OF and further.isalpha() and further not in _THEIRS

    def _host(self, place: int) -> bool:
        """Tell whether a family that takes people in is told of: "famille d'accueil qui"."""
        return self._text.word(place + 1) in ("qui", "dont") and self._text.between(place - 2, place + 1) == _HOSTS

    def _tied_child(self, place: int) -> bool:
        """Tell whether a child is whose a fact is, or somebody's: "mère d'un enfant handicapé", "fille d'une"."""
        before, after, further = (self._text.word(place + step) for step in (-1, 1, 2))
        if before in _ONE and self._text.word(place - 2) == "d" and root(further) not in self._people.anybody:
            return after in _OF_A_CHILD or (after == "en" and further not in _IN_THE_CRADLE)
        return after in ("de", "d") and (further in _ONE or (further.isalpha() and further not in _DEFINITE))

    def _shares_a_home(self, place: int) -> bool:
        """Tell whether the person lives with somebody, or is lodged: "vit avec un homme qui"."""
        word, text = self._text.word(place), self._text
        if not (word in _ONE or word.isdigit()) or text.word(place - 1) not in _WITH:
            return False
        if not names_a_trade(text.word(place + 1), self._people.trades):
            return False
        return any(root(one) in self._people.sharing for one in text.between(max(0, place - _BACK), place))

    def _spouse_of(self, place: int) -> bool:
        """Tell whether the person is somebody's spouse: "conjointe d'un allocataire", "mari de Nadia"."""
        word, after, further = (self._text.word(place + step) for step in range(3))
        if root(word) not in self._people.spouses or after not in _OF:
            return False
        return (
            further in _ONE
            or root(further) in self._people.anybody
            or (word not in self._people.women and further.isalpha())
        )

    def _answers_for(self, place: int) -> bool:
        """Tell whether the person is somebody's guardian or neighbour: "tuteur d'un majeur protégé à l'AAH"."""
        if root(self._text.word(place)) not in self._people.beside or self._text.word(place + 2) not in _ONE:
            return False
        whom = root(self._text.word(place + 3))
        return (
            self._text.word(place + 1) == "d"
            and whom in self._people.anybody | self._people.person | self._people.children
        )
