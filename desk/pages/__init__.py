"""The desk's pages, in the practitioner's own browser."""
