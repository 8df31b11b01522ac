"""A case at the desk: its events, their sealed log, and what they come to."""
