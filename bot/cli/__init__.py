"""The commands of ``clausette``, a file for each group of them."""
