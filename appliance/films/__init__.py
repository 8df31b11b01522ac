"""The shelf of films on the card: names, summaries and recovery after a power cut."""
