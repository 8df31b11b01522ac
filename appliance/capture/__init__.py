"""From frames and sound on one timeline to one-second segments of MP4."""
