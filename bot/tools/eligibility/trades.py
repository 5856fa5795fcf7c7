"""Who is named by a trade: "un manœuvre", "une brodeuse"; most trades are known by the ending of their name."""

from collections.abc import Collection

from bot.language.phrases import root

_ENDINGS = ("eur", "eurs", "euse", "ier", "iere", "iste", "trice", "ien", "ienne")
_NO_TRADES = frozenset(
    {"heure", "dernier", "derniere", "premier", "premiere", "chantier", "dossier", "papier", "ancien", "mineur",
     "majeur", "quartier", "metier", "entier", "interieur", "exterieur", "secteur", "moteur", "senior", "ailleurs",
     "plusieurs", "valeur", "hauteur", "chaleur", "leur", "leurs", "bien", "combien", "rien", "soutien", "lien", "hier"}
)  # fmt: skip


def names_a_trade(word: str, named: Collection[str]) -> bool:
    """Tell whether a folded word is a trade: one of those ``named``, as roots, or one that ends like a trade."""
    return root(word) in named or (word.endswith(_ENDINGS) and word not in _NO_TRADES)
