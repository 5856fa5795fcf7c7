"""What identifies a candidate is seen; what only looks like it is let through."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.language.personal_data import candidate_data


def _nir(sex: str, born: tuple[int, int], place: str, town: int, order: int) -> list[str]:
    year, month = born
    number = f"{sex}{year:02}{month:02}{place}{town:03}{order:03}"
    key = 97 - int(number.replace("2A", "19").replace("2B", "18")) % 97
    return [sex, f"{year:02}", f"{month:02}", place, f"{town:03}", f"{order:03}", f"{key:02}"]


nirs = st.builds(
    _nir,
    st.sampled_from("12"),
    st.tuples(st.integers(0, 99), st.integers(1, 12) | st.integers(20, 42) | st.integers(50, 99)),
    st.integers(1, 95).map("{:02}".format) | st.sampled_from(["2A", "2B", "97", "98", "99"]),
    st.integers(1, 990),
    st.integers(1, 999),
)


@given(
    nirs, st.sampled_from(["", " ", ".", "-", "\u00a0"]), st.sampled_from(["{}", "son numéro : {}.", "sécu {} merci"])
)
def test_a_social_security_number_is_seen_in_any_writing(parts, separator, around):
    assert candidate_data(around.format(separator.join(parts)))


@given(nirs, st.integers(1, 96))
def test_a_wrong_key_is_a_misspelt_number(parts, off):
    parts = [*parts[:2], "05", *parts[3:6], f"{(int(parts[6]) + off) % 97:02}"]
    assert candidate_data("".join(parts))


@given(st.from_regex(r"[0-9]{14}", fullmatch=True), st.booleans())
def test_a_siret_is_no_such_number(siret, spaced):
    said = f"{siret[:3]} {siret[3:6]} {siret[6:9]} {siret[9:]}" if spaced else siret
    assert not candidate_data(f"SIRET {said}, 2 maçons")


@given(st.from_regex(r"0[1-9]( ?[0-9]{2}){4}|\+33 ?[1-9]( ?[0-9]{2}){4}", fullmatch=True))
def test_a_telephone_number_is_no_such_number(phone):
    assert not candidate_data(f"rappelez-moi au {phone}")


@given(st.integers(0, 10**12), st.sampled_from([" ", "\u202f", "."]))
def test_an_amount_is_no_such_number(amount, separator):
    assert not candidate_data(f"{amount:,}".replace(",", separator) + " € HT, 5 %")


@pytest.mark.parametrize(
    "text",
    [
        "Jean Dupont né le 12/03/1990",
        "Dupont né le 12/03/1990 au RSA",
        "j'ai un candidat, Karim Benali, né le 1er mars 1988",
        "Mme Martin née le 02-04-1975",
        "il s'appelle karim et est né le 12/03/90",
        "Nom : dupont Prénom : jean Date de naissance : 12/03/1990",
        "DUPONT Jean, date de naissance 12.03.1990",
        "Fatou née le 3 août 1999",
        "1 85 05 78 006 084 91",
        "185057800608491",
        "2 69 05 2A 588 157 80",
        "n° sécu 1 85 05 78 006 084",
    ],
)
def test_what_identifies_a_candidate_is_seen(text):
    assert candidate_data(text)


@pytest.mark.parametrize(
    "text",
    [
        "un gars né le 12/03/1990, au chômage depuis 2 ans",
        "une dame née en 1970 au RSA",
        "Il est né le 12/03/1990, il compte ?",
        "Né le 12/03/1990, DELD",
        "dois-je donner la date de naissance ?",
        "Contact : Jean Dupont, chantier du 12/03/2027",
        "Jean Dupont, 05 49 12 34 56",
        "SIRET 73282932000074",
        "732 829 320 00074",
        "Marché n° 2026-1850-12, lot 3, notifié le 12/03/2026",
        "1 850 578 006 084 €",
        "l'article L2112-2 est né le 1er avril 2019 avec le Code de la commande publique",
        "FR76 3000 6000 0112 3456 7890 189",
        "France Travail : né le 12/03/1990, deux ans d'inscription",
        "",
    ],
)
def test_what_identifies_nobody_is_let_through(text):
    assert not candidate_data(text)
