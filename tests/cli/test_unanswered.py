"""What was asked and not answered, as a curator lists it."""

from datetime import UTC, datetime

import pytest

from bot.chat.replies import KeepUnanswered
from bot.store import unanswered
from bot.store.database import Database

LOST = ("la quadrature du zorglub", "quadrature du zorglub ?", "le pouzzolane lunaire")


@pytest.fixture
async def asked(tmp_path) -> str:
    url = f"sqlite+aiosqlite:///{tmp_path}/clausette.db"
    database = Database(url)
    await database.migrate()
    async with database.transaction() as connection:
        for question in (*LOST, "L2112-2"):
            kept = KeepUnanswered("unknown", question, "faq/cdd")
            await unanswered.keep(connection, kept, datetime(2026, 12, 1, 9, tzinfo=UTC))
    await database.close()
    return url


async def test_subjects_are_counted_and_what_is_answered_by_now_is_left_out(run, asked):
    ended = run("unanswered", "--json", CLAUSETTE_DATABASE_URL=asked)
    assert ended.code == 0
    assert [(row["question"], row["count"], row["nearest"]) for row in ended.lines] == [
        ("quadrature du zorglub ?", 2, "faq/cdd"),
        ("le pouzzolane lunaire", 1, "faq/cdd"),
    ]
    assert ended.lines[0]["why"] == {"unknown": 2}
    assert set(ended.lines[0]["questions"]) == set(LOST[:2])
    every = run("unanswered", "--json", "--all", CLAUSETTE_DATABASE_URL=asked)
    assert "L2112-2" in [row["question"] for row in every.lines]
    assert run("unanswered", "--since", "2026-12-02", CLAUSETTE_DATABASE_URL=asked).out.startswith("Rien :")


async def test_a_draft_holds_the_questions_and_is_never_written_over(run, asked, tmp_path):
    own = tmp_path / "mayenne"
    ended = run("unanswered", "--draft", str(own / "faq"), CLAUSETTE_DATABASE_URL=asked)
    assert ended.code == 0
    written = own / "faq" / "quadrature-zorglub.yaml"
    text = written.read_text(encoding="utf-8")
    assert text.startswith("# Demandé 2 fois, la dernière fois le 2026-12-01.\n# Si faq/cdd y répond")
    assert '- "quadrature du zorglub ?"' in text
    found = run("check", "--json", "--knowledge", f":{own}").lines[0]
    assert {error["file"] for error in found["errors"]} == {
        "mayenne/faq/quadrature-zorglub.yaml", "mayenne/faq/pouzzolane-lunaire.yaml"
    }  # fmt: skip
    assert any("À ÉCRIRE" in error["message"] for error in found["errors"])
    again = run("unanswered", "--draft", str(written), CLAUSETTE_DATABASE_URL=asked)
    assert (again.code, again.err.splitlines()[-1]) == (2, f"clausette: {written} stands there already")
    assert written.read_text(encoding="utf-8") == text
