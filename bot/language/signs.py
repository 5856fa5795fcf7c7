"""Signs that nobody sees: those that drive a terminal or turn the writing round are left out of what people write."""

import unicodedata

_LINES = frozenset("\n\t")
_TURNING = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")  # UAX 9, 2.1 to 2.6
_JOINERS = frozenset("\u200c\u200d")  # without which some writings, and faces of several, fall apart


def visible(text: str) -> str:
    r"""A text without control and direction characters; its lines stay.

    >>> visible("\x1b[31mrouge\n\u202etxet")
    '[31mrouge\ntxet'
    """
    if text.isprintable():
        return text
    return "".join(one for one in text if one in _LINES or not (one in _TURNING or unicodedata.category(one) == "Cc"))


def one_line(text: str) -> str:
    r"""A name on one line, without anything that nobody sees: it cannot look like the lines below it.

    >>> one_line("Zoé\nSIRET\u2028: 1\u202e\x07")
    'Zoé SIRET : 1'
    """
    shown = " ".join(text.split())
    if shown.isprintable():
        return shown
    kept = (one for one in shown if one in _JOINERS or unicodedata.category(one) not in {"Cc", "Cf", "Cs"})
    return " ".join("".join(kept).split())
