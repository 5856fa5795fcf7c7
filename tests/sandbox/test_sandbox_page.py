import re
from pathlib import Path

import httpx
import pytest

import bot.sandbox
from bot.sandbox import Place, Sandbox, serve

PAGE = Path(bot.sandbox.__file__).with_name("page")


@pytest.mark.parametrize("path", ["/", "/style.css", "/app.js", "/chat.js"])
async def test_the_page_may_load_nothing_from_elsewhere(http: httpx.AsyncClient, path: str) -> None:
    response = await http.get(path)
    policy = response.headers["content-security-policy"]
    assert policy.startswith("default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'")
    assert "unsafe" not in policy


@pytest.mark.parametrize("script", sorted(PAGE.glob("*.js")), ids=lambda path: path.name)
def test_no_text_is_ever_read_as_html(script: Path) -> None:
    assert not re.search(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write", script.read_text())


@pytest.mark.parametrize(
    "hook", ["messages", "input", "send", "start", "new", "commands", "attach", "toast", "speaker", "file", "help"]
)
def test_the_hooks_for_browser_tests_are_there(hook: str) -> None:
    assert f'data-role="{hook}"' in (PAGE / "index.html").read_text()


def test_the_page_says_that_nothing_leaves_the_computer() -> None:
    page = (PAGE / "index.html").read_text()
    assert 'lang="fr"' in page
    assert "Bac à sable&nbsp;: rien ne sort de cet ordinateur" in page


async def test_titles_roles_and_first_questions_are_given_by_who_starts_it(http: httpx.AsyncClient) -> None:
    sandbox = Sandbox(places=(Place(-3001, "Équipe", "Relais", ("Quoi de neuf ?",), speaker=2002),))
    async with serve(sandbox) as url:
        state = (await http.get(f"{url}/sandbox/state")).json()
    assert state["places"] == [
        {"chat": -3001, "title": "Équipe", "role": "Relais", "suggestions": ["Quoi de neuf ?"], "speaker": 2002}
    ]
