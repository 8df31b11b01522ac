"""The sealed film (docs/format.md): its facts, journal and records; written, judged, recovered and decrypted."""
