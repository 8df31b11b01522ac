"""Whether an S3 server refuses bytes that do not match the SHA-256 sent with them: sends some, signed like all others.

Source: AWS Signature Version 4 (single chunk, signed payload); x-amz-checksum-sha256 of PutObject.
"""

import base64
import hashlib
import hmac
import ssl
from dataclasses import dataclass
from datetime import UTC, datetime
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from urllib.parse import quote, urlsplit

PATIENCE = 30.0
SENT, MEANT = b"these are the bytes that were sent", b"but these were the bytes that were"


@dataclass(frozen=True, slots=True)
class Signing:
    """A bucket's address and its secrets. `token` and `authority` (PEM) may be missing."""

    endpoint: str
    bucket: str
    region: str
    key_id: str
    secret: str
    token: str | None = None
    authority: bytes | None = None


def refuses(signing: Signing, name: str) -> bool | None:
    """Put wrong bytes under `name`; returns whether they were refused. None if the server could not be asked."""
    digest = hashlib.sha256(MEANT)
    path = quote(f"/{signing.bucket}/{name}")
    headers = {
        "host": urlsplit(signing.endpoint).netloc,
        "x-amz-checksum-sha256": base64.b64encode(digest.digest()).decode(),
        "x-amz-content-sha256": digest.hexdigest(),
        "x-amz-date": datetime.now(UTC).strftime("%Y%m%dT%H%M%SZ"),
    }
    if signing.token:
        headers["x-amz-security-token"] = signing.token
    headers["authorization"] = authorization(signing, "PUT", path, headers)
    try:
        connection = connect(signing)
        try:
            connection.request("PUT", path, SENT, headers)
            answer = connection.getresponse()
            answer.read()
        finally:
            connection.close()
    except (OSError, HTTPException):
        return None
    return answer.status == 400 if answer.status in (200, 400) else None


def authorization(
    signing: Signing, method: str, path: str, headers: dict[str, str], service: str = "s3", query: str = ""
) -> str:
    """The Authorization header for a request with these headers, all signed, and a body with the hash that they name.

    `query` is encoded and sorted.
    """
    names = sorted(headers)
    listed = "".join(f"{name}:{headers[name]}\n" for name in names)
    canonical = "\n".join((method, path, query, listed, ";".join(names), headers["x-amz-content-sha256"]))
    moment = headers["x-amz-date"]
    scope = f"{moment[:8]}/{signing.region}/{service}/aws4_request"
    to_sign = f"AWS4-HMAC-SHA256\n{moment}\n{scope}\n{hashlib.sha256(canonical.encode()).hexdigest()}"
    key = b"AWS4" + signing.secret.encode()
    for part in (*scope.split("/"), to_sign):
        key = hmac.digest(key, part.encode(), "sha256")
    names_signed = ";".join(names)
    return f"AWS4-HMAC-SHA256 Credential={signing.key_id}/{scope},SignedHeaders={names_signed},Signature={key.hex()}"


def connect(signing: Signing) -> HTTPConnection:
    """A connection to the endpoint, not yet opened."""
    parts = urlsplit(signing.endpoint)
    if parts.scheme == "http":
        return HTTPConnection(parts.hostname or "", parts.port, timeout=PATIENCE)
    context = ssl.create_default_context(cadata=signing.authority.decode() if signing.authority else None)
    return HTTPSConnection(parts.hostname or "", parts.port, timeout=PATIENCE, context=context)
