"""Packs: films and clips for supervision or intervision, sealed to a colleague's desk until a day."""
