"""The shared review: a window for the family, one for the practitioner, and what the family says."""
