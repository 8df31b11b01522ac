"""A server that speaks HTTP and answers every request for a bucket in one odd way; the bucket's name says which."""

from dataclasses import dataclass
from typing import Literal

from stores import errors
from stores.errors import CourierError
from tests.stores.http_server import HttpServer, QuietHandler

HTML = b"<html><body>Welcome to the guests' Wi-Fi. Please log in.</body></html>"
EMPTY = b'<?xml version="1.0"?><ListBucketResult><Name>x</Name><IsTruncated>false</IsTruncated></ListBucketResult>'


@dataclass(frozen=True)
class Answer:
    """`kind`: what connecting must end in; None where it may go well."""

    status: int = 200
    body: bytes = EMPTY
    kind: type[CourierError] | None = None
    how: Literal["whole", "cut", "hang up", "garbage", "no length"] = "whole"
    location: str = ""


def coded(status: int, code: str, kind: type[CourierError] | None = None) -> Answer:
    """As S3 says it."""
    return Answer(
        status, f"<?xml version='1.0'?><Error><Code>{code}</Code><Message>no</Message></Error>".encode(), kind
    )


ODD: dict[str, Answer] = {
    "expired": coded(400, "ExpiredToken", errors.CredentialExpired),
    "invalid-token": coded(400, "InvalidToken", errors.CredentialExpired),
    "region-400": coded(400, "AuthorizationHeaderMalformed", errors.WrongRegion),
    "region-301": coded(301, "PermanentRedirect", errors.WrongRegion),
    "no-such-key": coded(403, "InvalidAccessKeyId", errors.CredentialRefused),
    "wrong-secret": coded(403, "SignatureDoesNotMatch", errors.CredentialRefused),
    "denied": coded(403, "AccessDenied", errors.StoreRefuses),
    "key-disabled": coded(400, "KMS.DisabledException", errors.StoreKeyDisabled),
    "clock": coded(403, "RequestTimeTooSkewed", errors.ClockWrong),
    "quota": coded(403, "QuotaExceeded", errors.StoreFull),
    "no-bucket": coded(404, "NoSuchBucket", errors.StoreMissing),
    "unknown-code": coded(400, "SomethingNew", errors.StoreFailed),
    "slow-down": coded(503, "SlowDown", errors.StoreBusy),
    **{f"status-{status}": Answer(status, HTML) for status in (201, 204, 206, 304, 402, 405, 409, 410, 411, 412, 416)},
    "status-400": Answer(400, HTML, errors.StoreFailed),
    "status-401": Answer(401, HTML, errors.CredentialRefused),
    "status-403": Answer(403, b"", errors.StoreRefuses),
    "status-404": Answer(404, HTML, errors.StoreMissing),
    "status-429": Answer(429, HTML, errors.StoreBusy),
    "status-500": Answer(500, HTML, errors.StoreBusy),
    "status-501": Answer(501, HTML, errors.StoreFailed),
    "status-507": Answer(507, HTML, errors.StoreFull),
    "captive-page": Answer(200, HTML),
    "captive-move": Answer(302, b"", location="http://127.0.0.1:1/login"),
    "nothing": Answer(200, b""),
    "broken-xml": Answer(200, EMPTY[:70]),
    "not-text": Answer(200, bytes(range(256)), errors.StoreFailed),
    "cut": Answer(how="cut"),
    "hang-up": Answer(how="hang up", kind=errors.StoreAway),
    "garbage": Answer(how="garbage", kind=errors.StoreAway),
    "no-length": Answer(how="no length"),
}


class OddHttp(HttpServer):
    """Serves all of them until the end of the block."""

    def __init__(self) -> None:
        class Handler(QuietHandler):
            def do_any(self) -> None:
                self.rfile.read(int(self.headers.get("content-length", 0)))
                answer = ODD[self.path.split("/")[1].partition("?")[0]]
                if answer.how == "hang up":
                    self.close_connection = True
                    return
                if answer.how == "garbage":
                    self.wfile.write(b"\0\1\2 this is no HTTP\r\n\r\n")
                    self.close_connection = True
                    return
                self.send_response_only(answer.status)
                if answer.location:
                    self.send_header("Location", answer.location)
                if answer.how != "no length":
                    self.send_header("Content-Length", str(len(answer.body) + (50 if answer.how == "cut" else 0)))
                self.end_headers()
                if self.command != "HEAD" and answer.status not in (204, 304):
                    self.wfile.write(answer.body)
                self.close_connection = answer.how != "whole"

            do_GET = do_PUT = do_POST = do_HEAD = do_DELETE = do_any  # noqa: N815 - the names that http.server looks for

        super().__init__(Handler)
