"""What Clausette decides: eligibility, modality, hours and relay, as pure functions of what was said."""
