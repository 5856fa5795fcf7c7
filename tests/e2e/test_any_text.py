"""Whatever a person writes, an answer comes, Telegram takes it, and nothing waits or fails behind it."""

import json
import time
from itertools import count

import pytest
from sqlalchemy import select

from bot.sandbox import persons
from bot.store.tables import FailedRow, OutboxRow

pytestmark = pytest.mark.asyncio(loop_scope="module")

LONGEST = 4096

TEXTS = [
    # markup of any kind
    "<b>art 14</b>",
    "<b>jamais fermé",
    "</b></i></pre>",
    "<script>alert(1)</script>",
    '<a href="javascript:alert(1)">lien</a>',
    "1 < 2 && 3 > 2 &amp; &nbsp; &#128512; &bogus;",
    "*gras* _italique_ `code` [lien](tg://user?id=1) ||caché||",
    "_*[]()~`>#+-=|{}.!\\",
    # what programs trip over
    "'; DROP TABLE conversations; --",
    '" OR 1=1 --',
    "${jndi:ldap://127.0.0.1/a} {{7*7}} {reference} {0} %s %(a)s",
    "{label}",
    "../../etc/passwd",
    "null",
    "NaN",
    "None",
    "undefined",
    "-1e309",
    '{"callback_data": "e:faq/apprenti"}',
    "e:faq/apprenti",
    "x:erase",
    # what looks empty, and signs alone
    "\N{ZERO WIDTH SPACE}a\N{ZERO WIDTH SPACE}",
    "\N{HANGUL FILLER}",
    ".",
    "?",
    "…",
    "!!!???",
    "/",
    "//",
    "/ start",
    "@",
    "@sandbox_bot",
    "#",
    "0",
    "14",
    "-",
    # signs of all the world
    "🙂",
    "👨‍👩‍👧‍👦🏳️‍🌈🇫🇷",
    "🙂" * 100,
    "𝒶𝓇𝓉 𝟙𝟜",
    "ａｒｔ　１４",
    "مرحبا هل يحتسب المتدرب؟",
    "\N{RIGHT-TO-LEFT OVERRIDE}41 tra",
    "学徒算吗?",
    "E\N{COMBINING ACUTE ACCENT}te\N{COMBINING ACUTE ACCENT} " * 5,
    "Z" + "\N{COMBINING GRAVE ACCENT}" * 200,
    "art\N{NO-BREAK SPACE}14",
    "art\t14\n\n\nart 15",
    "art\x0114\x08\x1f\x7f",
    "a\x00b",
    "\ufeffart 14",
    "\ufffd\ufffe\U0010ffff",
    # long
    "a" * LONGEST,
    "art 14 " * 585,
    "é" * LONGEST,
    "🙂" * (LONGEST // 2),
    "<" * LONGEST,
    "\n".join("abcdefgh" * 50),
    "1" * 400,
    "L2112-2 " * 100,
    " ".join(str(number) for number in range(800)),
    "je cherche " + "très " * 500 + "long",
]


async def _behind(town, chat: int) -> list[str]:
    """What was set aside, or refused by Telegram, in a chat."""
    async with town.database.transaction() as connection:
        failed = await connection.scalars(select(FailedRow.error).where(FailedRow.chat == chat))
        refused = await connection.scalars(
            select(OutboxRow.error).where(OutboxRow.chat == chat, OutboxRow.status == "failed")
        )
        return [*failed, *map(str, refused)]


@pytest.mark.parametrize("text", TEXTS, ids=lambda text: json.dumps(text[:24]))
async def test_any_text_is_answered(town, camille, text):
    await camille.starts()
    answer = await camille.asks(text)
    assert answer.text.text.strip()
    assert not {"None", "undefined", "nan"} & set(answer.text.text.replace(text, "").split())
    assert await _behind(town, camille.id) == []


@pytest.mark.parametrize("text", ["<b>art 14</b>", "🙂", "a" * LONGEST, "x:erase", "\N{HANGUL FILLER}"])
async def test_a_text_that_becomes_any_other_has_its_answer_corrected_or_kept(town, camille, sure, text):
    question = camille.says(next(iter(sure.values())))
    answer = await camille.reads_after(question)
    persons.edit(town.sandbox, camille.id, question.id, text)
    await camille.until(lambda: camille.last.text.text != answer.text.text)
    assert await _behind(town, camille.id) == []


@pytest.mark.parametrize("text", ["<b>art 14</b>", "🙂" * 100, "a" * 250, "{label}", "\N{HANGUL FILLER}"])
async def test_any_inline_search_is_answered(town, camille, text):
    query = persons.search(town.sandbox, text, by=camille.id)
    assert await persons.answer(town.sandbox, query)


async def test_what_is_held_can_be_read_after_questions_of_any_length(town, camille, sure):
    for question in list(sure.values())[:5]:
        await camille.asks((question + " merci d'avance" * 300)[:LONGEST])
        await camille.asks(question)
    before = await camille.asks("art 14 " * 500)
    await camille.asks("/mesdonnees")
    assert camille.last.id > before.id
    assert await _behind(town, camille.id) == []


@pytest.fixture
def afternoon(town, monkeypatch):
    """Time passes between two messages: nobody writes them all at once."""
    moments = count(time.time() - 6 * 3600, 3)
    monkeypatch.setattr(town.sandbox, "clock", lambda: next(moments))


@pytest.mark.usefixtures("afternoon")
async def test_a_whole_afternoon_of_all_this_leaves_the_bot_as_it_was(town, camille, sure, base, plain):
    for text in TEXTS:
        camille.says(text)
    id_, question = next(iter(sure.items()))
    camille.says(question)
    await camille.until(lambda: len(camille.texts) > len(TEXTS))
    await camille.until(lambda: plain(camille.last).startswith(plain(base[id_].label)))
    assert await _behind(town, camille.id) == []
