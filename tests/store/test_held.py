"""What is held of a chat is all that the person receives, and nothing of anybody else's."""

import json

from bot.chat.conversation import Conversation
from bot.chat.people import File, Member
from bot.chat.replies import Effect
from bot.requests.effects import Join, Record, Write
from bot.requests.model.request import Form, Intake, Note
from bot.requests.model.snapshot import ContextQuery, RequestContext
from bot.store.personal_data_export import held
from bot.store.unit_of_work import Decision


async def _record(unit_of_work, clock, update, chat, *references):
    effects: list[Effect] = []
    for reference in references:
        intake = Intake(reference, chat, "relay/x", Form(company=f"Société {chat}"), clock.now, owner=Member(5, "Zoé"))
        effects += [Record(intake), Join(reference, File("document", "F1", "dce.pdf"))]
        effects += [Write(reference, Note("word", "relay", "Zoé", "Bonjour", clock.now))]
    await unit_of_work.handle(update, chat, lambda _, __: Decision(Conversation(open_question="salut"), (), effects))


async def test_a_person_receives_their_conversation_and_requests_without_the_names_of_the_relay(
    unit_of_work, database, clock
):
    await _record(unit_of_work, clock, 1, 10, "CL-AAAA")
    await _record(unit_of_work, clock, 2, 20, "CL-BBBB")
    text = await held(database, 10)
    said = json.loads(text)
    assert said["conversation"]["open_question"] == "salut"
    (request,) = said["requests"]
    assert (request["reference"], request["form"]["company"]) == ("CL-AAAA", "Société 10")
    assert request["files"] == ["dce.pdf"]
    assert [note["text"] for note in request["history"]] == ["Bonjour"]
    assert "Zoé" not in text
    assert "Société 20" not in text


async def test_of_a_chat_that_never_wrote_nothing_is_held(database):
    assert json.loads(await held(database, 30)) == {
        "chat": 30,
        "conversation": None,
        "requests": [],
        "messages_unsent": [],
        "updates_failed": [],
        "opinions": [],
    }


async def test_every_request_is_wanted_for_an_erasure_and_the_latest_for_a_list(unit_of_work, clock):
    await _record(unit_of_work, clock, 1, 10, *(f"CL-AA{number:02}" for number in range(12)))
    seen = []

    def counted(_: Conversation, context: RequestContext) -> Decision:
        seen.append(len(context.own))
        return Decision(Conversation())

    await unit_of_work.handle(2, 10, counted, lambda _: ContextQuery(own=True))
    await unit_of_work.handle(3, 10, counted, lambda _: ContextQuery(own=True, every=True))
    assert seen == [10, 12]
