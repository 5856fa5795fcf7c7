"""Numbers in letters become digits, so that only digits need be read: "cinquante-deux ans" is "52 ans"."""

import re

from bot.language.fold import plain

_UNITS = {
    "un": 1, "une": 1, "deux": 2, "trois": 3, "quatre": 4, "cinq": 5, "six": 6, "sept": 7, "huit": 8, "neuf": 9,
    "dix": 10, "onze": 11, "douze": 12, "treize": 13, "quatorze": 14, "quinze": 15, "seize": 16,
}  # fmt: skip
_TENS = {
    "vingt": 20, "vingts": 20, "trente": 30, "quarante": 40, "cinquante": 50, "soixante": 60,
    "septante": 70, "huitante": 80, "octante": 80, "nonante": 90,
}  # fmt: skip
_SCALES = {"mille": 1_000, "million": 1_000_000, "millions": 1_000_000, "milliard": 10**9, "milliards": 10**9}
_WORD = r"(?:" + "|".join(sorted({*_UNITS, *_TENS, *_SCALES, "cent", "cents"}, key=len, reverse=True)) + r")"
_SHARE_OR_AMOUNT = r"(?<!pour (?=cent))(?<!\d (?=cent|mil))"  # "8 pour cent" stays a share, "6 millions" an amount
_NUMBER = re.compile(rf"(?<![\w]){_SHARE_OR_AMOUNT}(?P<words>{_WORD}(?:(?:[\s-]+(?:et[\s-]+)?){_WORD})*)(?![\w])")
_GREATEST = 10**15  # beyond which what looks like a number is none, as "cent cent cent…"
_ALONE = frozenset({"un", "une"})  # an article more often than a number

_DAY_BEFORE = re.compile(r"(?:^|[^\w.,])(?:[0-2]?\d|3[01])(?:er)?[\s/-]*$")
_YEAR_AFTER = re.compile(r"[\s.-]*(?:19|20)\d\d(?!\d)(?!\s*(?:€|eur))")
_IN = re.compile(r"(?:^|\W)(?:en|fin|debut|mi|depuis)[\s-]+$")
_END_AFTER = re.compile(r"\s*(?:$|[.,;)])")

WORDS = frozenset({*_UNITS, *_TENS, *_SCALES, "cent", "cents"})
"""The words that numbers are made of."""


def numbers(text: str) -> tuple[str, list[tuple[int, int, int, int]]]:
    """A folded text with its numbers in digits, and each change: from where to where, in the new text and the old.

    >>> numbers("a vingt-deux ans")
    ('a 22 ans', [(2, 4, 2, 12)])
    """
    parts, changes, done, length = list[str](), list[tuple[int, int, int, int]](), 0, 0
    for match in _NUMBER.finditer(text):
        written = _in_digits(match)
        if written != match[0]:
            start, end = match.span()
            length += start - done + len(written)
            parts += (text[done:start], written)
            changes.append((length - len(written), length, start, end))
            done = end
    return "".join((*parts, text[done:])), changes


def digits(text: str) -> str:
    """The text, folded by ``plain``, with its numbers in digits; "un" and "une" alone stay, before "an" and "mois" too.

    >>> digits("quatre-vingt-dix-huit mille euros"), digits("cinquante et un ans"), digits("un gars de trente ans")
    ('98000 euros', '51 ans', 'un gars de 30 ans')
    >>> digits("le 15-sept-2026"), digits("il y a sept ans")
    ('le 15-sept-2026', 'il y a 7 ans')
    """
    return numbers(plain(text))[0]


def _is_month(match: re.Match[str]) -> bool:
    """Tell whether "sept" is September: "15-sept-2026", "le 3 sept", "en sept. 2026"."""
    before, end = match.string[max(0, match.start() - 8) : match.start()], match.end()
    if _DAY_BEFORE.search(before) or _YEAR_AFTER.match(match.string, end):
        return True
    return bool(_IN.search(before) and _END_AFTER.match(match.string, end))


def _in_digits(match: re.Match[str]) -> str:
    words = [word for word in re.split(r"[\s-]+", match["words"]) if word != "et"]
    if len(words) == 1 and (words[0] in _ALONE or (words[0] == "sept" and _is_month(match))):
        return match[0]
    whole, group = 0, 0
    for word in words:
        if word in _SCALES:
            whole += (group or 1) * _SCALES[word]
            group = 0
        elif word in ("cent", "cents"):
            group = (group or 1) * 100
        elif word in ("vingt", "vingts") and group % 100 == 4:  # noqa: PLR2004  quatre-vingts
            group += 76
        else:
            group += _UNITS.get(word) or _TENS[word]
        if whole + group > _GREATEST:
            return match[0]
    return str(whole + group)
