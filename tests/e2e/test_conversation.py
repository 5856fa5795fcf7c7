"""A conversation as a person has it: nothing between them and the bot but Telegram's own HTTP."""

import json
from dataclasses import replace
from typing import Any

import pytest
from pydantic import TypeAdapter
from sqlalchemy import select
from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup

from bot.chat.conversation import REMEMBERED, Conversation
from bot.sandbox import persons
from bot.sandbox.methods.commands import offered
from bot.store.tables import ConversationRow, FeedbackRow, OutboxRow
from bot.telegram.commands import EVERYONE, IN_GROUPS

KEPT = TypeAdapter(Conversation)

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def _feedback(town, question: str) -> list[tuple[bool, str | None]]:
    async with town.database.transaction() as connection:
        query = select(FeedbackRow.useful, FeedbackRow.reason).where(FeedbackRow.question == question)
        return [(row.useful, row.reason) for row in await connection.execute(query)]


async def _rows_of(town, chat: int) -> int:
    """How many things of a chat are held, without what was just said to it and what only counts."""
    async with town.database.transaction() as connection:
        states = await connection.scalars(select(ConversationRow.state).where(ConversationRow.chat == chat))
        held = [state for state in states if replace(KEPT.validate_json(state), pace=None) != Conversation()]
        said = select(OutboxRow.payload).where(OutboxRow.chat == chat, OutboxRow.status != "pending")
        return len(held) + sum(bool(payload) for payload in await connection.scalars(said))


def _held(town, message) -> Any:
    """What the file of a message says."""
    return json.loads(town.sandbox.files[message.extra["document"]["file_id"]].content)


# A company asks


async def test_a_company_asks_and_is_led_from_the_answer_to_what_else_there_is(camille, sure, base, texts, plain):
    id_, question = next(iter(sure.items()))
    entry = base[id_]
    assert plain(await camille.starts()) == texts.welcome

    shown = await camille.asks(question)
    assert plain(shown).startswith(plain(base[id_].label))
    assert plain(entry.answer) in plain(shown)
    assert plain(entry.sources[0].title) in plain(shown)
    assert {texts.button.useful_yes, texts.button.useful_no, texts.button.other} < set(camille.labels())

    assert await camille.presses(texts.button.other) == ""
    also = next(base[id_] for id_ in entry.see_also if not id_.startswith("tool/"))
    await camille.until(lambda: texts.button.other not in camille.labels(shown.id))
    await camille.presses(data=f"e:{also.id}", message=shown.id)
    assert plain(await camille.reads_after(shown)).startswith(plain(also.label))


async def test_a_no_asks_why_and_the_reason_joins_it_without_the_person(town, camille, sure, texts, plain):
    question = list(sure.values())[1]
    shown = await camille.asks(question)
    await camille.presses(texts.button.useful_no)
    why = await camille.reads_after(shown)
    assert plain(why) == texts.feedback.sorry
    assert texts.button.useful_no not in camille.labels(shown.id)
    assert await _feedback(town, question) == [(False, None)]

    await camille.presses(texts.feedback.reason["unclear"])
    thanks = await camille.reads_after(why)
    assert plain(thanks) == texts.feedback.reason_thanks
    chosen = texts.button.chosen.format(label=texts.feedback.reason["unclear"])
    assert list(map(plain, camille.labels(why.id))) == [plain(chosen)]
    assert {texts.button.tool["relay"], texts.button.tool["intake"]} <= set(camille.labels())
    assert await _feedback(town, question) == [(False, "unclear")]


async def test_a_yes_is_thanked_and_its_buttons_go(town, camille, sure, texts):
    question = list(sure.values())[2]
    shown = await camille.asks(question)
    assert await camille.presses(texts.button.useful_yes) == texts.feedback.thanks
    await camille.until(lambda: texts.button.useful_yes not in camille.labels(shown.id))
    assert texts.button.other in camille.labels(shown.id)
    assert await _feedback(town, question) == [(True, None)]
    assert len(camille.texts) == 1


async def test_a_question_that_could_be_several_things_is_answered_with_a_choice(camille, unsure, texts, plain):
    shown = await camille.asks(unsure)
    assert plain(shown) in (texts.choice, texts.ambiguous_reference)
    *choices, none, person = camille.labels()
    assert (none, person) == (texts.button.none, texts.button.tool["intake"])
    assert 1 <= len(choices) <= 3
    await camille.presses(choices[0])
    await camille.reads_after(shown)
    assert texts.button.useful_yes in camille.labels()


async def test_none_of_these_is_a_button_that_leads_to_a_person(camille, unsure, texts, plain):
    shown = await camille.asks(unsure)
    await camille.presses(texts.button.none)
    assert plain(await camille.reads_after(shown)) == texts.none_of_these
    assert {texts.button.tool["relay"], texts.button.tool["intake"]} <= set(camille.labels())
    await camille.until(lambda: camille.labels(shown.id) == [texts.button.chosen.format(label=texts.button.none)])


async def test_a_question_of_nobodys_business_is_answered_with_not_knowing_and_a_person(camille, texts):
    await camille.asks("xylophone zzyzx brouhaha")
    assert {texts.button.tool["relay"], texts.button.tool["intake"]} <= set(camille.labels())


# What is corrected


async def test_a_corrected_question_corrects_its_answer_in_its_place(camille, sure, base, plain):
    (_, first), (second_id, second) = list(sure.items())[3:5]
    question = camille.says(first)
    shown = await camille.reads_after(question)
    persons.edit(camille.sandbox, camille.id, question.id, second)
    await camille.until(lambda: plain(camille.last).startswith(plain(base[second_id].label)))
    assert [message.id for message in camille.sandbox.history(camille.id, by_bot=True)] == [shown.id]


async def test_a_message_that_was_not_meant_for_the_bot_is_answered_once_it_is(town, sure, base, plain):
    group = town.group()
    id_, question = next(iter(sure.items()))
    before = group.says("bonjour à tous")
    persons.edit(group.sandbox, group.id, before.id, f"@sandbox_bot {question}")
    assert plain(await group.reads_after(before)).startswith(plain(base[id_].label))


# What is not text


@pytest.mark.parametrize(
    ("sent", "text"),
    [("sticker", "sticker"), ("voice", "voice"), ("photo", "photo"), ("document", "file"),
     ("location", "location"), ("contact", "contact")],
)  # fmt: skip
async def test_what_the_bot_cannot_read_is_answered_with_what_to_do_instead(camille, texts, sent, text, plain):
    assert plain(await camille.sends(sent)) == texts.received[text]
    assert camille.labels()


# Buttons of another day


async def test_a_button_that_no_version_knows_is_acknowledged(town, camille, texts):
    await camille.starts()
    async with Bot("42:sandbox", base_url=f"{town.url}/bot") as bot:
        for data in ("zz:faq/apprenti", "e:faq/disparue", "d:", "u:x", "x:", "🙂", "n" * 64):
            markup = InlineKeyboardMarkup([[InlineKeyboardButton("Ancien", callback_data=data)]])
            message = await bot.send_message(camille.id, "d'une autre version", reply_markup=markup)
            note = await camille.presses("Ancien", message=message.message_id)
            assert note in (texts.stale_button, texts.already_answered), data


async def test_the_feedback_buttons_of_an_old_answer_say_that_they_are_old(camille, sure, texts):
    questions = list(sure.values())
    first = await camille.asks(questions[0])
    for question in questions[1 : REMEMBERED + 1]:
        await camille.asks(question)
    assert await camille.presses(texts.button.useful_no, message=first.id) == texts.stale_button


async def test_two_presses_at_once_count_once(town, camille, sure, texts, plain):
    question = list(sure.values())[5]
    shown = await camille.asks(question)
    presses = [
        persons.press(camille.sandbox, camille.id, shown.id, label=label)
        for label in (texts.button.useful_yes, texts.button.useful_yes, texts.button.useful_no)
    ]
    answers = [await persons.answer(camille.sandbox, press) for press in presses]
    notes = [plain(answer["text"]) for answer in answers if answer]
    assert notes == [texts.feedback.thanks, texts.already_answered, texts.already_answered]
    assert await _feedback(town, question) == [(True, None)]


# Commands


@pytest.mark.parametrize("command", [*EVERYONE, "help", "inconnue", "AIDE"])
async def test_every_command_is_answered(camille, command, plain):
    assert plain(await camille.asks(f"/{command}"))


@pytest.mark.parametrize("command", ["eligibilite", "article", "heures", "relais", "demande"])
async def test_a_command_with_words_behind_it_is_answered(camille, command, plain):
    assert plain(await camille.asks(f"/{command} un demandeur d'emploi à Niort"))


async def test_the_menu_shows_the_commands_that_make_sense_where_they_are(town, camille):
    await camille.starts()
    shown = offered(camille.sandbox, camille.sandbox.chat(camille.id))
    assert [command["command"] for command in shown] == list(EVERYONE)
    group = town.group()
    shown = offered(group.sandbox, group.sandbox.chat(group.id))
    assert [command["command"] for command in shown] == list(IN_GROUPS)


@pytest.mark.parametrize(
    ("payload", "id_"),
    [("public_deld", "public/deld"), ("article_ccp-l2112-2", "article/ccp-l2112-2"), ("term_moe", "term/moe")],
)
async def test_a_deep_link_opens_its_entry(camille, base, plain, payload, id_):
    assert plain(await camille.starts(payload)).startswith(plain(base[id_].label))


@pytest.mark.parametrize("payload", ["inline", "public_disparu", "_", "x" * 64])
async def test_a_deep_link_that_leads_nowhere_opens_the_welcome(camille, texts, payload, plain):
    assert plain(await camille.starts(payload)) == texts.welcome


# A person's data


async def test_a_person_reads_what_is_held_and_has_it_erased(town, camille, sure, texts, plain):
    question = list(sure.values())[6]
    await camille.asks(question)
    sent = await camille.asks("/mesdonnees")
    assert plain(sent) == texts.my_data
    assert question in json.dumps(_held(town, sent), ensure_ascii=False)
    await camille.asks("/effacer")
    await camille.presses(texts.button.erase)
    await camille.until(lambda: plain(camille.last) == texts.erased)
    await town.quiet()
    assert await _rows_of(town, camille.id) == 0  # but for how fast this chat writes
    assert _held(town, await camille.asks("/mesdonnees"))["conversation"]["shown"] == []


async def test_a_person_who_changes_their_mind_keeps_what_is_held(camille, sure, texts, plain):
    await camille.asks(next(iter(sure.values())))
    asked = await camille.asks("/effacer")
    await camille.presses(texts.button.keep)
    assert plain(await camille.reads_after(asked)) == texts.kept
    assert texts.my_data in plain(await camille.asks("/mesdonnees"))


# Groups


async def test_in_a_group_the_bot_answers_when_it_is_named_and_only_then(town, sure, base, plain):
    group = town.group()
    persons.promote(group.sandbox, group.id)  # so that it hears everything
    (id_, question), *_ = sure.items()
    group.says(question)
    group.says("/bannir Claude")
    group.says("/aide@autre_bot")
    persons.send(group.sandbox, group.id, "photo")
    await town.quiet()
    assert group.texts == []
    assert plain(await group.asks(f"@sandbox_bot {question}")).startswith(plain(base[id_].label))
    answered = await group.asks(question, reply_to=group.last.id)
    assert plain(answered).startswith(plain(base[id_].label))
    await group.asks("/aide@sandbox_bot")
    assert len(group.texts) == 3


async def test_joining_leaving_and_growing_groups_are_met_in_silence(town):
    group = town.group()
    member = town.newcomer()
    persons.add(group.sandbox, group.id, member.id)
    persons.remove(group.sandbox, group.id, member.id)
    persons.migrate(group.sandbox, group.id)
    await town.quiet()
    assert group.texts == []


# Inline


async def _searched(town, person, text: str):
    query = persons.search(town.sandbox, text, by=person.id)
    answer = await persons.answer(town.sandbox, query)
    assert answer is not None
    return query, answer["results"]


async def test_an_inline_search_finds_articles_by_their_number(town, camille, base, plain):
    await camille.starts()
    _, results = await _searched(town, camille, "art 14")
    assert "article/cmp-14" in [result.id for result in results]
    assert all(plain(result.title) == plain(base[result.id].label) for result in results)


@pytest.mark.parametrize("text", ["", "🙂", "xylophone zzyzx brouhaha", "<b>", "x" * 256])
async def test_an_inline_search_for_anything_is_answered(town, camille, text):
    _, results = await _searched(town, camille, text)
    assert results


async def test_a_result_that_is_posted_to_the_bot_itself_is_not_taken_for_a_question(town, camille):
    await camille.starts()
    before = len(camille.texts)
    query, results = await _searched(town, camille, "art 14")
    persons.choose(town.sandbox, query.id, results[0].id)
    await town.quiet()
    assert len(camille.texts) == before
