"""Which texts of law follow which: where nobody asks for an old one, the one of the day comes first."""

from collections.abc import Iterable, Sequence
from datetime import date

from bot.knowledge.schema.entries import Article
from bot.search.ranking import Ranked, exchanged

_CLOSE = 0.3  # the share of an old article's score from which its kin of the day is what is asked for
_ALIKE = 0.95  # the share of the score of an article of today that one of the time asked for needs to come first


class Lineage:
    """The articles of a base with those that they replaced or that replaced them, through any number of steps."""

    def __init__(self, articles: Iterable[Article]) -> None:
        """Join the articles of a base."""
        self._articles = {article.id: article for article in articles}
        self._kin = {id_: self._line(id_) for id_ in self._articles}

    def of_the_day(self, ranked: Sequence[Ranked], day: date) -> tuple[Ranked, ...]:
        """The entries, each article that does not stand on a day behind its kin that does and fits about as well."""
        placed = list(ranked)
        for at in range(len(placed)):
            other = placed[at]
            if other.id not in self._articles or self._stands(other.id, day):
                continue
            kin = [i for i, one in enumerate(placed) if self._is_kin(one.id, other.id, day)]
            close = [i for i in kin if placed[i].score >= _CLOSE * other.score]
            if close and min(kin) > at:
                named = self._articles[other.id].replaced_by  # what the article itself names comes before the rest
                direct = (i for i in close if placed[i].id.removeprefix("article/") in named)
                placed = exchanged(placed, at, next(direct, close[0]))
        return tuple(placed)

    def of_another_time(self, ranked: Sequence[Ranked], day: date) -> tuple[Ranked, ...]:
        """The entries, but a first article that stands on a day behind its kin that does not and fits as well."""
        first = ranked[0].id if ranked else ""
        if first not in self._articles or not self._stands(first, day):
            return tuple(ranked)
        old = (i for i, one in enumerate(ranked) if one.id in self._kin[first] and not self._stands(one.id, day))
        at = next(old, 0)
        return tuple(exchanged(ranked, 0, at) if ranked[at].score >= _ALIKE * ranked[0].score else ranked)

    def _is_kin(self, id_: str, of: str, day: date) -> bool:
        return id_ in self._kin[of] and self._stands(id_, day)

    def _stands(self, id_: str, day: date) -> bool:
        return self._articles[id_].version_on(day) is not None

    def _line(self, id_: str) -> frozenset[str]:
        found = {id_}
        for ways in ("replaced_by", "replaces"):
            todo = [id_]
            while todo:
                for slug in getattr(self._articles[todo.pop()], ways):
                    other = f"article/{slug}"
                    if other in self._articles and other not in found:
                        found.add(other)
                        todo.append(other)
        return frozenset(found - {id_})
