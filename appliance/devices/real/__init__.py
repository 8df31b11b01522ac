"""Real devices: one file for each vendor library."""
