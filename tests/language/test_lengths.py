"""How long a contract lasts by its words."""

import pytest

from bot.language.lengths import length_of
from bot.language.money import normal


@pytest.mark.parametrize(
    ("text", "months"),
    [
        ("du 01/01/2027 au 31/12/2030", 48),
        ("de janvier 2027 à décembre 2029", 36),
        ("de 2027 à 2030", 48),
        ("mars à juillet 2027", 5),
        ("de novembre à février 2028", 4),
        ("entre le 15/06/2027 et le 15/09/2027", 3),
        ("à compter du 1er mai 2027, jusqu'au 31 août 2027", 4),
        ("début 01/03/2027, fin 31/08/2027", 6),
        ("du 01/01/2027 au 31/12/2027, renouvelable 3 fois", 48),
        ("reconductible tacitement par période de 12 mois, 3 fois maximum", 48),
        ("2 ans puis 2 reconductions annuelles", 48),
        ("un an puis trois années supplémentaires possibles", 48),
        ("un an, deux périodes supplémentaires de 6 mois", 24),
        ("2 ans, possibilité de prolonger de 12 mois", 36),
        ("un an, option de prolongation d'un an", 24),
        ("nombre de reconductions : 3, durée d'un an", 48),
        ("12 mois, renouvelable jusqu'à 4 ans", 48),
    ],
)
def test_a_contract_lasts_with_all_its_renewals(text: str, months: int) -> None:
    assert length_of(normal(text)).whole == months


@pytest.mark.parametrize(
    "text",
    [
        "jusqu'au 31/12/2030",  # its beginning is not told
        "un an reconductible",  # how often is not told
        "le 12/03/2027 et le 14/03/2027",  # two days, no time between them
        "lancé en 2019, notifié en 2020",
        "garantie de 2 ans",
    ],
)
def test_a_length_that_is_not_told_stays_unknown(text: str) -> None:
    assert length_of(normal(text)).whole is None


def test_a_time_that_is_something_else_is_not_the_contract_s() -> None:
    text = normal("publication du 01/12/2026 au 15/01/2027")
    assert length_of(text, ["publication"]).whole is None
