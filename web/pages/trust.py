"""How a phone comes to trust the service's own certificate authority, and why it must."""

import hashlib
import plistlib
import ssl
import uuid
from pathlib import Path

from flask import Blueprint, Response, abort, render_template

from web.context import context
from web.live.view import View
from web.text import catalogue

trust = Blueprint("trust", __name__, url_prefix="/trust")


@trust.get("")
def page() -> str:
    """How to trust the service's certificate on iOS and Android."""
    found = context().settings.authority
    return render_template("trust.html", view=View(), fingerprint=fingerprint(_der(found)) if found else None)


@trust.get("/attune.mobileconfig")
def profile() -> Response:
    """The certificate as a profile for iOS."""
    return Response(_profile(_der(_authority())), mimetype="application/x-apple-aspen-config")


@trust.get("/attune.crt")
def file() -> Response:
    """The certificate as a file (DER) for Android and computers."""
    return Response(_der(_authority()), mimetype="application/x-x509-ca-cert")


def _authority() -> str:
    return context().settings.authority or abort(404, str(catalogue.UNKNOWN_PAGE))


def _der(path: str) -> bytes:
    return ssl.PEM_cert_to_DER_cert(Path(path).read_text(encoding="ascii", errors="replace"))


def fingerprint(der: bytes) -> str:
    """SHA-256 of a certificate as phones show it: pairs of hex digits."""
    return hashlib.sha256(der).digest().hex(" ").upper()


def _profile(der: bytes) -> bytes:
    """A configuration profile with one root certificate (Apple, Configuration Profile Reference)."""
    name = hashlib.sha256(der).hexdigest()
    facts = {"PayloadVersion": 1, "PayloadDisplayName": str(catalogue.AUTHORITY)}
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
        "PayloadDescription": str(catalogue.AUTHORITY_WHY),
        "PayloadContent": [certificate],
    }
    return plistlib.dumps(whole)
