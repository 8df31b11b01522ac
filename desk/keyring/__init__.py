"""The keys of a desk: one age identity for each case, behind a passphrase and a secret of this computer."""
