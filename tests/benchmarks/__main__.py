"""How fast and how light: ``python -m tests.benchmarks [NAME...] [--runs N]``, or ``make bench``.

Each figure stands beside a peer measured in the same run, in turns with it, so that a noisy machine slows both: compare
the ratios, not the seconds, between one day and another.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import median, quantiles

from rapidfuzz import fuzz, process
from rich.console import Console
from rich.table import Column, Table

from bot.assistant.assistant import Assistant
from bot.language.fold import fold
from bot.process.settings import SHIPPED_KNOWLEDGE
from bot.runtime import assembly
from tests.benchmarks import card, deciding, memory, requests, serving, webhooks
from tests.postgres import NotInstalledError

QUESTIONS = Path(__file__).parent.parent / "search" / "questions.jsonl"
CLAUSETTE = Path(sys.executable).with_name("clausette")
BARE: Sequence[str | Path] = [
    sys.executable,
    "-c",
    "import pydantic, yaml",
]  # what any program with our data model pays to start
# A process inherits the peak of the one that starts it: so a small one starts those that are measured.
LAUNCHER = """
import os, sys, time
quiet = (os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0)
start = time.perf_counter()
child = os.posix_spawn(sys.argv[1], sys.argv[1:], os.environ, file_actions=[quiet])
_, status, used = os.wait4(child, 0)
print(time.perf_counter() - start, used.ru_maxrss, os.waitstatus_to_exitcode(status))
"""
KIB_IN_MIB = 1024 * (1024 if sys.platform == "darwin" else 1)  # ru_maxrss counts bytes there, KiB elsewhere
NAKED = "python: import pydantic, yaml"
PERCENTILE = 99


def ask(runs: int) -> Table:
    """Time and peak memory of ``clausette ask``, from the start of the process to its end."""
    command: Sequence[str | Path] = [CLAUSETTE, "ask", "--json", "je peux compter un apprenti ?"]
    with tempfile.TemporaryDirectory() as kept:
        _run(command, kept)
        measured: dict[str, list[tuple[float, float]]] = {"bare": [], "cached": [], "first": []}
        for _ in range(runs):
            measured["bare"].append(_run(BARE, kept))
            measured["cached"].append(_run(command, kept))
            with tempfile.TemporaryDirectory() as fresh:
                measured["first"].append(_run(command, fresh))
    names = {
        "bare": NAKED,
        "cached": "clausette ask, index kept",
        "first": "clausette ask, first start",
    }
    return _processes("One answer from a cold start", names, measured)


def check(runs: int) -> Table:
    """Time and peak memory of ``clausette check``."""
    measured: dict[str, list[tuple[float, float]]] = {"bare": [], "check": []}
    with tempfile.TemporaryDirectory() as kept:
        for _ in range(runs):
            measured["bare"].append(_run(BARE, kept))
            measured["check"].append(_run([CLAUSETTE, "check"], kept))
    names = {"bare": NAKED, "check": "clausette check"}
    return _processes("The whole base checked", names, measured)


def routing(runs: int) -> Table:
    """Time of one question, and how often the first entry serves, beside the likeliest phrasing by ``fuzz.ratio``."""
    asked = [json.loads(line) for line in QUESTIONS.read_text("utf-8").splitlines()]
    assistant = assembly.assistant(SHIPPED_KNOWLEDGE)
    routes = {"clausette": _router(assistant), "fuzz": _likest_phrasing(assistant)}
    times: dict[str, list[list[float]]] = {name: [] for name in routes}
    firsts: dict[str, list[str | None]] = {}
    for _ in range(runs):
        for name, route in routes.items():
            spent, firsts[name] = [], []
            for one in asked:
                start = time.perf_counter()
                firsts[name].append(route(one["q"]))
                spent.append((time.perf_counter() - start) * 1000)
            times[name].append(spent)
    table = Table(
        Column(no_wrap=True),
        "median ms",
        f"p{PERCENTILE} ms",
        "× peer",
        "top-1",
        title=f"One question, of {len(asked)}",
    )
    peer = _typical(times["fuzz"])[0]
    for name, label in (("fuzz", "rapidfuzz extractOne, fuzz.ratio"), ("clausette", "clausette's router")):
        middle, worst = _typical(times[name])
        right = [first in one["accept"] for one, first in zip(asked, firsts[name], strict=True) if _in_scope(one)]
        share = sum(right) / len(right)
        table.add_row(label, f"{middle:.2f}", f"{worst:.2f}", f"{middle / peer:.2f}", f"{share:.1%}")
    return table


BENCHMARKS: dict[str, Callable[[int], Table]] = {
    "ask": ask,
    "routing": routing,
    "check": check,
    "decisions": deciding.decisions,
    "places": deciding.look_up,
    "gazetteer": deciding.index,
    "requests": requests.requests,
    "card": card.card,
    "serving": serving.serving,
    "processes": webhooks.processes,
    "cores": webhooks.cores,
    "recovery": serving.recovery,
    "memory": memory.memory,
}


def main() -> None:
    """Run the benchmarks that were named, all where none was."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    parser.add_argument(
        "names", nargs="*", metavar="NAME", help=f"one or more of {', '.join(BENCHMARKS)}; default: all"
    )
    parser.add_argument("--runs", type=int, default=7, help="runs of each, whose median is shown (default: 7)")
    given = parser.parse_args()
    if unknown := set(given.names) - set(BENCHMARKS):
        parser.error(f"{', '.join(sorted(unknown))}: no such benchmark; expected {', '.join(BENCHMARKS)}")
    if given.runs < 1:
        parser.error(f"--runs: {given.runs} is too few; expected 1 or more")
    console = Console()
    for name in given.names or BENCHMARKS:
        try:
            console.print(BENCHMARKS[name](given.runs))
        except (NotInstalledError, FileNotFoundError, PermissionError) as error:
            console.print(f"{name}: not measured: {error}", soft_wrap=True)
    console.print(
        f"Medians of {given.runs} runs, taken in turns. Machines are noisy: trust ratios, repeat surprises.",
        soft_wrap=True,
    )


def _run(command: Sequence[str | Path], cache: str) -> tuple[float, float]:
    """Seconds and peak MiB of one process."""
    launched = subprocess.run(
        [sys.executable, "-I", "-S", "-c", LAUNCHER, *command],
        env=os.environ | {"XDG_CACHE_HOME": cache},
        capture_output=True,
        text=True,
        check=False,
    )
    spent, peak, code = (float(figure) for figure in launched.stdout.split())
    if code:
        sys.exit(f"{' '.join(map(str, command))}: exit code {code:.0f}\n{launched.stderr}")
    return spent, peak / KIB_IN_MIB


def _processes(title: str, names: dict[str, str], measured: dict[str, list[tuple[float, float]]]) -> Table:
    table = Table(Column(no_wrap=True), "wall ms", "peak MiB", "× bare wall", "× bare peak", title=title)
    bare_wall, bare_peak = (median(column) for column in zip(*measured["bare"], strict=True))
    for key, name in names.items():
        wall, peak = (median(column) for column in zip(*measured[key], strict=True))
        ratios = (f"{wall / bare_wall:.1f}", f"{peak / bare_peak:.1f}")
        table.add_row(name, f"{wall * 1000:.0f}", f"{peak:.0f}", *ratios)
    return table


def _router(assistant: Assistant) -> Callable[[str], str | None]:
    def route(question: str) -> str | None:
        routed = assistant.router.route(question)
        return routed.ranked[0].id if routed.ranked and routed.kind in ("answer", "tool", "choice") else None

    return route


def _likest_phrasing(assistant: Assistant) -> Callable[[str], str | None]:
    owners = {
        fold(text): entry.id for entry in assistant.knowledge.entries() for text in (entry.label, *entry.questions)
    }
    phrasings = list(owners)

    def route(question: str) -> str | None:
        found = process.extractOne(fold(question), phrasings, scorer=fuzz.ratio)
        return owners[found[0]] if found else None

    return route


def _typical(runs: list[list[float]]) -> tuple[float, float]:
    """The median over runs of the median and of the 99th percentile over questions."""
    return median(map(median, runs)), median(quantiles(run, n=100)[PERCENTILE - 1] for run in runs)


def _in_scope(one: dict[str, list[str]]) -> bool:
    return one["accept"] not in ([], ["smalltalk"])


if __name__ == "__main__":
    main()
