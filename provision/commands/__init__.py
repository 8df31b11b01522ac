"""The commands of `attune provision`."""
