"""What a person told is their case: it answers first, is corrected, and is not asked for again."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from bot.chat.case import CONTRACT, HOURS, PERSON, PERSONS, Case
from bot.chat.conversation import Conversation
from bot.chat.markup import lines, visible
from tests.assistant.talking import KEPT, TEXTS, TODAY, Chat

ELIGIBLE, NOT_ELIGIBLE = "Présumé éligible", "ne compte pas"

# Each dialogue: what is said, and what stands in the answer.
TALKS: list[list[tuple[str, str]]] = [
    [("une dame de 51 ans qui cherche du boulot, ça passe ?", ELIGIBLE), ("non, 48 ans", "la réponse change")],
    [("un gars de 44 ans au chômage depuis 20 mois", ELIGIBLE), ("il touche le RSA aussi", ELIGIBLE)],
    [("un menuisier de 33 ans, il compte ?", "?"), ("il est au RSA", ELIGIBLE)],
    [("un gars au RSA, ça compte ?", ELIGIBLE), ("et pour un gars de 54 ans ?", "54 ans")],
    [("marché de gardiennage 500 000 € pour la commune", "216"), ("en fait c'est 90 000 €", "facultative")],
    [("réfection de voirie, 7 millions, ville, obligatoire ?", "L2112-2-1"), ("le chantier dure 3 mois", "six mois")],
    [("200 000 €, 50 % de main d'oeuvre, 25 €/h, 5 %, combien d'heures ?", "200"), ("et avec 10 % ?", "400")],
    [("200 000 €, 50 % de main d'oeuvre, 25 €/h, 5 %, combien d'heures ?", "200"), ("et à 10 ?", "400")],
    [("une RQTH pour un soudeur, ça compte ?", ELIGIBLE), ("en fait sa demande de RQTH est en cours", "Pas encore")],
]  # fmt: skip


@pytest.mark.parametrize("talk", TALKS, ids=lambda talk: talk[0][0][:40])
def test_the_case_answers_and_a_later_word_changes_it(talk: list[tuple[str, str]]) -> None:
    chat = Chat()
    for said, expected in talk:
        assert expected in chat.says(said).replace("\u202f", " ").replace("\xa0", " ")


def test_what_was_told_of_the_contract_is_not_asked_again_for_its_hours() -> None:
    chat = Chat()
    chat.says("marché de nettoyage de 300 000 € pour la mairie")
    told = chat.says("ça fait combien d'heures ?")
    assert "300" in told
    assert chat.asking == "labour_share"


def test_hours_asked_for_in_the_midst_of_the_articles_are_counted() -> None:
    chat = Chat()
    chat.says("marché de collecte, 300 000 € HT, communauté de communes, obligatoire ?")
    assert chat.asking == "goal"
    told = chat.says("50 % de main d'oeuvre, 25 €/h, 5 % : combien d'heures")
    assert "300 heures" in told.replace("\xa0", " ").replace("\u202f", " ")


@pytest.mark.parametrize("said", ["en fait c'est 80 000 par an pendant 4 ans", "non pardon, 320 000"])
def test_a_bare_amount_corrects_the_value_in_the_midst_of_the_articles(said: str) -> None:
    chat = Chat()
    chat.says("département, mobilier de bureau, 80 000 € HT, clause obligatoire ?")
    assert "facultative" in chat.said[-1].html
    assert "obligatoire : 320 000" in chat.says(said).replace("\xa0", " ").replace("\u202f", " ")


@pytest.mark.parametrize("said", ["le code postal c'est 86000", "il y a 1200 habitants", "c'était en 2024"])
def test_other_numbers_are_no_value_of_the_contract(said: str) -> None:
    chat = Chat()
    chat.says("département, mobilier de bureau, 80 000 € HT, clause obligatoire ?")
    chat.says(said)
    assert chat.conversation.case.of(CONTRACT)["value"] == 80000


def test_one_of_several_is_meant_by_a_number_in_a_longer_question_too() -> None:
    chat = Chat()
    chat.says("j'ai une dame de 52 ans au chômage et un gars de 34 ans au RSA, je peux les prendre ?")
    chat.says("et si la première perd son inscription à France Travail ?")
    assert chat.conversation.case.of(PERSON)["age"] == 52


@pytest.mark.parametrize(
    "said", ["et sa cousine, 27 ans, elle est au RSA ?", "et un autre gars de 27 ans, il est au RSA ?"]
)
def test_who_is_presented_in_the_midst_of_the_questions_is_another_person(said: str) -> None:
    chat = Chat()
    chat.says("un jeune de 22 ans, ça compte ?")
    assert chat.asking
    chat.says(said)
    assert [person.given["age"] for person in chat.conversation.case.persons] == [22, 27]


def test_what_is_said_of_a_relative_of_the_person_is_no_other_person() -> None:
    chat = Chat()
    chat.says("un jeune de 22 ans, ça compte ?")
    chat.says("et sa femme travaille à la mairie")
    assert len(chat.conversation.case.persons) == 1


def test_of_all_people_told_of_each_has_a_verdict() -> None:
    chat = Chat()
    chat.says("un gars au RSA, ça compte ?")
    chat.says("et une dame de 55 ans au chômage ?")
    assert chat.says("donc les deux, c'est bon ?").count(ELIGIBLE) == 2


def test_a_bare_number_corrects_the_figure_told_last() -> None:
    chat = Chat()
    chat.commands("/heures 200 000 €, 5 %, 50 % de main d'oeuvre")
    chat.says("25 €")
    chat.says("non 20")
    assert chat.conversation.case.of(HOURS)["hourly_cost"] == "20"


def test_a_reservation_is_about_no_person() -> None:
    chat = Chat()
    chat.says("marché réservé aux EA, possible ?")
    assert not chat.conversation.case.persons


def test_the_new_volume_is_said_once_with_the_one_before() -> None:
    chat = Chat()
    chat.says("200 000 €, 50 % de main d'oeuvre, 25 €/h, 5 %, combien d'heures ?")
    told = chat.says("et avec 10 % ?").replace("\xa0", " ").replace("\u202f", " ")
    assert told.count("400 heures d'insertion") == 1
    assert "au lieu de 200." in told


def test_who_is_added_to_a_reservation_does_not_replace_the_first() -> None:
    chat = Chat()
    chat.says("mairie, tonte des pelouses 50 000 € HT, on veut réserver aux SIAE, quel article ?")
    told = chat.says("et si les ESAT peuvent répondre aussi ?")
    assert "L2113-14" in told
    assert "la réponse change" in told


def test_who_takes_the_place_of_the_first_in_a_reservation_does() -> None:
    chat = Chat()
    chat.says("mairie, tonte des pelouses 50 000 € HT, on veut réserver aux SIAE, quel article ?")
    assert "L2113-12" in chat.says("non, plutôt aux ESAT")


def test_a_new_person_takes_nothing_from_the_one_before() -> None:
    chat = Chat()
    chat.says("un gars de 55 ans au chômage, ça compte ?")
    chat.says("et une femme de 40 ans ?")
    assert chat.conversation.case.of(PERSON)["age"] == 40
    assert "registered_jobseeker" not in chat.conversation.case.of(PERSON)


def test_what_is_said_of_the_same_person_does_not_make_another() -> None:
    chat = Chat()
    chat.says("un gars de 55 ans au chômage, ça compte ?")
    chat.says("il a un CAP de maçon")
    assert len(chat.conversation.case.persons) == 1
    assert chat.conversation.case.of(PERSON)["age"] == 55


def test_a_general_question_is_not_answered_by_the_case() -> None:
    chat = Chat()
    chat.says("un gars de 30 ans au chômage depuis 2 ans, ça compte ?")
    assert "30 ans" not in chat.says("c'est quoi un GEIQ ?")
    assert chat.conversation.case.of(PERSON)["age"] == 30


def test_two_people_of_one_message_are_told_one_by_one() -> None:
    told = Chat().says("j'ai une dame de 52 ans au chômage et un gars de 34 ans au RSA, je peux les prendre ?")
    assert told.count(ELIGIBLE) == 2
    assert told.index("52 ans") < told.index("34 ans")


def test_who_knows_nothing_twice_is_told_who_can_look_into_it() -> None:
    chat = Chat()
    chat.says("je veux embaucher une caissière, elle compte ?")
    chat.says("aucune idée")
    chat.says("je sais pas")
    assert not chat.asking
    assert any(button.data == "e:tool/relay" for button in chat.buttons)


@pytest.mark.parametrize("line", ["/oublier", "/annuler"])
def test_a_case_is_forgotten_where_the_person_says_so(line: str) -> None:
    chat = Chat()
    chat.says("un gars de 55 ans au chômage, ça compte ?")
    chat.commands(line)
    assert chat.conversation.case == Case()


def test_nothing_is_forgotten_where_nothing_was_told() -> None:
    assert TEXTS.case.nothing_told in Chat().commands("/oublier")


def test_a_case_of_another_day_is_forgotten() -> None:
    case = Case().holding(PERSON, {"age": 40}, date(2026, 11, 22))
    assert case.on(TODAY) == Case()
    assert case.on(date(2026, 11, 22)) == case


def test_a_case_outlives_midnight_and_not_a_whole_day() -> None:
    late = datetime(2026, 11, 22, 23, 50, tzinfo=UTC)
    case = Case().holding(PERSON, {"age": 40}, date(2026, 11, 22)).since(Case(), late)
    assert case.on(TODAY, late + timedelta(minutes=20)) == case
    assert case.on(TODAY, late + timedelta(hours=24)) == Case()


def test_what_is_told_later_keeps_the_case_for_a_day_more() -> None:
    late = datetime(2026, 11, 22, 23, 50, tzinfo=UTC)
    first = Case().holding(PERSON, {"age": 40}, date(2026, 11, 22)).since(Case(), late)
    more = first.holding(PERSON, {"age": 41}, TODAY).since(first, late + timedelta(hours=20))
    assert more.on(TODAY, late + timedelta(hours=30)) == more


def test_a_case_is_bounded() -> None:
    case = Case()
    for age in range(20, 40):
        case = case.meeting().holding(PERSON, {"age": age, "words": "x" * 999}, TODAY)
    assert len(case.persons) == PERSONS
    assert all(len(str(value)) <= 200 for part in case.persons for _, value in part.facts)


def test_a_contract_and_its_hours_have_one_amount() -> None:
    assert Case().holding(CONTRACT, {"value": 300000}, TODAY).for_(HOURS) == {"amount": "300000"}
    assert Case().holding(HOURS, {"amount": "40"}, TODAY).for_(CONTRACT) == {}


def test_a_conversation_of_before_is_still_read() -> None:
    old = KEPT.dump_python(Conversation(relay="relay/x"), mode="json")
    del old["case"], old["left"]
    assert KEPT.validate_python(old) == replace(Conversation(), relay="relay/x")


TOLD_AT_LENGTH = [
    ["150 000 € HT de peinture, 70 % de main d'oeuvre, 30 €/h et 5 %, combien d'heures ?", "et avec 8 % ?", "non 7"],
    ["mairie, tonte des pelouses 50 000 € HT, on veut réserver aux SIAE, quel article ?", "et aux ESAT aussi ?"],
    ["communauté de communes, voirie 3 000 000 € HT, heures d'insertion, obligatoire ?", "et si on passe à 6 M€ ?"],
    ["un gars de 53 ans au chômage depuis 2 ans, au RSA, RQTH, sans diplôme, ça compte ?", "et s'il a 49 ans ?"],
    ["j'ai une dame de 52 ans au chômage et un gars de 34 ans au RSA, je peux les prendre ?", "les deux, sûr ?"],
    ["qui est mon relais à Niort ?", "et à Châtellerault ?"],
]


@pytest.mark.parametrize("talk", TOLD_AT_LENGTH, ids=lambda talk: talk[0][:40])
def test_what_a_tool_says_fits_a_telephone(talk: list[str]) -> None:
    chat = Chat()
    for said in talk:
        chat.says(said)
        assert all(lines(visible(reply.html)) <= 16 for reply in chat.said)


@pytest.mark.parametrize(
    ("asked_for", "granted", "fact"),
    [
        ("un maçon de 31 ans qui a demandé le RSA, ça compte ?", "c'est bon il l'a obtenu", "RSA"),
        ("une dame de 47 ans, sa RQTH est en cours", "ça y est, elle l'a", "handicap reconnu"),
        ("une dame de 47 ans, sa RQTH est en cours", "on lui a accordé ce matin", "handicap reconnu"),
    ],
)
def test_a_right_that_was_awaited_counts_once_it_is_said_to_be_there(asked_for: str, granted: str, fact: str) -> None:
    chat = Chat()
    assert ELIGIBLE not in chat.says(asked_for)
    told = chat.says(granted)
    assert told.startswith(ELIGIBLE)
    assert fact in told


@pytest.mark.parametrize(
    "said",
    ["elle l'a eu ?", "elle l'a toujours pas eu", "on lui a refusé", "quand elle l'aura", "elle a eu un entretien"],
)
def test_a_right_that_is_awaited_still_does_not_count(said: str) -> None:
    chat = Chat()
    chat.says("une dame de 47 ans, sa RQTH est en cours")
    assert ELIGIBLE not in chat.says(said)


def test_a_right_that_is_said_not_to_be_there_yet_is_told_to_count_later() -> None:
    chat = Chat()
    chat.says("une dame de 47 ans, sa RQTH est en cours")
    assert chat.says("non, elle l'a pas encore eue").startswith("Pas encore")
    assert chat.says("ah si, elle l'a eue hier").startswith(ELIGIBLE)


def test_nothing_awaited_is_granted_by_a_word() -> None:
    chat = Chat()
    chat.says("une dame de 47 ans, ça compte ?")
    assert ELIGIBLE not in chat.says("ça y est elle l'a eu")


@pytest.mark.parametrize("supposed", ["et s'il était en CDI ailleurs", "et s'il avait décroché un CDI ailleurs ?"])
def test_a_supposition_in_the_past_tense_is_judged_as_it_is_supposed(supposed: str) -> None:
    chat = Chat()
    assert ELIGIBLE in chat.says("un peintre de 41 ans au chômage depuis 20 mois, ça compte ?")
    assert NOT_ELIGIBLE in chat.says(supposed)


def test_what_is_over_counts_no_more() -> None:
    chat = Chat()
    chat.says("un peintre de 41 ans au chômage depuis 2 mois, ça compte ?")
    assert ELIGIBLE not in chat.says("il touchait le RSA")


def test_one_of_several_people_is_known_again_by_a_first_name() -> None:
    chat = Chat()
    chat.says("j'ai Samir 41 ans au chômage depuis 2 ans et Odile, 36 ans, en CDI ailleurs")
    assert NOT_ELIGIBLE in chat.says("et si Samir avait trouvé un CDI ailleurs")
    assert chat.conversation.case.of(PERSON)["age"] == 41
    assert NOT_ELIGIBLE in chat.says("et Odile ?")
    assert chat.conversation.case.of(PERSON)["age"] == 36


def test_no_first_name_is_kept() -> None:
    chat = Chat()
    chat.says("j'ai Samir 41 ans au chômage depuis 2 ans et Odile, 36 ans, en CDI ailleurs")
    persons = str(chat.conversation.case).casefold()
    assert "samir" not in persons
    assert "odile" not in persons


@pytest.mark.parametrize(("said", "value"), [("et avec 260 000 ?", 260000), ("et combien d'heures ?", 95000)])
def test_a_supposed_amount_stays_with_the_contract(said: str, value: int) -> None:
    chat = Chat()
    chat.says("on est une commune, on achète du mobilier pour 95 000 €, faut une clause ?")
    told = chat.says(said)
    assert chat.conversation.case.of(CONTRACT)["value"] == value
    assert ("obligatoire" in told) is (value > 216_000)
