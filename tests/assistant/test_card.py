"""The card of a request: complete, readable, safe, in one message, with the step that comes next."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from bot.chat.markup import length, without_tags
from bot.chat.people import Member
from bot.knowledge.vocabulary import Refusal, Result
from bot.requests.card import card, handed_over
from bot.requests.model.request import Form, Intake, close, erase, reach, take, transfer

CAME = datetime(2026, 11, 23, 8, 5, tzinfo=UTC)
LATER = datetime(2026, 11, 24, 13, 30, tzinfo=UTC)
ZOE = Member(7, "Zoé <3")
FORM = Form(
    siret="73282932000074",
    company="Martin & Fils <BTP>",
    contact="Anne Martin",
    reach="+33549000000",
    place="79191",
    place_name="Niort",
    contract="Ville, lot 3",
    need="2 maçons",
    hours=1234567.5,
    start=date(2026, 12, 1),
)
SENT = Intake("CL-7K3F", 1001, "relay/niort-agglo-cellule-clauses", FORM, CAME)


def _done(stepped: Intake | Refusal) -> Intake:
    assert isinstance(stepped, Intake)
    return stepped


def _labels(shown):
    return [button.label for row in shown.keyboard for button in row]


def test_the_card_tells_everything_that_the_company_answered(base):
    text = without_tags(card(base, SENT, files=2).html)
    for said in (
        "CL-7K3F", "À prendre en charge", "Martin & Fils <BTP>", "732 829 320 00074", "Anne Martin",
        "+33 5 49 00 00 00", "Niort", "Ville, lot 3", "2 maçons", "1234567,5", "1er décembre 2026",
        "23 novembre 2026 à 9\u00a0h\u00a005", "2",
    ):  # fmt: skip
        assert said in text


def test_what_was_not_answered_is_not_shown(base):
    text = without_tags(card(base, replace(SENT, form=Form(company="Martin"))).html)
    assert "None" not in text
    assert "SIRET" not in text
    assert "joint" not in text


def test_the_card_says_who_has_the_request_since_when(base):
    taken = _done(take(SENT, ZOE, LATER))
    assert "Prise en charge par Zoé <3 depuis le 24 novembre 2026 à 14\u00a0h\u00a030" in without_tags(
        card(base, taken).html
    )
    contacted = _done(reach(taken, ZOE, LATER))
    assert "suivie par Zoé <3" in without_tags(card(base, contacted).html)
    closed = _done(close(contacted, Result.HELPED, LATER, ZOE))
    assert "l'entreprise a été aidée" in without_tags(card(base, closed).html)


@pytest.mark.parametrize(
    ("intake", "expected"),
    [
        (SENT, ["Prendre en charge", "Contacté", "Clore", "Transférer", "Historique"]),
        (take(SENT, ZOE, LATER), ["Contacté", "Clore", "Transférer", "Reprendre", "Historique"]),
        (reach(SENT, ZOE, LATER), ["Clore", "Transférer", "Reprendre", "Historique"]),
        (close(SENT, Result.HELPED, LATER), ["Rouvrir", "Historique"]),
        (erase(SENT, LATER), []),
    ],
)
def test_the_buttons_are_those_of_what_can_come_next(base, intake, expected):
    assert _labels(card(base, intake)) == expected


def test_after_a_transfer_the_former_card_says_to_whom_and_takes_no_step(base):
    moved = _done(transfer(SENT, "relay/cara-royan"))
    shown = handed_over(base, moved, SENT.relay, "Transmise à la CARA.", back=True)
    assert shown.relay == SENT.relay
    assert "Transmise à la CARA." in without_tags(shown.html)
    assert [button.label for row in shown.keyboard for button in row] == ["Où en est-elle ?", "Annuler (1 heure)"]


def test_an_erased_request_shows_nothing_of_the_company(base):
    text = without_tags(card(base, erase(SENT, LATER), files=3).html)
    assert "Martin" not in text
    assert "retiré" in text


def test_the_longest_request_fits_one_message_and_is_no_markup(base, faults):
    full = Form("7" * 14, "😀" * 120, "&" * 80, "<" * 254, "79191", "é" * 100, "<b>" * 66, "😀" * 1000, 1e6, FORM.start)
    shown = card(base, replace(SENT, form=full), files=99)
    assert length(shown.html) <= 4096
    assert not faults(shown.html)
