"""A box's own account at an S3 store that speaks IAM (AWS, SeaweedFS): a user, a policy that adds only, a key.

Source: AWS Identity and Access Management API Reference, version 2010-05-08; AWS Signature Version 4.
"""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from http.client import HTTPException
from pathlib import Path
from urllib.parse import parse_qs, urlencode, urlsplit

from provision.append_only import s3_policy
from provision.errors import AccountRefused
from provision.files import PRIVATE, make_private, write
from provision.store_account import S3_ID, S3_SECRET
from stores.credentials import Credentials
from stores.objects.s3_refusal import Signing, authorization, connect

VERSION = "2010-05-08"
AWS = "https://iam.amazonaws.com"
POLICY = "attune-append-only"
KNOWN = {"EntityAlreadyExists", "NoSuchEntity"}
KEY = re.compile(r"<AccessKeyId>([^<]+)</AccessKeyId>")
SECRET = re.compile(r"<SecretAccessKey>([^<]+)</SecretAccessKey>")
LONGEST = 64 * 1024
CODE = re.compile(r"<Code>([^<]+)</Code>")


@dataclass(frozen=True, slots=True)
class Accounts:
    """Accounts at the store `url`, in which `{box}` stands for a box's name. `admin` holds IT's own key for IAM.

    Where the store's address has an endpoint of its own, IAM is asked there too.
    """

    url: str
    admin: Credentials

    def open(self, box: str, out: Path) -> None:
        """Make the box's user, its policy, a new key, and the files of the key in `out/BOX`. Raises AccountRefused.

        A user that is there keeps the keys that it has: close those when the box has its new bundle.
        """
        parts = urlsplit(self.url.replace("{box}", box))
        policy = s3_policy(box, parts.netloc, parts.path.strip("/"))
        self._ask(box, "CreateUser")
        self._ask(box, "PutUserPolicy", PolicyName=POLICY, PolicyDocument=policy)
        answer = self._ask(box, "CreateAccessKey")
        key, secret = KEY.search(answer), SECRET.search(answer)
        if not (key and secret):
            raise AccountRefused(box=box, cause="the answer holds no key")
        make_private(out)
        make_private(out / box)
        for name, text in ((S3_ID, key[1]), (S3_SECRET, secret[1])):
            write(out / box / name, f"{text}\n".encode(), PRIVATE)

    def close(self, box: str, but: str | None = None) -> int:
        """Remove the keys of the box's user, all or all `but` one; how many. Raises AccountRefused."""
        keys = [key for key in KEY.findall(self._ask(box, "ListAccessKeys")) if key != but]
        for key in keys:
            self._ask(box, "DeleteAccessKey", AccessKeyId=key)
        return len(keys)

    def _ask(self, box: str, action: str, **more: str) -> str:
        """The answer to a request; empty where the user is there already, or is not. Raises AccountRefused."""
        body = urlencode({"Action": action, "Version": VERSION, "UserName": box, **more}).encode()
        signing = self._signing()
        headers = {
            "content-type": "application/x-www-form-urlencoded",
            "host": urlsplit(signing.endpoint).netloc,
            "x-amz-content-sha256": hashlib.sha256(body).hexdigest(),
            "x-amz-date": datetime.now(UTC).strftime("%Y%m%dT%H%M%SZ"),
        }
        headers["authorization"] = authorization(signing, "POST", "/", headers, "iam")
        connection = connect(signing)
        try:
            connection.request("POST", "/", body, headers)
            answer = connection.getresponse()
            text = answer.read(LONGEST).decode("utf-8", "replace")
        except (OSError, HTTPException) as error:
            raise AccountRefused(box=box, cause=str(error)) from error
        finally:
            connection.close()
        code = CODE.search(text)
        if answer.status >= 400 and not (code and code[1] in KNOWN):
            raise AccountRefused(box=box, cause=code[1] if code else f"status {answer.status}")
        return text

    def _signing(self) -> Signing:
        asked = _query(self.url)
        return Signing(
            endpoint=asked.get("endpoint", AWS).rstrip("/"),
            bucket="",
            region="us-east-1" if "endpoint" not in asked else asked.get("region", "us-east-1"),
            key_id=self.admin.text(S3_ID),
            secret=self.admin.text(S3_SECRET),
            authority=self.admin.look("store-ca.pem", secret=False),
        )


def _query(url: str) -> Mapping[str, str]:
    return {name: values[0] for name, values in parse_qs(urlsplit(url).query).items()}
