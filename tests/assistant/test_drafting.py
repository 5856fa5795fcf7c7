"""``/rediger`` gives what the case makes possible, and says what lacks."""

from bot.chat.events import Commanded
from bot.chat.replies import Deliver, Say
from bot.tools.clause.draft import Draft
from tests.assistant.talking import ASSISTANT, TODAY, Chat

WORDS = ASSISTANT.composer.words if ASSISTANT.composer else None


def _drafts(chat: Chat, argument: str = "") -> tuple[Deliver | Say, str]:
    (reply,) = chat.assistant.respond(chat.conversation, Commanded("rediger", argument), TODAY).replies
    assert isinstance(reply, Deliver | Say)
    return reply, Draft.from_json(reply.content).plain() if isinstance(reply, Deliver) else reply.html


def test_a_contract_that_was_told_becomes_a_document():
    chat = Chat()
    chat.says("je suis une commune, travaux de 800 000 €, lancés en octobre 2026, je veux des heures d'insertion")
    reply, text = _drafts(chat)
    assert isinstance(reply, Deliver)
    assert reply.what == "clause"
    assert "L2112-2" in text


def test_a_contract_behind_the_command_is_read_and_kept():
    chat = Chat()
    reply, text = _drafts(chat, "commune, travaux, 450 000 €, part de main-d'œuvre 50 %, coût 35 €/h, taux 5 %, heures")
    assert isinstance(reply, Deliver)
    assert "321" in text
    chat.commands("/rediger commune, travaux, 800 000 €, heures d'insertion")
    reply, text = _drafts(chat)
    assert "800" in text


def test_of_nothing_it_says_how_to_begin():
    reply, text = _drafts(Chat())
    assert isinstance(reply, Say)
    assert text.startswith("Décrivez d'abord votre marché")


def test_of_a_person_it_lists_the_proofs():
    chat = Chat()
    chat.says("un homme de 53 ans au RSA inscrit depuis 14 mois, il compte ?")
    reply, text = _drafts(chat)
    assert isinstance(reply, Say)
    assert "Attestation RSA" in text
