"""The clause for a contract: what a buyer takes away, and the proofs that a company hands over."""
