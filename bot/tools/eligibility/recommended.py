"""Who tells of the person, and for whom one asks: the ones who recommend them, send their papers, or ask for a child.

Each function is given a text and gives places in it; the words for people are those of ``hearing.others`` in
knowledge/facts.yaml, as roots.
"""

from collections.abc import Collection

from bot.language.phrases import root
from bot.language.text import STOPS, Text

_ONE = frozenset({"un", "une", "des"})
_SOMEBODYS = frozenset({"son", "sa", "ses", "leur", "leurs", "mon", "ma", "mes", "notre", "nos", "votre", "vos"})
_TO_US = frozenset({"nous", "m", "me", "vous"})
_COMMENDING = frozenset(
    map(root, ("recommande", "recommander", "recommandé", "conseille", "presente", "propose", "envoie", "signale",
               "amene", "indique", "parle"))
)  # fmt: skip
_COMMENDED = frozenset({"recommande", "recommandee", "conseille", "conseillee", "parraine", "parrainee", "coopte"})
_SENT = frozenset(
    {"transmis", "transmise", "envoye", "envoyee", "adresse", "adressee", "remis", "remise", "depose", "deposee",
     "presente", "presentee", "apporte", "apportee"}
)  # fmt: skip
_KNOWN_PEOPLE = frozenset(
    map(root, ("cousin", "cousine", "ami", "amie", "copain", "neveu", "niece", "fils", "fille", "frere", "soeur",
               "gars", "jeune", "candidat", "candidate", "personne"))
)  # fmt: skip
_SENTENCE_ENDS = frozenset(".;\n")
_OBJECT = 3  # words behind "nous recommande" within which "un peintre" stands
_THIS = frozenset({"c", "ce", "cela", "ca"})
_BEING = frozenset({"est", "serait", "etait", "sera"})
_STARTING = frozenset({"et", "mais", "donc", "alors"})


def commending(text: Text, people: Collection[str]) -> frozenset[int]:
    """The places that tell of who recommends the person: "un voisin de 60 ans au RSA nous recommande un peintre"."""
    found = set[int]()
    for at, word in enumerate(text.words):
        if root(word) not in _COMMENDING or not _to_us(text, at) or not _somebody_behind(text, at):
            continue
        start = at
        while start > 0 and text.words[start - 1] not in _SENTENCE_ENDS:
            start -= 1
        start += text.word(start) in _STARTING
        noun = next((place for place in range(start + 1, at) if root(text.words[place]) in people), at)
        if text.word(start) in _ONE | _SOMEBODYS | {"le", "la", "l", "les"} and noun - start <= _OBJECT and noun < at:
            found.update(range(start, at + 1))
    return frozenset(found)


_REACHING = frozenset({"c", "est", "etait", "ete", "sont"})
_PRONOUNS = frozenset({"lui", "elle", "moi", "toi", "eux", "elles", "nous", "vous", "celui", "celle", "ca", "cela"})
_OBJECTS = _TO_US | {"l", "le", "la", "les", "lui", "ai", "a", "ont", "avait"}
_HANDING = _COMMENDING | frozenset(
    map(root, ("envoyé", "donné", "donne", "transmis", "filé", "adressé", "adresse", "orienté", "présenté", "passé",
               "parlé", "conseillé", "proposé", "signalé", "amené", "indiqué", "fourni", "communiqué", "aiguillé"))
)  # fmt: skip


def cleft(text: Text, person: Collection[str]) -> frozenset[int]:
    """The places of "c'est X qui…" that tell of X: who recommends, or is named beside who was named with an age.

    Not of "c'est lui qui…", nor where X is the person: "c'est un jeune qui m'a été envoyé".
    """
    found = set[int]()
    for at in range(1, len(text.words)):
        if text.word(at - 1) != "c" or text.word(at) not in _REACHING:
            continue
        ends = next((to for to in range(at, len(text.words)) if text.words[to] in _SENTENCE_ENDS), len(text.words))
        who = at + 1 + (text.word(at + 1) in _ONE | _SOMEBODYS | {"le", "la", "l", "les"})
        if text.word(at + 1) in _PRONOUNS or (root(text.word(who)) in person and not _a_name(text, who)):
            continue
        verb = next((to for to in range(ends - 1, who, -1) if _hands_over(text, to)), 0)
        if not verb and _beside_another(text, who):
            verb = next((to for to in range(who, ends) if text.clause_ends(to)), ends) - 1
        while verb and text.between(verb + 1, verb + 3) in (
            (",", "qui"),
            ("et", "qui"),
        ):  # "…qui l'envoie, qui est en CDI"
            verb = next((to for to in range(verb + 3, ends) if text.clause_ends(to)), ends) - 1
        found.update(range(at - 1, verb + 1))
    return frozenset(found)


def _hands_over(text: Text, at: int) -> bool:
    """Tell whether a verb of recommending stands at a place, behind "qui": "qui me l'a envoyé", "qui nous en parle"."""
    if root(text.words[at]) not in _HANDING:
        return False
    before = at - 1
    while text.word(before) in _OBJECTS | {"en"}:
        before -= 1
    return text.word(before) == "qui" and not _TO_US.isdisjoint(text.between(before, at))


def _a_name(text: Text, at: int) -> bool:
    return text.written(at, at + 1).istitle()


def _beside_another(text: Text, at: int) -> bool:
    """Tell whether a name behind which "qui" stands is another than one that was told with an age before."""
    if not _a_name(text, at) or text.word(at + 1 + (text.word(at + 1) == ",")) != "qui":
        return False
    aged = {text.words[one] for one in range(at) if _a_name(text, one) and _of_age(text, one + 1)}
    return bool(aged) and text.words[at] not in aged


def _of_age(text: Text, at: int) -> bool:
    at += text.word(at) == ","
    return text.word(at).isdigit() and text.word(at + 1) == "ans"


def _to_us(text: Text, at: int) -> bool:
    before = at - 1 - (text.word(at - 1) in ("a", "ont"))
    return text.word(before) in _TO_US


def _somebody_behind(text: Text, at: int) -> bool:
    """Tell whether an object is told behind a verb, with an age or as somebody's: "un peintre de 40 ans"."""
    behind = text.between(at + 1, at + 1 + _OBJECT)
    article = next((at + 1 + far for far, word in enumerate(behind) if word in _ONE | _SOMEBODYS), None)
    if article is None:
        return False
    near = text.between(article + 2, article + 2 + 2 * _OBJECT)
    return any(word.isdigit() for word in near) or root(text.word(article + 1)) in _KNOWN_PEOPLE


def sent_by(text: Text, at: int, people: Collection[str], person: Collection[str]) -> bool:
    """Tell whether somebody who commends the person, or brings their papers, is named at "un": "recommandé par un…"."""
    who = root(text.word(at + 1))
    if text.words[at] not in _ONE or text.word(at - 1) != "par" or who not in people:
        return False
    verb = text.word(at - 2)
    return verb in _COMMENDED or (verb in _SENT and who not in person)


def meant(text: Text, people: Collection[str]) -> int:
    """The place of the relative for whom one asks: "notre salariée est en CDI, ce serait pour son fils"; else -1."""
    for at in range(2, len(text.words) - 2):
        if text.words[at] != "pour" or text.word(at - 1) not in _BEING or text.word(at - 2) not in _THIS:
            continue
        whose = at + 1 + text.word(at + 1).endswith("er")
        if text.word(whose) in _SOMEBODYS and root(text.word(whose + 1)) in people and _told(text, at - 2):
            return whose + 1
    return -1


def _told(text: Text, at: int) -> bool:
    """Tell whether something of somebody is told before a place, with an end of a clause between."""
    return any(word in STOPS for word in text.words[:at])
