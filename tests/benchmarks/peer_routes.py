"""How others would route a question: each peer is made from the base's phrasings, and gives entries with scores.

A peer ranks entries by their best phrasing. Each imports what it needs when it is made, in a process of its own, so
that memory and start-up are its own. The text is folded the same way for all; but spaCy's words have accents, and are
left theirs.
"""

import sqlite3
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from bot.language.fold import fold

Scored = list[tuple[str, float]]
Route = Callable[[str], Scored]
Phrasings = Sequence[tuple[str, str]]
"""Ids of entries with what people write for them."""

_FEW = 5  # entries
_NEAR = 30  # phrasings looked at
_NOT_VECTORS = ("tok2vec", "morphologizer", "parser", "senter", "ner", "attribute_ruler", "lemmatizer")


def _best(found: Sequence[tuple[str, float]]) -> Scored:
    best: dict[str, float] = {}
    for id_, score in found:
        best[id_] = max(score, best.get(id_, score))
    return sorted(best.items(), key=lambda item: -item[1])[:_FEW]


def _fuzzy(scorer: str) -> Callable[[Phrasings], Route]:
    def prepared(known: Phrasings) -> Route:
        from rapidfuzz import fuzz, process  # noqa: PLC0415  see above

        texts, alike = [fold(text) for _, text in known], getattr(fuzz, scorer)

        def route(question: str) -> Scored:
            found = process.extract(fold(question), texts, scorer=alike, limit=_NEAR)
            return _best([(known[at][0], score) for _, score, at in found])

        return route

    return prepared


def _bm25(known: Phrasings) -> Route:
    import bm25s  # noqa: PLC0415  see above

    index = bm25s.BM25()
    index.index([fold(text).split() for _, text in known], show_progress=False)
    most = min(_NEAR, len(known))

    def route(question: str) -> Scored:
        asked = [fold(question).split()]
        if not asked[0]:
            return []
        found, scores = index.retrieve(asked, k=most, show_progress=False)
        return _best([(known[at][0], float(score)) for at, score in zip(found[0], scores[0], strict=True)])

    return route


def _linear(known: Phrasings) -> Route:
    from sklearn.feature_extraction.text import TfidfVectorizer  # noqa: PLC0415  see above
    from sklearn.pipeline import make_pipeline, make_union  # noqa: PLC0415
    from sklearn.svm import LinearSVC  # noqa: PLC0415

    letters = TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 5), min_df=2, sublinear_tf=True)
    model = make_pipeline(
        make_union(TfidfVectorizer(ngram_range=(1, 2)), letters), LinearSVC(C=0.3, tol=1e-3, max_iter=60)
    )
    model.fit([fold(text) for _, text in known], [id_ for id_, _ in known])

    def route(question: str) -> Scored:
        scores = model.decision_function([fold(question)])[0]
        return _best([(model.classes_[at], float(scores[at])) for at in scores.argsort()[-_FEW:]])

    return route


def _fts5(known: Phrasings) -> Route:
    base = sqlite3.connect(":memory:")
    base.execute("CREATE VIRTUAL TABLE said USING fts5(id UNINDEXED, text, tokenize='unicode61 remove_diacritics 2')")
    base.executemany("INSERT INTO said VALUES (?, ?)", ((id_, fold(text)) for id_, text in known))

    def route(question: str) -> Scored:
        asked = " OR ".join(f'"{word}"' for word in fold(question).split())
        query = f"SELECT id, -bm25(said) FROM said WHERE said MATCH ? ORDER BY rank LIMIT {_NEAR}"  # noqa: S608  ours
        return _best(base.execute(query, (asked,)).fetchall()) if asked else []

    return route


def _vectors(known: Phrasings) -> Route:
    import numpy as np  # noqa: PLC0415  see above
    import spacy  # noqa: PLC0415

    french = spacy.load("fr_core_news_md", exclude=_NOT_VECTORS)

    def vector(text: str) -> Any:
        found = french(text.lower().replace("’", "'")).vector
        return found / (np.linalg.norm(found) or 1.0)

    matrix = np.stack([vector(text) for _, text in known])

    def route(question: str) -> Scored:
        near = matrix @ vector(question)
        return _best([(known[at][0], float(near[at])) for at in np.argpartition(-near, _NEAR)[:_NEAR]])

    return route


PEERS: Mapping[str, Callable[[Phrasings], Route]] = {
    "rapidfuzz ratio": _fuzzy("ratio"),
    "rapidfuzz token_sort_ratio": _fuzzy("token_sort_ratio"),
    "rapidfuzz token_set_ratio": _fuzzy("token_set_ratio"),
    "rapidfuzz WRatio": _fuzzy("WRatio"),
    "bm25s": _bm25,
    "SQLite FTS5": _fts5,
    "TF-IDF of words and letters, LinearSVC": _linear,
    "spaCy, French vectors (md)": _vectors,
}
