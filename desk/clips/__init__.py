"""Clips of attuned moments: principles, cutting them out of a film, and what is exported about them."""
