"""The four tools that decide: eligibility, modality, hours and places."""
