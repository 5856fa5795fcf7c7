"""What only makes sense after what was said: it is read in its light; and its twins, which stand by themselves."""

import pytest

from tests.assistant.talking import TEXTS, Chat


@pytest.mark.parametrize("said", ["stop", "laissez tomber", "bon oublie ça", "tant pis", "on arrête", "finalement non"])
@pytest.mark.parametrize("begun", ["/eligibilite 40 ans", "/article", "/heures 450 000 €"])
def test_giving_up_is_understood_in_every_tool(begun: str, said: str) -> None:
    chat = Chat()
    chat.commands(begun)
    assert TEXTS.cancelled.partition(".")[0] in chat.says(said).replace("’", "'")
    assert chat.conversation.course is None


@pytest.mark.parametrize("said", ["attends", "deux minutes", "je regarde"])
def test_who_needs_time_is_waited_for_and_the_question_stays(said: str) -> None:
    chat = Chat()
    chat.commands("/heures 450 000 €")
    assert TEXTS.case.waiting in chat.says(said)
    assert chat.asking == "labour_share"


@pytest.mark.parametrize("said", ["oui ok", "d'accord j'accepte", "ok vas-y", "oui bien sûr"])
def test_agreeing_is_understood_in_any_words(said: str) -> None:
    chat = Chat()
    chat.commands("/demande")
    chat.says(said)
    assert chat.conversation.course
    assert chat.conversation.course.given["consent"] is True


@pytest.mark.parametrize("said", ["oui mais c'est quoi", "je ne sais pas", "ok pour qui ?"])
def test_what_is_no_agreement_is_none(said: str) -> None:
    chat = Chat()
    chat.commands("/demande")
    chat.says(said)
    assert not chat.conversation.course or chat.conversation.course.given.get("consent") is not True


def test_a_refusal_is_taken_back() -> None:
    chat = Chat()
    chat.commands("/demande")
    chat.says("je refuse")
    chat.says("finalement si")
    assert chat.asking == "consent"


def test_the_same_words_by_themselves_open_no_form() -> None:
    chat = Chat()
    chat.says("finalement si")
    assert chat.conversation.course is None


def test_two_terms_are_set_side_by_side() -> None:
    chat = Chat()
    chat.says("c'est quoi une EI ?")
    chat.says("et un ACI ?")
    told = chat.says("quelle différence ?")
    assert "EI" in told
    assert "ACI" in told


def test_a_bare_number_is_an_article_of_the_text_that_was_shown() -> None:
    chat = Chat()
    chat.says("article 14 du code des marchés publics")
    chat.says("et le 30 ?")
    assert chat.conversation.last
    assert chat.conversation.last.entry == "article/cmp-30"


def test_the_department_tells_which_of_two_communes_is_meant() -> None:
    chat = Chat()
    chat.commands("/relais")
    chat.says("Vouillé")
    chat.says("celle de la Vienne")
    assert chat.conversation.relay == "relay/departement-86"
    chat.says("non, l'autre")
    assert chat.conversation.relay != "relay/departement-86"


@pytest.mark.parametrize("said", ["qui valide ça ?", "c'est qui qui décide", "à qui je demande le feu vert ?"])
def test_who_validates_the_last_verdict_is_told(said: str) -> None:
    chat = Chat()
    chat.says("un gars au RSA, je peux le compter ?")
    assert "facilitateur" in chat.says(said)


def test_what_to_present_is_told_of_the_last_verdict() -> None:
    chat = Chat()
    chat.says("un gars au RSA, je peux le compter ?")
    assert "CAF" in chat.says("quels papiers je lui demande ?")


def test_the_last_entry_answers_what_leads_nowhere_else() -> None:
    chat = Chat()
    chat.commands("/start faq_globalisation")
    assert "acheteur" in chat.says("même avec deux acheteurs ?")


@pytest.mark.parametrize(
    "said", ["je veux annuler ma demande", "où en est mon dossier ?", "du nouveau pour ma demande ?"]
)
def test_who_has_no_request_is_told_so_and_may_make_one(said: str) -> None:
    chat = Chat()
    assert TEXTS.follow.none in chat.says(said)
    assert any(button.data == "e:tool/intake" for button in chat.buttons)


def test_goodbye_is_said_to_who_says_it_only() -> None:
    chat = Chat()
    chat.says("200 000 € avec 50 % de main d'oeuvre, 25 € de l'heure, 5 %, combien d'heures ?")
    assert "Au revoir" not in chat.says("et à 6 millions ?")
    assert "Au revoir" in chat.says("au revoir")


@pytest.mark.parametrize(
    ("shown", "said", "told"),
    [
        ("un apprenti peut-il compter ?", "et ses semaines au CFA, elles comptent ?", "CFA"),
        ("les heures d'intérim comptent-elles ?", "même une agence classique", "validée avant la mission"),
        ("/start faq_globalisation", "et qui doit donner son accord ?", "acheteurs et du facilitateur"),
        ("un stagiaire compte-t-il ?", "et une immersion alors ?", "ne compte"),
    ],
)
def test_the_entry_shown_last_answers_what_leans_on_it(shown: str, said: str, told: str) -> None:
    chat = Chat()
    chat.asks(shown)
    assert told in chat.says(said).replace("’", "'")


def test_a_question_of_its_own_is_not_answered_by_the_entry_shown_last() -> None:
    chat = Chat()
    chat.says("un apprenti peut-il compter ?")
    chat.says("quelles pénalités si je ne fais pas mes heures ?")
    assert chat.conversation.last
    assert chat.conversation.last.entry == "faq/penalites"


def test_what_stands_behind_a_verdict_answers_what_is_asked_of_it() -> None:
    chat = Chat()
    chat.says("mairie, tonte des pelouses 50 000 € HT, on veut réserver aux SIAE, quel article ?")
    assert "sourcing" in chat.says("et le sourcing, il faut en faire un ?")


def test_what_has_nothing_to_do_with_a_verdict_is_not_answered_by_it() -> None:
    chat = Chat()
    chat.says("mairie, tonte des pelouses 50 000 € HT, on veut réserver aux SIAE, quel article ?")
    assert "pelouses" not in chat.says("quel temps fera-t-il demain ?")


def test_an_entry_shown_after_a_verdict_is_what_is_asked_of_next() -> None:
    chat = Chat()
    chat.says("un gars de 55 ans au chômage, ça compte ?")
    chat.says("un apprenti peut-il compter ?")
    assert "55 ans" not in chat.says("pourquoi ?")


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("j'avais 200 h à faire, j'en suis à 50, je risque quoi ?", "reste 150 h : 50 faites sur 200"),
        ("90 heures faites sur 90, quelles pénalités ?", "le compte y est"),
    ],
)
def test_the_hours_that_are_left_are_told_from_those_due_and_done(said: str, told: str) -> None:
    assert told in Chat().says(said).replace("\u202f", " ").replace("\u202f", " ")


@pytest.mark.parametrize(
    "said", ["je dois faire 200 h, quelles pénalités ?", "300 h à faire ou 200, quelles pénalités ?"]
)
def test_where_one_figure_is_told_nothing_is_counted(said: str) -> None:
    assert "reste" not in Chat().says(said).partition("\n")[0]


def test_what_is_risked_settles_a_choice_and_nothing_else_does() -> None:
    said = "240 h à faire, j'en suis à 60, le chantier se termine, je risque quoi"
    chat = Chat()
    chat.says(said)
    assert chat.conversation.last
    assert chat.conversation.last.entry == "faq/penalites"


def test_why_is_answered_in_the_midst_of_the_articles_and_the_question_comes_back() -> None:
    chat = Chat()
    chat.says("département, mobilier de bureau, 300 000 € HT, clause obligatoire ?")
    asked = chat.asking
    assert "2021-1104" in chat.says("pourquoi ?")
    assert chat.asking == asked


@pytest.mark.parametrize("said", ["sur 4 ans", "il pleut"])
def test_what_asks_nothing_in_the_midst_of_the_articles_is_told_no_rule(said: str) -> None:
    chat = Chat()
    chat.says("département, mobilier de bureau, 300 000 € HT, clause obligatoire ?")
    assert "2021-1104" not in chat.says(said)


def test_a_statement_is_not_answered_by_the_entry_shown_last() -> None:
    chat = Chat()
    chat.says("quelles pénalités si je ne fais pas mes heures ?")
    assert TEXTS.choice in chat.says("il me reste trois semaines").replace("’", "'")


@pytest.mark.parametrize("said", ["donc je peux le prendre lundi ?", "donc c'est bon ?"])
def test_who_sums_up_reads_the_verdict_again(said: str) -> None:
    chat = Chat()
    chat.says("un gars au RSA, ça compte ?")
    assert "Présumé éligible" in chat.says(said)


def test_a_paper_is_asked_for_one_of_several_people() -> None:
    chat = Chat()
    chat.says("j'ai une dame de 52 ans au chômage et un gars de 34 ans au RSA, je peux les prendre ?")
    assert "CAF" not in chat.says("la première, il faut une attestation ?")
    assert "CAF" in chat.says("et l'autre, il faut quel papier ?")


def test_an_obligation_asked_for_in_a_word_is_told() -> None:
    chat = Chat()
    chat.says("c'est obligatoire, la clause ?")
    assert chat.conversation.last
    assert chat.conversation.last.entry == "faq/obligation"


@pytest.mark.parametrize(
    "asked", ["c'est quoi la différence entre un ACI et une ETTI ?", "ACI ou ETTI, quelle différence"]
)
def test_two_terms_named_in_one_question_are_set_side_by_side(asked: str) -> None:
    told = Chat().says(asked)
    assert "ACI" in told
    assert "ETTI" in told


def test_a_difference_that_an_entry_tells_is_told_by_that_entry() -> None:
    chat = Chat()
    chat.says("quelle différence entre clause d'exécution et critère d'attribution ?")
    assert chat.conversation.last
    assert chat.conversation.last.entry == "faq/condition-ou-critere"


def test_a_bare_number_is_the_next_article_of_the_section_that_was_shown() -> None:
    chat = Chat()
    chat.says("L2113-12")
    chat.says("et le 14 ?")
    assert chat.conversation.last
    assert chat.conversation.last.entry == "article/ccp-l2113-14"


def test_a_bare_length_corrects_the_length_that_was_told() -> None:
    chat = Chat()
    chat.says("un menuisier de 41 ans inscrit à France Travail depuis 8 mois, il compte ?")
    assert chat.asking
    told = chat.says("pardon, ça fait 17 mois")
    assert "17 mois" in told
    assert chat.conversation.case.of("tool/eligibility")["age"] == 41
    assert TEXTS.eligibility.eligible in told


def test_a_bare_length_is_no_age() -> None:
    chat = Chat()
    chat.says("un menuisier de 41 ans au RSA, il compte ?")
    chat.says("en fait 20 mois")
    assert chat.conversation.case.of("tool/eligibility")["age"] == 41


def test_supposing_another_buyer_changes_the_verdict_in_the_midst_of_questions() -> None:
    chat = Chat()
    assert "140 000" in chat.says("l'État achète des copieurs pour 170 000 € HT, la clause est obligatoire ?").replace(
        "\u202f", " "
    )
    told = chat.says("et si c'était une communauté d'agglomération ?").replace("\u202f", " ")
    assert "facultative" in told
    assert "170 000" in told


def test_supposing_what_no_case_holds_is_a_question_of_its_own() -> None:
    chat = Chat()
    chat.says("l'État achète des fournitures de bureau pour 170 000 € HT, la clause est obligatoire ?")
    chat.says("et si personne ne répond à l'appel d'offres ?")
    assert chat.conversation.case.of("tool/modality")["value"] == 170_000


def test_not_her_but_him_turns_to_the_other_person() -> None:
    chat = Chat()
    chat.says(
        "un couvreur de 52 ans qui cherche du travail et une assistante de 33 ans qui en cherche aussi, qui compte ?"
    )
    told = chat.says("pas elle, lui, il touche l'ASS")
    assert "52 ans" in told
    assert "ASS" in told


@pytest.mark.parametrize("asked", ["il faut quoi comme justificatif", "dites moi qui valide ça"])
def test_a_question_without_its_mark_is_answered_in_the_midst_of_a_tool(asked: str) -> None:
    chat = Chat()
    chat.commands("/eligibilite 34 ans")
    key = chat.asking
    told = chat.says(asked)
    assert TEXTS.flow.not_understood not in told
    assert chat.asking == key


def test_whom_to_call_in_a_place_is_its_relay() -> None:
    assert "Rochefort" in Chat().says("dites moi qui je dois appeler à Rochefort")


def test_the_verdict_stands_before_the_facts_that_it_rests_on() -> None:
    told = Chat().says("ville, travaux d'école à 7 millions HT, la clause est obligatoire ?")
    assert told.startswith("Condition sociale obligatoire")


def test_a_young_person_just_out_of_school_is_told_of_the_six_months_before_the_age_is_asked() -> None:
    chat = Chat()
    assert "six mois" in chat.says("une jeune qui a quitté le lycée il y a 3 mois, elle compte ?")
    assert chat.asking == "age"


def test_who_left_school_long_ago_is_told_of_no_six_months() -> None:
    assert "six mois" not in Chat().says("une jeune qui a quitté le lycée il y a 3 ans, elle compte ?")


@pytest.mark.parametrize("said", ["47 pardon", "non 47", "oups, 47"])
def test_a_number_and_a_word_that_takes_one_back_correct_in_the_midst_of_questions(said: str) -> None:
    chat = Chat()
    chat.commands("/eligibilite 42 ans")
    chat.says(said)
    assert chat.conversation.case.of("tool/eligibility")["age"] == 47
    assert "benefits" not in chat.conversation.case.of("tool/eligibility")


def test_no_alone_is_an_answer_and_corrects_nothing() -> None:
    chat = Chat()
    chat.commands("/eligibilite 42 ans")
    key = chat.asking
    chat.says("non")
    assert chat.conversation.case.of("tool/eligibility")["age"] == 42
    assert chat.asking != key


def test_a_bare_number_after_millions_is_of_millions() -> None:
    chat = Chat()
    chat.says("commune, travaux de voirie à 6,1 millions € HT, obligatoire la clause ?")
    chat.says("non plutôt 4,8")
    assert chat.conversation.case.of("tool/modality")["value"] == 4_800_000


def test_a_bare_number_of_another_size_is_no_amount() -> None:
    chat = Chat()
    chat.says("commune, travaux de voirie à 6,1 millions € HT, obligatoire la clause ?")
    chat.says("non en fait on est 35")
    assert chat.conversation.case.of("tool/modality")["value"] == 6_100_000


def test_not_there_but_here_turns_to_the_other_place() -> None:
    chat = Chat()
    chat.says("qui est le relais à Jonzac ?")
    told = chat.says("non pas Jonzac, Saintes")
    assert "Saintes" in told


def test_three_people_are_told_of_one_by_one_within_a_screen() -> None:
    told = Chat().says(
        "Ali 23 ans jamais travaillé fini l'école, Zoé 41 ans RQTH et Jean 36 ans en CDI ailleurs, qui compte ?"
    )
    assert all(age in told for age in ("23 ans", "41 ans", "36 ans"))


def test_a_question_in_front_of_a_free_answer_is_no_answer() -> None:
    chat = Chat()
    chat.commands("/demande")
    chat.says("d'accord")
    key = chat.asking
    chat.says("c'est quoi une ETTI ?")
    assert chat.asking == key


def test_a_word_that_takes_back_right_before_a_number_corrects_the_last_figure() -> None:
    chat = Chat()
    chat.says("nettoyage 320 000 € HT, main d'œuvre 70 %, 26 € de l'heure, taux 6 %, combien d'heures ?")
    chat.says("trop élevé ça, plutôt 4")
    assert chat.conversation.case.of("tool/hours")["rate"] == "4"


def test_nothing_is_given_up_by_having_no_benefit() -> None:
    chat = Chat()
    chat.commands("/eligibilite 42 ans, inscrite à France Travail depuis 2 mois")
    chat.says("non rien")
    assert chat.conversation.course
    assert chat.conversation.case.of("tool/eligibility")["benefits"] == ()


def test_a_question_in_front_of_a_place_is_no_place() -> None:
    chat = Chat()
    chat.commands("/relais")
    assert "Je ne trouve pas" not in chat.says("ça coûte quelque chose ?")
    assert chat.asking == "place"
