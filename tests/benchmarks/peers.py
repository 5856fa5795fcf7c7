"""How well others would route the same questions: ``python -m tests.benchmarks.peers``, with ``.[bench]`` installed.

Every peer gets the same phrasings, folded the same way, and ranks entries by their best phrasing. Where it is sure is
chosen for each on every other question, so that at most one in a hundred is wrong there, and told of the others.
"""

import json
import sqlite3
import time
from collections.abc import Callable, Mapping, Sequence
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

QUESTIONS = Path(__file__).parent.parent / "search" / "questions.jsonl"
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
    model = make_pipeline(make_union(TfidfVectorizer(ngram_range=(1, 2)), letters), LinearSVC(C=0.3, max_iter=200))
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


def _share(route: Route, asked: Sequence[Labelled], most: int) -> float:
    inside = [one for one in asked if one.accept]
    return sum(any(id_ in one.accept for id_, _ in route(one.question)[:most]) for one in inside) / len(inside)


def _sure(route: Route, asked: Sequence[Labelled]) -> tuple[float, float]:
    """How many are answered at once and right, and how many wrong, by a bar that half of the questions choose."""
    first = [(next(iter(route(one.question)), ("", 0.0)), one) for one in asked]
    scored = [(score, id_ in one.accept) for (id_, score), one in first]
    chosen, told = scored[::2], scored[1::2]
    bars = sorted({score for score, _ in chosen})
    few = [bar for bar in bars if sum(s >= bar and not ok for s, ok in chosen) <= _WRONG * len(chosen)]
    bar = few[0] if few else float("inf")
    return sum(s >= bar and ok for s, ok in told) / len(told), sum(s >= bar and not ok for s, ok in told) / len(told)


def _row(
    name: str, whole: Route, part: Route, *, start: float, asked: Sequence[Labelled], out: Sequence[Labelled]
) -> str:
    spent = []
    for one in asked:
        begun = time.perf_counter()
        whole(one.question)
        spent.append((time.perf_counter() - begun) * 1000)
    direct, wrong = _sure(whole, asked)
    shares = [
        _share(whole, asked, 1),
        _share(whole, asked, 3),
        direct,
        wrong,
        _share(part, out, 1),
        _share(part, out, 3),
    ]
    told = " | ".join(f"{share:.1%}" for share in shares)
    return f"| {name} | {told} | {median(spent):.1f} | {quantiles(spent, n=100)[98]:.1f} | {start:.1f} |"


def main() -> None:
    """Print the table of ``docs/benchmarks.md``."""
    asked = [labelled(json.loads(line)) for line in QUESTIONS.read_text("utf-8").splitlines()]
    asked = [one for one in asked if one.accept != ("smalltalk",)]
    assistant = assembly.assistant(SHIPPED_KNOWLEDGE, cache_folder())
    without, questions = next(left_out(assistant.knowledge, 10, 1, 1))
    out = [one for one in questions if one.accept][:_LEFT_OUT]
    print(
        "| | top-1 | top-3 | sure and right | sure but wrong | left out, top-1 | top-3 | median ms | p99 ms | ready s |"
    )
    print("| --- |" + " ---: |" * 9)
    begun = time.perf_counter()
    part = _clausette(Router(without, rebuilt(assistant.router.index, without)))
    spent = time.perf_counter() - begun
    print(_row("Clausette", _clausette(assistant.router), part, start=spent, asked=asked, out=out))
    for name, prepared in PEERS.items():
        begun = time.perf_counter()
        whole = prepared(phrasings(assistant.knowledge))
        spent = time.perf_counter() - begun
        print(_row(name, whole, prepared(phrasings(without)), start=spent, asked=asked, out=out), flush=True)


if __name__ == "__main__":
    main()
