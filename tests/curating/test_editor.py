"""A curator edits an entry in a form, sees it, tries a question and saves; nobody else can."""

import asyncio
import re
import shutil
from datetime import date
from html import unescape

import httpx
import pytest
import yaml

from bot.curating import files
from bot.curating.app import Editor
from bot.curating.forms import data_of, fields, same
from bot.knowledge.kinds import ENTRIES, Shape
from tests import shipped

TODAY = date(2026, 12, 1)


class Browser:
    """Asks the application as a browser on this computer does."""

    def __init__(self, app):
        self._app = app

    def get(self, path, **more):
        return asyncio.run(self._asked("GET", path, more))

    def post(self, path, **more):
        return asyncio.run(self._asked("POST", path, more))

    async def _asked(self, method, path, more):
        transport = httpx.ASGITransport(app=self._app)
        async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:8766") as client:
            return await client.request(method, path, **more)


@pytest.fixture(scope="module")
def assistant():
    return shipped.answering()


@pytest.fixture
def folder(knowledge_folder, tmp_path):
    """The few files that the tests change, of a base that is otherwise the shipped one."""
    for name in ("faq/cdd.yaml", "glossary.yaml"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        shutil.copy(knowledge_folder / name, tmp_path / name)
    return tmp_path


@pytest.fixture
def client(assistant, folder):
    editor = Editor([folder], lambda: (assistant.knowledge, assistant.router), lambda: TODAY)
    return Browser(editor.app())


def _sent(html: str) -> dict[str, str]:
    """What a browser would send of a form."""
    found = dict(re.findall(r'<input [^>]*name="([^"]+)"[^>]*value="([^"]*)"', html))
    found |= dict(re.findall(r'<textarea [^>]*name="([^"]+)"[^>]*>\n(.*?)</textarea>', html, flags=re.DOTALL))
    for name, options in re.findall(r'<select [^>]*name="([^"]+)"[^>]*>(.*?)</select>', html):
        chosen = re.search(r"<option selected>([^<]*)", options)
        found[name] = chosen.group(1) if chosen else ""
    return {name: unescape(value) for name, value in found.items()}


def test_a_form_that_is_saved_unchanged_changes_no_byte(client, folder):
    before = (folder / "faq/cdd.yaml").read_bytes()
    answered = client.post("/faq/cdd", data=_sent(client.get("/faq/cdd").text) | {"do": "save"})
    assert "Enregistré" in answered.text
    assert (folder / "faq/cdd.yaml").read_bytes() == before


def test_a_changed_field_alone_changes_and_comments_stay(client, folder):
    file = folder / "faq/cdd.yaml"
    file.write_text("# relu par Dominique\n" + file.read_text(encoding="utf-8"), encoding="utf-8")
    before = file.read_text(encoding="utf-8").splitlines()
    form = _sent(client.get("/faq/cdd").text)
    form["label"], form["questions"] = "Un CDD « court » ?", form["questions"] + "\nun cdd d'un mois ?"
    client.post("/faq/cdd", data=form | {"do": "save"})
    after = file.read_text(encoding="utf-8").splitlines()
    assert [line for line in after if line not in before] == ["label: Un CDD « court » ?", "  - un cdd d'un mois ?"]
    assert after[0] == "# relu par Dominique"


def test_one_word_of_the_glossary_is_changed_and_no_other(client, folder):
    before = yaml.safe_load((folder / "glossary.yaml").read_text(encoding="utf-8"))
    form = _sent(client.get("/term/moe").text) | {"expansion": "Maître d'œuvre, autrement dit", "do": "save"}
    assert "Enregistré" in client.post("/term/moe", data=form).text
    after = yaml.safe_load((folder / "glossary.yaml").read_text(encoding="utf-8"))
    assert after.pop("moe") == before.pop("moe") | {"expansion": "Maître d'œuvre, autrement dit"}
    assert after == before


def test_a_preview_shows_the_entry_and_writes_nothing(client, folder):
    before = (folder / "faq/cdd.yaml").read_bytes()
    form = _sent(client.get("/faq/cdd").text) | {"label": "Un <b>autre</b> titre", "do": "preview"}
    assert "<b>Un &lt;b&gt;autre&lt;/b&gt; titre</b>" in client.post("/faq/cdd", data=form).text
    assert (folder / "faq/cdd.yaml").read_bytes() == before


@pytest.mark.parametrize(
    ("wrong", "said"),
    [({"answer": "Oui."}, "answer : "), ({"verified_on": "hier"}, "une date"), ({"sources": "- ["}, "sources : ")],
)
def test_a_wrong_field_is_told_and_nothing_is_written(client, folder, wrong, said):
    before = (folder / "faq/cdd.yaml").read_bytes()
    answered = client.post("/faq/cdd", data=_sent(client.get("/faq/cdd").text) | wrong | {"do": "save"})
    assert said in unescape(answered.text)
    assert (folder / "faq/cdd.yaml").read_bytes() == before


def test_a_file_that_changed_meanwhile_is_not_written_over(client, folder):
    form = _sent(client.get("/faq/cdd").text)
    (folder / "faq/cdd.yaml").write_text("label: changé\n", encoding="utf-8")
    assert "a changé" in client.post("/faq/cdd", data=form | {"do": "save"}).text
    assert (folder / "faq/cdd.yaml").read_text(encoding="utf-8") == "label: changé\n"


def test_a_question_is_tried_and_its_entries_found(client):
    text = client.get("/", params={"q": "cdd ok ou pas"}).text
    assert "[answer]" in text
    assert 'href="/faq/cdd"' in text


@pytest.mark.parametrize(
    "headers",
    [{"host": "exemple.fr"}, {"origin": "https://exemple.fr"}, {"sec-fetch-site": "cross-site"}, {"origin": "null"}],
)
def test_a_form_from_elsewhere_is_refused(client, folder, headers):
    before = (folder / "faq/cdd.yaml").read_bytes()
    form = _sent(client.get("/faq/cdd").text) | {"label": "Autre", "do": "save"}
    assert client.post("/faq/cdd", data=form, headers=headers).status_code == 403
    assert (folder / "faq/cdd.yaml").read_bytes() == before


def test_a_form_without_the_secret_is_refused(client):
    form = _sent(client.get("/faq/cdd").text)
    assert client.post("/faq/cdd", data=form | {"secret": "x"}).status_code == 403
    assert client.get("/faq/..%2f..%2fetc").status_code == 404
    assert client.get("/", headers={"host": "exemple.fr"}).status_code == 403


@pytest.mark.parametrize("kind", ENTRIES, ids=lambda kind: kind.name)
def test_a_form_gives_back_every_shipped_entry(knowledge_folder, kind):
    if kind.shape is Shape.FOLDER:
        found = [files.EntryFile(path) for path in sorted((knowledge_folder / kind.place).glob("*.yaml"))[:12]]
    else:
        path = knowledge_folder / kind.place
        found = [files.EntryFile(path, key) for key in list(yaml.safe_load(path.read_text(encoding="utf-8")))[:12]]
    for file in found:
        data = {name: value for name, value in file.data().items() if value not in (None, [], "")}
        given = data_of(kind, {field.name: field.value for field in fields(kind, data)})
        assert given.keys() == data.keys(), file
        assert [name for name in data if not same(given[name], data[name])] == [], file
