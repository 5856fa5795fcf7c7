"""By which list of publics a person is judged: the relay's, or the one that the person asking chooses."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.assistant.assistant import Assistant
from bot.chat.flow import Value
from bot.knowledge.schema.entries import Knowledge, Relay
from bot.knowledge.schema.person import NAMES
from bot.runtime import assembly as app
from bot.tools.eligibility.packing import pack, unpack
from tests import shipped
from tests.assistant.talking import ASSISTANT, TEXTS, Chat

TABLES = shipped.tables()
READER = ASSISTANT.router.reader
PLACES = shipped.gazetteer()
SHEETS = TABLES.facts.facts
IAE = TABLES.grids["iae"]
NAMED = TEXTS.eligibility.grid.format(grid=IAE.label)
TWO_OF_LEVEL_2 = "52 ans, rqth, bac, inscrit depuis 3 mois, ça passe ?"


def _with_a_relay_of_its_own_grid() -> Assistant:
    """The assistant of a base whose relay of Niort applies the criteria of the IAE."""
    base = ASSISTANT.knowledge
    relays = tuple(
        relay.model_copy(update={"grid": "iae"}) if relay.id == "relay/niort-agglo-cellule-clauses" else relay
        for relay in base.relays
    )
    changed = Knowledge.model_validate(
        base.model_dump(by_alias=True) | {"relays": [r.model_dump(by_alias=True) for r in relays]}
    )
    return replace(ASSISTANT, knowledge=changed, flows=app.flows(changed, TABLES, PLACES, READER))


LOCAL = _with_a_relay_of_its_own_grid()


def test_the_reference_grid_is_applied_where_nothing_else_is_said_and_not_named() -> None:
    told = Chat().says(TWO_OF_LEVEL_2)
    assert TEXTS.eligibility.eligible in told
    assert IAE.label not in told


@pytest.mark.parametrize("words", ["grille IAE", "avec les critères IAE", "selon la grille de l'IAE"])
def test_a_grid_that_is_named_is_applied_and_named(words: str) -> None:
    told = Chat().commands(f"/eligibilite {words} : 30 ans, au RSA")
    assert NAMED in told
    assert TEXTS.eligibility.by_grid in told


def test_the_button_under_an_outcome_shows_the_same_person_by_the_other_grid() -> None:
    chat = Chat()
    chat.commands("/eligibilite 34 ans, au RSA")
    assert NAMED in chat.presses(IAE.short)
    assert TEXTS.eligibility.eligible in chat.presses(TABLES.grids["reference"].short)
    assert chat.conversation.course is None


def test_nothing_of_the_profile_is_kept_for_that_button() -> None:
    chat = Chat()
    chat.commands("/eligibilite 34 ans, au RSA")
    assert chat.conversation.course is None


def test_right_under_an_outcome_words_choose_the_grid_too() -> None:
    chat = Chat()
    chat.commands("/eligibilite 34 ans, au RSA")
    assert IAE.short in chat.says("et par les critères IAE")
    assert chat.conversation.case.of("tool/eligibility") == {"age": 34, "benefits": ("rsa",), "grid": "iae"}


def test_elsewhere_the_same_words_are_a_question_of_their_own() -> None:
    chat = Chat()
    chat.says("critères IAE")
    assert chat.conversation.course is None


def test_a_question_about_the_grid_is_answered_and_does_not_begin_anything() -> None:
    chat = Chat()
    chat.commands("/eligibilite 34 ans, au RSA")
    chat.says("c'est quoi les critères IAE ?")
    assert chat.conversation.course is None


@pytest.mark.parametrize(("kind", "sufficient"), [("ai", True), ("etti", True), ("ei", False), ("aci", False)])
def test_two_criteria_of_level_2_suffice_for_two_kinds_of_structure_and_the_kind_is_asked(
    kind: str,
    sufficient: bool,  # noqa: FBT001  a case of the table
) -> None:
    chat = Chat()
    chat.says(TWO_OF_LEVEL_2)
    assert TEXTS.eligibility.ask_structure in chat.presses(IAE.short)
    told = chat.presses(SHEETS["programme"].answers[kind])
    assert (TEXTS.eligibility.by_grid in told) is sufficient
    if not sufficient:
        assert SHEETS["benefits"].question in told


def test_who_does_not_know_the_structure_reads_for_which_it_suffices() -> None:
    chat = Chat()
    chat.says(TWO_OF_LEVEL_2)
    chat.presses(IAE.short)
    told = chat.presses(TEXTS.flow.unknown)
    kinds = ", ".join(SHEETS["programme"].answers[kind] for kind in ("ai", "etti"))
    assert TEXTS.eligibility.structures.format(structures=kinds) in told


def test_a_structure_is_understood_in_words_and_is_no_fact_of_the_person() -> None:
    chat = Chat()
    chat.says(TWO_OF_LEVEL_2)
    chat.presses(IAE.short)
    assert TEXTS.eligibility.by_grid in chat.says("une association intermédiaire")


def test_three_criteria_suffice_everywhere_and_the_structure_is_not_asked() -> None:
    told = Chat().commands("/eligibilite grille IAE, 52 ans, rqth, CAP")
    assert TEXTS.eligibility.by_grid in told


@pytest.mark.parametrize("asked", ["quel relais pour Niort ?", "/start relay_niort-agglo-cellule-clauses"])
def test_the_grid_of_the_relay_in_question_is_applied(asked: str) -> None:
    chat = Chat(LOCAL)
    chat.asks(asked)
    assert NAMED in chat.asks("/eligibilite 34 ans, au RSA")


def test_a_relay_that_names_no_grid_applies_the_reference() -> None:
    chat = Chat(LOCAL)
    chat.says("quel relais pour Niort ?")
    chat.says("quel relais pour Jonzac ?")
    assert TEXTS.eligibility.eligible in chat.commands("/eligibilite 34 ans, au RSA")


def test_what_the_person_chooses_goes_before_the_grid_of_the_relay() -> None:
    chat = Chat(LOCAL)
    chat.says("quel relais pour Niort ?")
    assert TEXTS.eligibility.eligible in chat.commands("/eligibilite grille de référence, 34 ans, au RSA")


def test_the_shipped_relays_name_grids_that_exist() -> None:
    named = {relay.grid for relay in ASSISTANT.knowledge.relays if isinstance(relay, Relay) and relay.grid}
    assert named <= TABLES.grids.keys()


def _values(name: str) -> st.SearchStrategy[Value]:
    sheet = SHEETS[name]
    match sheet.type:
        case "integer":
            assert sheet.bounds
            return st.integers(sheet.bounds.least, sheet.bounds.most)
        case "boolean":
            return st.booleans()
        case "set":
            return st.sets(st.sampled_from(sheet.values)).map(lambda some: tuple(v for v in sheet.values if v in some))
        case _:
            return st.sampled_from(sheet.values)


profiles = st.fixed_dictionaries({}, optional={name: st.none() | _values(name) for name in NAMES})


@given(profiles)
def test_whatever_was_answered_a_button_holds_it_whole(answers: dict[str, Value]) -> None:
    packed = pack(answers, SHEETS)
    assert unpack(packed, SHEETS) == {name: answers[name] for name in NAMES if name in answers}
    assert len(f"f:r:eligibility:reference.{packed}".encode()) <= 64


@given(st.text(max_size=40))
def test_whatever_a_button_says_it_is_read_or_refused(text: str) -> None:
    unpack(text, SHEETS)


def test_what_was_packed_by_other_facts_is_refused() -> None:
    fewer = dict(SHEETS) | {"benefits": SHEETS["benefits"].model_copy(update={"answers": {"rsa": "RSA"}})}
    assert unpack(pack({"benefits": ("rsa",)}, fewer), SHEETS) is None
