"""The box's hardware behind small protocols: one file for each vendor library, and simulated ones."""
