"""Stems: what is left of a French word when its endings go."""

from functools import lru_cache

import snowballstemmer

_FRENCH = snowballstemmer.stemmer("french")


@lru_cache(maxsize=65536)
def stem(word: str) -> str:
    """The stem of a folded word, by Snowball's French algorithm; digits and very short words stay.

    >>> stem("embauches"), stem("embauchait"), stem("rsa")
    ('embauch', 'embauch', 'rsa')
    """
    if len(word) < 4 or not word.isalpha():  # noqa: PLR2004  acronyms and articles have no ending to lose
        return word
    return str(_FRENCH.stemWord(word))
