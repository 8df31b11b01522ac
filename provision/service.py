"""The service: its keys in one passphrase-protected file, and a sealed record of each of its boxes.

service.age       everything secret and what must not be changed, as JSON; `age -d service.age` opens it too
boxes/NAME.age    a box's record, sealed to the service's own identity
serials/N         who has the serial number N: made once, never removed
service.pub, authority.crt, updates.crt     public halves, for people; nothing here trusts them
"""

from dataclasses import dataclass, field
from ipaddress import IPv4Network
from pathlib import Path
from typing import Self

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, load_ssh_private_key

from provision import authority
from provision.errors import NoService, ServiceDamaged, ServiceThere, WrongServicePassphrase
from provision.files import PRIVATE, create, make_private, write
from provision.origin import read_network
from sealed.age import Identity, generate, read_identities, seal_with_passphrase, unseal
from sealed.age.errors import AgeError, NoKeyFits
from sealed.age.scrypt import WORK_FACTOR, ScryptIdentity
from sealed.ssh import sshsig

KEYS, BOXES, SERIALS = "service.age", "boxes", "serials"


class ServiceKeys(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The content of `service.age`: names, and keys as PEM, OpenSSH's form and age's."""

    service: int = 1
    name: str
    domain: str
    network: str
    country: str
    identity: str
    signing_key: str
    authority: str
    authority_key: str
    updates: str
    updates_key: str


@dataclass(frozen=True, slots=True)
class Service:
    """An unlocked service."""

    folder: Path
    keys: ServiceKeys = field(repr=False)
    identity: Identity = field(repr=False)

    @classmethod
    def create(
        cls, folder: Path, name: str, domain: str, network: str, country: str, passphrase: str, work: int = WORK_FACTOR
    ) -> Self:
        """Make a service's keys in `folder`. Raises ServiceThere, or ValueError for a network that will not do."""
        if (folder / KEYS).exists():
            raise ServiceThere(folder=folder)
        span = read_network(network)
        root, signer = authority.new_key(), authority.new_key()
        keys = ServiceKeys(
            name=name,
            domain=domain,
            network=str(span),
            country=country,
            identity=generate().secret(),
            signing_key=_openssh(Ed25519PrivateKey.generate()),
            authority=authority.certificate_pem(authority.authority(root, name, domain, span)),
            authority_key=authority.pem(root),
            updates=authority.certificate_pem(authority.updates(signer, name)),
            updates_key=authority.pem(signer),
        )
        make_private(folder)
        for part in (BOXES, SERIALS):
            make_private(folder / part)
        service = cls(folder, keys, _identity(keys))
        for public, text in service.public_files().items():
            write(folder / public, text.encode())
        create(folder / KEYS, bytes(seal_with_passphrase(msgspec.json.encode(keys), passphrase, work)), PRIVATE)
        return service

    @classmethod
    def open(cls, folder: Path, passphrase: str) -> Self:
        """Unlock the service in `folder`. Raises NoService, WrongServicePassphrase, ServiceDamaged."""
        try:
            sealed = (folder / KEYS).read_bytes()
        except OSError as error:
            raise NoService(folder=folder) from error
        try:
            plain = unseal(sealed, [ScryptIdentity(passphrase)])
            keys = msgspec.json.decode(plain, type=ServiceKeys)
            return cls(folder, keys, _identity(keys))
        except NoKeyFits as error:
            raise WrongServicePassphrase from error
        except (AgeError, msgspec.MsgspecError) as error:
            raise ServiceDamaged(file=folder / KEYS) from error

    @property
    def network(self) -> IPv4Network:
        """The network of the boxes' access points."""
        return read_network(self.keys.network)

    def signing_key(self) -> Ed25519PrivateKey:
        """The key that signs bundles."""
        key = load_ssh_private_key(self.keys.signing_key.encode(), None)
        if not isinstance(key, Ed25519PrivateKey):
            raise ServiceDamaged(file=self.folder / KEYS)
        return key

    def public_files(self) -> dict[str, str]:
        """What may be shown to anybody, by file name."""
        line = sshsig.key_line(sshsig.public_bytes(self.signing_key()))
        name = "-".join(self.keys.name.split())
        return {
            "service.pub": f"{line} {name}\n",
            "authority.crt": self.keys.authority,
            "updates.crt": self.keys.updates,
        }


def _identity(keys: ServiceKeys) -> Identity:
    return read_identities(keys.identity.encode())[0]


def _openssh(key: Ed25519PrivateKey) -> str:
    return key.private_bytes(Encoding.PEM, PrivateFormat.OpenSSH, NoEncryption()).decode()
