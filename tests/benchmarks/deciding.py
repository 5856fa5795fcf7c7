"""How fast the tools decide, and how fast every commune of France is made ready and found.

Each figure stands beside what the barest program would pay for the same: one call of a validating library for a
decision, rapidfuzz over the same names for a look-up, the same files read for the index.
"""

import csv
import json
import random
import time
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from pathlib import Path
from statistics import median, quantiles
from typing import TypeVar

from rapidfuzz import fuzz, process
from rich.table import Column, Table

from bot.assistant.assistant import Assistant
from bot.cli import tools as cli_tools
from bot.knowledge import territory
from bot.knowledge.ruleset import Tables
from bot.language.fold import fold
from bot.process.settings import SHIPPED_KNOWLEDGE
from bot.runtime import assembly
from bot.tools.eligibility import reading as profile
from bot.tools.hours.reading import read as hours_read
from bot.tools.places.gazetteer import Gazetteer

T = TypeVar("T")
TODAY = date(2026, 11, 23)
TERRITORY = SHIPPED_KNOWLEDGE / "territory"
PERCENTILE = 99
PEERS = 300  # names that the slow peer is asked for; ours are asked for all of them
MISSPELT = 2000
PERSONS = [
    "j'ai un gars de 52 ans au chômage depuis 8 mois, ça passe ?",
    "22 ans, sans diplôme, a quitté l'école il y a un an, jamais travaillé, ni RSA ni RQTH",
    "chomeur depuis 2 ans et demi 53ans",
    "Age : 51 / Inscrit FT : oui / RQTH : non / RSA : non",
    "une dame qui élève seule ses trois enfants, au RSA, hébergée chez une amie, inscrite depuis avril",
]
CONTRACTS = [
    "nettoyage de nos écoles, 300 000 € sur 4 ans, mairie, lancé en janvier",
    "conception-réalisation d'un hôpital, 40 millions, CHU",
    "tonte, 60 000 € par an, 2 ans reconductible 2 fois un an, on veut réserver à un ESAT",
]
FACTS = '{"date": "2026-11-10", "buyer": "local", "nature": "services", "value": 300000, "goal": "hours"}'
FIGURES = '{"amount": 800000, "labour_share": 45, "hourly_cost": 35, "rate": 5}'
SENTENCE = "lot de 850 000 € HT, moitié main d'oeuvre, 5%, 32 euros de l'heure"


def decisions(runs: int) -> Table:
    """Time of one decision of each tool, beside ``json.loads`` and ``json.dumps`` of its answer."""
    assistant, tables = assembly.assistant(SHIPPED_KNOWLEDGE), assembly.tables(SHIPPED_KNOWLEDGE)
    eligibility = cli_tools.judge_person(assistant, tables, TODAY)
    modality, contract = (
        cli_tools.decide_from_facts(tables, TODAY),
        cli_tools.decide_from_text(assistant, tables, TODAY),
    )
    hours = cli_tools.compute_hours(tables)
    reading = profile.profile_words(tables.facts, assistant.router.reader)
    tools: Sequence[tuple[str, Callable[[str], object], Sequence[str]]] = (
        ("eligibility, a described person", eligibility, PERSONS),
        ("  of which reading the text", lambda text: profile.read(text, reading, TODAY), PERSONS),
        ("modality, from facts", modality, [FACTS]),
        ("modality, from free text", contract, CONTRACTS),
        ("hours, from figures", hours, [FIGURES]),
        ("hours, from a sentence", lambda text: hours_read(text, tables.hours), [SENTENCE]),
    )
    bare = json.dumps(eligibility(PERSONS[0]))
    measured: dict[str, list[list[float]]] = {name: [] for name, *_ in tools}
    peers: list[list[float]] = []
    for _ in range(runs):
        peers.append(_times(lambda text: json.dumps(json.loads(text)), [bare] * 50))
        for name, decide, texts in tools:
            measured[name].append(_times(decide, list(texts) * 10))
    table = _table("One decision (target: under 5 ms)")
    _row(table, "peer: the answer's JSON read and written", peers, peers)
    for name, *_ in tools:
        _row(table, name, measured[name], peers)
    return table


def look_up(runs: int) -> Table:
    """Time to find a commune, over all names of France and over misspelt ones, beside ``rapidfuzz.extractOne``."""
    assistant, tables = assembly.assistant(SHIPPED_KNOWLEDGE), assembly.tables(SHIPPED_KNOWLEDGE)
    gazetteer = assembly.gazetteer(SHIPPED_KNOWLEDGE, assistant.knowledge, tables, assistant.router.reader)
    names = [commune.name for commune in territory.communes(TERRITORY)]
    drawn = random.Random(17)  # noqa: S311  the same names at each run
    misspelt = [_misspelt(name, drawn) for name in drawn.sample(names, MISSPELT)]
    folded = [fold(name) for name in names]

    def peer(text: str) -> object:
        return process.extractOne(fold(text), folded, scorer=fuzz.ratio)

    measured: dict[str, list[list[float]]] = {"peer": [], "all": [], "misspelt": []}
    for _ in range(runs):
        measured["peer"].append(_times(peer, drawn.sample(names, PEERS)))
        measured["all"].append(_times(gazetteer.find, names))
        measured["misspelt"].append(_times(gazetteer.find, misspelt))
    table = _table(f"One place among {len(names)} communes (target: p{PERCENTILE} under 5 ms)")
    _row(table, "peer: rapidfuzz extractOne, fuzz.ratio", measured["peer"], measured["peer"])
    _row(table, "every name as it is", measured["all"], measured["peer"])
    _row(table, f"{MISSPELT} misspelt names", measured["misspelt"], measured["peer"])
    return table


def index(runs: int) -> Table:
    """Time to make every name of every commune ready, beside the same files read by ``csv``."""
    assistant, tables = assembly.assistant(SHIPPED_KNOWLEDGE), assembly.tables(SHIPPED_KNOWLEDGE)
    measured: dict[str, list[list[float]]] = {"peer": [], "built": []}
    for _ in range(runs):
        measured["peer"].append(_times(_read_bare, sorted(TERRITORY.glob("*.csv"))))
        measured["built"].append(_times(lambda _: _built(assistant, tables), [""]))
    measured["peer"] = [[sum(run)] for run in measured["peer"]]
    table = Table(Column(no_wrap=True), "CPU ms", "× peer", title="The gazetteer (target: built in under 500 ms)")
    bare = median(run[0] for run in measured["peer"])
    for name, key in (("peer: the same files read by csv", "peer"), ("clausette's gazetteer, files read", "built")):
        spent = median(run[0] for run in measured[key])
        table.add_row(name, f"{spent:.0f}", f"{spent / bare:.1f}")
    return table


def _built(assistant: Assistant, tables: Tables) -> Gazetteer:
    return assembly.gazetteer(SHIPPED_KNOWLEDGE, assistant.knowledge, tables, assistant.router.reader)


def _read_bare(path: Path) -> int:
    with path.open(encoding="utf-8", newline="") as file:
        return sum(1 for _ in csv.DictReader(file))


def _misspelt(name: str, drawn: random.Random) -> str:
    """The name with a letter left out, doubled, or swapped with the next, never the first."""
    at = drawn.randrange(1, max(2, len(name) - 1))
    match drawn.randrange(3):
        case 0:
            return name[:at] + name[at + 1 :]
        case 1:
            return name[:at] + name[at - 1] + name[at:]
        case _:
            return name[:at] + name[at : at + 2][::-1] + name[at + 2 :]


def _times(call: Callable[[T], object], inputs: Iterable[T]) -> list[float]:
    """Milliseconds of processor time of each call: what else the machine does is left out."""
    spent = []
    for one in inputs:
        start = time.process_time()
        call(one)
        spent.append((time.process_time() - start) * 1000)
    return spent


def _table(title: str) -> Table:
    return Table(Column(no_wrap=True), "median CPU ms", f"p{PERCENTILE} CPU ms", "× peer", title=title)


def _row(table: Table, name: str, runs: list[list[float]], peers: list[list[float]]) -> None:
    middle, bare = median(map(median, runs)), median(map(median, peers))
    worst = median(quantiles(run, n=100)[PERCENTILE - 1] for run in runs)
    table.add_row(name, f"{middle:.3f}", f"{worst:.3f}", f"{middle / bare:.2f}")
