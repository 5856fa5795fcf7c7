import pytest

from bot.assistant.commands import COMMANDS
from bot.chat.conversation import Conversation
from bot.chat.replies import Deliver, Forget, Say
from bot.requests.model.request import KEPT


@pytest.fixture
def topics(base):
    return list(base.texts.button.tool.values())


def test_start_welcomes_and_offers_the_five_tools(chat, base, topics):
    seen = chat.commands("/start")
    assert seen.text == base.texts.welcome
    assert seen.labels == topics
    assert chat.conversation == Conversation()


def test_help_says_how_to_ask_and_offers_the_five_tools(chat, base, topics):
    seen = chat.commands("/aide")
    assert seen.text == base.texts.help
    assert seen.labels == topics


def test_an_unknown_command_gets_the_help(chat, base, topics):
    seen = chat.commands("/inconnu avec <u>quelque chose</u>")
    assert seen.text == base.texts.help
    assert seen.labels == topics


@pytest.mark.parametrize(("name", "tool"), COMMANDS.items())
def test_the_command_of_a_tool_opens_it(chat, base, name, tool):
    seen = chat.commands(f"/{name}")
    assert base[tool].label in seen.text
    assert seen.labels


def test_a_command_is_known_in_capitals(chat, base):
    assert chat.commands("/AIDE").text == base.texts.help
    assert base["tool/hours"].label in chat.commands("/Heures").text


def test_a_command_with_words_behind_it_is_a_question(chat, base):
    seen = chat.commands("/article L2112-2")
    assert base["article/ccp-l2112-2"].label in seen.text
    assert chat.conversation.last.question == "L2112-2"


def test_every_command_of_the_menu_answers(chat, base):
    menu = list(base.texts.command)
    assert len(menu) == 21
    for name in menu:
        assert any(
            isinstance(reply, Deliver) or (isinstance(reply, Say) and reply.html)
            for reply in chat.commands(f"/{name}").replies
        ), name


@pytest.mark.parametrize(
    ("payload", "entry"),
    [
        ("public_deld", "public/deld"),
        ("article_ccp-l2112-2", "article/ccp-l2112-2"),
        ("tool_intake", "tool/intake"),
        ("faq_apprenti", "faq/apprenti"),
        ("term_moe", "term/moe"),
        ("relay_mde-bressuire", "relay/mde-bressuire"),
    ],
)
def test_a_deep_link_opens_its_entry(chat, base, payload, entry):
    seen = chat.commands(f"/start {payload}")
    assert base[entry].label in seen.text
    assert chat.conversation.last.entry == entry


@pytest.mark.parametrize(
    "payload", ["public_nobody", "public", "_", "inline", "tool_", "public_deld_", "<u>x</u>", "../../etc", "é" * 64]
)
def test_a_wrong_deep_link_welcomes(chat, base, payload):
    assert chat.commands(f"/start {payload}").text == base.texts.welcome


def test_follow_up_says_that_there_is_no_request_and_offers_a_person(chat, base):
    seen = chat.commands("/suivi")
    assert seen.text == base.texts.follow.none
    assert base.texts.button.tool["intake"] in seen.labels


def test_privacy_says_what_is_kept(chat, base):
    assert chat.commands("/confidentialite").text == base.texts.privacy.format(days=KEPT)


def test_my_data_come_as_a_file_that_is_made_on_sending(chat, base):
    assert chat.commands("/mesdonnees").replies == (Deliver("data", base.texts.my_data),)


def test_cancel_forgets_the_questions_and_their_buttons(chat, base, topics):
    answered = chat.says("L2112-2")
    seen = chat.commands("/annuler")
    assert seen.text == base.texts.cancelled
    assert seen.labels == topics
    assert chat.conversation.last is None
    assert chat.presses_on(base.texts.button.useful_yes, answered).notes == [base.texts.stale_button]


def test_erasing_asks_first(chat, base):
    chat.says("L2112-2")
    before = chat.conversation
    seen = chat.commands("/effacer")
    assert seen.text == base.texts.erase_confirm
    assert seen.labels == [base.texts.button.erase, base.texts.button.keep]
    assert chat.conversation == before
    assert not seen.effects


def test_a_confirmed_erasure_forgets_everything(chat, base):
    chat.says("L2112-2")
    seen = chat.presses_on(base.texts.button.erase, chat.commands("/effacer"))
    assert seen.text == base.texts.erased
    assert seen.effects == (Forget(),)
    assert seen.kept_buttons == []
    assert chat.conversation == Conversation()


def test_a_refused_erasure_keeps_everything(chat, base):
    chat.says("L2112-2")
    before = chat.conversation
    seen = chat.presses_on(base.texts.button.keep, chat.commands("/effacer"))
    assert seen.text == base.texts.kept
    assert not seen.effects
    assert chat.conversation == before
