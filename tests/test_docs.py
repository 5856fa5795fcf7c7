"""The documents are held to the code, both ways: what exists is documented, and nothing is documented that does not."""

import re
from collections.abc import Iterator, Mapping
from datetime import timedelta
from fnmatch import fnmatch
from pathlib import Path
from typing import Any, get_args

import pytest
import typer
import yaml
from pydantic import BaseModel

from bot.chat.conversation import REMEMBERED
from bot.cli.app import cli
from bot.knowledge.explain import EXPLAINED
from bot.knowledge.kinds import KINDS, Shape
from bot.knowledge.schema import entries
from bot.knowledge.schema.entries import Entry, Knowledge
from bot.knowledge.vocabulary import Command, Confidence, RelayStatus
from bot.language.fold import fold
from bot.process.settings import Settings
from bot.requests.model.request import KEPT
from bot.store import unanswered, unit_of_work
from bot.store.database import Database
from bot.store.figures import figures
from bot.telegram.commands import EVERYONE, FOR_RELAYS, IN_GROUPS

ROOT = Path(__file__).resolve().parent.parent
README = ROOT / "README.md"
DOCUMENTS = [README, ROOT / "CONTRIBUTING.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").glob("*.md"))]
BY_NAME = {document.relative_to(ROOT).as_posix(): document.read_text(encoding="utf-8") for document in DOCUMENTS}
GUIDES = {
    "curateurs": ("curateurs", "fiches", "ecrire", "relire", "erreurs", "region", "forge"),
    "relais": ("relais",),
    "exploitation": ("exploitation", "webhook", "courrier", "surveiller", "sauvegardes", "donnees"),
}
CURATORS, RELAYS, OPERATORS = ("\n".join(BY_NAME[f"docs/{page}.md"] for page in pages) for pages in GUIDES.values())
SLIDES = "Diaporama « Clause d'insertion sociale »"  # as entries cite it

# The headings of the curators' guide under which the fields of a model stand
FIELDS: dict[str, type[BaseModel]] = {
    "Communs à toutes les fiches": Entry,
    "Une source": entries.Source,
    "Un public": entries.Public,
    "Un article": entries.Article,
    "Une version d'un article": entries.Version,
    "Un mot du glossaire": entries.Term,
    "Un relais": entries.Relay,
    "Le territoire d'un relais": entries.Coverage,
    "Un sujet hors de la base": entries.Outside,
    "Une politesse": entries.Smalltalk,
    "Le lexique": entries.Lexicon,
}

each_document = pytest.mark.parametrize("name", BY_NAME)


def _commands() -> Mapping[str, Any]:
    group = typer.main.get_group(cli)
    context = group.make_context("clausette", [], resilient_parsing=True)
    return {name: group.get_command(context, name) for name in group.list_commands(context)}


def _options(command: Any) -> set[str]:
    return {name for parameter in command.params for name in parameter.opts if name.startswith("--")}


def _code(text: str) -> list[str]:
    """What is set as code: blocks between fences line by line, and spans between backticks."""
    blocks = re.findall(r"^```\w*\n(.*?)^```$", text, flags=re.DOTALL | re.MULTILINE)
    prose = re.sub(r"^```\w*\n.*?^```$", "", text, flags=re.DOTALL | re.MULTILINE)
    return [line for block in blocks for line in block.splitlines()] + re.findall(r"`([^`\n]+)`", prose)


def _section(text: str, heading: str) -> str:
    """What stands under a heading, up to the next one."""
    found = re.search(rf"^##+ {re.escape(heading)}\n(.*?)(?=^##+ |\Z)", text, flags=re.DOTALL | re.MULTILINE)
    assert found, f"no heading {heading!r}"
    return found.group(1)


def _rows(text: str) -> Iterator[list[str]]:
    """The rows of every table, without its head."""
    body = False
    for line in text.splitlines():
        if not line.startswith("|"):
            body = False
        elif re.fullmatch(r"[|\s:-]+", line):
            body = True
        elif body:
            yield [cell.strip() for cell in re.split(r"(?<!\\)\|", line.strip("|"))]


def _first_code(cell: str) -> str:
    found = re.match(r"`([^`]+)`", cell)
    return found.group(1) if found else ""


def _anchors(text: str) -> set[str]:
    headings = re.findall(r"^#+ (.+)$", text, flags=re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


# The command line


def test_readme_lists_every_command_and_no_other() -> None:
    listed = [_first_code(row[0]).split()[1] for row in _rows(_section(BY_NAME["README.md"], "Commands"))]
    assert sorted(listed) == sorted(_commands())


@pytest.mark.parametrize("command", _commands())
def test_readme_lists_every_option_of_a_command_and_no_other(command: str) -> None:
    rows = _rows(_section(BY_NAME["README.md"], "Commands"))
    options = next(row[2] for row in rows if _first_code(row[0]).split()[1] == command)
    assert set(re.findall(r"--[a-z][a-z-]*", options)) == _options(_commands()[command])


@each_document
def test_a_documented_call_names_a_command_and_options_that_exist(name: str) -> None:
    commands = _commands()
    for code in _code(BY_NAME[name]):
        for call in re.findall(r"(?:^|[ /])(?:clausette|python -m bot) ([a-z][^|#;)]*)", code):
            command, *given = call.split()
            assert command in commands, f"{name}: {code}"
            unknown = {word for word in given if word.startswith("--")} - _options(commands[command]) - {"--help"}
            assert not unknown, f"{name}: {code}"


@each_document
def test_a_documented_make_target_exists(name: str) -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z]+):", makefile, flags=re.MULTILINE))
    named = {target for code in _code(BY_NAME[name]) for target in re.findall(r"^make ([a-z-]+)", code)}
    assert named <= targets


def test_readme_names_the_two_targets_of_a_newcomer() -> None:
    assert {"make run", "make test"} <= {code.partition("#")[0].strip() for code in _code(BY_NAME["README.md"])}


# Settings


def test_readme_lists_every_setting_with_its_own_description_and_no_other() -> None:
    rows = {_first_code(row[0]): row for row in _rows(_section(BY_NAME["README.md"], "Settings"))}
    described = {f"CLAUSETTE_{name.upper()}": field.description for name, field in Settings.model_fields.items()}
    assert {name: row[2] for name, row in rows.items()} == described


@pytest.mark.parametrize("document", ["README.md", "docs/exploitation.md"])
def test_the_documented_defaults_are_those_of_the_code(document: str) -> None:
    heading = "Settings" if document == "README.md" else "Régler"
    rows = {_first_code(row[0]): row[1] for row in _rows(_section(BY_NAME[document], heading))}
    for name, field in Settings.model_fields.items():
        if isinstance(field.default, str):
            assert _first_code(rows[f"CLAUSETTE_{name.upper()}"]) == field.default


def test_operators_read_of_every_setting() -> None:
    listed = {_first_code(row[0]) for row in _rows(_section(OPERATORS, "Régler"))}
    assert listed == {f"CLAUSETTE_{name.upper()}" for name in Settings.model_fields}


@each_document
def test_no_document_names_a_setting_that_does_not_exist(name: str) -> None:
    named = set(re.findall(r"\bCLAUSETTE_([A-Z_]+)\b", BY_NAME[name]))
    assert named <= {setting.upper() for setting in Settings.model_fields}


# The chat


def test_every_chat_command_has_its_text_and_every_text_its_command() -> None:
    assert set(get_args(Command)) == {*EVERYONE, *FOR_RELAYS}
    assert set(IN_GROUPS) <= {*EVERYONE, *FOR_RELAYS}


def test_relays_read_of_every_chat_command_and_no_other() -> None:
    rows = _rows(_section(RELAYS, "Les commandes dans Telegram"))
    assert [_first_code(row[0]).removeprefix("/") for row in rows] == [*EVERYONE, *FOR_RELAYS]


@each_document
def test_no_document_names_a_chat_command_that_does_not_exist(name: str) -> None:
    of_botfather = {"newbot", "mybots", "revoke"} | {
        f"set{what}" for what in ("inline", "description", "abouttext", "userpic", "privacy", "joingroups")
    }
    of_the_web = {"healthz", "readyz", "metrics"}
    named = {command for code in _code(BY_NAME[name]) for command in re.findall(r"^/([a-z]+)(?= |$)", code)}
    assert named <= {*EVERYONE, *FOR_RELAYS} | of_botfather | of_the_web


@pytest.mark.parametrize(
    ("kept", "said"),
    [
        (unit_of_work.CONVERSATION_KEPT, "les cinq dernières questions"),
        (unit_of_work.CONVERSATION_KEPT, "un formulaire commencé"),
        (timedelta(days=Settings.model_fields["retention_days"].default), "une demande envoyée"),
        (timedelta(days=KEPT), "une demande envoyée"),
        (unit_of_work.HANDLED_KEPT, "le numéro de la conversation"),
        (unit_of_work.SENT_KEPT, "le texte d'une réponse"),
        (unit_of_work.FEEDBACK_KEPT, "l'avis"),
        (unanswered.KEPT, "une question restée sans réponse"),
        (unit_of_work.FAILED_KEPT, "un message que le programme n'a pas su traiter"),
        (unit_of_work.FAILED_KEPT, "une réponse que Telegram a refusée"),
    ],
)
def test_relays_read_how_long_things_are_kept(kept: timedelta, said: str) -> None:
    row = next(row for row in _rows(_section(RELAYS, "Les données gardées")) if row[0].startswith(said))
    assert f"{kept.days} jours" in row[1]


def test_relays_read_how_many_questions_are_remembered() -> None:
    assert REMEMBERED == 5, "docs/relais.md says « les cinq dernières questions »"


def test_operators_find_every_line_of_the_logs() -> None:
    source = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "bot").rglob("*.py"))
    events = set(re.findall(r"\blog\.(?:debug|info|warning|error)\(\s*\"([^\":]+)", source))
    assert events
    assert not {event for event in events if event not in OPERATORS}


async def test_operators_read_of_every_metric_and_no_other(tmp_path: Path) -> None:
    database = Database(f"sqlite+aiosqlite:///{tmp_path}/clausette.db")
    await database.migrate()
    held = {f"clausette_{figure.name}" for figure in await figures(database)}
    await database.close()
    counted = set(
        re.findall(r'"(clausette_\w+)"', (ROOT / "bot" / "runtime" / "metrics.py").read_text(encoding="utf-8"))
    )
    listed = {_first_code(row[0]).removesuffix("_total") for row in _rows(_section(OPERATORS, "Surveiller"))}
    assert listed == (held | counted) - {"clausette_info"}


# The knowledge base


def _own_fields(model: type[BaseModel]) -> dict[str, bool]:
    """The fields of a model that its entry does not share with all others, and whether each must be given."""
    shared = set() if model is Entry or not issubclass(model, Entry) else set(Entry.model_fields)
    fields = {name: info for name, info in model.model_fields.items() if name not in shared | {"id"}}
    return {info.alias or name: info.is_required() for name, info in fields.items()}


@pytest.mark.parametrize("heading", FIELDS)
def test_curators_read_of_every_field_of_an_entry_and_no_other(heading: str) -> None:
    rows = _rows(_section(CURATORS, heading))
    assert {_first_code(row[0]): row[1] == "oui" for row in rows} == _own_fields(FIELDS[heading])


def test_curators_read_of_every_folder_and_file_of_the_base() -> None:
    listed = {_first_code(row[0]) for row in _rows(_section(CURATORS, "Ce que contient chaque dossier"))}
    places = {f"{kind.place}/" if kind.shape is Shape.FOLDER else kind.place for kind in KINDS}
    assert listed == {f"knowledge/{place}" for place in places | {"territory/"}}


def test_curators_read_of_every_grid() -> None:
    listed = {_first_code(row[0]) for row in _rows(_section(CURATORS, "Choisir la grille d'un relais"))}
    assert listed == {path.stem for path in (ROOT / "knowledge/grids").glob("*.yaml")}


def test_the_entry_that_curators_read_whole_is_a_valid_one() -> None:
    example = re.search(r"```yaml\n(.*?)```", _section(CURATORS, "Une fiche entière, commentée"), flags=re.DOTALL)
    assert example
    public = entries.Public.model_validate({"id": "public/senior", **yaml.safe_load(example.group(1))})
    assert set(_own_fields(Entry) | _own_fields(entries.Public)) == public.model_fields_set - {"id"}


def test_the_relay_that_curators_read_is_a_valid_one(base: Knowledge) -> None:
    example = re.search(r"```yaml\n(.*?)```", _section(CURATORS, "Ajouter un relais"), flags=re.DOTALL)
    assert example
    relay = base["relay/niort-agglo-cellule-clauses"].model_dump(by_alias=True)
    assert entries.Relay.model_validate(relay | yaml.safe_load(example.group(1)))


@pytest.mark.parametrize("status", get_args(RelayStatus))
def test_curators_read_what_each_status_of_a_relay_makes_clausette_say(base: Knowledge, status: RelayStatus) -> None:
    rows = {_first_code(row[0]): row[2] for row in _rows(_section(CURATORS, "Ajouter un relais"))}
    assert rows[status] == base.texts.relay.status[status]
    assert len(rows) == len(get_args(RelayStatus))


@pytest.mark.parametrize("confidence", get_args(Confidence))
def test_curators_read_how_each_confidence_is_said(base: Knowledge, confidence: Confidence) -> None:
    assert f"`{confidence}` se lit « {base.texts.confidence[confidence]} »" in CURATORS


def test_curators_read_what_every_fault_of_form_means() -> None:
    explained = _section(CURATORS, "Champs et valeurs")
    for message in EXPLAINED.values():
        assert max(re.split(r"\{\w+\}", message), key=len) in explained


@pytest.mark.parametrize("guide", GUIDES)
def test_a_guide_begins_with_the_shortest_way_and_leads_to_each_of_its_pages(guide: str) -> None:
    first = BY_NAME[f"docs/{guide}.md"]
    shortest = _section(first, "Le plus court chemin")
    assert first.index("Le plus court chemin") == first.index("## ") + 3
    assert (
        len(re.findall(r"^(?![#`]).*\S", shortest.partition("```\n")[2].partition("```")[0], flags=re.MULTILINE)) <= 10
    )
    for page in GUIDES[guide][1:]:
        assert f"({page}.md" in first
        assert f"]({guide}.md)" in BY_NAME[f"docs/{page}.md"]


@each_document
def test_every_id_in_a_document_stands_in_the_base(base: Knowledge, name: str) -> None:
    ids = re.findall(r"(?<![\w/.-])((?:public|article|faq|term|relay|tool)/[a-z0-9-]+)(?![\w/.-])", BY_NAME[name])
    assert not {id_ for id_ in ids if base.get(id_) is None}


# Where the statements of the slides stand


def _statements() -> list[tuple[str, list[str], list[str]]]:
    rows = _rows(BY_NAME["docs/sources.md"])
    return [(slide, re.findall(r"`([^`]+)`", ids), re.findall(r"« (.+?) »", said)) for slide, ids, said in rows]


def _says(base: Knowledge, id_: str, quote: str) -> bool:
    entry = base[id_]
    texts = (entry.label, entry.answer, entry.why, entry.details, getattr(entry, "expansion", None))
    return any(f" {fold(quote)} " in f" {fold(text)} " for text in texts if text)


@pytest.mark.parametrize(("slide", "ids", "quotes"), _statements())
def test_a_statement_of_the_slides_stands_in_each_entry_that_is_said_to_carry_it(
    base: Knowledge, slide: str, ids: list[str], quotes: list[str]
) -> None:
    assert ids
    assert quotes, slide
    assert not [id_ for id_ in ids if not any(_says(base, id_, quote) for quote in quotes)]
    assert not [quote for quote in quotes if not any(_says(base, id_, quote) for id_ in ids)]


def test_an_entry_that_carries_a_statement_of_the_slides_cites_them(base: Knowledge) -> None:
    carriers = {id_ for _, ids, _ in _statements() for id_ in ids}
    assert not {i for i in carriers if not any(source.title.startswith(SLIDES) for source in base[i].sources)}


# Architecture


def test_the_architecture_shows_every_room_and_no_other() -> None:
    text = BY_NAME["docs/architecture.md"]
    shown = set(re.findall(r"\]\(\.\./(bot(?:/\w+)*)\)", _section(text, "The rooms")))
    rooms = {path.parent.relative_to(ROOT).as_posix() for path in (ROOT / "bot").rglob("__init__.py")} - {"bot"}
    assert shown == rooms


def test_every_link_to_a_module_bears_its_name() -> None:
    for name, text in BY_NAME.items():
        for label, target in re.findall(r"\[([\w./]+\.py)\]\(([^)#]+\.py)\)", text):
            assert target.endswith(label), f"{name}: {target}"


# Tests


def test_every_test_that_the_threats_are_answered_with_exists() -> None:
    files = (path.read_text(encoding="utf-8") for path in (ROOT / "tests").rglob("test_*.py"))
    defined = {found for file in files for found in re.findall(r"def (test_\w+)", file)}
    assert not set(re.findall(r"`(test_\w+)`", BY_NAME["docs/security.md"])) - defined


# Links and paths


@each_document
def test_every_relative_link_leads_to_a_file_and_a_heading(name: str) -> None:
    for target in re.findall(r"\]\(([^)\s]+)\)", BY_NAME[name]):
        if re.match(r"[a-z]+:", target):
            continue
        path, _, anchor = target.partition("#")
        led = (ROOT / name).parent / path if path else ROOT / name
        assert led.exists(), f"{name}: {target}"
        assert not anchor or anchor in _anchors(led.read_text(encoding="utf-8")), f"{name}: {target}"


def _kept_files() -> Iterator[Path]:
    """What a clone holds: everything but what .gitignore names."""
    ignored = (ROOT / ".gitignore").read_text(encoding="utf-8").split()
    todo = [ROOT]
    while todo:
        for path in todo.pop().iterdir():
            name = f"{path.name}/" if path.is_dir() else path.name
            if path.name == ".git" or any(fnmatch(name, pattern) for pattern in ignored):
                continue
            if path.is_dir():
                todo.append(path)
            else:
                yield path


def test_no_file_holds_a_path_of_one_machine_or_the_host_of_a_registry() -> None:
    # written so that this file does not hold what it looks for
    path = r"(?<![\w.:/~-])/(?:home|root|Users|work|farm)/|[A-Z]:\\Users\\"
    host = r"python(?:hosted)|pypi(?:\.org)|registry(?:\.npmjs)|deb(?:\.debian)\.org"
    looked_for = re.compile(f"{path}|{host}".encode())
    guilty = [file.relative_to(ROOT).as_posix() for file in _kept_files() if looked_for.search(file.read_bytes())]
    assert not guilty
