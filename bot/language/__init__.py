"""French as people type it on a telephone: folding, words, stems, misspellings, references, quantities.

Nothing here knows the vocabulary of a field: words and names are passed in.
"""
