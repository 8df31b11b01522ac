"""Clips: cut to the frame, and exported for other programs."""
