"""From what a person writes to the communes that are meant."""

from collections.abc import Collection, Iterable
from dataclasses import replace

from bot.knowledge.areas import Commune, Departement, Epci, FormerName
from bot.knowledge.schema.places import PlaceWords
from bot.language.text import Reader as TextReader
from bot.tools.places.exact import ExactNames
from bot.tools.places.index import Area, PlaceIndex
from bot.tools.places.match import PlaceMatch, told
from bot.tools.places.misspelt import MisspeltNames
from bot.tools.places.names import key
from bot.tools.places.reading import Reader, Reading

_READ = 1500  # characters: whoever writes more has named the place by then
_KNOWN = 2_000  # inhabitants from which a name elsewhere is known well enough to be meant when it stands alone


class Gazetteer:
    """Every name of every commune of France, ready to be found in a text.

    Built once for a knowledge base; a look-up takes a few milliseconds at most.
    """

    def __init__(
        self,
        communes: Iterable[Commune],
        former: Iterable[FormerName],
        epci: Iterable[Epci],
        departements: Iterable[Departement],
        *,
        covered: Collection[str],
        empty_words: Iterable[str],
        ordinary: TextReader,
        words: PlaceWords,
    ) -> None:
        """Index the names.

        Args:
            communes: those of today.
            former: the names that are no commune's any more, each with the commune that it belongs to.
            epci: the groups of communes.
            departements: their codes and names.
            covered: the codes of the departments in which the base has relays: a name means a place there first.
            empty_words: words that are hardly ever a place (``knowledge.schema.places.empty_words``).
            ordinary: knows the words that are never the misspelt name of a place.
            words: knowledge/places.yaml.
        """
        departements = tuple(departements)
        self._reader = Reader(words, empty_words, (one.code for one in departements))
        self._index = PlaceIndex(
            communes, former, epci, departements, covered=covered, words=words, reader=self._reader
        )
        self._exact = ExactNames(self._index, self._reader)
        self._misspelt = MisspeltNames(self._index, self._reader, self._exact, ordinary)
        self.commune = self._index.commune
        self.departements_of = self._index.departements_of
        self.nearest = self._misspelt.nearest

    def is_name(self, text: str) -> bool:
        """Tell whether a text is the name of a commune and nothing else, as a name is written or of a known place.

        Of 35 000 names many are ordinary words ("plan"); those of the field ("macon") and of
        every day ("avion") must have their very accents, or a capital.
        """
        text, written = text.strip(), key(text)
        communes = self._index.today.get(written) or self._index.former.get(written) or ()
        known = any(c.departement in self._index.covered or c.population >= _KNOWN for c in communes)
        told = text[:1].isupper() or not text.isascii()  # "avion" is none, "Avion" may be
        spelt = told and any(commune.name.casefold() == text.casefold() for commune in communes)
        return bool(communes) and (spelt or bool(self._reader.read(text).heavy())) and (known or text[:1].isupper())

    def find(self, text: str) -> PlaceMatch:
        """What places a text names; never raises, whatever the text.

        A number of five digits is a postal code first, then an INSEE code. A department beside a name tells which of
        several. Names of today come before former ones, exact names before misspelt ones, here before elsewhere. The
        place of the work counts; the company's seat only where no other place is named.
        """
        text = text[:_READ]
        text = self._reader.names(text)
        work = self._reader.of_the_work(text)
        found = self._find(work)
        return self._find(text) if found.match == "none" and work != text else found

    def _find(self, text: str) -> PlaceMatch:
        reading = self._reader.read(text)
        coded = self._index.unique(commune for code in reading.codes for commune in self._index.coded(code))
        if coded:
            return self._beside_code(reading, coded)
        if reading.codes:  # a code that nobody has, as 86999, still tells the department
            unknown = frozenset(code[:2] for code in reading.codes) & self._index.departements.keys()
            reading = replace(reading, departements=reading.departements | unknown)
        found = self._named(reading)
        if found.match == "none" and not reading.codes and not reading.heavy() and len(reading.departements) == 1:
            (code,) = reading.departements
            return self._index.whole(Area(self._index.departements[code], departements=reading.departements))
        return found

    def _beside_code(self, reading: Reading, coded: tuple[Commune, ...]) -> PlaceMatch:
        """A code, and the name beside it where there is one."""
        insee = {commune.insee for commune in coded}
        hits = list(self._exact.hits(reading, lambda commune: commune.insee in insee))
        named = self._index.unique(c for hit in hits for c in hit.communes if c.insee in insee)
        todays = tuple(c for c in named if any(c in self._index.today.get(hit.key, ()) for hit in hits))
        named = todays or named
        if named:
            return told("exact", named)
        if near := self._misspelt.nearest_of(reading, coded):
            return told("fuzzy", near)
        if reading.heavy():
            there = frozenset(commune.departement for commune in coded)
            apart = self._named(replace(reading, departements=there))
            communes = tuple(c for c in apart.communes if apart.area is None)
            if apart.match == "exact" and communes[0].departement in there:
                return apart  # the code of a neighbour, or of its post office ("Cedex")
            if apart.match in ("exact", "ambiguous") and communes:
                return told("ambiguous", self._index.unique((*communes, *coded)))
        return told("exact", coded)

    def _named(self, reading: Reading) -> PlaceMatch:
        def beside(commune: Commune) -> bool:
            return commune.departement in reading.departements

        hits = list(self._exact.hits(reading, beside if reading.departements else None))
        hits = self._exact.told_apart(hits)
        hits = self._exact.most_telling(hits)
        longer = self._misspelt.meant(reading, hits)
        if longer is not None:
            return longer
        if not hits:
            return PlaceMatch("none")
        if len(hits) == 1:
            return self._exact.of_hit(hits[0], reading)
        every = [self._exact.of_hit(hit, reading) for hit in hits]
        communes = self._index.unique(commune for found in every for commune in found.communes)
        return told(every[0].match if len(communes) == 1 else "ambiguous", communes)
