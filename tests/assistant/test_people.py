"""People in Telegram's own ways: captions, contacts, albums, and several persons in one group."""

from bot.chat.buttons import Verb, data
from bot.chat.conversation import PEOPLE, Conversation
from bot.chat.events import Attached, Pressed, Said
from bot.chat.people import File, Member
from bot.chat.replies import Say
from bot.requests.model.snapshot import RequestContext
from tests.assistant.talking import ASSISTANT, TEXTS, TODAY, Chat

GROUP = RequestContext(chat=-3001)
ANNA, BRUNO = Member(1, "Anna"), Member(2, "Bruno")
PHOTO = File("photo", "f1")


class Group:
    """A group in which several people talk with the bot."""

    def __init__(self) -> None:
        self.conversation = Conversation()

    def does(self, event: Said | Pressed | Attached) -> list[Say]:
        turn = ASSISTANT.respond(self.conversation, event, TODAY, GROUP)
        self.conversation = turn.conversation
        return [reply for reply in turn.replies if isinstance(reply, Say)]

    def says(self, who: Member, text: str) -> str:
        return "\n".join(reply.html for reply in self.does(Said(text, 1, by=who)))


def test_the_question_under_a_photo_is_answered() -> None:
    chat = Chat()
    answer = chat.does(Attached("photo", PHOTO, "c'est quoi une ETTI ?", message=3))
    assert "travail temporaire" in answer
    assert chat.said[0].to == 3


def test_a_photo_whose_caption_asks_nothing_is_told_not_to_be_read() -> None:
    assert TEXTS.received["photo"] in Chat().does(Attached("photo", PHOTO, "zzqx wvkj"))
    assert TEXTS.received["file"] in Chat().does(Attached("file"))


def test_of_an_album_one_photo_is_spoken_of() -> None:
    chat = Chat()
    assert TEXTS.received["photo"] in chat.does(Attached("photo", PHOTO, album="a1"))
    assert [chat.does(Attached("photo", PHOTO, album="a1")) for _ in range(3)] == ["", "", ""]
    assert TEXTS.received["photo"] in chat.does(Attached("photo", PHOTO, album="a2"))


def test_a_contact_answers_the_form_where_a_telephone_is_asked() -> None:
    chat = Chat()
    chat.commands("/demande")
    chat.presses(TEXTS.form.agree)
    while chat.asking != "reach":
        chat.says({"place": "Niort", "need": "un peintre"}.get(chat.asking, "Peintures Roy"))
    chat.does(Attached("contact", phone="+33612131415"))
    assert chat.conversation.course is not None
    assert chat.conversation.course.given["reach"] == "+33612131415"


def test_a_contact_elsewhere_tells_how_to_be_called_back() -> None:
    assert "/demande" in Chat().does(Attached("contact", phone="+33612131415"))


def test_two_people_of_a_group_each_have_a_case_of_their_own() -> None:
    group = Group()
    group.says(ANNA, "un maçon de 53 ans, au chômage depuis 2 ans, il compte ?")
    group.says(BRUNO, "une cuisinière de 22 ans sans diplôme, elle compte ?")
    anna, bruno = (dict(group.conversation.people)[who.id] for who in (ANNA, BRUNO))
    assert dict(anna.case.of("tool/eligibility")).get("age") == 53
    assert dict(bruno.case.of("tool/eligibility")).get("age") == 22


def test_one_does_not_answer_what_another_is_asked() -> None:
    group = Group()
    group.says(ANNA, "/heures calculer des heures d'insertion")
    before = dict(group.conversation.people)[ANNA.id].course
    assert before is not None
    assert before.asking
    group.says(BRUNO, "c'est quoi une ETTI ?")
    assert dict(group.conversation.people)[ANNA.id].course == before


def test_an_answer_is_judged_by_anybody_of_the_group() -> None:
    group = Group()
    group.says(ANNA, "c'est quoi une ETTI ?")
    token = dict(group.conversation.people)[ANNA.id].shown[-1].token
    turn = ASSISTANT.respond(group.conversation, Pressed(data(Verb.JUDGE, token, "y"), 1, "p", by=BRUNO), TODAY, GROUP)
    assert turn.effects


def test_of_a_group_the_last_who_spoke_are_remembered() -> None:
    group = Group()
    for number in range(PEOPLE + 3):
        group.says(Member(number + 1, "x"), "c'est quoi une AI ?")
    assert [person for person, _ in group.conversation.people] == list(range(4, PEOPLE + 4))


def test_who_writes_in_letters_of_another_alphabet_is_answered_in_them() -> None:
    arabic, russian = (ASSISTANT.knowledge.outside[topic].answer for topic in ("langue-arabe", "langue-russe"))
    chat = Chat()
    assert chat.says("أبحث عن عمل في البناء") == arabic
    assert chat.buttons
    assert chat.says("Здравствуйте, как найти работу на стройке? Я не говорю по-французски") == russian
    assert chat.says("日本語") == TEXTS.empty
