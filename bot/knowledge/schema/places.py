"""What knowledge/places.yaml may hold: the words around places."""

from collections.abc import Mapping
from typing import Annotated

from pydantic import Field, StringConstraints, model_validator

from bot.knowledge.schema import forms
from bot.knowledge.schema.entries import DepartementCode, Insee, Lexicon, Line, Model, Siren
from bot.language.fold import words


class AreaNamed(Model):
    """What another name of a territory stands for."""

    epci: tuple[Siren, ...] = ()
    departements: tuple[DepartementCode, ...] = ()

    @model_validator(mode="after")
    def _one_of_both(self) -> "AreaNamed":
        if bool(self.epci) == bool(self.departements):
            raise ValueError("donner « epci » ou bien « departements », l'un des deux")
        return self


class PlaceWords(Model):
    """The words by which a place is found inside what people write.

    ``written`` spells abbreviations out; ``common`` words say too little to forgive typos for; ``articles`` get left
    out before a name; ``links`` may stand inside one. ``asking`` words are never a place, unless nothing else was
    said; nor are towns ``abroad``. ``before`` stands before the place of the work; ``seats`` before that of the
    company, which does not count, up to one of ``seat_ends``; ``streets`` before a place that only names a street.
    ``intercommunal`` stands beside the name of an EPCI; ``measures`` behind a number that is no postal code.
    ``areas`` and ``communes`` are names that the official lists don't have.
    """

    written: Mapping[Annotated[str, StringConstraints(pattern=forms.PLAIN_WORD)], Line]
    common: tuple[Line, ...]
    articles: tuple[Line, ...]
    links: tuple[Line, ...]
    asking: tuple[Line, ...]
    abroad: tuple[Line, ...]
    before: tuple[Line, ...]
    seats: tuple[Line, ...]
    seat_ends: tuple[Line, ...]
    streets: tuple[Line, ...]
    intercommunal: tuple[Line, ...]
    measures: tuple[Line, ...]
    areas: Mapping[str, AreaNamed]
    communes: Mapping[Insee, Annotated[tuple[Line, ...], Field(min_length=1)]]


def empty_words(lexicon: Lexicon) -> frozenset[str]:
    """The words of the field and of everyday French that are hardly ever meant as a place, folded.

    Some are communes too (Mâcon, Sens): ``Gazetteer`` takes them for places only behind "à" and the like.
    """
    phrases = (phrase for group in lexicon.synonyms.values() for phrase in group)
    return frozenset(word for line in (*lexicon.stopwords, *lexicon.abbreviations, *phrases) for word in words(line))
