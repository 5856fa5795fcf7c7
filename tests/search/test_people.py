"""Who is in danger, at the end of their rope or writes in another language is answered as such, and nobody else is."""

import pytest

from bot.search.router import RouteKind, Router

BESIDE = [  # what people write, and the subject beside the base that answers it
    ("j'ai plus envie de vivre depuis le licenciement", "detresse"),
    ("mon conjoint me frappe, que faire", "detresse"),
    ("un de mes ouvriers veut se suicider", "detresse"),
    ("on dort dehors cette nuit avec ma fille", "sans-abri"),
    ("expulsé ce matin, nulle part où dormir", "sans-abri"),
    ("Hello, I am looking for a job, can you help me?", "langue-anglais"),
    ("bom dia, procuro um trabalho nas obras", "langue-portugais"),
    ("hola, necesito trabajo", "langue-espagnol"),
    ("buongiorno, cerco un lavoro", "langue-italien"),
    ("merhaba, iş arıyorum", "langue-turc"),
    ("bună ziua, caut de muncă", "langue-roumain"),
    ("dzień dobry, szukam pracy", "langue-polonais"),
    ("salam, bghit khedma", "langue-arabe"),
    ("dobryi den, shukayu robotu", "langue-ukrainien"),
    ("Guten Tag, ich suche Arbeit", "langue-allemand"),
]

TALK = [
    ("je n'en dors plus", "overwhelmed"),
    ("je suis complètement débordé", "overwhelmed"),
    ("votre robot c'est de la merde", "annoyed"),
    ("j'annule ma demande de rappel", "own-request"),
    ("merci pour tout et pour tout le reste", "thanks"),
    ("super, à demain", "ok"),
    ("bonne journée, au revoir", "bye"),
]

NEITHER = [  # the twins: the same words, said of something else
    "mon mari touche le RSA",
    "elle a été victime de violences, elle compte ?",
    "on en finit quand avec la clause",
    "il vit dans sa voiture, je peux l'embaucher ?",
    "un sans-abri peut-il compter dans nos heures ?",
    "ukrainienne de 30 ans, protection temporaire",
    "il parle portugais et un peu français, au RSA, éligible ?",
    "oui demain 9h c'est bon",
    "le maçon arrive lundi, il est validé ?",
    "peut-on annuler une clause",
    "finalement il a 52 ans",
]


@pytest.mark.parametrize(("said", "topic"), BESIDE)
def test_a_person_in_need_or_of_another_language_is_answered_beside_the_base(
    router: Router, said: str, topic: str
) -> None:
    routed = router.route(said)
    assert (routed.kind, routed.topic) == (RouteKind.UNKNOWN, topic)


@pytest.mark.parametrize(("said", "topic"), TALK)
def test_a_mood_or_a_courtesy_is_answered_as_such(router: Router, said: str, topic: str) -> None:
    routed = router.route(said)
    assert (routed.kind, routed.topic) == (RouteKind.SMALLTALK, topic)


@pytest.mark.parametrize("said", NEITHER)
def test_the_same_words_of_something_else_are_neither(router: Router, said: str) -> None:
    routed = router.route(said)
    assert routed.kind is not RouteKind.SMALLTALK
    assert routed.topic not in {topic for _, topic in BESIDE}
    assert not routed.topic.startswith(("recours", "subvention"))
