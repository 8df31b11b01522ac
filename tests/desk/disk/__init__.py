"""The player: its pages, in real browsers, and what it serves."""
