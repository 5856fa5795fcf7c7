"""The place that a message means: one that it names, or which of several that bear the name said before."""

import re
from dataclasses import dataclass

from bot.assistant.message import Message
from bot.chat.case import PLACE, Case
from bot.chat.flow import Taken
from bot.tools.places.gazetteer import Gazetteer

_NOT_THERE = re.compile(r"(?i)\bpas\s+(?:à\s+|a\s+)?[^,;.]+[,;.]")  # "non pas Thouars, Bressuire"


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """Finds places in messages; none where there is no gazetteer."""

    gazetteer: Gazetteer | None = None

    def named(self, case: Case, message: Message) -> Taken | None:
        """The place that a message names, by itself or to tell which of several bore the name said before."""
        if self.gazetteer is None:
            return None
        if taken := self.among(case, message):
            return taken
        found = self.gazetteer.find(_NOT_THERE.sub(" ", message.text))
        return Taken({"commune": found.communes[0].insee}) if found.match in ("exact", "fuzzy") else None

    def among(self, case: Case, message: Message) -> Taken | None:
        """Which of several communes of the name said before is meant: that of a department, or the other of two."""
        before = case.of(PLACE).get("place")
        if self.gazetteer is None or not isinstance(before, str):
            return None
        found, among = self.gazetteer.find(message.text), self.gazetteer.find(before).communes
        here = {commune.departement for commune in found.communes}
        meant = [commune for commune in among if commune.departement in here]
        if "other" in message.heard.cues and len(among) == 2 and len(here) != 1:  # noqa: PLR2004  the other of two
            last = case.of(PLACE).get("commune")
            meant = [commune for commune in among if commune.insee != last]
        return Taken({"place": before, "commune": meant[0].insee}) if len(meant) == 1 and len(among) > 1 else None
