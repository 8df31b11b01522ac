"""X.509: the service's authority with its name constraints, a box's certificate, the certificate that signs updates.

Sources: RFC 5280 section 4.2.1.10 (name constraints); Apple's limit of 825 days for certificates of a private root;
RAUC's documentation: its signatures are CMS, which refuses Ed25519, hence ECDSA P-256 throughout.
"""

from datetime import UTC, datetime, timedelta
from ipaddress import IPv4Address, IPv4Network

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

Key = ec.EllipticCurvePrivateKey
AUTHORITY = timedelta(days=3650)
UPDATES = timedelta(days=7300)
BOX = timedelta(days=800)
EARLY = timedelta(days=1)  # a phone's clock may be behind


def new_key() -> Key:
    """A new P-256 key."""
    return ec.generate_private_key(ec.SECP256R1())


def pem(key: Key) -> str:
    """A key as PEM (PKCS #8), not encrypted."""
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()


def read_key(text: str) -> Key:
    """A key from `pem`. Raises ValueError."""
    key = load_pem_private_key(text.encode(), None)
    if not isinstance(key, Key):
        raise ValueError("it is no P-256 key")
    return key


def certificate_pem(certificate: x509.Certificate) -> str:
    """A certificate as PEM."""
    return certificate.public_bytes(Encoding.PEM).decode()


def read_certificate(text: str) -> x509.Certificate:
    """A certificate from PEM. Raises ValueError."""
    return x509.load_pem_x509_certificate(text.encode())


def authority(
    key: Key, service: str, domain: str, network: IPv4Network, lasts: timedelta = AUTHORITY
) -> x509.Certificate:
    """The service's own root: it can vouch for names in `domain` and addresses in `network`, and for nothing else."""
    name = _name(f"{service} (Attune boxes)", service)
    constraints = x509.NameConstraints([x509.DNSName(domain), x509.IPAddress(network)], None)
    usage = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH])
    builder = _builder(key, name, name, lasts)
    builder = builder.add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
    builder = builder.add_extension(_usage(authority=True), critical=True)
    builder = builder.add_extension(constraints, critical=True).add_extension(usage, critical=False)
    return builder.sign(key, SHA256())


def box(key: Key, issuer: x509.Certificate, issuer_key: Key, host: str, address: IPv4Address) -> x509.Certificate:
    """A box's certificate for its web pages: by its address first, as the label's code opens them, and its name."""
    builder = _builder(key, _name(host), issuer.subject, BOX, min(issuer.not_valid_after_utc, _now() + BOX))
    names = x509.SubjectAlternativeName([x509.IPAddress(address), x509.DNSName(host)])
    signer = x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer_key.public_key())
    builder = builder.add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
    builder = builder.add_extension(_usage(authority=False), critical=True)
    builder = builder.add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
    return builder.add_extension(names, critical=False).add_extension(signer, critical=False).sign(issuer_key, SHA256())


def addresses(certificate: x509.Certificate) -> list[IPv4Address]:
    """The addresses that a box's certificate is for."""
    names = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    return [address for address in names.get_values_for_type(x509.IPAddress) if isinstance(address, IPv4Address)]


def updates(key: Key, service: str) -> x509.Certificate:
    """A certificate of its own that signs updates. It is the boxes' whole keyring: no authority is above it."""
    name = _name(f"{service} (Attune updates)", service)
    builder = _builder(key, name, name, UPDATES)
    builder = builder.add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
    return builder.add_extension(_usage(authority=False), critical=True).sign(key, SHA256())


def _builder(
    key: Key, subject: x509.Name, issuer: x509.Name, lasts: timedelta, end: datetime | None = None
) -> x509.CertificateBuilder:
    public = key.public_key()
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(public)
        .serial_number(x509.random_serial_number())
        .not_valid_before(_now() - EARLY)
        .not_valid_after(end or _now() + lasts)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(public), critical=False)
    )


def _usage(authority: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not authority,
        key_cert_sign=authority,
        crl_sign=authority,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )


def _name(common: str, organisation: str | None = None) -> x509.Name:
    parts = [x509.NameAttribute(NameOID.COMMON_NAME, common[:64])]
    if organisation:
        parts.append(x509.NameAttribute(NameOID.ORGANIZATION_NAME, organisation[:64]))
    return x509.Name(parts)


def _now() -> datetime:
    return datetime.now(UTC).replace(microsecond=0)
