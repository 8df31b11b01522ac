"""Packs: between two desks, and at no third."""
