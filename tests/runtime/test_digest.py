"""The week of a relay, from the rows of its requests to a text."""

from dataclasses import replace
from datetime import datetime

import pytest

from bot.knowledge.vocabulary import Result, Status
from bot.language.dates import FRANCE
from bot.requests.digest import Digests
from bot.requests.model.request import Form, Intake

SINCE, UNTIL = datetime(2026, 11, 16, tzinfo=FRANCE), datetime(2026, 11, 23, tzinfo=FRANCE)


def at(day: int, hour: int = 10) -> datetime:
    return datetime(2026, 11, day, hour, tzinfo=FRANCE)


def sent(created: datetime, place: str = "17300", need: str = "un maçon") -> Intake:
    return Intake("CL-7K3F", 1, "relay/a", Form(place=place, need=need), created)


def contacted(created: datetime, reached: datetime) -> Intake:
    return replace(sent(created), status=Status.CONTACTED, taken=reached, contacted=reached)


def closed(created: datetime, over: datetime, result: Result = Result.HELPED) -> Intake:
    return replace(sent(created), status=Status.CLOSED, closed=over, result=result)


@pytest.mark.parametrize(
    ("intakes", "lines"),
    [
        ([sent(at(20, 17))], ["reçues : 1", "Ouvertes aujourd'hui : 1\n<b>Terr"]),
        ([sent(at(22, 23))], ["reçues : 1"]),
        ([sent(at(23, 1))], ["reçues : 0", "Ouvertes aujourd'hui : 1"]),  # this week's
        ([contacted(at(17, 10), at(17, 12))], ["charge : 1", "délai médian : 2 h"]),
        ([contacted(at(16, 10), at(18, 10))], ["délai médian : 2 jours"]),
        ([contacted(at(17, 10), at(17, 12)), contacted(at(17, 10), at(17, 15))], ["délai médian : 3,5 h"]),
        ([contacted(at(13, 17), at(16, 10))], ["reçues : 0", "délai médian : 2 h"]),  # over a week-end
        ([closed(at(10), at(17))], ["Closes : 1 (aidée 1)", "aujourd'hui : 0"]),
        (
            [closed(at(10), at(17)), closed(at(10), at(18)), closed(at(10), at(18), Result.UNREACHABLE)],
            ["Closes : 3 (aidée 2, injoignable 1)"],
        ),
        (
            [closed(at(10), at(17), Result.MET)] * 2 + [closed(at(10), at(18), Result.DROPPED)],
            ["Closes : 3 (besoin satisfait 2, plus besoin 1)"],
        ),
        ([closed(at(10), at(17), Result.BY_COMPANY)], ["Closes : 1 (close par l'entreprise 1)"]),  # why is not known
        ([sent(at(17)), sent(at(17), "79191")], ["CA de La Rochelle : 1 ; CA du Niortais : 1"]),
        ([sent(at(17), "")], ["Territoires", "non précisé : 1"]),
        ([sent(at(17), need="un jeune au RSA depuis 2 ans")], ["Allocataire du RSA : 1"]),
        ([sent(at(17), need="trois maçons")], ["Publics évoqués", "non précisé : 1"]),
    ],
)
def test_what_the_week_was(digests: Digests, intakes: list[Intake], lines: list[str]):
    text = digests.digest(intakes, (), SINCE, UNTIL).replace("\xa0", " ")
    for line in lines:
        assert line in text


def test_what_is_late_is_named_as_far_as_it_fits_in_a_line(digests: Digests):
    late = [f"CL-222{number}" for number in range(2, 9)]
    text = digests.digest([sent(at(17))], late[:1], SINCE, UNTIL)
    assert "Ouvertes aujourd'hui : 1\ndont en retard : 1 (CL-2222)" in text
    assert "en retard : 7 (CL-2222, CL-2223, CL-2224, CL-2225, CL-2226…)" in digests.digest(
        [sent(at(17))], late, SINCE, UNTIL
    )


@pytest.mark.parametrize("intakes", [[], [closed(at(2), at(9))]])
def test_a_week_with_nothing_and_nothing_open_is_not_told(digests: Digests, intakes: list[Intake]):
    assert digests.digest(intakes, (), SINCE, UNTIL) == ""


def test_what_a_company_typed_is_never_in_it(digests: Digests):
    text = digests.digest([sent(at(17), need="appeler Camille au 06")], ("CL-7K3F",), SINCE, UNTIL)
    assert "Camille" not in text
