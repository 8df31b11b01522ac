"""What makes phones trust the boxes' pages: the authority as a profile for iOS, and as a certificate for Android."""

from cryptography.hazmat.primitives.serialization import Encoding

from attune.trust_profile import fingerprint, trust_profile
from provision.authority import read_certificate
from provision.service import Service


def phone_files(service: Service) -> dict[str, bytes]:
    """The files for phones, by name. The profile is the one that the box's own page offers: it is installed once."""
    der = read_certificate(service.keys.authority).public_bytes(Encoding.DER)
    name = service.keys.name
    words = f"Compare before you install it. SHA-256 of {name}'s certificate:\n{fingerprint(der)}\n"
    why = f"This phone trusts the recording boxes of {name}, and nothing else by this."
    return {
        "attune.mobileconfig": trust_profile(der, f"{name}: Attune boxes", why, name),
        "attune.crt": der,
        "fingerprint.txt": words.encode(),
    }
