"""One reading: what a person writes means the same words to the router and to every tool."""

import pytest

from tests import shipped

ASSISTANT = shipped.assistant()
READER = ASSISTANT.router.reader
PERSON = shipped.person_words().reader
CONTRACT = shipped.contract_words()
PLACES = shipped.gazetteer()

MEANT = [
    # letters swapped, forgotten, doubled
    ("le marhcé", "le marche"),
    ("la cluase", "la clause"),
    ("la clasue sociale", "la clause sociale"),
    ("le chomge", "le chomage"),
    ("demandeur d'emplois", "demandeur d emplois"),
    ("une atestation", "une attestation"),
    ("l'attestaion", "l attestation"),
    ("le facilitateure", "le facilitateur"),
    ("une éfficacité", "une efficacite"),
    ("nettoiage des ecoles", "nettoyage des ecoles"),
    ("le batiement", "le batiment"),
    # by ear
    ("au chomaj", "au chomage"),
    ("insersion", "insertion"),
    ("l'embôche", "l embauche"),
    ("travayeur handicapé", "travailleur handicape"),
    ("alocation", "allocation"),
    # the apostrophe is missing, or another one
    ("dinsertion", "d insertion"),
    ("clause dinsertion", "clause d insertion"),
    ("lheure", "l heure"),
    ("demploi", "d emploi"),
    ("l’entreprise", "l entreprise"),
    ("l'aide", "l aide"),
    # months, misspelt and short
    ("chomeur depuis janvié 2024", "chomeur depuis janvier 2024"),
    ("fin setembre", "fin septembre"),
    ("en fevrié", "en fevrier"),
    ("le 15 octobbre", "le 15 octobre"),
    # numbers in letters
    ("depuis deux ans", "depuis 2 ans"),
    ("cinquante-deux ans", "52 ans"),
    ("trois cent mille euros", "300000 euros"),
    ("quatre-vingt-dix heures", "90 heures"),
    # well spelled, and left alone
    ("finalement si", "finalement si"),
    ("davantage", "davantage"),
    ("prochainement", "prochainement"),
    ("autrement dit", "autrement dit"),
    ("c'est autant", "c est autant"),
    ("la licence", "la licence"),
    ("un maçon", "un macon"),
]


@pytest.mark.parametrize(("written", "meant"), MEANT)
def test_every_tool_reads_the_same_words(written, meant):
    for reader in (READER, PERSON):
        assert " ".join(token.word for token in reader.read(written).tokens) == meant
    assert " ".join(word.text for word in CONTRACT.split(written.lower())) == meant


@pytest.mark.parametrize(
    "written", ["le marhcé", "la cluase", "finalement si", "2 maçons", "la maison", "le batiement"]
)
def test_a_word_of_the_field_or_of_everyday_french_is_no_place(written):
    assert PLACES.find(written).match == "none"
    routed = ASSISTANT.router.route(written)
    assert not (routed.ranked and routed.ranked[0].id == "tool/relay" and routed.kind == "tool")


@pytest.mark.parametrize(("written", "name"), [("niord", "niort"), ("poitié", "poitiers"), ("anguoleme", "angouleme")])
def test_a_misspelt_place_is_still_a_place(written, name):
    assert READER.read(written).words == (name,)
    assert PLACES.find(written).communes


def test_each_word_knows_where_it_was_written():
    text = READER.read("Cœur de ville : vingt-deux hommes, RSA dinsertion")
    assert text.written(0, 1) == "Cœur"
    number = text.words.index("22")
    assert text.written(number, number + 2) == "vingt-deux hommes"
    assert text.tokens[number].number == 22
    assert text.written(text.words.index("insertion"), len(text.words)) == "dinsertion"
