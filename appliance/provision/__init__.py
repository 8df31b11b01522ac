"""The bench: what IT prepares before a box goes out."""
