"""The service's certificate authority as a configuration profile for iOS, for the box's own page and for IT.

Source: Apple, Configuration Profile Reference.
"""

import hashlib
import uuid


def trust_profile(der: bytes, name: str, why: str, organization: str | None = None) -> bytes:
    """A profile with one root certificate. Its identifiers depend on the certificate alone: it is installed once."""
    import plistlib  # noqa: PLC0415 - an XML parser, which the pages need for this alone

    print_ = hashlib.sha256(der).hexdigest()
    identifier = f"attune.authority.{print_[:16]}"
    facts = {"PayloadVersion": 1, "PayloadDisplayName": name}
    if organization:
        facts["PayloadOrganization"] = organization
    certificate = facts | {
        "PayloadType": "com.apple.security.root",
        "PayloadIdentifier": f"{identifier}.certificate",
        "PayloadUUID": str(uuid.uuid5(uuid.NAMESPACE_OID, print_)),
        "PayloadCertificateFileName": "attune.crt",
        "PayloadContent": der,
    }
    whole = facts | {
        "PayloadType": "Configuration",
        "PayloadIdentifier": identifier,
        "PayloadUUID": str(uuid.uuid5(uuid.NAMESPACE_URL, print_)),
        "PayloadDescription": why,
        "PayloadContent": [certificate],
    }
    return plistlib.dumps(whole)


def fingerprint(der: bytes) -> str:
    """SHA-256 of a certificate as phones show it: pairs of hex digits."""
    return hashlib.sha256(der).digest().hex(" ").upper()
