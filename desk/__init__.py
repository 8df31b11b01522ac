"""The practitioner's side: the only place where a film opens."""
