"""When the certificate of the box's pages ends."""

from contextlib import suppress
from pathlib import Path

from cryptography.x509 import load_pem_x509_certificate

from appliance.system.box_files import ETC


def expires(root: Path) -> str | None:
    """UTC, as reports write it; None without a certificate. `root` stands before /etc."""
    with suppress(OSError, ValueError):
        certificate = load_pem_x509_certificate((root / ETC / "tls/box.crt").read_bytes())
        return certificate.not_valid_after_utc.strftime("%Y-%m-%dT%H:%M:%SZ")
    return None
