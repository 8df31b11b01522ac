"""The pages that make a phone trust the service's own certificate authority."""

import ssl
from pathlib import Path

from flask import Blueprint, Response, abort, render_template

from attune.trust_profile import fingerprint, trust_profile
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
    made = trust_profile(_der(_authority()), str(catalogue.AUTHORITY), str(catalogue.AUTHORITY_WHY))
    return Response(made, mimetype="application/x-apple-aspen-config")


@trust.get("/attune.crt")
def file() -> Response:
    """The certificate as a file (DER) for Android and computers."""
    return Response(_der(_authority()), mimetype="application/x-x509-ca-cert")


def _authority() -> str:
    return context().settings.authority or abort(404, str(catalogue.UNKNOWN_PAGE))


def _der(path: str) -> bytes:
    return ssl.PEM_cert_to_DER_cert(Path(path).read_text(encoding="ascii", errors="replace"))
