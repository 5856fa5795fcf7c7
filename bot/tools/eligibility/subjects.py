"""Whose fact it is: which words of a text are about the person, and which about somebody beside them.

Somebody beside the person is named as a relation ("sa femme", "ses parents qui…", "conjointe d'un allocataire") or by a
role ("le tuteur", "mon voisin"), and speaks for the rest of the clause, unless the person comes back ("lui", "moi",
"le candidat"). The words are those of ``hearing.others`` in knowledge/facts.yaml.
"""

from bot.language.phrases import root
from bot.language.text import STOPS, Text
from bot.tools.eligibility.people_words import People
from bot.tools.eligibility.recommended import cleft, commending, meant
from bot.tools.eligibility.ties import PARTED, WED, Ties

_THEIRS = frozenset({"son", "sa", "ses", "leur", "leurs"})
_MINE = frozenset({"mon", "ma", "mes", "ton", "ta", "tes", "notre", "nos", "votre", "vos"})
_MES = "mé"  # of an SMS: "mé parents"; elsewhere it is "mais"
_DEFINITE = frozenset({"le", "la", "l", "les"}) | _THEIRS | _MINE
_ONE = frozenset({"un", "une"})
_ARTICLES = frozenset({"le", "la", "l"})
_NO_RELATION = frozenset(
    {
        "femme",
        "ami",
        "amie",
        "famille",
        "salarie",
        "salariee",
        "ouvrier",
        "client",
        "apprenti",
        "apprentie",
        "mec",
        "nana",
        "meuf",
        "homme",
    }
)
_HIRING = frozenset({"embauch", "prend", "prendr", "recrut", "propos", "pour", "present", "recommand", "recommandé"})
_LEADING_IN = frozenset({"apres", "selon", "par", "avec", "chez"})
_BEFORE_NOUN = frozenset(
    {
        "ex",
        "demi",
        "petit",
        "petite",
        "petits",
        "grand",
        "grande",
        "grands",
        "beau",
        "belle",
        "beaux",
        "ancien",
        "ancienne",
        "futur",
    }
)
_OPENING = frozenset({"et", "mais", "tandis", "alors", "donc", "car", "or", "puis"})
_JOINING = frozenset({"que", "qu", "dont", "est", "car", "si", ":"})
_IN_LISTS = (
    frozenset({"et", ",", "petit", "petits", "petite", "petites", "jeunes", "grands", "quelques"}) | _ONE | _DEFINITE
)
_WITH = frozenset({"avec", "chez", "par"})
_A_LUI = frozenset({("a", "lui"), ("a", "elle")})
_TELLING = frozenset(
    {"a", "au", "en", "est", "sont", "touche", "allocataire", "beneficiaire", "allocataires", "beneficiaires"}
)
_SAYING = frozenset(
    map(
        root,
        ("dit", "confirme", "confirment", "assure", "precise", "atteste", "signale", "indique", "ecrit", "certifie"),
    )
)
_FOLLOWING = frozenset(
    map(root, ("conseiller", "conseillere", "referent", "referente", "educateur", "educatrice", "assistante"))
)
_INTRODUCING = frozenset({"est", "c", "d", "de", "avec", "chez", "par", "a"})
_STRESSED = frozenset({"lui", "elle", "moi", "eux"})
_TITLES = frozenset({"madame", "monsieur"})
_OWNING = frozenset({"de", "du", "d", "a", "au", "par"})
_GETTING = frozenset({"avoir", "obtenir", "ouvrir", "accorder", "toucher", "reconnaitre", "attribuer", "verser"})
_GOT = frozenset({"obtenu", "ouvert", "decroche"})
_THIS = frozenset({"ce", "cet", "cette"})
_PAID = frozenset(map(root, ("verse", "percu", "touche", "accorde", "attribue", "recu", "detenu")))
_TO_OWNER = 3  # words behind "de" within which an owner is named
_BEING = frozenset({"est", "sommes", "trouve", "situe", "etait", "sont", "installe", "implante"})
_OF_STAFF = 9  # words before a structure within which its staff is named
_PERMANENT = frozenset({"permanent", "permanente", "permanents", "permanentes"})
_LODGING = frozenset({"logement", "domicile", "hebergement", "adresse", "handicap", "revenu"})
_APART = frozenset({"suivi", "suivie", "et", "ou", "qui", "puis", "mais", "place", "placee", "par"})
_STRONG = STOPS - {","}
_SPEAKING = frozenset({"moi", "candidat", "candidate"})
_OF_SELF = frozenset(
    {"cherche", "recherche", "touche", "percois", "suis", "est"}
)  # behind "je"; "suis" is read as "est"


class Subjects:
    """Of each place of a text, whether it is about somebody else."""

    def __init__(self, text: Text, people: People) -> None:
        self._text, self._people = text, people
        self._ties = Ties(text, people)
        self._led_in = False
        self._subject = False  # who is spoken of beside the person is the subject of the clause
        self._commending = commending(text, people.known | people.anybody) | cleft(text, people.person)
        self._meant = meant(text, people.kin)
        self._speaking = any(map(self._speaks, range(len(text.words))))
        self._others: frozenset[int] = frozenset()
        self._of_spouse: frozenset[int] = frozenset()
        named = {*map(root, text.words), *text.words}
        told = (people.known, people.anybody, people.sharing, WED, PARTED)
        if self._commending or any(not one.isdisjoint(named) for one in told):
            self._mark()

    def somebody_else(self, place: int) -> bool:
        """Tell whether a place is about somebody beside the person."""
        return place in self._others

    def spouse(self, place: int) -> bool:
        """Tell whether a place is about the person's spouse or partner."""
        return place in self._of_spouse

    def is_spouse(self, word: str) -> bool:
        """Tell whether a word names a spouse or partner."""
        return root(word) in self._people.spouses

    def is_person(self, place: int) -> bool:
        """Tell whether a place names the person in question."""
        word = self._text.word(place)
        return word in _STRESSED or root(word) in self._people.person

    def owner_behind(self, end: int) -> str:
        """Who is named as the owner behind a right: "le RSA de sa mère", "versé à sa femme", "c'est celle de son fils".

        Empty where nobody but the person is.
        """
        text = self._text
        comma = text.word(end) == ","
        if text.between(end + comma, end + comma + 2) == ("c", "est"):
            at = end + comma + 2
            return next((text.words[place] for place in self._clause(at) if self._is_other(place)), "")
        at = end + (root(text.word(end)) in _PAID)
        at += text.word(end) in ("est", "a") and root(text.word(end + 1)) in _PAID and 2
        if text.word(at) not in _OWNING or text.word(at + 1) in _THIS:
            return ""  # "la demande d'AAH de ce monsieur" is the person's
        near = range(at + 1, at + 1 + _TO_OWNER)
        return next((text.word(place) for place in near if self._is_other(place)), "")

    def organisation(self, place: int) -> bool:
        """Tell whether a place tells what an organisation is: "notre boîte est en QPV", "nous sommes une EA"."""
        text = self._text
        start = text.clause_start(place)
        verb = next((at for at in range(start, place) if text.words[at] in _BEING), None)
        if verb is None or any(self.back_at(at) for at in range(verb, place)):
            return False
        before = text.between(start, verb)
        if "nous" in before or "on" in before:
            return True
        opens = next((word for word in before if word not in _DEFINITE | _ONE | _OPENING), "")
        return root(opens) in self._people.organisations

    def staff(self, place: int) -> bool:
        """Tell whether who works for a structure is named before it: "formatrice à l'EPIDE", "éducateur en ESAT".

        Not where the person is but followed by such a one: "suivi par un éducateur de la PJJ".
        """
        text = self._text
        near = range(place - 1, max(text.clause_start(place), place - _OF_STAFF) - 1, -1)
        noun = next((at for at in near if root(text.words[at]) in self._people.staff), None)
        if noun is None:
            return self._permanent(near)
        if any(text.words[at] in _APART for at in range(noun + 1, place)):
            return False
        at = noun - 1
        while text.word(at) in _ONE | _ARTICLES | {"des"}:
            at -= 1
        return text.word(at) not in _WITH | _THEIRS | _MINE | {"ou", "de", "d", "du", "a", "en"}

    def _permanent(self, near: range) -> bool:
        """Tell whether a permanent job is told before a structure: "salariée permanente d'une ETTI"."""
        words = [self._text.words[at] for at in near]
        at = next((far for far, word in enumerate(words) if word in _PERMANENT), None)
        if at is None or not _APART.isdisjoint(words[:at]):
            return False
        return words[at + 1 : at + 2] == [] or words[at + 1] not in _LODGING

    def _clause(self, at: int) -> range:
        end = at
        while not self._text.clause_ends(end):
            end += 1
        return range(at, end)

    def _is_other(self, place: int) -> bool:
        """Tell whether a noun names somebody beside the person, or a lady or gentleman beside them."""
        word = self._text.word(place)
        if word in _TITLES or (root(word) in self._people.spouses and word not in _NO_RELATION):
            return True
        return bool(word) and self._named(place, speaks=self._speaking)

    def back_at(self, place: int) -> bool:
        """Tell whether the person is named at a place: "lui", "moi", "le candidat"."""
        word, before = self._text.word(place), self._text.word(place - 1)
        if word == "moi" or (word in ("lui", "elle", "il") and (not before or before in STOPS or before in _OPENING)):
            return True
        if root(word) in self._people.children and before in _ARTICLES:
            return True
        if before in _THEIRS and root(word) in self._people.kin:
            return False  # "son mec"
        return root(word) in self._people.person and before in _DEFINITE | _ONE | {"", ",", ";", "."}

    def _mark(self) -> None:
        others, spouses = set[int](), set[int]()
        head, aside = "", False  # who is spoken of beside the person, and whether a comma does not end it
        for place, word in enumerate(self._text.words):
            if place < self._meant or place in self._commending:
                others.add(place)
                head = ""
                continue
            if head and (self._ends(place, aside=aside) or self._returns(place, head)):
                head = ""
            subject = self._is_subject(place)
            if self._named(place, speaks=self._speaking) and (subject or not self._own_child(place)):
                head, aside, self._subject = word, subject and self._set_apart(place), subject
                self._led_in = self._text.word(place - 2) in _LEADING_IN
            elif self._ties.tied(place):
                head, aside, self._subject = ("conjoint" if word in WED else word), False, False
                others.update((place,) if root(word) in self._people.children else ())
                continue
            if head:
                others.update((place, place - 1) if head is word else (place,))
                if root(head) in self._people.spouses:
                    spouses.add(place)
        self._others, self._of_spouse = frozenset(others), frozenset(spouses)

    def _ends(self, place: int, *, aside: bool) -> bool:
        """Tell whether who is beside the person is spoken of no more; a comma leads on: "sa référente, qui a…"."""
        word = self._text.words[place]
        further = word == "," and self._text.word(place + 1) in ("qui", "dont")
        return word in _STRONG or (word in ",:" and not (aside or further))

    def _own_child(self, place: int) -> bool:
        """Tell whether a child is but mentioned, and nothing is told of it."""
        return root(self._text.words[place]) in self._people.children and self._text.word(place + 1) not in (
            "qui",
            "dont",
        )

    def _named(self, place: int, *, speaks: bool) -> bool:
        """Tell whether a noun names somebody beside the person: "sa femme", "son ex-mari", "le tuteur"."""
        stem, at = root(self._text.words[place]), place - 1
        commended = place - 2 in self._commending and place not in self._commending  # "nous recommande sa nièce"
        if place == self._meant or commended or (stem not in self._people.kin and stem not in self._people.beside):
            return False
        while self._text.word(at) in _BEFORE_NOUN or self._text.word(at).isdigit():
            at -= 1
        determiner = self._text.word(at)
        if determiner in _THEIRS:
            return True
        if determiner in _MINE or self._text.written(at, at + 1).casefold() == _MES:
            return speaks and self._contrasted(self._text.words[place])
        if determiner not in _DEFINITE:
            return self._in_passing(place, at)
        if speaks and stem in self._people.kin - self._people.children and self._text.words[place] not in _NO_RELATION:
            return True  # "la mère touche le RSA, le fils a 19 ans"
        return stem in self._people.beside or self._text.word(at - 1) == "dont" or self._of_the_person(place)

    def _in_passing(self, place: int, at: int) -> bool:
        """Tell whether somebody is but mentioned: "a un frère en ESAT"; not "embaucher un cousin au RSA"."""
        if self._text.between(place + 1, place + 3) in _A_LUI:
            return True
        if at == place - 1 and self._bare(place):
            return True
        counted = self._text.word(at) in _ONE or self._text.word(place - 1).isdigit()
        if not counted or self._text.words[place] in _NO_RELATION - {"ami", "amie"} or self._is_subject(place):
            return False
        if self._text.word(at - 1) == "par" and root(self._text.words[place]) in _FOLLOWING:
            return False  # "suivi par une conseillère du PLIE"
        return root(self._text.word(at - 1)) not in _HIRING

    def _bare(self, place: int) -> bool:
        """Tell whether parents open a clause without an article, and are not the person: "parents au RSA, lui…"."""
        before, after = self._text.word(place - 1), self._text.word(place + 1)
        word = self._text.words[place]
        if before and before not in STOPS | _OPENING:
            return False
        spouse = root(word) in self._people.spouses and word not in _NO_RELATION
        return (spouse or after in _TELLING or root(after) in self._people.kin) and (
            word == "parents" or self._speaking
        )

    def _of_the_person(self, place: int) -> bool:
        """Tell whether a relation is the person's by name: "la mère de ce jeune"."""
        after = self._text.between(place + 1, place + 4)
        return bool(after) and after[0] in ("de", "du") and any(root(word) in self._people.person for word in after[1:])

    def _is_subject(self, place: int) -> bool:
        """Tell whether a noun opens its clause: "son frère sort", not "élève seule sa fille"."""
        at = place - 1
        while self._text.word(at) in _BEFORE_NOUN or self._text.word(at).isdigit():
            at -= 1
        before = self._text.word(at - 1)
        return not before or before in STOPS | _JOINING or (before in _OPENING and not self._listed(at - 1))

    def _listed(self, at: int) -> bool:
        """Tell whether "et" goes on with a list of whom the person lives with: "avec 3 enfants et un mari"."""
        kin = self._people.kin | self._people.children
        while at > 0 and (self._text.word(at) in _IN_LISTS or self._text.word(at).isdigit()):
            at -= 1
            if root(self._text.word(at)) in kin:
                at -= 1
        return self._text.word(at) == "avec"

    def _set_apart(self, place: int) -> bool:
        """Tell whether a comma follows the noun, or the name behind it: "son frère, 33 ans, sort de prison"."""
        named = self._text.written(place + 1, place + 2).istitle()
        comma = place + 1 + named
        return self._text.word(comma) == "," and not self.back_at(comma + 1)

    def _returns(self, place: int, head: str) -> bool:
        """Tell whether the sentence comes back to the person."""
        word, before = self._text.words[place], self._text.word(place - 1)
        if self._got_for(place):
            return True
        if word in ("il", "elle") and (before in ("que", "qu") or self._led_in) and root(head) in self._people.beside:
            return True  # "son conseiller dit qu'il est au RSA", "d'après son conseiller il…"
        if root(before) in _SAYING and root(head) in self._people.beside:
            return True  # "son assistante sociale confirme le RSA"
        if word in ("il", "elle"):
            return (word == "elle") != (head in self._people.women) or before in STOPS
        if word == "qui" and before == "et":
            return "dont" in self._text.words[:place]
        if before in ("et", "puis", "mais") and not self._subject:
            return word not in _DEFINITE | _ONE and root(word) not in self._people.known
        if word in ("je", "j"):
            return self._speaks(place) and before in STOPS | _OPENING
        of_them = (
            self._text.word(place - 2) in ("de", "d", "du") or before == "du" or head in PARTED
        )  # "le père de la candidate"
        return self.back_at(place) and not of_them

    def _got_for(self, place: int) -> bool:
        """Tell whether somebody got the person something: "l'assistante lui a fait avoir l'AAH"."""
        whom, helps = self._text.word(place - 2), self._text.word(place - 1)
        if helps == "fait":
            return self._text.word(place - 3) == "lui" and self._text.words[place] in _GETTING
        return whom == "lui" and helps in ("a", "ont", "avait") and self._text.words[place] in _GOT

    def _contrasted(self, word: str) -> bool:
        """Tell whether the person is named beside a relative of the speaker: "moi", "le candidat".

        Not so where "il" takes the relative up, as in "mon voisin touche l'ASS, il a 40 ans".
        """
        taken_up = "elle" if word in self._people.women else "il"
        return any(self._speaks(place) and one != taken_up for place, one in enumerate(self._text.words))

    def _speaks(self, place: int) -> bool:
        """Tell whether the person speaks or is named at a place: "moi", "j'ai 35 ans", "je cherche", "lui"."""
        word, after, further = (self._text.word(place + step) for step in range(3))
        if word in ("je", "j"):
            return after in _OF_SELF or (after == "ai" and further.isdigit())
        if word == "autre" and self._text.word(place - 1) in _ONE:
            return True  # "mon apprenti a une RQTH, et un autre de 28 ans ?"
        if word in _ONE and root(after) in self._people.anybody and self._text.word(place + 2) in ("de", "d", "qui"):
            return self._text.word(place - 1) not in _INTRODUCING | STOPS | {
                ""
            }  # "notre chef va encadrer une fille de"
        return word in _SPEAKING or (word == "part" and self._text.word(place - 1) == "ma") or self.back_at(place)
