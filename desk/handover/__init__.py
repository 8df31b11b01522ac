"""Hand-over: copies for the family, without those who are not to be seen or heard, written onto a stick."""
