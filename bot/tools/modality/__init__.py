"""Which articles hold for a contract, and whether the social condition is compulsory."""
