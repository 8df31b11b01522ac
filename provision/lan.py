"""A laptop's box for a real phone on the same network: an address, and a certificate for it that ends within days."""

import os
import socket
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from ipaddress import AddressValueError, IPv4Address, IPv4Network
from pathlib import Path

from cryptography.exceptions import InvalidSignature

from provision import authority, origin
from provision.errors import NoLan

LASTS = timedelta(days=7)
RENEWED = timedelta(days=1)  # before its end
DOMAIN = "attune.home.arpa"  # RFC 8375: names of home networks


@dataclass(frozen=True)
class LanPapers:
    """Where the pages are, and the files of the certificate, its key, and the authority that phones are offered."""

    host: str
    certificate: Path
    key: Path
    authority: Path

    def web(self) -> dict[str, object]:
        """What the pages' settings say of it."""
        tls = {"certificate": str(self.certificate), "key": str(self.key)}
        return {"tls": tls, "authority": str(self.authority), "hosts": [self.host]}


def lan_address(wanted: str | None) -> IPv4Address:
    """The address by which this machine is reached, `wanted` or the one that the default route leaves by.

    Raises NoLan.
    """
    try:
        found = IPv4Address(wanted) if wanted else _own()
    except (AddressValueError, OSError) as error:
        raise NoLan(cause=f"{wanted} is no IPv4 address" if wanted else "this machine has no network") from error
    if found.is_loopback or found.is_unspecified or found.is_multicast:
        raise NoLan(cause=f"no other machine can reach {found}")
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.bind((str(found), 0))
        except OSError as error:
            raise NoLan(cause=f"{found} is no address of this machine") from error
    return found


def lan_papers(folder: Path, box: str, address: IPv4Address) -> LanPapers:
    """A certificate for this address in `folder`, made anew for another address or shortly before it ends.

    Its authority vouches for this one name and address, and its key is kept nowhere: a phone that trusts it trusts
    nothing else, and a week later nothing at all.
    """
    papers = LanPapers(origin.host(DOMAIN, box), *(folder / name for name in ("box.crt", "box.key", "authority.crt")))
    if not _good(papers, address):
        folder.mkdir(mode=0o700, exist_ok=True)
        root, key = authority.new_key(), authority.new_key()
        network = IPv4Network(f"{address}/32")
        issuer = authority.authority(root, f"{box} on this laptop", papers.host, network, LASTS)
        certificate = authority.box(key, issuer, root, papers.host, address)
        _write(papers.key, authority.pem(key))
        _write(papers.authority, authority.certificate_pem(issuer))
        _write(papers.certificate, authority.certificate_pem(certificate))
    return papers


def _own() -> IPv4Address:
    """No packet is sent: the kernel only looks up the way to an address that nobody has (RFC 5737)."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.connect(("192.0.2.1", 9))
        return IPv4Address(probe.getsockname()[0])


def _good(papers: LanPapers, address: IPv4Address) -> bool:
    try:
        text = papers.certificate.read_text(encoding="ascii")
        made = authority.read_certificate(text)
        made.verify_directly_issued_by(authority.read_certificate(papers.authority.read_text(encoding="ascii")))
        key = authority.read_key(papers.key.read_text(encoding="ascii"))
    except (OSError, ValueError, TypeError, InvalidSignature):
        return False
    return (
        key.public_key() == made.public_key()
        and address in authority.addresses(made)
        and datetime.now(UTC) < made.not_valid_after_utc - RENEWED
    )


def _write(path: Path, text: str) -> None:
    path.unlink(missing_ok=True)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as file:
        file.write(text)
