"""Simulated devices: they ship with the product, and are as strict as real ones."""
