"""Whose the amounts of a text are: this contract's, or those of the works behind a mission, of another contract.

"maîtrise d'œuvre 150 000 € pour une opération de travaux de 11 M€" is a contract of 150 000 €.
"""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Literal

from bot.language.fold import plain
from bot.language.money import Amount, any_of
from bot.language.phrases import Occurrence
from bot.language.worth import counting
from bot.tools.modality.words import ContractText, Tag

Role = Literal["fees", "site", "whole", "former", "elsewhere", ""]

_GOVERNS = re.compile(  # "travaux de voirie estimés à", "chantier de", "montant des travaux :"
    r"(?:\s*:\s*|\s+(?:[a-z']+\s+){0,2}?)(?:(?:est |sont )?(?:estim|evalu|chiffr|budget)\w*\s+)?"
    r"(?:(?:a|de|d'|pour|montant de|d'un montant de|ht|hors taxes)\s*)*(?:environ |pres de |plus de )?\s*$"
)
_LINKS = re.compile(  # only with "à" or "de" before the amount: "construction d'une piscine à"
    r"[^,;.:€]*\s(?:(?:estim|evalu|chiffr)\w*(?: a)?|a|de|pour un montant de|d'un montant de|montant de)\s*"
    r"(?:environ |pres de |plus de )?$"
)
_OF_SITE = re.compile(r"\s*(?:ht\s*|hors taxes\s*)?(?:de|d'|des|pour les|pour le|en)\s*$")  # "8 M€ HT de travaux"
_DONE = re.compile(r"[)\s,]*(?:est|a ete|sont|ont ete)\s+(?:deja )?(?:sign|notifi|attribu|conclu|choisi|confi|retenu)")
_ASIDE = re.compile(r"\s*\([^()€]*\)\s*")  # "le marché précédent (2022) s'élevait à"
_WAS = re.compile(r"\s*(?:(?:lors|pour|sur|dans|au|du|de|dans le cadre)\s*(?:d[ue]|la|le|l'|notre)?)?\s*")
_OF_FORMER = re.compile(r"(?:\s+[a-z0-9']+){0,7}\s*:?\s*|\s*[,(]\s*(?:[a-z']+\s+){0,2}:?\s*")
_INSTEAD = re.compile(r"(?:contre|au lieu de|et non)\s*(?:environ )?$")  # "350 000 € contre 300 000 €"
_LEFT_OUT = re.compile(
    r"(?:hors|sans(?: compter)?|non compris[es]*)\s+(?:(?:la|les|le|l'|mission de|honoraires? de)\s*)*$"
)
_PHASE = (
    re.compile(  # "diagnostic avant travaux :", "nettoyage de fin de chantier :" name the moment, not the works' price
        r"(?<![a-z])(?:avant|apres|pendant|durant|suivi|fin|cours)\s+(?:(?:de|des|du|la|les|le|l'|d')\s*)*$"
    )
)
_HEADS = re.compile(r"\s*:?\s*")
_RATE_OF = re.compile(  # "7 % du coût des travaux, estimé à"; not "soit", which gives the fee itself
    r"(?!.*(?:soit|=|\())(?:[^.;\n€]*?(?:(?:estim|evalu|chiffr|prev)\w*\s*(?:a|de|d')?|(?<![a-z])(?:de|d')))?\s*"
)
_RATES = re.compile(r"(?:\d|pourcent)\s*(?:a|ou|et|-)\s*\d[\d.,]*\s*pourcent")  # "8 à 10 %"
_RATE = re.compile(  # "honoraires de 8 % d'un montant de", "taux de 10 % du coût des travaux", "9 % sur 2 M€"
    r"(?<![\w.,])(?P<n>\d{1,2}(?:[.,]\d{1,3})?)\s*pourcent\s*(?:ht\s*)?"
    r"(?:d'|(?:du|de|des|sur|x|appliqu\w+ (?:a|au|sur))(?![a-z]))"
    r"(?!\s*(?:la |l')?(?:heures|tva|insertion|temps|effectif))"
)
_FOR = re.compile(
    r"[\s,(]*(?:pour|en vue d\w+|dans le cadre|relati\w+|portant|concernant|preparant|d'une?|sur|avant"
    r"|du futur|de la future?)"
    r"(?:(?!marche|contrat)[^,;.€])*\s(?:de|d'|a|estim\w+ a|chiffr\w+ a|evalu\w+ a)\s*(?:environ |pres de )?"
)
_ALL_LOTS = re.compile(
    r"(?<![a-z])(?:tous (?:les )?lots|totale?|au total|en tout|lot unique|tous corps d'etat)(?![a-z])"
)
_ONE_LOT = re.compile(r"(?<![a-z])(?:le |un |du |mon |notre )?lot(?![a-z])")
_OF_TRADE = re.compile(r"\s*(?:de|d'|en|pour)\s*(?:la |le |les |l')?")  # "900 000 € de maçonnerie"
_OTHERWISE = re.compile(r"(?<![a-z])(?:ou|contre|sinon|avant|apres|puis|ensuite|au lieu|estime\w*|soit)(?![a-z])")
_SAME_CLAUSE = re.compile(r"[^.;\n]*")
_BUILT = Tag("money", "works_of")
_NATURES = frozenset({"services", "service", "prestation", "prestations", "travaux", "fournitures", "fourniture"})
_AFTER = 45  # characters behind an amount in which "déjà attribué" is said of it


@dataclass(frozen=True, slots=True)
class Whose:
    """The amounts that are the contract's; ``mission`` where it is one that is paid beside works.

    ``lack``: ``fee``, only the works' amount was told; ``operation``, a lot's amount stands beside its operation's;
    ``several``, a mission's stands beside the works' and nothing tells which is meant. ``apart``: each amount is that
    of a trade of its own, of one contract.
    """

    amounts: tuple[Amount, ...]
    mission: bool = False
    apart: bool = False
    lack: Literal["fee", "operation", "several"] | None = None


def whose(text: ContractText, found: Sequence[Amount]) -> Whose:
    """Those of some amounts that are the contract's."""
    every = counting(text.normal, found)
    labels = _labels(text)
    roles = _roles(text, labels, every)
    kept = _kept(list(zip(every, roles, strict=True)))
    if _is_mission(text, labels, every, roles):
        return _of_mission(text, kept)
    if alone := _of_one_kind(text, kept):
        return Whose(alone)
    amounts, lack = tuple(one for one, _ in kept), _undecided({role for _, role in kept})
    if not lack and len(amounts) == 1 and _lot_of_operation(text, labels, amounts[0]):
        lack = "operation"
    return Whose(amounts, apart=not lack and _trade_each(text, amounts), lack=lack)


def _roles(text: ContractText, labels: Sequence[Occurrence[Tag]], every: Sequence[Amount]) -> list[Role]:
    """What each amount is said of; behind a mission's, that of what the mission is for."""
    roles = [_role(text, labels, every, place) for place in range(len(every))]
    for place in range(1, len(every)):
        if roles[place - 1 : place + 1] == ["fees", ""] and _serves(text, every[place - 1], every[place]):
            roles[place] = "site"
    return roles


def _of_mission(text: ContractText, kept: Sequence[tuple[Amount, Role]]) -> Whose:
    """The amounts of a mission: its own, else its share of the works'."""
    own = tuple(one for one, role in kept if role not in ("site", "whole"))
    if own or not kept:
        return Whose(own, mission=True)
    fee = _share(text, [one for one, _ in kept])
    return Whose(fee, mission=True, lack=None if fee else "fee")


def _of_one_kind(text: ContractText, kept: Sequence[tuple[Amount, Role]]) -> tuple[Amount, ...]:
    """Of amounts of several kinds, those that are certainly the contract's; empty where that is not certain."""
    told = {role for _, role in kept}
    lot_told = any(role in ("", "whole") and _behind_part(text, one) for one, role in kept)
    if told > {""} and told <= {"", "site", "whole"} and _first_trade(text) == "services" and not lot_told:
        return tuple(one for one, role in kept if not role)  # a service for a site: an insurance, a cleaning
    if told == {"", "whole"}:
        return tuple(one for one, role in kept if role == "whole" and _of_all(text, one))
    return ()


def _serves(text: ContractText, mission: Amount, amount: Amount) -> bool:
    """Tell whether an amount is that of what a mission is for: "étude 30 000 € pour un pôle culturel de 6 M€"."""
    between = text.normal[mission.end : amount.start]
    parts = any_of(text.lists.parts)
    return bool(_FOR.fullmatch(between)) and not re.search(rf"(?<![a-z])(?:{parts})(?![a-z])", between)


def _labels(text: ContractText) -> list[Occurrence[Tag]]:
    """The words that tell what an amount is of, in their order."""
    labels = [one for one in text.all("money") if not text.own_role(one)]
    labels += [Occurrence(_BUILT, one.start, one.end) for one in text.all("objects") if one.tag.value == "works"]
    return sorted(labels, key=lambda one: one.start)


def _kept(every: Sequence[tuple[Amount, Role]]) -> Sequence[tuple[Amount, Role]]:
    """The amounts of this contract, not of another; a former one only where several stand and no other is left."""
    left = [(one, role) for one, role in every if role != "elsewhere"]
    now = [(one, role) for one, role in left if role != "former"]
    return now or ([] if len(every) == 1 else left)


def _undecided(told: Collection[Role]) -> Literal["operation", "several"] | None:
    """What keeps amounts of different kinds from being this contract's for certain."""
    if len(told) == 1:
        return None
    return "several" if "fees" in told else "operation" if "whole" in told else None


def _share(text: ContractText, works: Sequence[Amount]) -> tuple[Amount, ...]:
    """The fee of a mission that is told as a share of the works' amount; empty where one of them is not certain."""
    rates = list(_RATE.finditer(text.normal))
    if len(rates) != 1 or _RATES.search(text.normal) or len({one.euros for one in works}) != 1:
        return ()
    share = float(rates[0]["n"].replace(",", ".")) / 100
    return (replace(works[0], euros=round(works[0].euros * share, 2)),)


def _of_all(text: ContractText, amount: Amount) -> bool:
    """Tell whether an operation's amount is said to be that of all its lots."""
    around = f"{re.split('[€;]', text.normal[: amount.start])[-1]} {text.normal[amount.end : amount.end + _AFTER]}"
    return bool(_ALL_LOTS.search(around))


def _lot_of_operation(text: ContractText, labels: Sequence[Occurrence[Tag]], amount: Amount) -> bool:
    """Tell whether the only amount is that of one lot of an operation, whose other lots count with it."""
    lot = re.split(r"[€,;.]", text.normal[: amount.start])[-1]
    named = any(one.tag.value in ("site", "whole") and text.words[one.start].text == "operation" for one in labels)
    return named and bool(_ONE_LOT.search(lot)) and not _ALL_LOTS.search(text.normal)


def _behind_part(text: ContractText, amount: Amount) -> bool:
    """Tell whether an amount is said of a part: "lot nettoyage 80 000 €"."""
    before = re.split(r"[€,;.]", text.normal[: amount.start])[-1]
    return bool(re.search(rf"(?<![a-z])(?:{any_of(text.lists.parts)})(?![a-z])", before))


def _trade_each(text: ContractText, every: Sequence[Amount]) -> bool:
    """Tell whether a trade stands before each of several amounts, or right behind each, and all are of one nature."""
    if len(every) < 2:  # noqa: PLR2004  a list has two lines
        return False
    spans = list(pairwise([0, *(edge for one in every for edge in (one.start, one.end))]))[::2]
    between = [text.normal[first:last] for first, last in spans]
    if any(_OTHERWISE.search(words) for words in between[1:]) or len(set(between)) < len(between):
        return False
    trades = [(text.span(one), one.tag.value) for one in text.all("nature") if _is_trade(text, one)]
    before = [[t for (start, end), t in trades if first <= start and end <= last] for first, last in spans]
    behind = [[t for (start, _), t in trades if _OF_TRADE.fullmatch(text.normal, one.end, start)] for one in every]
    return any(all(side) and len({held[-1] for held in side}) == 1 for side in (_lots(text, before, between), behind))


def _lots(text: ContractText, before: list[list[str]], between: Sequence[str]) -> list[list[str]]:
    """The trades before each amount, where a lot without a trade has that of the first: "lots secondaires …"."""
    first = next((held[-1] for held in before if held), "")
    lot = re.compile(rf"(?<![a-z])(?:{any_of(text.lists.parts)})(?![a-z])")
    return [held or [first] * bool(first and lot.search(words)) for held, words in zip(before, between, strict=True)]


def _is_trade(text: ContractText, one: Occurrence[Tag]) -> bool:
    """Tell whether words name a trade, and not only a nature ("services", "travaux")."""
    return not text.own_role(one) and (one.end - one.start > 1 or text.words[one.start].text not in _NATURES)


def _first_trade(text: ContractText) -> str:
    return next((one.tag.value for one in text.all("nature") if not text.own_role(one)), "")


def _is_mission(
    text: ContractText, labels: Sequence[Occurrence[Tag]], every: Sequence[Amount], roles: Sequence[Role]
) -> bool:
    """Tell whether the contract is a mission beside works: it is named first, and not as another contract."""
    fees = [one for one in labels if one.tag.value == "fees"]
    if not fees:
        return False
    if any(role == "fees" for role in roles) and any(_of_site(text, labels, one) for one in every):
        return True
    beginning = next(one for one in labels if one.tag.value in ("fees", "site", "works_of", "whole"))
    if beginning.tag.value != "fees":
        return False
    clause = _SAME_CLAUSE.match(text.normal, text.span(beginning)[0])
    end = clause.end() if clause else len(text.normal)
    return not any(
        one.tag.value == "elsewhere" and text.span(beginning)[0] <= text.span(one)[0] < end for one in labels
    )


def _role(text: ContractText, labels: Sequence[Occurrence[Tag]], every: Sequence[Amount], place: int) -> Role:
    """What an amount is said of, by the last label before it, or one right behind it."""
    amount = every[place]
    start = every[place - 1].end if place else 0
    stop = every[place + 1].start if place + 1 < len(every) else len(text.normal)
    if _elsewhere(text, labels, amount, start, stop) or _settled(text, labels, amount, start):
        return "elsewhere"
    if _INSTEAD.search(text.normal[: amount.start]) or _was(text, labels, amount):
        return "former"
    if any(_RATE_OF.fullmatch(text.normal, rate.end(), amount.start) for rate in _RATE.finditer(text.normal)):
        return "site"
    if _of_site(text, labels, amount):
        return "site"
    for one in reversed(labels):
        begins, ends = text.span(one)
        if not start <= begins < amount.start:
            continue
        if (role := _said(text, one, _ASIDE.sub(" ", text.normal[ends : amount.start]))) is not None:
            return role
    return ""


def _said(text: ContractText, one: Occurrence[Tag], between: str) -> Role | None:
    """What a label makes of an amount that stands some words behind it; None where it does not reach so far."""
    match one.tag.value:
        case "ours":
            return ""
        case "former":
            return "former" if _OF_FORMER.fullmatch(between) else None
        case "fees" if _LEFT_OUT.search(text.normal[: text.span(one)[0]]):
            return "elsewhere"
        case "fees":
            return "fees" if not re.search(r"[.;\n]", between) else None
        case "site" if _PHASE.search(text.normal[: text.span(one)[0]]) and _HEADS.fullmatch(between):
            return None
        case "site":
            return "site" if _GOVERNS.fullmatch(between) else None
        case "works_of":
            return "site" if _LINKS.fullmatch(between) else None
        case "whole":
            parts = "|".join(re.escape(plain(part)) for part in text.lists.parts)
            split = re.search(rf"[:.;\n]|(?<![a-z])(?:{parts})(?![a-z])", between)
            return None if split else "whole"
    return None


def _elsewhere(text: ContractText, labels: Sequence[Occurrence[Tag]], amount: Amount, start: int, stop: int) -> bool:
    """Tell whether an amount is said to be of a contract beside this one, in its own clause."""
    for one in labels:
        begins, ends = text.span(one)
        if one.tag.value != "elsewhere":
            continue
        before = start <= begins < amount.start and not re.search(r"[.;,\n]", text.normal[ends : amount.start])
        behind = text.normal[amount.end : begins] if amount.end <= begins < min(stop, amount.end + _AFTER) else "."
        if before or not re.search(r"[.;,\n]", behind):
            return True
    return False


def _settled(text: ContractText, labels: Sequence[Occurrence[Tag]], amount: Amount, start: int) -> bool:
    """Tell whether an amount is that of a mission which somebody has already: "la MOE (600 000 €) est signée"."""
    named = any(one.tag.value == "fees" and start <= text.span(one)[0] < amount.start for one in labels)
    return named and bool(_DONE.match(text.normal, amount.end))


def _was(text: ContractText, labels: Sequence[Occurrence[Tag]], amount: Amount) -> bool:
    """Tell whether an earlier contract stands right behind an amount: "230 000 € lors du précédent marché"."""
    starts = [text.span(one)[0] for one in labels if one.tag.value == "former"]
    return any(start >= amount.end and _WAS.fullmatch(text.normal, amount.end, start) for start in starts)


def _of_site(text: ContractText, labels: Sequence[Occurrence[Tag]], amount: Amount) -> bool:
    """Tell whether "de travaux", "d'opération" stand right behind an amount."""
    return any(
        one.tag.value in ("site", "whole")
        and text.span(one)[0] >= amount.end
        and _OF_SITE.fullmatch(text.normal[amount.end : text.span(one)[0]])
        for one in labels
    )
