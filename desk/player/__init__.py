"""The player: a film frame by frame in the browser, and the clips that are made of it."""
