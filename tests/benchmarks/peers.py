"""How well others would route the same questions, and how all of them grow: ``make peers``.

Writes two tables of ``docs/benchmarks.md`` and their picture, ``docs/peers.svg``. Each peer runs in a process of its
own, on one core, with the same phrasings; where it is sure is chosen for each, Clausette too, on every other question,
so that at most one in a hundred is wrong there, and told of the others. What cannot be had or ended is said.
"""

import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from statistics import median, quantiles
from typing import Any

from tests.benchmarks.peer_picture import picture
from tests.benchmarks.peer_routes import PEERS, Route, Scored

ROOT = Path(__file__).parents[2]
QUESTIONS = ROOT / "tests" / "search" / "questions.jsonl"
PAGE, PICTURE = ROOT / "docs" / "benchmarks.md", ROOT / "docs" / "peers.svg"
CLAUSETTE = "Clausette"
TIMES = (1, 10, 100)  # the base's size
_WRONG = 0.01  # of the answers given as sure
_LEFT_OUT = 300  # questions, of those left out: the slowest peers take long
_GROWN = 20  # questions asked of a base that has grown
_LONG = 900  # seconds that a peer may take
_LARGE = 8 * 2**30  # bytes that it may ask for
_ONE_CORE = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")
_KIB_IN_MIB = 1024 * (1024 if sys.platform == "darwin" else 1)

Asked = Sequence[Mapping[str, Any]]
Figures = dict[str, float]
SCORED = {"first": "top-1", "three": "top-3", "direct": "sure and right", "wrong": "sure but wrong",
          "left_first": "left out, top-1", "left_three": "top-3"}  # fmt: skip
SPENT = {"median": "median ms", "p99": "p99 ms", "ready": "ready s", "again": "again s", "memory": "MiB"}


def main() -> None:
    """Measure every peer, and write the tables and the picture; or one in this process, where its name is given."""
    if len(sys.argv) > 1:
        resource.setrlimit(resource.RLIMIT_AS, (_LARGE, _LARGE))
        print(json.dumps(_one(sys.argv[1], Path(sys.argv[2]), int(sys.argv[3]))))
        return
    with tempfile.TemporaryDirectory() as folder:
        _run("prepare", folder, 1)
        names = (CLAUSETTE, *PEERS)
        rows = {name: _run(name, folder, 1) for name in names}
        growth = {name: {1: rows[name]} | {t: _run(name, folder, t) for t in TIMES[1:]} for name in names}
    page = _put(PAGE.read_text("utf-8"), "peers", _scores(rows))
    PAGE.write_text(_put(page, "growth", _growth(growth)), "utf-8")
    measured = [(name, row) for name, row in rows.items() if isinstance(row, dict)]
    PICTURE.write_text(picture([(name, row["first"], row["left_first"]) for name, row in measured]), "utf-8")


def _run(name: str, folder: str, times: int) -> Figures | str:
    """What one peer gives in a process of its own, or why it gives nothing."""
    command = [sys.executable, "-m", "tests.benchmarks.peers", name, folder, str(times)]
    environment = os.environ | _ONE_CORE
    try:
        done = subprocess.run(
            command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=_LONG, check=False
        )
    except subprocess.TimeoutExpired:
        why = f"more than {_LONG // 60} minutes"
        print(f"{name}, {times} times: {why}", flush=True)
        return why
    if done.returncode:
        last = (done.stderr.strip().splitlines() or ["killed"])[-1]
        why = f"more than {_LARGE >> 30} GiB" if "MemoryError" in last or done.returncode < 0 else "not to be had here"
        print(f"{name}, {times} times: {why}: {last}", flush=True)
        return why
    print(f"{name}, {times} times: {done.stdout.strip()}", flush=True)
    found: Figures = json.loads(done.stdout)
    return found


def _one(name: str, folder: Path, times: int) -> Figures:
    if name == "prepare":
        _prepare(folder)
        return {}
    if name == CLAUSETTE:
        return _clausette(folder, times)
    return _peer(name, folder, times)


def _prepare(folder: Path) -> None:
    """Write what every peer reads: the phrasings, those that are not left out, and the questions."""
    from bot.process.settings import SHIPPED_KNOWLEDGE  # noqa: PLC0415  a peer's memory is to be its own
    from bot.runtime import assembly  # noqa: PLC0415
    from bot.search.evaluation import left_out  # noqa: PLC0415
    from tests.benchmarks.grown import grown  # noqa: PLC0415

    knowledge = assembly.assistant(SHIPPED_KNOWLEDGE, folder / "cache").knowledge
    without, out = next(left_out(knowledge, 10, 1, 1))
    few = [{"q": one.question, "accept": one.accept} for one in out if one.accept][:_LEFT_OUT]
    (folder / "out.json").write_text(json.dumps(few), "utf-8")
    bases = {"without": without} | {str(times): grown(knowledge, times) for times in TIMES}
    for name, base in bases.items():
        phrasings = [(entry.id, text) for entry in base.entries() for text in (entry.label, *entry.questions)]
        (folder / f"{name}.json").write_text(json.dumps(phrasings), "utf-8")


def _peer(name: str, folder: Path, times: int) -> Figures:
    phrasings = json.loads((folder / f"{times}.json").read_text("utf-8"))
    begun = time.process_time()
    route = PEERS[name](phrasings)
    ready = time.process_time() - begun
    found = _spent(route, times) | {"ready": ready, "again": ready}
    if times > 1:
        return found
    part = PEERS[name](json.loads((folder / "without.json").read_text("utf-8")))
    return found | _quality(route, part, folder)


def _clausette(folder: Path, times: int) -> Figures:
    from bot.process.settings import SHIPPED_KNOWLEDGE  # noqa: PLC0415  a peer's memory is to be its own
    from bot.runtime import answerer  # noqa: PLC0415
    from bot.search.evaluation import left_out  # noqa: PLC0415
    from bot.search.index import rebuilt  # noqa: PLC0415
    from bot.search.router import Router  # noqa: PLC0415
    from tests.benchmarks.grown import grown  # noqa: PLC0415

    begun = time.process_time()
    knowledge, router = answerer.answering(SHIPPED_KNOWLEDGE, folder / "cache")
    again = time.process_time() - begun
    if times > 1:
        base = grown(knowledge, times)
        begun = time.process_time()
        router = Router(base, rebuilt(router.index, base))
        return _spent(_routed(router), times) | {"ready": time.process_time() - begun}
    found = _spent(_routed(router), times) | {"again": again}
    begun = time.process_time()
    answerer.answering(SHIPPED_KNOWLEDGE)
    found["ready"] = time.process_time() - begun
    without, _ = next(left_out(knowledge, 10, 1, 1))
    return found | _quality(_routed(router), _routed(Router(without, rebuilt(router.index, without))), folder)


def _routed(router: Any) -> Route:
    """Clausette's entries, the first with the odds that it is the right one, and that it is asked for at all."""
    from bot.search.confidence import inside, right  # noqa: PLC0415  a peer's memory is to be its own

    def route(question: str) -> Scored:
        routed = router.route(question)
        offered = routed.signs is not None and routed.kind not in ("unknown", "smalltalk")
        odds = min(inside(routed.signs), right(routed.signs)) if offered else 0.0
        return [(ranked.id, odds) for ranked in routed.ranked]

    return route


def _asked() -> Asked:
    asked: Asked = [json.loads(line) for line in QUESTIONS.read_text("utf-8").splitlines()]
    return [one for one in asked if one["accept"] != ["smalltalk"]]


def _spent(route: Route, times: int) -> Figures:
    """Milliseconds of the processor for a question, and the most memory that the process has held, in MiB."""
    spent = []
    for one in _asked()[: _GROWN if times > 1 else None]:
        begun = time.process_time()
        route(one["q"])
        spent.append((time.process_time() - begun) * 1000)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / _KIB_IN_MIB
    return {"median": median(spent), "p99": quantiles(spent, n=100)[98], "memory": memory}


def _quality(whole: Route, part: Route, folder: Path) -> Figures:
    """Shares from 0 to 1: of labelled questions, and of phrasings that the part was not shown."""
    asked, out = _asked(), json.loads((folder / "out.json").read_text("utf-8"))
    found, left = [whole(one["q"]) for one in asked], [part(one["q"]) for one in out]
    direct, wrong = _sure(found, asked)
    return {
        "first": _share(found, asked, 1),
        "three": _share(found, asked, 3),
        "direct": direct,
        "wrong": wrong,
        "left_first": _share(left, out, 1),
        "left_three": _share(left, out, 3),
    }


def _share(found: Sequence[Scored], asked: Asked, most: int) -> float:
    inside = [(scored, one["accept"]) for scored, one in zip(found, asked, strict=True) if one["accept"]]
    return sum(any(id_ in accept for id_, _ in scored[:most]) for scored, accept in inside) / len(inside)


def _sure(found: Sequence[Scored], asked: Asked) -> tuple[float, float]:
    """How many are answered at once and right, and how many wrong, by a bar that half of the questions choose."""
    first = [(next(iter(scored), ("", 0.0)), one) for scored, one in zip(found, asked, strict=True)]
    scored = [(score, id_ in one["accept"]) for (id_, score), one in first]
    chosen, told = scored[::2], scored[1::2]
    bars = sorted({score for score, _ in chosen})
    few = [bar for bar in bars if sum(s >= bar and not ok for s, ok in chosen) <= _WRONG * len(chosen)]
    bar = few[0] if few else float("inf")
    return sum(s >= bar and ok for s, ok in told) / len(told), sum(s >= bar and not ok for s, ok in told) / len(told)


def _scores(rows: Mapping[str, Figures | str]) -> str:
    lines = [_line("", *SCORED.values(), *SPENT.values()), "| --- |" + " ---: |" * (len(SCORED) + len(SPENT))]
    for name, row in rows.items():
        if isinstance(row, str):
            lines.append(_line(name, row, *[""] * (len(SCORED) + len(SPENT) - 1)))
        else:
            shares = (f"{row[key]:.1%}".replace("%", " %") for key in SCORED)
            lines.append(_line(name, *shares, *(f"{row[key]:.{0 if key == 'memory' else 1}f}" for key in SPENT)))
    return "\n".join(lines)


def _growth(growth: Mapping[str, Mapping[int, Figures | str]]) -> str:
    """Median milliseconds, seconds until ready and MiB of each peer at each size."""
    lines = [_line("median ms / ready s / MiB", *(f"× {times}" for times in TIMES)), "| --- |" + " ---: |" * len(TIMES)]
    for name, rows in growth.items():
        cells = (
            row if isinstance(row, str) else f"{row['median']:.1f} / {row['ready']:.1f} / {row['memory']:.0f}"
            for row in rows.values()
        )
        lines.append(_line(name, *cells))
    return "\n".join(lines)


def _line(*cells: str) -> str:
    return f"| {' | '.join(cells)} |"


def _put(page: str, name: str, table: str) -> str:
    """A page with another table between its marks."""
    begin, end = f"<!-- {name} -->", f"<!-- /{name} -->"
    before, _, rest = page.partition(begin)
    return f"{before}{begin}\n{table}\n{end}{rest.partition(end)[2]}"


if __name__ == "__main__":
    main()
