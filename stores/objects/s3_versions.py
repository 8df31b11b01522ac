"""The versions of S3 objects, which the library knows nothing of: listed, and deleted for good.

Source: Amazon S3 API, ListObjectVersions and DeleteObject with versionId; AWS Signature Version 4.
"""

import hashlib
from collections.abc import Iterator
from datetime import UTC, datetime
from http.client import HTTPException
from urllib.parse import quote, urlencode, urlsplit
from xml.etree import ElementTree  # what a store answers; expat limits what entities may grow to

from stores.errors import StoreAway, StoreBusy, StoreFailed, StoreMissing, StoreRefuses
from stores.objects.s3_refusal import Signing, authorization, connect
from stores.store import Version

EMPTY = hashlib.sha256(b"").hexdigest()
NULL = "null"


def versions(signing: Signing, store: str, film: str) -> list[Version]:
    """Every version of the film's objects, delete markers among them. Raises CourierErrors."""
    bucket, _, above = signing.bucket.partition("/")
    prefix = "/".join(filter(None, (above, film))) + "/"
    found: list[Version] = []
    marker: dict[str, str] = {}
    while True:
        body = _ask(signing, store, "GET", f"/{bucket}", {**marker, "prefix": prefix, "versions": ""})
        try:
            tree = ElementTree.fromstring(body)  # noqa: S314  # as above
        except ElementTree.ParseError as error:
            raise StoreFailed(store=store, cause="it lists versions in no form that is known here") from error
        found += _parsed(tree, prefix)
        if _text(tree, "IsTruncated") != "true":
            return found
        marker = {"key-marker": _text(tree, "NextKeyMarker"), "version-id-marker": _text(tree, "NextVersionIdMarker")}


def delete(signing: Signing, store: str, film: str, version: Version) -> None:
    """Delete one version for good. Raises CourierErrors."""
    query = {"versionId": version.id} if version.id else {}
    _ask(signing, store, "DELETE", f"/{signing.bucket}/{film}/{version.name}", query)


def _parsed(tree: ElementTree.Element, prefix: str) -> Iterator[Version]:
    for each in tree:
        kind = each.tag.rpartition("}")[2]
        if kind in ("Version", "DeleteMarker"):
            name = _text(each, "Key").removeprefix(prefix)
            if name and "/" not in name:
                number = _text(each, "VersionId")
                size = int(_text(each, "Size") or 0)
                latest = _text(each, "IsLatest") == "true"
                yield Version(name, size, None if number == NULL else number, latest, kind == "DeleteMarker")


def _text(element: ElementTree.Element, name: str) -> str:
    return next((each.text or "" for each in element if each.tag.rpartition("}")[2] == name), "")


def _ask(signing: Signing, store: str, method: str, path: str, query: dict[str, str]) -> bytes:
    path, asked = quote(path), urlencode(sorted(query.items()), quote_via=quote, safe="")
    headers = {
        "host": urlsplit(signing.endpoint).netloc,
        "x-amz-content-sha256": EMPTY,
        "x-amz-date": datetime.now(UTC).strftime("%Y%m%dT%H%M%SZ"),
    }
    if signing.token:
        headers["x-amz-security-token"] = signing.token
    headers["authorization"] = authorization(signing, method, path, headers, query=asked)
    try:
        connection = connect(signing)
        try:
            connection.request(method, f"{path}?{asked}" if asked else path, headers=headers)
            answer = connection.getresponse()
            body = answer.read()
        finally:
            connection.close()
    except (OSError, HTTPException) as error:
        raise StoreAway(store=store, cause=str(error) or type(error).__name__) from error
    if answer.status in (200, 204):
        return body
    cause = f"{answer.status} {answer.reason}"
    kinds = {401: StoreRefuses, 403: StoreRefuses, 404: StoreMissing, 405: StoreRefuses, 409: StoreRefuses}
    raise (kinds.get(answer.status) or (StoreBusy if answer.status >= 500 else StoreFailed))(store=store, cause=cause)
