"""What a question asks to have defined: "c'est quoi la mise à disposition", by the labels of terms and of questions."""

import re
from collections.abc import Iterator, Sequence

from bot.knowledge.schema.entries import Knowledge
from bot.language.fold import words
from bot.language.runs import Runs
from bot.language.small_words import LIGHT
from bot.search.features import DEFINITION

_SIDES = re.compile(r" : | / | \(")
_ENDS = re.compile(r"[:?(,]")
_ASKING = frozenset({"c", "est", "quoi", "qu", "ce", "que", "ca", "s"})  # what is left around « c'est quoi »
_WHAT_IS = re.compile(r"qu est ce (?:que|qu) (?:c est (?:que|qu) )?(?:le|la|les|l|un|une) ")
_LONG = 2  # words of a name that stands for a longer one: "clause sociale"
_NAME = tuple[str, ...]


class Definitions:
    """Knows by which names the entries of a base define things."""

    def __init__(self, knowledge: Knowledge) -> None:
        """Know the names of a base's terms, and what its questions ask about."""
        asking = knowledge.lexicon.synonyms.get(DEFINITION.removeprefix("="), ())
        self._leads = Runs((words(phrase), phrase) for phrase in asking)
        self._terms = {self._name(side): term.id for term in knowledge.terms for side in _SIDES.split(term.label)}
        topics = [(_ENDS.split(faq.label)[0], faq.id) for faq in knowledge.faq]
        self._topics = [(self._name(topic), id_) for topic, id_ in topics]
        self._asked = {id_ for topic, id_ in topics if self.asks(topic)}

    def of(self, question: str) -> str:
        """The entry that defines what a question asks the meaning of, and nothing else; empty where none is sure to.

        A term of that very name comes first, then the one question about what begins with the name.
        """
        if not self.asks(question):
            return ""
        name = self._name(question)
        if name in self._terms:
            return self._terms[name]
        begun = list(self._beginning(name)) if len(name) >= _LONG else []
        begun = [id_ for id_ in begun if id_ in self._asked] or begun
        return begun[0] if len(begun) == 1 else ""

    def asks(self, question: str) -> bool:
        """Tell whether a question asks what something means."""
        said = words(question)
        return any(self._leads.found(said)) or _WHAT_IS.match(" ".join(said)) is not None

    def _beginning(self, name: _NAME) -> Iterator[str]:
        return (id_ for topic, id_ in self._topics if topic[: len(name)] == name)

    def _name(self, text: str) -> _NAME:
        """The words of a text that name what it is about."""
        said: Sequence[str] = words(text)
        led = {at + i for at, run, _ in self._leads.placed(said) for i in range(len(run))}
        return tuple(word for at, word in enumerate(said) if at not in led and word not in LIGHT | _ASKING)
