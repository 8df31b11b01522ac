"""age v1 files (C2SP age.md): seal to recipients, open with identities, in memory or as streams."""

from sealed.age.files import header_mac, seal, seal_stream, seal_with_passphrase, unseal, unseal_stream
from sealed.age.identities import generate, parse_recipient, read_identities
from sealed.age.keys import Identity, Recipient

__all__ = [
    "Identity",
    "Recipient",
    "generate",
    "header_mac",
    "parse_recipient",
    "read_identities",
    "seal",
    "seal_stream",
    "seal_with_passphrase",
    "unseal",
    "unseal_stream",
]
