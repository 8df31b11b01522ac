"""What makes phones trust the boxes' pages: the authority as a profile for iOS, and as a certificate for Android."""

import hashlib
import plistlib
import uuid

from cryptography.hazmat.primitives.serialization import Encoding

from provision.authority import read_certificate
from provision.service import Service


def phone_files(service: Service) -> dict[str, bytes]:
    """The files for phones, by name. The profile is the one that the box's own page offers: it is installed once."""
    der = read_certificate(service.keys.authority).public_bytes(Encoding.DER)
    print_ = hashlib.sha256(der).digest().hex(" ").upper()
    words = f"Compare before you install it. SHA-256 of {service.keys.name}'s certificate:\n{print_}\n"
    return {
        "attune.mobileconfig": _profile(service.keys.name, der),
        "attune.crt": der,
        "fingerprint.txt": words.encode(),
    }


def _profile(service: str, der: bytes) -> bytes:
    """A configuration profile with one root certificate (Apple, Configuration Profile Reference)."""
    name = hashlib.sha256(der).hexdigest()
    facts = {"PayloadVersion": 1, "PayloadDisplayName": f"{service}: Attune boxes", "PayloadOrganization": service}
    certificate = facts | {
        "PayloadType": "com.apple.security.root",
        "PayloadIdentifier": f"attune.authority.{name[:16]}.certificate",
        "PayloadUUID": str(uuid.uuid5(uuid.NAMESPACE_OID, name)),
        "PayloadCertificateFileName": "attune.crt",
        "PayloadContent": der,
    }
    whole = facts | {
        "PayloadType": "Configuration",
        "PayloadIdentifier": f"attune.authority.{name[:16]}",
        "PayloadUUID": str(uuid.uuid5(uuid.NAMESPACE_URL, name)),
        "PayloadDescription": f"This phone trusts the recording boxes of {service}, and nothing else by this.",
        "PayloadContent": [certificate],
    }
    return plistlib.dumps(whole)
