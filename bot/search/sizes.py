"""The size of a figure: 24 and 55 years are not one age, nor 6 and 13 months one time without work.

Where the sizes part is where the law or the lists of publics do.
"""

import re
from bisect import bisect_right
from collections.abc import Mapping, Sequence

from bot.language.figures import Mark

_AGES = (16.0, 18.0, 26.0, 30.0, 45.0, 50.0, 57.0, 62.0)  # years: school, majority, youth, GEIQ, senior, retirement
_TIMES = (6.0, 12.0, 24.0, 36.0)  # months: GEIQ and some buyers, long-term unemployment, its degrees
_EUROS = (
    1_000.0,
    40_000.0,
    90_000.0,
    221_000.0,
    1_000_000.0,
    5_404_000.0,
)  # a rate an hour, then the code's thresholds
_PARTS: Mapping[str, Sequence[float]] = {"#age": _AGES, "#time": _TIMES, "#euro": _EUROS}
_NUMBER = re.compile(r"\d+(?:[ .]\d{3}(?!\d))*(?:[.,]\d+)?")
_MONTHS = (("mois", 1.0), ("sem", 12 / 52), ("jour", 12 / 365), ("j", 12 / 365), ("a", 12.0))  # by how the unit begins
_UNIT = re.compile(r"\d\s*(mois|sem|jour|j|a)")
_SCALE = re.compile(r"\d\s*(k|milliard|mille|m)")
_TIMES_OF = {"k": 1e3, "mille": 1e3, "m": 1e6, "milliard": 1e9}
_LESS = re.compile(r"moins d[e']?\s*$|pas encore\s*$|bientot\s*$")


def size(mark: Mark) -> str:
    """How large a figure is, as a feature; empty where the size of such a figure says nothing.

    >>> [size(Mark(*one)) for one in (("#age", "24 ans", ""), ("#age", "26 ans", "moins de "), ("#hours", "35h", ""))]
    ['#age:18', '#age:18', '']
    >>> size(Mark("#time", "depuis 2 ans", "")), size(Mark("#euro", "1,5 million", ""))
    ('#time:24', '#euro:1000000')
    """
    parts, number = _PARTS.get(mark.kind), _NUMBER.search(mark.written)
    if parts is None or number is None:
        return ""
    value = float(re.sub(r"[ .](?=\d{3}(?!\d))", "", number.group()).replace(",", "."))
    if mark.kind == "#time":
        unit = _UNIT.search(mark.written)
        value *= dict(_MONTHS)[unit[1]] if unit else 1.0
    elif mark.kind == "#euro" and (scale := _SCALE.search(mark.written)):
        value *= _TIMES_OF[scale[1]]
    less = _LESS.search(mark.before) or "moins" in mark.written
    at = bisect_right(parts, value - (0.01 if less else 0.0))
    return f"{mark.kind}:{parts[at - 1]:.0f}" if at else f"{mark.kind}:0"
