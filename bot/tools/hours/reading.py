"""The figures of a calculation, out of a sentence or out of the answer to a question."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import product

from bot.knowledge.schema.hours import HoursFile, Key
from bot.language import money as amounts
from bot.language.fold import fold, plain
from bot.language.numbers import digits
from bot.language.worth import Lack, worth
from bot.tools.hours.volume import Figures, ImpossibleFigureError, check, impossible, number

_NUMBER = r"\d+(?:[.,]\d+)?"
_MILLIONS = re.compile(r"(?<=\d)\s?M(?!\w)(?!\s?€)")  # a small m may be a metre
_HOURLY = r"(?<![\w.,])({number})\s*(?:€|euros?|eur|e)?\s*(?:/|par|de l'|l'|de)\s*(?:{hour})(?!\w)"
_PERCENT_SIGN = re.compile(r"\b(?:pour[ -]?cents?|p\.? ?cent|pct)\b")
_IN_LETTERS = re.compile(r"((?:[a-z'-]+ ){1,4})%")
_PERCENTAGE = re.compile(rf"(?<![\w.,])({_NUMBER})\s*%")
_DIVIDED = re.compile(rf"(?:/|÷|divise par)\s*({_NUMBER})(?![\d.,]*\s*(?:%|k|m))")
_MULTIPLIED = re.compile(r"(?<![\w.,])(\d[\d ]*)(?=\s*[x×*])")
_TIME = re.compile(r"\d\s*(?:mois|ans?|jours?|semaines?|heures?|h)\b")
_CLAUSES = re.compile(r"[a-z]\s*[,;.!?]\s*[a-z]{2}")
_TWO_WAYS = re.compile(r"[1-9]\d{0,2},\d{3}")  # "1,500": one and a half, or fifteen hundred
_NOT_HOURS = re.compile(
    r"(?<![a-z])(?:etp|temps plein|equivalents?|personnes?|postes?|salaries?|jours?|mois)(?![a-z])"
    r"|(?:/|par)\s*(?:sem|mois|jour)"
)
_ASKED = re.compile(r"(?<![a-z])quel(?:le)?s?\s+(?:est\s+)?(?:le\s+|la\s+)?$")  # "quel taux pour" tells none
_MOST_WORDS = 6  # around a figure that answers a question
_BREAK = re.compile(r"[,;|]|\bet\b")
_NEAR = 30  # characters between a percentage and the word that tells what it is
_MOST_SHARES, _LONGEST_TEXT = 4, 2000
_USUAL_RATE = 25  # percent; published rates go up to 20, shares of labour start at 20
_LEAST_AMOUNT = 1000  # euros; a bare number below is something else


@dataclass(frozen=True, slots=True)
class _Share:
    """A percentage of a text, at its place."""

    start: int
    end: int
    value: Decimal


@dataclass(frozen=True, slots=True)
class _Word:
    """A word that tells what a percentage is, at its place."""

    start: int
    end: int
    means: str


def figure(key: Key, text: str, file: HoursFile) -> Decimal:
    """A figure typed as the answer to its question: "450 000", "1,2 M€", "50 %", "35 €/h", "la moitié".

    Raises:
        ImpossibleFigureError: no number is in it, or one that cannot be.
    """
    value = None if _other_unit(key, plain(text)) else _typed(key, text, file)
    if _TWO_WAYS.fullmatch(text.strip()):
        raise ImpossibleFigureError(key, text.strip(), file.said.two_ways.format(value=text.strip()))
    if key == "amount" and value is None and (lack := _lacking(plain(text[:_LONGEST_TEXT]), file)):
        raise ImpossibleFigureError(key, text.strip(), file.said.of(lack))
    if value is None:
        raise impossible(key, text.strip(), "not_a_number", file)
    return check(key, value, file)


def read(text: str, file: HoursFile) -> Figures:
    """The figures that a sentence states; those that it does not are None, and none is judged here."""
    return told(text, file)[0]


def told(text: str, file: HoursFile) -> tuple[Figures, Lack | None]:
    """The figures that a sentence states, and why its amount cannot be used as it stands (it is with taxes, a year's).

    "lot de 850 000 € HT, moitié main d'oeuvre, 5%, 32 euros de l'heure" gives amount 850000, labour_share 50, rate 5
    and hourly_cost 32. ``hours`` is what is to be reached ("quel taux pour 500 h"), where no rate is said.
    """
    words = file.reading
    said = _in_digits(text[:_LONGEST_TEXT], file)
    shares = [_Share(match.start(), match.end(), number(match[1])) for match in _PERCENTAGE.finditer(said)][
        :_MOST_SHARES
    ]
    labour_share, rate = _told_apart(said, shares, _words(said, file))
    hourly = re.search(_HOURLY.format(number=_NUMBER, hour=_any(words.hour)), said)
    rest = said[: hourly.start()] + " , " + said[hourly.end() :] if hourly else said
    money = amounts.normal(_PERCENTAGE.sub(" , ", rest), words.parts)
    found = [one for one in amounts.amounts(money, words.parts) if "hour" not in one.per]
    hour = file.figures["hourly_cost"]
    small = [one for one in found if hour.least <= one.euros <= hour.most]
    costed = re.search(
        rf"(?<!\w)(?:{_any(words.hourly_cost)})(?:\s*(?:de|d'|est|a|:|=|charge|moyen|environ|\())*\s*({_NUMBER})",
        money,
    )
    divided = _DIVIDED.search(money)
    priced = hourly or costed
    cost = number(priced[1]) if priced else _euros(small[0].euros) if small else None
    if cost is None and divided:
        cost = number(divided[1])
    counted = [one for one in found if one not in small]
    whole = worth(money, words.parts, counted)
    amount = None if whole.euros is None else _euros(whole.euros)
    if amount is None and whole.lack is None:
        amount = _bare_amount(money, file)
    target = re.search(rf"(?<![\w.,€])(\d[\d ]*)\s*(?:{_any(words.hour)})(?![\w'])(?!\s*(?:/|par|de travail))", money)
    hours = number(target[1]) if target else None
    figures = Figures(
        amount=amount, labour_share=labour_share, hourly_cost=cost, rate=rate, hours=hours if rate is None else None
    )
    return figures, whole.lack


def _in_digits(text: str, file: HoursFile) -> str:
    """The text, folded, with every share as "5 %": in letters, as a fraction, or behind its word without a sign."""
    words = file.reading
    said = _PERCENT_SIGN.sub("%", plain(_MILLIONS.sub(" millions", text)))
    said = _IN_LETTERS.sub(lambda match: digits(match[1]) + "%", said)
    labour, rate = _any(words.labour_share), _any(words.rate)
    for fraction, value in sorted(words.fractions.items(), key=lambda one: -len(one[0])):
        near = rf"(?=[^,;\d]{{0,12}}(?<!\w)(?:{labour})(?!\w))"
        behind = rf"(?<!\w)((?:{labour})\s*(?:[:=a]|pour)?\s*(?:de )?){re.escape(plain(fraction))}(?!\w)"
        said = re.sub(rf"(?<![\w/]){re.escape(plain(fraction))}(?![\w/]){near}", f"{value} % ", said)
        said = re.sub(behind, rf"\g<1>{value} %", said)
    no_share = r"(?!\s*(?:%|€|euro|k|m\b|h\b|heure|/|[\d.,]))"
    unsigned = rf"(?<!\w)((?:{labour}|{rate})\s*(?:de|d'|a|est|:|=)?\s*)({_NUMBER}){no_share}"
    return re.sub(unsigned, r"\1\2 %", said)


def _words(said: str, file: HoursFile) -> list[_Word]:
    """The words that tell what a percentage is; the longest where they overlap."""
    reading = file.reading
    found: list[_Word] = []
    for means, phrases in (
        ("labour_share", reading.labour_share),
        ("rate", reading.rate),
        ("other", (*reading.other, *reading.hourly_cost)),
    ):
        found += [
            _Word(match.start(), match.end(), means)
            for match in re.finditer(rf"(?<!\w)(?:{_any(phrases)})(?!\w)", said)
            if not _ASKED.search(said[: match.start()])
        ]
    return [
        word
        for word in found
        if not any(
            o.start <= word.start and word.end <= o.end and (o.end - o.start) > (word.end - word.start) for o in found
        )
    ]


def _told_apart(said: str, shares: Sequence[_Share], words: Sequence[_Word]) -> tuple[Decimal | None, Decimal | None]:
    """Which percentage is the share of labour and which the rate: by the words beside them, else by their size."""
    choices = [
        [*_linked(said, share, shares, words), ("labour_share", None, -0.5), ("rate", None, -0.5), ("", None, -2.0)]
        for share in shares
    ]
    best: tuple[float, dict[str, Decimal]] = (float("-inf"), {})
    for chosen in product(*choices):
        used = [word for _, word, _ in chosen if word is not None]
        means = [mean for mean, _, _ in chosen if mean in ("labour_share", "rate")]
        if len(set(used)) < len(used) or len(set(means)) < len(means):
            continue
        told = {mean: share.value for (mean, _, _), share in zip(chosen, shares, strict=True)}
        score = sum(points for _, _, points in chosen) + _likelihood(told)
        if score > best[0]:
            best = (score, told)
    return best[1].get("labour_share"), best[1].get("rate")


def _linked(
    said: str, share: _Share, shares: Sequence[_Share], words: Sequence[_Word]
) -> Iterator[tuple[str, _Word | None, float]]:
    """The words near a percentage, each with what it counts: no other percentage and no comma stands between."""
    for word in words:
        start, end = (share.end, word.start) if word.start >= share.end else (word.end, share.start)
        between = said[start:end]
        if end - start > _NEAR or any(start <= other.start < end for other in shares):
            continue
        yield word.means, word, 10 - len(between) / _NEAR - 6 * len(_BREAK.findall(between))


def _likelihood(told: Mapping[str, Decimal]) -> float:
    labour, rate = told.get("labour_share"), told.get("rate")
    points = 0.0
    if labour is not None:
        points += 0.5 if labour > _USUAL_RATE else 0.0
    if rate is not None:
        points += 0.6 if rate <= _USUAL_RATE else 0.0
    if labour is not None and rate is not None:
        points += 1.0 if labour > rate else -1.0
    return points


def _bare_amount(money: str, file: HoursFile) -> Decimal | None:
    """A large number without a currency: before a "×", else the largest that is no number of hours."""
    if factor := _MULTIPLIED.search(money):
        return number(factor[1])
    hour = _any(file.reading.hour)
    bare = [number(match[0]) for match in re.finditer(rf"(?<![\w.,/]){_NUMBER}(?![\w.,]|\s*(?:{hour})(?!\w))", money)]
    large = [number for number in bare if number >= _LEAST_AMOUNT]
    return max(large, default=None)


def _other_unit(key: Key, said: str) -> bool:
    """Tell whether a percentage stands for euros, euros for a percentage, people or a week's hours for hours."""
    if key == "hours" and _NOT_HOURS.search(said):
        return True
    return ("€" in said or "euro" in said) if key in ("labour_share", "rate") else "%" in said


def _typed(key: Key, text: str, file: HoursFile) -> Decimal | None:
    """The number that answers a question, whatever unit stands behind it."""
    said = plain(text[:_LONGEST_TEXT])
    if key == "amount":
        money = amounts.normal(said, file.reading.parts)
        whole = worth(money, file.reading.parts)
        if whole.lack:
            return None
        if whole.euros is not None:
            return _euros(whole.euros) * (-1 if said.lstrip().startswith("-") else 1)
    if key == "labour_share":
        for fraction, value in file.reading.fractions.items():
            if fold(fraction) == fold(said):
                return value
    if is_sentence(said) or (key != "hours" and _TIME.search(said)):
        return None
    numbers = re.findall(r"-?\s?\d[\d  ]*(?:[.,]\d+)?", digits(said))
    return number(numbers[0]) if len(numbers) == 1 else None


def _lacking(said: str, file: HoursFile) -> Lack | None:
    """Why an amount that was typed cannot be used as it stands."""
    return worth(amounts.normal(said, file.reading.parts), file.reading.parts).lack


def is_sentence(said: str) -> bool:
    """Tell whether a text says more than one figure: its number may count masons."""
    said = plain(said)
    return len(re.findall(r"[a-z']{2,}", said)) > _MOST_WORDS or _CLAUSES.search(said) is not None


def _any(phrases: Sequence[str]) -> str:
    return "|".join(re.escape(plain(phrase)) for phrase in sorted(set(phrases), key=len, reverse=True)) or "(?!)"


def _euros(amount: float) -> Decimal:
    return Decimal(round(amount)) if amount == round(amount) else Decimal(str(amount))
