"""The buttons under what the assistant says: three at most that help next, and one more row for all the rest."""

from collections.abc import Iterable
from dataclasses import dataclass

from bot.chat.buttons import Verb, data
from bot.chat.conversation import Shown, mark_of
from bot.chat.markup import shortened
from bot.chat.replies import Button, Keyboard, rows
from bot.knowledge.schema.entries import Article, Entry, Knowledge, Relay

MAIN = 3  # buttons above the last row
LABEL = 30  # characters of a label that a telephone shows whole
TOPICS = ("tool/eligibility", "tool/modality", "tool/hours", "tool/relay", "tool/intake")


@dataclass(frozen=True, slots=True)
class Keyboards:
    """Makes keyboards from a knowledge base."""

    knowledge: Knowledge

    def under(self, entry: Entry, shown: Shown) -> Keyboard:
        """Under an answer: what helps next, and behind it whether it served and what else there is."""
        last = [Button(self.knowledge.texts.button.other, data(Verb.OTHER, shown.token))]
        return (*rows(self._main(entry)), *rows([*self._judging(shown), *last], MAIN))

    def other(self, entry: Entry, shown: Shown, *, left_out: bool) -> Keyboard:
        """All that there is under an answer; ``left_out`` where its details stand behind a button."""
        texts = self.knowledge.texts.button
        details = [Button(texts.details, data(Verb.DETAILS, entry.id))] if left_out else []
        main = self._main(entry)
        also = [self.to(id_) for id_ in entry.see_also if not id_.startswith("tool/")]
        tools = [self.tool(id_) for id_ in dict.fromkeys((*entry.next, *TOPICS)) if id_ != entry.id]
        every = dict.fromkeys((*details, *main, *also[: 2 * MAIN], *tools))
        return (*rows(every), *rows(self._judging(shown), 2))

    def beside(self, see_also: Iterable[str]) -> Keyboard:
        """All that there is under the outcome of a tool."""
        return (*rows([self.to(id_) for id_ in see_also]), *self.topics())

    def topics(self) -> Keyboard:
        """What can be done here."""
        return rows([self.tool(id_) for id_ in TOPICS])

    def human(self) -> Keyboard:
        """Where a person answers."""
        return rows([self.tool("tool/relay"), self.tool("tool/intake")])

    def tool(self, id_: str) -> Button:
        """The button that opens a tool."""
        return Button(self.knowledge.texts.button.tool[id_.removeprefix("tool/")], data(Verb.OPEN, id_))

    def to(self, id_: str) -> Button:
        """The button that shows an entry."""
        return Button(self.label(id_), data(Verb.OPEN, id_))

    def choice(self, id_: str, question: str) -> Button:
        """The button by which an entry is chosen for a question."""
        return Button(self.label(id_), data(Verb.CHOOSE, id_, mark_of(question)))

    def chosen(self, label: str) -> Keyboard:
        """What stays under a message once a button was chosen."""
        return ((Button(self.knowledge.texts.button.chosen.format(label=label), data(Verb.CHOSEN)),),)

    def label(self, id_: str) -> str:
        """What a button says of an entry, never cut in a word: an article's number first, which tells it apart."""
        entry = self.knowledge[id_]
        match entry:
            case Relay(name=name):
                said = name
            case Article(number=number, title=title):
                said = f"{number} : {title}"
            case _:
                said = entry.label
        return entry.button or shortened(said, LABEL)

    def _main(self, entry: Entry) -> list[Button]:
        """The tool that helps now, and what one wants to know next."""
        tools = [id_ for id_ in entry.next if id_ != entry.id] or ["tool/intake"]
        also = [id_ for id_ in entry.see_also if not id_.startswith("tool/")]
        return [self.tool(tools[0]), *(self.to(id_) for id_ in also)][:MAIN]

    def _judging(self, shown: Shown) -> list[Button]:
        texts = self.knowledge.texts.button
        if shown.useful is not None:
            return []
        yes = Button(texts.useful_yes, data(Verb.JUDGE, shown.token, "y"))
        return [yes, Button(texts.useful_no, data(Verb.JUDGE, shown.token, "n"))]
