"""The flows in a chat: asked, answered, gone back, corrected, interrupted, resumed."""

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from bot.chat.conversation import Conversation
from bot.chat.events import Commanded, Pressed
from bot.chat.flow import Course, Flow, Outcome, Question, Taken, Value, step
from bot.knowledge.ruleset import Tables
from bot.process.settings import SHIPPED_KNOWLEDGE
from bot.runtime import assembly as app
from tests import shipped
from tests.assistant.talking import ASSISTANT, TEXTS, TODAY, Chat

TABLES: Tables = shipped.tables()
BEGIN = {
    "tool/eligibility": "/eligibilite 40 ans",
    "tool/modality": "/article mairie",
    "tool/hours": "/heures 450 000 €",
    "tool/relay": "/relais Vouillé",
}
TYPED = {
    "tool/eligibility": [
        "52 ans", "23", "oui", "non pas encore", "au RSA", "inscrit depuis 14 mois", "pas de RQTH", "sort de prison",
        "sans diplôme, a quitté l'école", "3", "grille IAE", "ni RSA ni AAH", "un chantier d'insertion", "bonjour",
    ],
    "tool/modality": [
        "300 000 €", "mairie", "des travaux", "imposer des heures", "lancé en janvier 2027", "non", "oui", "9 millions",
        "8 mois", "réserver à un ESAT", "en 2018", "240 000 € TTC", "bonjour",
    ],
    "tool/hours": [
        "450 000", "50 %", "35 €", "5 %", "1,2 M€", "la moitié", "800 000 € avec 45 % de main d'oeuvre", "0", "bonjour",
    ],
    "tool/relay": ["Niort", "Vouillé", "17200", "chatelrault", "Bordeaux", "Saint-Maixent", "pétaouchnok"],
}  # fmt: skip
every_flow = pytest.mark.parametrize("tool", BEGIN)
unhurried = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])


def test_a_described_person_is_judged_at_once() -> None:
    told = Chat().says("j'ai un gars de 60 ans au chômage depuis 8 mois, ça passe ?")
    assert TEXTS.eligibility.eligible in told
    assert "60 ans" in told


@every_flow
def test_a_question_in_the_middle_is_answered_and_the_thread_is_kept(tool: str) -> None:
    chat = Chat()
    chat.asks(BEGIN[tool])
    before = chat.conversation.course
    chat.says("c'est quoi un GEIQ ?")
    assert len(chat.said) == 2
    assert chat.conversation.course == before
    assert before is not None
    assert before.asking


@every_flow
def test_cancelling_always_works(tool: str) -> None:
    chat = Chat()
    chat.asks(BEGIN[tool])
    assert chat.conversation.course is not None
    chat.does(Commanded("annuler"))
    assert chat.conversation.course is None


@every_flow
def test_a_second_press_of_one_button_changes_nothing(tool: str) -> None:
    chat = Chat()
    chat.asks(BEGIN[tool])
    for button in chat.buttons:
        again = Chat()
        again.asks(BEGIN[tool])
        again.does(Pressed(button.data, 1, "p"))
        once = again.conversation
        again.does(Pressed(button.data, 1, "q"))
        assert again.conversation == once or button.data.startswith("f:l:")  # a list of answers may be shown twice


def test_a_second_press_under_an_outcome_does_not_undo_what_was_answered_since() -> None:
    chat = Chat()
    chat.asks("/eligibilite 52 ans, rqth, inscrit depuis 3 mois")
    other = next(button for button in chat.buttons if button.data.startswith("f:r:"))
    chat.does(Pressed(other.data, 1, "p"))
    chat.presses("Entreprise d'insertion (EI)")
    once = chat.conversation
    chat.does(Pressed(other.data, 1, "q"))
    assert chat.conversation == once


def test_a_figure_that_is_not_known_can_be_taken_from_the_published_ones() -> None:
    chat = Chat()
    chat.commands("/heures")
    chat.says("250 000")
    assert chat.says("jsais pas").startswith("Sans ce chiffre, je ne peux pas calculer.")
    assert any("maçonnerie" in button.label for button in chat.buttons)


@pytest.mark.parametrize(
    ("typed", "months"), [("2 mois", 2), ("deux mois", 2), ("depuis 1 an et demi", 18), ("14", 14)]
)
def test_how_long_somebody_is_out_of_work_is_said_as_one_speaks(typed: str, months: int) -> None:
    chat = Chat()
    chat.commands("/eligibilite 40 ans, pas de RQTH, inscrit à France Travail")
    while chat.asking != "months_unemployed":
        chat.says("non")
    chat.says(typed)
    course = chat.conversation.course
    assert course is None or course.given["months_unemployed"] == months


@pytest.mark.parametrize("said", ["jsais pas", "aucune idée", "je sais pas"])
def test_whoever_does_not_know_need_not_find_the_button(said: str) -> None:
    typed, pressed = Chat(), Chat()
    for chat in (typed, pressed):
        chat.commands("/eligibilite")
    assert typed.says(said) == pressed.presses(TEXTS.flow.unknown)


def test_whoever_looked_at_what_to_correct_can_go_back_to_the_question() -> None:
    chat = Chat()
    asked = chat.commands("/article marché de travaux de 1 M€")
    chat.presses(TEXTS.flow.correct)
    assert chat.presses(TEXTS.flow.back) in asked


def test_an_answer_to_another_question_is_said_back() -> None:
    chat = Chat()
    chat.commands("/eligibilite")
    assert chat.asking == "age"
    assert not chat.says("43 ans").startswith("43 ans")
    assert chat.asking == "registered_jobseeker"
    assert "handicap" in chat.says("pas de RQTH").partition("\n")[0]


def test_who_cannot_tell_the_goal_still_reads_that_the_threshold_is_reached_and_where_it_stands() -> None:
    chat = Chat()
    chat.commands("/article marché de travaux de 6 millions")
    assert "mois" in chat.says("je ne sais pas")
    told = chat.says("je ne sais pas")
    assert "5 404 000 €" in told.replace("\u202f", " ").replace("\xa0", " ")
    assert "22 août 2026" in told
    assert "e:article/ccp-l2112-2-1" in {button.data for button in chat.buttons}
    opened = chat.opens_what_else()
    assert {"e:article/ccp-l2112-2-1", "e:article/seuils-2026"} <= {button.data for button in opened}


def test_an_article_is_no_number_of_months() -> None:
    chat = Chat()
    chat.commands("/article")
    chat.presses("Imposer des heures")
    chat.says("travaux")
    assert "Combien de mois" in chat.says("6 M€")
    told = chat.says("art L2113-12")
    assert "L2113-12" in told
    assert "Combien de mois" in told


def test_a_yes_to_a_question_of_several_answers_is_no_good_bye() -> None:
    chat = Chat()
    chat.commands("/eligibilite")
    assert TEXTS.flow.not_understood in chat.says("oui")


def test_a_call_for_a_person_is_no_figure_and_leaves_the_calculation() -> None:
    chat = Chat()
    chat.commands("/heures")
    chat.says("250 000")
    assert TEXTS.form.ask_consent in chat.says("rappelez moi svp jai besoin de 2 maçons a chatelrault debut mars")


def test_an_answer_is_corrected_after_the_end_and_the_rest_is_kept() -> None:
    chat = Chat()
    told = chat.says("450 000 € 50% main d'oeuvre 30 € de l'heure 5 % combien d'heures ?")
    assert "375" in told
    chat.presses(TEXTS.flow.correct)
    chat.presses(next(button.label for button in chat.buttons if "taux" in button.label))
    assert "750" in chat.says("10 %")


def test_the_profile_is_gone_once_the_outcome_is_told() -> None:
    chat = Chat()
    chat.says("une dame au RSA, 34 ans, je peux la compter ?")
    assert chat.conversation.course is None


@pytest.mark.parametrize(
    ("said", "relay"),
    [("quel relais pour Niort ?", "Niort"), ("chantier à Jonzac, qui contacter ?", "Haute-Saintonge")],
)
def test_a_place_leads_to_its_relay(said: str, relay: str) -> None:
    assert relay in Chat().says(said)


# What cannot be is named and asked again; the rest is kept.


@pytest.mark.parametrize(
    ("begin", "named", "asking", "kept"),
    [
        ("/eligibilite 23 ans, senior", "ne vont pas ensemble", "age", {}),
        ("/eligibilite elle a 5 ans, inscrite depuis 3 mois", "5 ans", "age", {"months_unemployed": 3}),
        ("/eligibilite il a 250 ans, sans emploi", "250 ans", "age", {"jobseeking": True}),
        ("/eligibilite chômeur depuis 40 ans, 30 ans", "480 mois", "months_unemployed", {"age": 30}),
        ("/eligibilite inscrit depuis 3 mois, non depuis 8 mois, 30 ans", "3 mois, 8 mois", "months_unemployed", {}),
        ("/article nettoyage pour la mairie, 240 000 € TTC", "TTC", "value", {"nature": "services", "buyer": "local"}),
        ("/article travaux de la mairie, 0 €", "hors taxes", "value", {"nature": "works", "buyer": "local"}),
        ("/article travaux, 1000000000000000 €", "hors taxes", "value", {"nature": "works"}),
        ("/article nettoyage, 30 000 € par an", "combien d'années", "value", {"nature": "services"}),
        ("/heures 450 000 €, 150 % de main d'oeuvre", "150", "labour_share", {"amount": "450000"}),
        ("/heures 1000000000000000 €, 50 % de main d'oeuvre", "Montant", "amount", {"labour_share": "50"}),
    ],
)  # fmt: skip
def test_in_a_first_sentence_what_cannot_be_is_named_and_asked_again(
    begin: str, named: str, asking: str, kept: dict[str, object]
) -> None:
    chat = Chat()
    told = chat.asks(begin)
    assert named in told
    assert chat.asking == asking
    assert chat.conversation.course is not None
    assert chat.conversation.course.given.items() >= kept.items()


@pytest.mark.parametrize(
    ("begin", "typed", "named"),
    [
        ("/eligibilite 40 ans, pas de RQTH", "5 ans", ""),
        ("/eligibilite inscrit, 30 ans", "chômeur depuis 50 ans", "600 mois"),
        ("/heures", "0", "Montant"),
        ("/heures", "1000000000000000", "Montant"),
        ("/heures 450 000 €", "150 %", "Part de main-d'œuvre"),
        ("/heures 450 000 €, 50 % de main d'oeuvre", "30 %", "Coût horaire"),
        ("/relais", "pétaouchnok", "ne trouve pas"),
    ],
)
def test_a_typed_answer_that_cannot_be_is_named_and_what_was_said_before_is_kept(
    begin: str, typed: str, named: str
) -> None:
    chat = Chat()
    chat.asks(begin)
    before = chat.conversation.course
    assert before is not None
    assert named in chat.says(typed)
    assert chat.conversation.course is not None
    assert chat.conversation.course.given.items() >= before.given.items()
    assert chat.asking


def test_an_age_typed_alone_that_cannot_be_is_named_and_asked_again() -> None:
    chat = Chat()
    chat.asks("/eligibilite 23 ans, senior")
    for years in ("5", "250"):
        assert f"{years} ans, ce n'est pas un âge possible" in chat.says(years)
        assert chat.asking == "age"
    chat.says("23")
    assert chat.conversation.course is not None
    assert chat.conversation.course.given == {"age": 23}


def test_a_date_that_may_fall_on_either_side_of_a_change_is_said_to_be_counted_with() -> None:
    assert "22 août 2026" in Chat().asks("/article marché lancé en août 2026")


def test_a_month_without_a_year_is_the_coming_one_for_a_contract_to_be_launched() -> None:
    chat = Chat()
    chat.asks("/article nettoyage, on lance en mars")
    assert chat.conversation.course is not None
    assert chat.conversation.course.given["date"] == "2027-03-01"


# The knowledge base may change under a flow.


def _flow(tool: str) -> Flow:
    return ASSISTANT.flows[tool]


@pytest.mark.parametrize(
    ("tool", "key", "value"),
    [
        ("tool/eligibility", "qualification", "brevet"),
        ("tool/eligibility", "benefits", ("apl",)),
        ("tool/eligibility", "age", 250),
        ("tool/eligibility", "justice", "oui"),
        ("tool/eligibility", "grid", "vanished"),
        ("tool/eligibility", "structure", "ei"),  # the reference does not count by structure
        ("tool/eligibility", "shoe_size", 43),
        ("tool/modality", "buyer", "region"),
        ("tool/modality", "value", -3),
        ("tool/modality", "date", "1066-01-01"),
        ("tool/modality", "colour", "red"),
        ("tool/hours", "amount", "0"),
        ("tool/hours", "rate", "beaucoup"),
        ("tool/hours", "weight", "3"),
        ("tool/relay", "commune", "99999"),
        ("tool/relay", "planet", "Mars"),
    ],
)
def test_an_answer_that_no_longer_exists_is_dropped_and_asked_again(
    tool: str, key: str, value: str | int | tuple[str, ...]
) -> None:
    course, coming = step(_flow(tool), Course(tool, ((key, value),)), TODAY)
    assert course.answers == ()
    assert isinstance(coming, Question)


@every_flow
def test_a_question_that_no_longer_exists_gives_way_to_the_next(tool: str) -> None:
    _, coming = step(_flow(tool), Course(tool, (), "vanished"), TODAY)
    assert isinstance(coming, Question)


def test_a_flow_that_no_longer_exists_lets_the_person_go_on() -> None:
    chat = Chat()
    chat.conversation = Conversation(course=Course("tool/vanished", (("age", 30),), "age"))
    assert chat.says("c'est quoi un GEIQ ?")
    assert chat.conversation.course is None


def test_a_button_whose_answer_no_longer_exists_says_so_and_keeps_the_question() -> None:
    chat = Chat()
    chat.asks("/article")
    before = chat.conversation
    chat.does(Pressed(f"f:a:{chat.asking}:vanished", 1, "p"))
    assert chat.conversation == before


def test_a_limit_that_was_changed_holds_for_what_was_answered_before() -> None:
    facts = TABLES.facts
    age = facts.facts["age"]
    assert age.bounds
    narrower = age.model_copy(update={"bounds": age.bounds.model_copy(update={"most": 60})})
    changed = replace(TABLES, facts=facts.model_copy(update={"facts": {**facts.facts, "age": narrower}}))
    base, reader = ASSISTANT.knowledge, ASSISTANT.router.reader
    places = app.gazetteer(SHIPPED_KNOWLEDGE, base, changed, reader)
    flow = app.flows(base, changed, places, reader)["tool/eligibility"]
    kept = (("age", 70), ("justice", False))
    assert step(_flow(flow.name), Course(flow.name, kept), TODAY)[0].answers == kept
    assert step(flow, Course(flow.name, kept), TODAY)[0].answers == (("justice", False),)


# Whatever is answered, in whatever way


def _answered(data: st.DataObject, flow: Flow, course: Course, asked: Question) -> Course:
    """The course after some answer to what is asked: a button, "Je ne sais pas", or words."""
    ways: list[str | dict[str, Value]] = [*TYPED[flow.name]]
    ways += [{asked.key: flow.press(asked.key, choice.value)} for choice in asked.choices]
    if asked.may_be_unknown:
        ways.append({asked.key: None})
    way = data.draw(st.sampled_from(ways))
    if isinstance(way, str):
        taken = flow.read(asked.key, way, course.given, TODAY)
        return course.answered(taken.values) if isinstance(taken, Taken) else course
    return course.answered(way)


@every_flow
@given(data=st.data())
@unhurried
def test_no_order_of_answers_changes_an_outcome_and_going_back_undoes_one(tool: str, data: st.DataObject) -> None:
    """Whatever is pressed and typed, the same answers in another order come to the same end."""
    flow = _flow(tool)
    course, coming = step(flow, Course(tool), TODAY)
    for _ in range(60):
        if isinstance(coming, Outcome):
            break
        before = course
        course = _answered(data, flow, course, coming)
        if len(course.answers) == len(before.answers) + 1 and before.given.items() <= course.given.items():
            assert course.back().answers == before.answers
            assert course.back().asking == course.answers[-1][0]
        course, coming = step(flow, course, TODAY)
    assume(isinstance(coming, Outcome))
    shuffled = tuple(data.draw(st.permutations(course.answers)))
    assert step(flow, Course(tool, shuffled), TODAY)[1] == coming


@every_flow
@given(data=st.data())
@unhurried
def test_in_a_chat_the_back_button_undoes_exactly_one_answer(tool: str, data: st.DataObject) -> None:
    chat = Chat()
    chat.asks(BEGIN[tool])
    for _ in range(data.draw(st.integers(0, 6))):
        before = chat.conversation.course
        answers = [button.data for button in chat.buttons if button.data.startswith(("f:a:", "f:u:"))]
        if before is None or not before.asking:
            return
        way = data.draw(st.sampled_from([*answers, *TYPED[tool]]))
        if way in answers:
            chat.does(Pressed(way, 1, "p"))
        else:
            chat.says(way)
        after = chat.conversation.course
        if after is None or not after.asking or not after.answers:
            return
        back = Chat()
        back.conversation, back.said = chat.conversation, chat.said
        back.presses(TEXTS.flow.back)
        undone = back.conversation.course
        assert undone is not None
        assert undone.answers == after.answers[:-1]
        assert undone.asking == after.answers[-1][0]
