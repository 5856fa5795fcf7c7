"""The small words of French, which belong to no field: what denies, joins, breaks off, and what only stands beside."""

DENYING = frozenset(
    {"pas", "plus", "sans", "ni", "aucun", "aucune", "aucuns", "jamais", "non", "zero", "0", "rien", "nullement",
     "hors", "point", "nul", "nulle"}
)  # fmt: skip
"""Words that come before what they deny."""
BREAKING = frozenset(
    {"mais", "donc", "car", "sinon", "cependant", "pourtant", "sauf", "juste", "seulement", "uniquement", "est", "puis",
     "maintenant", "aujourd", "parce", "que", "qu", "qui", "toujours", "alors", "apres", "avant", "depuis", "pour",
     "avec", "chez", "malgre"}
)  # fmt: skip
"""Words beyond which no denial reaches."""
JOINING = frozenset(
    {"ni", "ou", "a", "en", "/", "par", "comme", "-", "pour", "+", "dans", "avec", "non", "quelconque", "autre",
     "specifique"}
)  # fmt: skip
"""Words that carry a denial on to the next item of a list."""
LIGHT = frozenset(
    {"le", "la", "les", "l", "un", "une", "des", "du", "de", "d", "au", "aux", "son", "sa", "ses", "leur", "leurs",
     "cet", "cette", "ce", "ces", "the"}
)  # fmt: skip
"""Articles and their like, which make nothing further from anything."""

SAYING_LITTLE = LIGHT | frozenset(
    {"est", "ce", "que", "qu", "qui", "c", "on", "je", "j", "il", "elle", "et", "ou", "pour", "en", "y", "s", "t", "m",
     "a", "ai", "avoir", "avons", "avez", "etre", "suis", "peut", "peux", "puis", "pouvons", "faut", "dois", "doit"}
)  # fmt: skip
"""Words of any question, which do not tell what it is about."""

ALL = DENYING | BREAKING | JOINING | LIGHT
