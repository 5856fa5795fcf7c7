"""What company and relay write to each other while a request is open: every word arrives, or says where it stays."""

from collections.abc import AsyncIterator
from typing import Any

import pytest

from bot.runtime.chat.session import Session
from bot.runtime.live import Live

TODAY = "2026-11-30"
REQUEST = {
    "consent": "J'accepte",
    "company": "Toitures Girard",
    "contact": "Lise Girard",
    "reach": "05 46 00 00 00",
    "place": "Jonzac",
    "need": "un couvreur",
}
JONZAC = "relay/mde-haute-saintonge"


@pytest.fixture
async def chats(live: Live) -> AsyncIterator[Session]:
    """A company with an open request, and the relay that has it."""
    session = Session(live)
    await does(session, chat="r", link=JONZAC)
    await does(session, form=REQUEST)
    yield session
    await session.close()


async def does(session: Session, **event: Any) -> dict[str, Any]:
    return await session.play({"today": TODAY} | event)


def seen(answer: dict[str, Any], chat: str) -> str:
    return "\n".join(message["text"] for message in answer["messages"] if message["chat"] == chat).replace("’", "'")


def labels(answer: dict[str, Any], chat: str) -> list[str]:
    shown = [message["buttons"] for message in answer["messages"] if message["chat"] == chat]
    return [label.replace("’", "'") for every in shown for label in every]


async def spoken(session: Session) -> None:
    """The relay writes to the company."""
    await does(session, chat="r", reply="Bonjour, à quel moment puis-je passer ?", to="Toitures Girard")


@pytest.mark.parametrize(
    "reply",
    ["vendredi avant midi", "merci, ça nous convient", "non pas cette semaine", "d'accord", "ça dépend du temps", "👍"],
)
async def test_a_reply_that_is_waited_for_goes_to_the_relay_whatever_it_resembles(chats: Session, reply: str) -> None:
    await spoken(chats)
    answer = await does(chats, say=reply)
    assert reply in seen(answer, "r")
    assert "Transmis" in seen(answer, "a")


@pytest.mark.parametrize("question", ["c'est quoi une ETTI ?", "c'est quoi un GEIQ ?"])
async def test_a_question_is_answered_and_the_relay_gets_it_by_one_press(chats: Session, question: str) -> None:
    await spoken(chats)
    answer = await does(chats, say=question)
    assert not seen(answer, "r")
    assert question.rstrip(" ?") in seen(await does(chats, press="aussi au relais"), "r")
    assert not seen(await does(chats, press="aussi au relais"), "r")


async def test_where_it_is_in_doubt_one_is_asked_once_and_nothing_is_lost(chats: Session) -> None:
    asked = await does(chats, say="porche bas")
    assert not seen(asked, "r")
    assert labels(asked, "a") == ["Pour le relais", "Pour Clausette"]
    await does(chats, say="bonjour")
    assert "porche bas" in seen(await does(chats, press="Pour le relais"), "r")


@pytest.mark.parametrize("said", ["oui vers 11h", "vous pouvez venir mardi ?", "non pas vendredi"])
async def test_what_people_arrange_is_never_for_clausette(chats: Session, said: str) -> None:
    assert said.rstrip(" ?") in seen(await does(chats, say=said), "r")
    assert said.rstrip(" ?") in seen(await does(chats, chat="r", say=said), "a")


@pytest.mark.parametrize(
    "said",
    [
        "Bonjour, ici Anne, de la cellule clauses",
        "Bonsoir Madame Girard",
        "Souhaitez-vous un contrat long ou court ?",
        "À quelle adresse ?",
        "quels horaires ?",
        "je rappelle dans l'après-midi",
        "nous avons deux couvreurs disponibles",
    ],
)
async def test_the_first_word_of_a_relay_below_a_card_goes_to_the_company(chats: Session, said: str) -> None:
    answer = await does(chats, chat="r", say=said)
    assert said.replace("'", " ").rstrip(" ?") in seen(answer, "a").replace("'", " ").replace("\xa0", " ")
    assert "Transmis" in seen(answer, "r")
    assert "Vouliez-vous dire" not in seen(answer, "r")
    assert "Pour Clausette" in labels(answer, "r")


@pytest.mark.parametrize(
    "question",
    ["c'est quoi une ETTI ?", "l'intérim compte ?", "vous pouvez m'expliquer ce qu'est un GEIQ ?", "définition SIAE"],
)
async def test_what_a_relay_clearly_asks_clausette_below_a_card_is_answered(chats: Session, question: str) -> None:
    answer = await does(chats, chat="r", say=question)
    assert not seen(answer, "a")
    assert "À Toitures Girard" in labels(answer, "r")


async def test_small_talk_of_a_relay_can_go_to_the_company_too(chats: Session) -> None:
    answer = await does(chats, chat="r", say="bonjour")
    assert not seen(answer, "a")
    assert "À Toitures Girard" in labels(answer, "r")


@pytest.mark.parametrize(
    "said",
    ["le camion passe sous le porche", "j'ai averti mon associé, il viendra aussi", "nous avons déjà deux apprentis"],
)
async def test_what_the_company_adds_goes_to_the_relay_at_once_and_so_does_its_correction(
    chats: Session, said: str
) -> None:
    answer = await does(chats, say=said)
    assert said in seen(answer, "r")
    assert "Transmis" in seen(answer, "a")
    assert "Pour Clausette" in labels(answer, "a")
    corrected = seen(await does(chats, edit=f"{said} vendredi"), "r")
    assert "corrige" in corrected
    assert "vendredi" in corrected


@pytest.mark.parametrize("question", ["un apprenti ça compte ?", "je voudrais savoir ce qu'est une ETTI", "pénalités"])
async def test_a_question_of_the_company_is_no_addition(chats: Session, question: str) -> None:
    answer = await does(chats, say=question)
    assert not seen(answer, "r")
    assert answer["kind"] == "answer"


async def test_what_was_passed_on_can_be_asked_of_clausette_instead(chats: Session) -> None:
    await does(chats, say="je préfère de l'intérim")
    answer = await does(chats, press="Pour Clausette")
    assert "intérim" in seen(answer, "a")
    assert not seen(answer, "r")


async def test_a_candidates_number_is_passed_to_nobody(chats: Session) -> None:
    number = "1 85 05 78 006 084 91"
    for chat, other in (("a", "r"), ("r", "a")):
        answer = await does(chats, chat=chat, say=f"il viendra lundi, son numéro de sécu est {number}")
        assert not seen(answer, other)


@pytest.mark.parametrize("said", ["merci bien, tout est reçu ici", "bonne soirée à vous", "au revoir"])
async def test_courtesies_at_the_end_of_an_exchange_are_for_the_other_side(chats: Session, said: str) -> None:
    await spoken(chats)
    await does(chats, say="vendredi avant midi")
    answer = await does(chats, say=said)
    assert said in seen(answer, "r")
    assert "bon courage" not in seen(answer, "a")


async def test_small_talk_without_an_exchange_stays_with_clausette(chats: Session) -> None:
    answer = await does(chats, say="bonjour")
    assert not seen(answer, "r")
    assert "Pour le relais" not in labels(answer, "a")


async def test_a_word_that_was_passed_on_is_corrected_on_either_side(chats: Session) -> None:
    await spoken(chats)
    await does(chats, say="vendredi avant midi")
    corrected = await does(chats, edit="vendredi avant onze heures")
    assert "corrige" in seen(corrected, "r")
    assert "onze heures" in seen(corrected, "r")
    await does(chats, chat="r", say="entendu pour vendredi")
    assert "samedi" in seen(await does(chats, chat="r", edit="entendu pour samedi"), "a")


async def test_a_relay_writes_without_a_reply_once_the_company_spoke(chats: Session) -> None:
    await spoken(chats)
    await does(chats, say="vendredi avant midi")
    answer = await does(chats, chat="r", say="parfait, à vendredi")
    assert "à vendredi" in seen(answer, "a")
    assert "Transmis" in seen(answer, "r")


async def test_a_relays_own_question_stays_with_clausette(chats: Session) -> None:
    answer = await does(chats, chat="r", say="c'est quoi une ETTI ?")
    assert not seen(answer, "a")
    assert "ETTI" in seen(answer, "r")


async def test_a_reply_to_what_became_of_a_word_belongs_to_the_exchange(chats: Session) -> None:
    await spoken(chats)
    answer = await does(chats, chat="r", reply="je passerai plutôt l'après-midi", to="Transmis")
    assert "l'après-midi" in seen(answer, "a")


async def test_among_several_requests_the_relay_is_chosen_by_a_button(chats: Session) -> None:
    await does(chats, form=REQUEST | {"need": "deux zingueurs"})
    await spoken(chats)
    asked = await does(chats, say="le portail est ouvert de huit heures à midi")
    assert not seen(asked, "r")
    assert len(labels(asked, "a")) == 3


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("où en est ma demande ?", "CL-"),
        ("du nouveau ?", "CL-"),
        ("personne ne m'a rappelé", "joindre"),
        ("toujours aucun coup de fil", "joindre"),
        ("toujours aucun coup de fil", "pas encore prise en charge"),
        ("alors quelqu'un m'appelle ou pas", "CL-"),
        ("on va me contacter ou non", "CL-"),
        ("vous avez leur numéro ?", "Sans attendre"),
        ("je veux annuler ma demande", "sera close"),
    ],
)
async def test_what_is_asked_of_a_request_is_answered_from_it(chats: Session, said: str, told: str) -> None:
    answer = await does(chats, say=said)
    assert told in seen(answer, "a")
    assert not seen(answer, "r")


async def test_a_need_that_is_still_there_reopens_the_last_request(chats: Session) -> None:
    await does(chats, press="Clore")
    await does(chats, press="Plus besoin")
    assert "Rouvrir" in labels(await does(chats, say="finalement j'ai encore besoin"), "a")


@pytest.mark.parametrize("said", ["où en est ma demande ?", "je veux annuler ma demande"])
async def test_who_has_no_request_is_told_so(chats: Session, said: str) -> None:
    answer = await does(chats, chat="b", say=said)
    assert "pas de demande" in seen(answer, "b")


@pytest.mark.parametrize("said", ["où en est ma demande d'agrément ESUS ?", "quoi de neuf dans le CCAG ?"])
async def test_another_matter_is_no_question_about_a_request(chats: Session, said: str) -> None:
    assert "pas de demande" not in seen(await does(chats, chat="b", say=said), "b")


async def test_where_no_relay_is_nothing_is_asked_at_all(chats: Session) -> None:
    told = seen(await does(chats, chat="b", say="rappelez-moi pour un chantier à Tulle"), "b")
    assert "annuaire" in told.casefold()
    assert "Tulle" in told


async def test_where_nobody_is_linked_it_is_said_before_the_questions(chats: Session) -> None:
    await does(chats, chat="b", say="/demande")
    await does(chats, chat="b", press="J'accepte")
    told = seen(await does(chats, chat="b", say="Poitiers"), "b")
    assert "relié" in told
    assert "De quoi avez-vous besoin" in told


async def test_a_refusal_is_taken_back_in_words(chats: Session) -> None:
    await does(chats, chat="b", say="/demande")
    await does(chats, chat="b", press="Je refuse")
    assert "J'accepte" in labels(await does(chats, chat="b", say="j'ai changé d'avis"), "b")
