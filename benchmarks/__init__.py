"""How fast we are, as ratios to well-known programs that run on the same machine in the same go."""
