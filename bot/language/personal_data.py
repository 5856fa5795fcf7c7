"""Data of a candidate, which nobody may send: seen before anything is stored or shown."""

import re

_MONTHS = 12
_S = r"[ .\-\u00a0\u202f]?"
# sex, year, month, department, commune, order, key: as it is printed on the card, or run together
_NIR = re.compile(
    rf"(?<![\w+])(?<!\d[ .,\-])(?P<sex>[1-478]){_S}(?P<year>\d\d){_S}(?P<month>\d\d){_S}(?P<place>\d\d|2[AB]){_S}"
    rf"(?P<town>\d{{3}}){_S}(?P<order>\d{{3}})(?:{_S}(?P<key>\d\d))?(?![\w])(?!{_S}\d)",
    re.IGNORECASE,
)
_SEXES = "12"
_DATE = (
    r"(?:\d{1,2}\s?[./-]\s?\d{1,2}\s?[./-]\s?(?:\d{4}|\d\d)|\d{4}-\d\d-\d\d|(?:1er|\d{1,2})\s+(?:janv|f[ée]v|mars|avr|mai|"
    r"juin|juil|ao[ûu]t|sept|oct|nov|d[ée]c)[a-zéû.]*\s+(?:19|20)\d\d)"
)
_BORN = re.compile(rf"\bn[ée](?:\(?e\)?)?\s*(?:le\s*|:\s*)?(?P<date>{_DATE})", re.IGNORECASE)
_BIRTH_DATE = re.compile(rf"\b(?:date\s+de\s+naissance|ddn|naissance)\b[\s:=le]*(?P<date>{_DATE})", re.IGNORECASE)
_WORD = r"[A-ZÀÂÇÉÈÊËÎÏÔÖÙÛÜ][a-zàâçéèêëîïôöùûüA-ZÀÂÇÉÈÊËÎÏÔÖÙÛÜ'’-]+"
_TITLED = re.compile(rf"\b(?i:m\.|mr|mme|mlle|monsieur|madame|mademoiselle)\s*{_WORD}")
_CALLED = re.compile(
    r"\b(?:pr[ée]nom|nom|s'appelle|se nomme|nomm[ée]e?|appel[ée]e?)\s*:?\s*[^\W\d_]{2,}", re.IGNORECASE
)
_TWO_NAMES = re.compile(rf"(?<![\w])(?P<first>{_WORD})\s+(?P<last>{_WORD})(?![\w])")
_TITLE = r"(?i:mr|mme|mlle|monsieur|madame|mademoiselle)"
_NAMING = (  # what is kept of each stands before what goes
    re.compile(r"(?P<kept>)(?:\S+@\S+|(?<!\w)@\w+)"),
    re.compile(rf"(?P<kept>\bn[ée](?:\(?e\)?)?\s*(?:le\s*|:\s*)?|\bnaissance\s*:?\s*){_DATE}", re.IGNORECASE),
    re.compile(r"(?P<kept>)\+?\d(?:[\s.\-/]?\d){7,}"),
    re.compile(rf"(?P<kept>\b[Mm]\.\s*){_WORD}(?:\s+{_WORD})*"),
    re.compile(rf"(?P<kept>\b{_TITLE}\s+)(?!(?:l[ea]s?|du|de|des)\b|l['’])[^\W\d_][\w'’-]+(?:\s+{_WORD})*"),
    re.compile(rf"(?P<kept>\b(?i:s['’]appelle|m['’]appelle|se\snomme|nomm[ée]e?)\s+)[^\W\d_][\w'’-]+(?:\s+{_WORD})*"),
)
_BEFORE_BORN = re.compile(rf"(?<![\w])(?P<name>{_WORD})\s*[,(]?\s*$")
_AFTER_WORDS = re.compile(r"(?:^|[.!?\n]\s*)$")  # where a capital only begins a sentence
_NO_NAMES = frozenset(
    {"france", "travail", "pole", "pôle", "mission", "locale", "cap", "emploi", "code", "cdd", "cdi", "rsa", "deld"}
)


def candidate_data(text: str) -> bool:
    """Tell whether a text seems to hold what identifies a candidate.

    That is a social-security number, with a key or without, or a birth date beside a name. A date alone, a telephone
    number, a SIRET or an amount is none.

    >>> candidate_data("Jean Dupont, né le 12/03/1990"), candidate_data("un gars né le 12/03/1990")
    (True, False)
    """
    return any(_is_nir(found) for found in _NIR.finditer(text)) or _born_with_name(text)


def masked(text: str) -> str:
    """A text without what could name or reach a person; where that stood, an ellipsis.

    Those are e-mail addresses, names of accounts, numbers of eight digits and more, dates of birth, what follows a
    title or "s'appelle", and two capitals in a row; a name in small letters is not seen.

    >>> masked("Mme Dupont (06 12 34 56 78), née le 12/03/1990, est au RSA")
    'Mme … (…), née le …, est au RSA'
    """
    for kind in _NAMING:
        text = kind.sub(lambda found: f"{found['kept']}…", text)
    return _TWO_NAMES.sub(lambda two: "…" if _may_name(two["first"]) and _may_name(two["last"]) else two[0], text)


def _is_nir(found: re.Match[str]) -> bool:
    month = int(found["month"])
    if found["key"] is not None:
        from stdnum.fr import nir  # noqa: PLC0415  seldom needed: what looks like such a number is rare

        if nir.is_valid(re.sub(r"\W", "", found[0])):
            return True
    # a wrong key is a misspelt number; without a key only the form of a birth tells
    likely = 1 <= month <= _MONTHS and found["place"] not in ("00", "96")
    return found["sex"] in _SEXES and likely


def _born_with_name(text: str) -> bool:
    for born in (*_BORN.finditer(text), *_BIRTH_DATE.finditer(text)):
        before = _BEFORE_BORN.search(text[: born.start()])
        if before and not _AFTER_WORDS.search(text[: before.start()]) and _may_name(before["name"]):
            return True
        if before and before.start() == 0 and _may_name(before["name"]) and len(text[: born.start()].split()) == 1:
            return True
        if _TITLED.search(text) or _CALLED.search(text):
            return True
        if any(_may_name(two["first"]) and _may_name(two["last"]) for two in _TWO_NAMES.finditer(text)):
            return True
    return False


def _may_name(word: str) -> bool:
    return word.casefold() not in _NO_NAMES
