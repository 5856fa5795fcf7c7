"""How well others would route the same questions: ``python -m tests.benchmarks.peers``, with ``.[bench]`` installed.

Writes the table of ``docs/benchmarks.md`` and its picture, ``docs/peers.svg``. Every peer gets the same phrasings,
folded the same way, and ranks entries by their best phrasing. Where it is sure is chosen for each on every other
question, so that at most one in a hundred is wrong there, and told of the others.
"""

import json
import sqlite3
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median, quantiles

import bm25s
from rapidfuzz import fuzz, process
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.pipeline import make_pipeline, make_union
from sklearn.svm import LinearSVC

from bot.knowledge.schema.entries import Knowledge
from bot.language.fold import fold
from bot.process.settings import SHIPPED_KNOWLEDGE, cache_folder
from bot.runtime import assembly
from bot.search.evaluation import Labelled, labelled, left_out
from bot.search.index import rebuilt
from bot.search.router import Router

ROOT = Path(__file__).parents[2]
QUESTIONS = ROOT / "tests" / "search" / "questions.jsonl"
PAGE, PICTURE = ROOT / "docs" / "benchmarks.md", ROOT / "docs" / "peers.svg"
BEGIN, END = "<!-- peers -->", "<!-- /peers -->"
_WRONG = 0.01  # of the answers given as sure
_LEFT_OUT = 300  # questions, of those left out: the slowest peers take long
_FEW = 5

Scored = list[tuple[str, float]]
Route = Callable[[str], Scored]
Phrasings = Sequence[tuple[str, str]]


def phrasings(knowledge: Knowledge) -> Phrasings:
    """Every folded phrasing and label with the id of its entry."""
    return [(e.id, fold(text)) for e in knowledge.entries() for text in (e.label, *e.questions)]


def _best(found: Sequence[tuple[str, float]]) -> Scored:
    best: dict[str, float] = {}
    for id_, score in found:
        best[id_] = max(score, best.get(id_, score))
    return sorted(best.items(), key=lambda item: -item[1])[:_FEW]


def _fuzzy(scorer: Callable[..., float]) -> Callable[[Phrasings], Route]:
    def prepared(known: Phrasings) -> Route:
        texts = [text for _, text in known]

        def route(question: str) -> Scored:
            found = process.extract(fold(question), texts, scorer=scorer, limit=30)
            return _best([(known[at][0], score) for _, score, at in found])

        return route

    return prepared


def _bm25(known: Phrasings) -> Route:
    index = bm25s.BM25()
    index.index([text.split() for _, text in known], show_progress=False)

    def route(question: str) -> Scored:
        found, scores = index.retrieve([fold(question).split()], k=30, show_progress=False)
        return _best([(known[at][0], float(score)) for at, score in zip(found[0], scores[0], strict=True)])

    return route


def _linear(known: Phrasings) -> Route:
    letters = TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 5), min_df=2, sublinear_tf=True)
    model = make_pipeline(
        make_union(TfidfVectorizer(ngram_range=(1, 2)), letters), LinearSVC(C=0.3, tol=1e-3, max_iter=60)
    )
    model.fit([text for _, text in known], [id_ for id_, _ in known])

    def route(question: str) -> Scored:
        scores = model.decision_function([fold(question)])[0]
        return _best([(model.classes_[at], float(scores[at])) for at in scores.argsort()[-_FEW:]])

    return route


def _fts5(known: Phrasings) -> Route:
    base = sqlite3.connect(":memory:")
    base.execute("CREATE VIRTUAL TABLE said USING fts5(id UNINDEXED, text, tokenize='unicode61 remove_diacritics 2')")
    base.executemany("INSERT INTO said VALUES (?, ?)", known)

    def route(question: str) -> Scored:
        asked = " OR ".join(f'"{word}"' for word in fold(question).split())
        query = "SELECT id, -bm25(said) FROM said WHERE said MATCH ? ORDER BY rank LIMIT 30"
        return _best(base.execute(query, (asked,)).fetchall()) if asked else []

    return route


PEERS: Mapping[str, Callable[[Phrasings], Route]] = {
    "rapidfuzz ratio": _fuzzy(fuzz.ratio),
    "rapidfuzz token_sort_ratio": _fuzzy(fuzz.token_sort_ratio),
    "rapidfuzz token_set_ratio": _fuzzy(fuzz.token_set_ratio),
    "rapidfuzz WRatio": _fuzzy(fuzz.WRatio),
    "bm25s": _bm25,
    "SQLite FTS5": _fts5,
    "TF-IDF of words and letters, LinearSVC": _linear,
}


def _clausette(router: Router) -> Route:
    def route(question: str) -> Scored:
        routed = router.route(question)
        odds = 1.0 if routed.kind in ("answer", "tool") else 0.0
        return [(ranked.id, odds) for ranked in routed.ranked]

    return route


@dataclass(frozen=True, slots=True)
class Row:
    """What was measured of one peer: shares from 0 to 1, milliseconds of a question, seconds until it is ready."""

    name: str
    first: float
    three: float
    direct: float
    wrong: float
    left_first: float
    left_three: float
    median: float
    p99: float
    ready: float

    def line(self) -> str:
        """The row of the table."""
        shares = (self.first, self.three, self.direct, self.wrong, self.left_first, self.left_three)
        told = " | ".join(f"{share:.1%}".replace("%", " %") for share in shares)
        return f"| {self.name} | {told} | {self.median:.1f} | {self.p99:.1f} | {self.ready:.1f} |"


def _share(found: Sequence[Scored], asked: Sequence[Labelled], most: int) -> float:
    inside = [(scored, one) for scored, one in zip(found, asked, strict=True) if one.accept]
    return sum(any(id_ in one.accept for id_, _ in scored[:most]) for scored, one in inside) / len(inside)


def _sure(found: Sequence[Scored], asked: Sequence[Labelled]) -> tuple[float, float]:
    """How many are answered at once and right, and how many wrong, by a bar that half of the questions choose."""
    first = [(next(iter(scored), ("", 0.0)), one) for scored, one in zip(found, asked, strict=True)]
    scored = [(score, id_ in one.accept) for (id_, score), one in first]
    chosen, told = scored[::2], scored[1::2]
    bars = sorted({score for score, _ in chosen})
    few = [bar for bar in bars if sum(s >= bar and not ok for s, ok in chosen) <= _WRONG * len(chosen)]
    bar = few[0] if few else float("inf")
    return sum(s >= bar and ok for s, ok in told) / len(told), sum(s >= bar and not ok for s, ok in told) / len(told)


def _row(
    name: str, whole: Route, part: Route, *, ready: float, asked: Sequence[Labelled], out: Sequence[Labelled]
) -> Row:
    spent, found = [], []
    for one in asked:
        begun = time.process_time()
        found.append(whole(one.question))
        spent.append((time.process_time() - begun) * 1000)
    left = [part(one.question) for one in out]
    return Row(
        name,
        _share(found, asked, 1),
        _share(found, asked, 3),
        *_sure(found, asked),
        _share(left, out, 1),
        _share(left, out, 3),
        median(spent),
        quantiles(spent, n=100)[98],
        ready,
    )


def _picture(rows: Sequence[Row]) -> str:
    """Two bars for each peer: the right entry first on labelled questions, and on phrasings left out."""
    wide, high, left = 860, 34, 330
    drawn = []
    for at, row in enumerate(rows):
        top = 30 + at * high
        drawn.append(f'<text x="{left - 8}" y="{top + 18}" text-anchor="end">{row.name}</text>')
        for share, colour, below in ((row.first, "#1f6feb", 2), (row.left_first, "#8fb8f6", 14)):
            length = share * 440
            drawn.append(f'<rect x="{left}" y="{top + below}" width="{length:.0f}" height="11" fill="{colour}"/>')
            drawn.append(f'<text x="{left + length + 5:.0f}" y="{top + below + 10}" font-size="11">{share:.0%}</text>')
    title = f'<text x="{left}" y="20">right entry first: labelled questions (dark), phrasings left out (light)</text>'
    size = f'width="{wide}" height="{40 + len(rows) * high}"'
    style = 'font-family="sans-serif" font-size="13"'
    return f'<svg xmlns="http://www.w3.org/2000/svg" {size} {style}>\n' + "\n".join([title, *drawn]) + "\n</svg>\n"


def main() -> None:
    """Measure every peer, and write the table and the picture."""
    asked = [labelled(json.loads(line)) for line in QUESTIONS.read_text("utf-8").splitlines()]
    asked = [one for one in asked if one.accept != ("smalltalk",)]
    assistant = assembly.assistant(SHIPPED_KNOWLEDGE, cache_folder())
    without, questions = next(left_out(assistant.knowledge, 10, 1, 1))
    out = [one for one in questions if one.accept][:_LEFT_OUT]
    begun = time.process_time()
    part = _clausette(Router(without, rebuilt(assistant.router.index, without)))
    ready = time.process_time() - begun
    rows = [_row("Clausette", _clausette(assistant.router), part, ready=ready, asked=asked, out=out)]
    print(rows[0].line(), flush=True)
    for name, prepared in PEERS.items():
        begun = time.process_time()
        whole = prepared(phrasings(assistant.knowledge))
        ready = time.process_time() - begun
        rows.append(_row(name, whole, prepared(phrasings(without)), ready=ready, asked=asked, out=out))
        print(rows[-1].line(), flush=True)
    heads = ("", "top-1", "top-3", "sure and right", "sure but wrong", "left out, top-1", "top-3")
    columns = (*heads, "median ms", "p99 ms", "ready s")
    table = "\n".join(
        [f"| {' | '.join(columns)} |", "| --- |" + " ---: |" * (len(columns) - 1), *(row.line() for row in rows)]
    )
    before, _, rest = PAGE.read_text("utf-8").partition(BEGIN)
    PAGE.write_text(f"{before}{BEGIN}\n{table}\n{END}{rest.partition(END)[2]}", "utf-8")
    PICTURE.write_text(_picture(rows), "utf-8")


if __name__ == "__main__":
    main()
