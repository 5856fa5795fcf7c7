"""A company's request, from its agreement to the recapitulation. ``sending`` sends it."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date

from bot.chat.flow import AnswerRefused, Answers, Choice, Outcome, Question, Taken, Value
from bot.chat.markup import bold, escape, italic
from bot.knowledge.areas import Commune
from bot.knowledge.schema.entries import Knowledge, Relay
from bot.knowledge.schema.hours import HoursFile
from bot.language.dates import in_french
from bot.language.days import days
from bot.language.fold import fold, plain, words
from bot.language.numbers import digits
from bot.language.signs import one_line, visible
from bot.requests.card import lines, listed
from bot.requests.listening import Listener
from bot.requests.model.contact_details import Reach
from bot.requests.model.contact_details import read as reach_of
from bot.requests.model.request import Form
from bot.tools.hours.reading import figure
from bot.tools.hours.reading import read as figures_of
from bot.tools.hours.volume import ImpossibleFigureError
from bot.tools.places.contact import numbers
from bot.tools.places.gazetteer import Gazetteer
from bot.tools.places.relays import relays_for

INTAKE = "tool/intake"
CONSENT, CONFIRM, SEND = "consent", "confirm", "send"
KEYS = ("siret", "company", "contact", "reach", "place", "contract", "need", "hours", "start")
ASKED = ("place", "need", "company", "contact", "reach")  # what a relay needs to call back
OPTIONAL = frozenset({"siret", "contract", "hours", "start"})
LONGEST = {"company": 120, "contact": 80, "contract": 200, "need": 1000}  # characters
_SHORTEST = 2
_SIRET, _SIREN = 14, 9
_SIRET_TERMS = ("siret", "siren")
_OFFERED = 8  # communes offered as buttons
_NAME = 5  # words of a misspelt commune's name and what stands around it
_MOST_HOURS = 200_000  # what a hundred people work in a year and more: beyond it is a typing error
_SIRET_WRITTEN = re.compile(r"(?<!\d)\d{3}(?:[\s.\-]?\d{3}){2}[\s.\-]?\d{5}(?!\d)")
_THOUSANDS = re.compile(r"(?<=\d)[.\u00a0\u202f](?=\d{3}(?!\d))")
_THOUSANDS_OR_NOT = re.compile(r"(?<![\d,])\d{1,3},\d{3}(?![\d,])")
_TIME = re.compile(
    r"\d\s*(?:mois|ans?|jours?|semaines?|etp|equivalents?)\b|(?:/|par|chaque)\s?(?:sem|mois|jour|an)|hebdo|mensuel"
)
_DAY_ALONE = re.compile(r"(?:le )?(\d{1,2})")
_LAST_DAY = 31


class IntakeFlow:
    """The questions of ``/demande``. ``days`` is for how long a request is kept after its end."""

    name = INTAKE
    keeps = False
    ways: frozenset[str] = frozenset()

    def __init__(
        self, knowledge: Knowledge, gazetteer: Gazetteer, hours: HoursFile, listener: Listener, days: int
    ) -> None:
        self._knowledge = knowledge
        self._gazetteer = gazetteer
        self._hours = hours
        self._days = days
        self.listener = listener
        said = listener.file
        self._no = _folded(said.declined)
        self._lacking, self._soon = _folded(said.lacking), _folded(said.soon)
        self._begins, self._calls = _any_of(said.begins), _any_of(said.calls)

    def prefill(self, text: str, today: date, relay: str) -> Taken:
        """What a first sentence says of the work: where, how many hours, from when. Never who asks."""
        del relay
        said: dict[str, Value] = {}
        found = self._gazetteer.find(text)
        if found.match == "exact":
            said["place"] = found.communes[0].insee
        hours = figures_of(text, self._hours).hours
        if hours is not None and 1 <= hours <= _MOST_HOURS:
            said["hours"] = str(hours)
        folded = fold(text)
        if self._begins.search(folded) and not self._calls.search(folded) and (day := self._day(text, today)):
            said["start"] = day.isoformat()
        return Taken(said)

    def next(self, answers: Answers, today: date) -> Question | Outcome:
        """The first question that is open, in the order of the form; the recapitulation at the end."""
        del today
        if answers.get(CONSENT) is False:
            return self._declined(answers)
        if (outside := self._outside(str(answers.get("place") or ""))) is not None:
            return outside
        return self._question(self._missing(answers), answers)

    def ask(self, key: str, answers: Answers) -> Question | None:
        """The question of a key."""
        return self._question(key, answers) if key in (CONSENT, *KEYS, CONFIRM) else None

    def admits(self, key: str, value: Value, answers: Answers, today: date) -> bool:
        """Tell whether the commune is still one, and the start still to come."""
        del answers
        if key == "place":
            return self._gazetteer.commune(str(value)) is not None
        return key != "start" or date.fromisoformat(str(value)) >= today

    def resumed(self, value: str) -> Answers | None:
        """Nothing: no outcome of a request offers another."""
        del value
        return None

    def press(self, key: str, value: str) -> Value | None:
        """Whether it is agreed, or the commune of a button."""
        if key == CONSENT and value in ("yes", "no"):
            return value == "yes"
        return value if key == "place" and self._gazetteer.commune(value) is not None else None

    def read(self, key: str, text: str, answers: Answers, today: date) -> Taken | AnswerRefused | None:
        """A typed answer, checked. With the last that is needed, what is optional is left out until it is added."""
        read = self._read(key, text, today)
        return self._completed(key, read, answers) if isinstance(read, Taken) else read

    def _completed(self, key: str, read: Taken, answers: Answers) -> Taken:
        """An answer; with the last that is needed, what is optional is left out until it is added."""
        if set(ASKED) - {*answers, *read.values} or key not in ASKED:
            return read
        left_out = {one: None for one in KEYS if one in OPTIONAL and one not in answers}
        return replace(read, values={**left_out, **read.values})

    def shared(self, key: str, name: str, phone: str, answers: Answers, today: date) -> Taken | AnswerRefused | None:
        """A contact that was sent where a person or a number is asked for; None where neither is.

        Who is asked for is named by it too, and can be reached there unless something else was given before.
        """
        if key == "reach":
            return self.read(key, phone, answers, today)
        if key != "contact":
            return None
        named, number = self._words(key, one_line(name)[: LONGEST[key]]), self._reach(phone)
        said = dict(named.values) if isinstance(named, Taken) else {}
        if isinstance(number, Taken) and "reach" not in answers:
            said |= number.values
        return self._completed(key, Taken(said), answers) if said else named

    def continues(self, text: str, today: date) -> bool:
        """Tell whether a text right after the form ended wants it all the same, or for another site."""
        if self.listener.changes_mind(text):
            return True
        return "place" in self.prefill(text, today, "").values and self._begins.search(fold(text)) is not None

    def _read(self, key: str, text: str, today: date) -> Taken | AnswerRefused | None:
        folded = fold(text)
        if key in (CONSENT, CONFIRM):
            return self._agreement(key, text)
        if folded in self._lacking and key != "need":
            note = self._skipped(key)
            return Taken({key: None}, note) if key in OPTIONAL else AnswerRefused(self._knowledge.texts.form.required)
        match key:
            case "siret":
                return self._siret(text)
            case "reach":
                return self._reach(text)
            case "place":
                return self._place(text)
            case "hours":
                return self._number_of_hours(text)
            case "start":
                return self._start(text, today)
            case "company" | "contact" | "contract" | "need":
                return self._words(key, text)
            case _:
                return None

    def shown(self, key: str, value: Value) -> str:
        """A line of the recapitulation, with its heading."""
        if key not in KEYS:
            return ""
        for _, heading, shown in lines(self._knowledge.texts, self.form({key: value})):
            return f"{heading} · {shown}"
        return f"{self._heading(key)} · {self._knowledge.texts.form.left_out}"

    def complete(self, answers: Answers) -> bool:
        """Tell whether nothing is missing any more."""
        return self._missing(answers) == CONFIRM and answers.get(CONSENT) is True

    def agrees(self, text: str) -> bool:
        """Tell whether a typed text says yes to what is asked, in one way or several at once: "oui ok"."""
        return self.listener.agrees(text)

    def form(self, answers: Answers) -> Form:
        """The form that the answers fill in."""
        said = {key: str(value) for key, value in answers.items() if value is not None}
        commune = self._gazetteer.commune(said.get("place", ""))
        return Form(
            siret=said.get("siret", ""),
            company=said.get("company", ""),
            contact=said.get("contact", ""),
            reach=said.get("reach", ""),
            place=commune.insee if commune else "",
            place_name=_named(commune) if commune else "",
            contract=said.get("contract", ""),
            need=said.get("need", ""),
            hours=float(said["hours"]) if "hours" in said else None,
            start=date.fromisoformat(said["start"]) if "start" in said else None,
        )

    def relays(self, place: str) -> list[Relay]:
        """The bodies to turn to for the commune of an INSEE code, the best first."""
        commune = self._gazetteer.commune(place)
        return relays_for([commune], self._knowledge.relays) if commune else []

    # The questions

    def _missing(self, answers: Answers) -> str:
        return next((key for key in (CONSENT, *ASKED) if key not in answers), CONFIRM)

    def _question(self, key: str, answers: Answers) -> Question:
        texts = self._knowledge.texts
        match key:
            case "consent":
                answers_ = (Choice("yes", texts.form.agree), Choice("no", texts.form.decline))
                above, more = escape(texts.form.consent), escape(texts.form.consent_more.format(days=self._days))
                return Question(key, texts.form.ask_consent, answers_, may_be_unknown=False, above=above, more=more)
            case "confirm":
                above = f"{bold(texts.form.recap)}\n{listed(texts, self.form(answers))}"
                if missing := [texts.form.line[one] for one in KEYS if one in OPTIONAL and answers.get(one) is None]:
                    above += f"\n{italic(texts.form.optional.format(lines=', '.join(missing)))}"
                choices = (Choice(SEND, texts.form.send),)
                return Question(
                    key, texts.form.ask_confirm, choices, above=above, stopped=texts.form.stopped, final=True
                )
            case _:
                optional = key in OPTIONAL
                return Question(
                    key,
                    texts.form.ask[key],
                    may_be_unknown=optional,
                    skip=texts.form.skip if optional else "",
                    skipped=self._skipped(key),
                    stopped=texts.form.stopped,
                    takes_anything=key == "need",
                    terms=_SIRET_TERMS,
                    explained=texts.form.siret_where,
                )

    def _skipped(self, key: str) -> str:
        return self._knowledge.texts.form.siret_skipped if key == "siret" else ""

    def _heading(self, key: str) -> str:
        return self._knowledge.texts.form.line[key]

    def _declined(self, answers: Answers) -> Outcome:
        blocks = [escape(self._knowledge.texts.form.declined)]
        relays = self.relays(str(answers.get("place") or "")) or self._directories()
        blocks.extend(f"{bold(relay.name)}\n{numbers(self._knowledge, relay)}" for relay in relays[:1])
        return Outcome("\n\n".join(blocks), next=("tool/relay", INTAKE))

    def _outside(self, place: str) -> Outcome | None:
        """What is said at once where no body of the base has the place of the work; None where one has."""
        relays, commune = self.relays(place), self._gazetteer.commune(place)
        if commune is None or any(relay.status != "directory" for relay in relays):
            return None
        blocks = [escape(self._knowledge.texts.form.outside.format(place=_named(commune)))]
        blocks.extend(f"{bold(one.name)}\n{numbers(self._knowledge, one)}" for one in self._directories()[:1])
        return Outcome("\n\n".join(blocks), next=("tool/relay", INTAKE))

    def _directories(self) -> list[Relay]:
        return [relay for relay in self._knowledge.relays if relay.status == "directory"]

    # Reading an answer

    def _agreement(self, key: str, text: str) -> Taken | AnswerRefused | None:
        """The consent in words; anything else but a question is told what to do, and not kept."""
        texts, folded = self._knowledge.texts, fold(text)
        if key == CONSENT and ((agreed := self.agrees(text)) or folded in self._no):
            return Taken({CONSENT: agreed})
        if "?" in text:
            return None
        return AnswerRefused(texts.form.consent_first if key == CONSENT else texts.form.confirm_how)

    def _siret(self, text: str) -> Taken | AnswerRefused:
        from stdnum.exceptions import InvalidChecksum, ValidationError  # noqa: PLC0415  only a form needs it
        from stdnum.fr.siret import validate  # noqa: PLC0415  likewise

        texts = self._knowledge.texts
        stands = _SIRET_WRITTEN.search(text)  # as it is pasted from a letterhead, with what stands around it
        number = re.sub(r"siret|[\s.:\-\u00a0\u202f]", "", stands[0] if stands else text, flags=re.IGNORECASE)
        count = sum(character.isdigit() for character in number)
        if not count:
            return AnswerRefused(texts.form.siret_where)
        if count == _SIREN:
            return AnswerRefused(texts.form.siret_siren)
        if not number.isdigit():
            return AnswerRefused(texts.form.siret_signs)
        if count != _SIRET:
            return AnswerRefused(texts.form.siret_length.format(count=count))
        try:
            return Taken({"siret": validate(number)})
        except InvalidChecksum:
            return AnswerRefused(texts.form.siret_key)
        except ValidationError:  # digits of another script
            return AnswerRefused(texts.form.siret_signs)

    def _reach(self, text: str) -> Taken | AnswerRefused:
        found = reach_of(text)
        if isinstance(found, Reach):
            note = self._knowledge.texts.form.reach_first.format(others=", ".join(found.others)) if found.others else ""
            return Taken({"reach": found.value}, note=note)
        return AnswerRefused(self._knowledge.texts.form.reach[found])

    def _place(self, text: str) -> Taken | AnswerRefused:
        texts = self._knowledge.texts
        found = self._gazetteer.find(text)
        if found.match == "exact" or (found.match == "fuzzy" and not found.near and len(words(text)) <= _NAME):
            return Taken({"place": found.communes[0].insee})
        if found.match == "fuzzy" and not found.near:  # a word of a sentence that looks like a name
            return AnswerRefused(texts.form.place_near, _choices(found.communes))
        if found.communes:
            return AnswerRefused(texts.relay.which, _choices((*found.communes, *found.near)))
        if near := self._gazetteer.nearest(text):
            return AnswerRefused(texts.form.place_near, _choices(near))
        return AnswerRefused(texts.relay.unknown_place)

    def _number_of_hours(self, text: str) -> Taken | AnswerRefused:
        texts = self._knowledge.texts
        said = _THOUSANDS.sub("", text)
        if _TIME.search(plain(said)):
            return AnswerRefused(texts.form.hours_other_unit)
        if doubtful := _THOUSANDS_OR_NOT.search(said):
            return AnswerRefused(texts.form.hours_comma.format(written=doubtful[0], meant=doubtful[0].replace(",", "")))
        try:
            hours = figure("hours", said, self._hours)
        except ImpossibleFigureError:
            return AnswerRefused(texts.form.hours_not_read)
        if hours > _MOST_HOURS:
            return AnswerRefused(texts.form.hours_too_many)
        return Taken({"hours": str(hours)})

    def _start(self, text: str, today: date) -> Taken | AnswerRefused:
        texts = self._knowledge.texts
        if fold(text) in self._soon:
            return Taken({"start": today.isoformat()})
        day = self._day(text, today, alone=True)
        if day is None:
            return AnswerRefused(texts.form.start_not_read)
        if day < today:
            return AnswerRefused(texts.form.start_past.format(day=in_french(day)))
        return Taken({"start": day.isoformat()})

    def _day(self, text: str, today: date, *, alone: bool = False) -> date | None:
        """The first day that a text names; where it is nothing else, also "mai", "le 3/4" and "le 12"."""
        said = digits(text).strip()
        attempts = (said, f"le {said}", f"en {said}", f"a la {said}") if alone else (said,)
        for attempt in attempts:
            if found := days(attempt, today):
                first = found[0]
                return first.day if first.day >= today or first.last < today else today
        number = _DAY_ALONE.fullmatch(said) if alone else None
        return _next_day(int(number[1]), today) if number else None

    def _words(self, key: str, text: str) -> Taken | AnswerRefused | None:
        texts = self._knowledge.texts
        if "?" in text and key != "need":
            return None
        said = visible(text).strip() if key == "need" else one_line(text)
        over = len(said) - LONGEST[key]
        if over > 0:
            return AnswerRefused(texts.form.too_long.format(most=LONGEST[key], over=over))
        if len(said) < _SHORTEST:
            return AnswerRefused(texts.form.too_short)
        return Taken({key: said})


def _folded(phrases: Iterable[str]) -> frozenset[str]:
    return frozenset(fold(phrase) for phrase in phrases)


def _any_of(phrases: Iterable[str]) -> re.Pattern[str]:
    every = sorted((re.escape(fold(phrase)) for phrase in phrases), key=len, reverse=True)
    return re.compile(rf"\b(?:{'|'.join(every)})\b")


def _named(commune: Commune) -> str:
    return f"{commune.name} ({commune.departement})"


def _choices(communes: Sequence[Commune]) -> tuple[Choice, ...]:
    return tuple(Choice(commune.insee, _named(commune)) for commune in communes[:_OFFERED])


def _next_day(number: int, today: date) -> date | None:
    """The next day of that number in a month, within two months."""
    if not 1 <= number <= _LAST_DAY:
        return None
    for ahead in range(2 * _LAST_DAY):
        day = date.fromordinal(today.toordinal() + ahead)
        if day.day == number:
            return day
    return None
