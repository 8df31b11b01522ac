"""HTTPS with the certificate that provisioning issues: TLS 1.3 and nothing older; how phones come to trust it."""

import hashlib
import plistlib
import socket
import ssl
import subprocess
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser, expect

from tests.support import visiting
from tests.support.browsing import PAIRED, phone
from tests.support.standin import StandIn
from tests.support.web_process import serving

pytestmark = pytest.mark.process


@pytest.fixture(scope="module")
def papers(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A service's authority, and a box's certificate by it."""
    folder = tmp_path_factory.mktemp("tls")
    run = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "30"]
    names = [
        "-keyout",
        "ca.key",
        "-out",
        "ca.crt",
        "-subj",
        "/CN=A service",
        "-addext",
        "basicConstraints=critical,CA:TRUE",
    ]
    subprocess.run([*run, *names], cwd=folder, check=True, capture_output=True)
    box = ["-CA", "ca.crt", "-CAkey", "ca.key", "-keyout", "box.key", "-out", "box.crt", "-subj", "/CN=attune-k7qm"]
    extensions = [
        "-addext",
        "subjectAltName=IP:127.0.0.1,DNS:localhost",
        "-addext",
        "basicConstraints=critical,CA:FALSE",
    ]
    subprocess.run([*run, *box, *extensions], cwd=folder, check=True, capture_output=True)
    return folder


@pytest.fixture
def secure(standin: StandIn, tmp_path: Path, papers: Path) -> Iterator[str]:
    more = f'authority = "{papers}/ca.crt"\ntls = {{certificate = "{papers}/box.crt", key = "{papers}/box.key"}}'
    with serving(tmp_path, more=more) as (address, _):
        assert address.startswith("https://")
        yield address


def connect(address: str, papers: Path, newest: ssl.TLSVersion) -> str | None:
    host, _, port = address.removeprefix("https://").partition(":")
    context = ssl.create_default_context(cafile=str(papers / "ca.crt"))
    context.maximum_version = newest
    with (
        socket.create_connection((host, int(port)), 5) as plain,
        context.wrap_socket(plain, server_hostname=host) as tls,
    ):
        return tls.version()


def test_only_the_newest(secure: str, papers: Path) -> None:
    assert connect(secure, papers, ssl.TLSVersion.TLSv1_3) == "TLSv1.3"
    with pytest.raises(ssl.SSLError):
        connect(secure, papers, ssl.TLSVersion.TLSv1_2)


def test_a_paired_phone(secure: str, papers: Path) -> None:
    trusted = ssl.create_default_context(cafile=str(papers / "ca.crt"))
    with httpx.Client(base_url=secure, verify=trusted, cookies={"__Host-attune": PAIRED}) as client:
        page = client.get("/")
        assert page.status_code == 200
        assert "Strict-Transport-Security" not in page.headers
        assert all("; Secure" in cookie for cookie in page.headers.get_list("Set-Cookie"))
    with httpx.Client(base_url=secure, verify=trusted, cookies={"attune": PAIRED}) as client:
        assert client.get("/").status_code == 401, "a cookie that plain HTTP could have set is none"


def test_how_to_trust_it(secure: str, papers: Path) -> None:
    der = ssl.PEM_cert_to_DER_cert((papers / "ca.crt").read_text())
    with httpx.Client(base_url=secure, verify=ssl.create_default_context(cafile=str(papers / "ca.crt"))) as stranger:
        assert hashlib.sha256(der).digest().hex(" ").upper() in stranger.get("/trust").text
        assert stranger.get("/trust/attune.crt").content == der
        profile = plistlib.loads(stranger.get("/trust/attune.mobileconfig").content)
    (content,) = profile["PayloadContent"]
    assert (content["PayloadType"], content["PayloadContent"]) == ("com.apple.security.root", der)


def test_in_a_browser(browser: Browser, secure: str, standin: StandIn) -> None:
    with phone(browser, secure, "", ignore_https_errors=True) as page:
        code = visiting.ask(page)
        with standin.changing() as world:
            world.pairing, world.pressed = True, code
        expect(page.get_by_role("heading", level=1)).to_have_text("Ready to film")
        names = {cookie["name"] for cookie in page.context.cookies()}
        assert names == {"__Host-attune", "__Host-attune-visitor"}


def test_no_authority_no_download(served: str) -> None:
    assert httpx.get(f"{served}/trust").status_code == 200
    assert httpx.get(f"{served}/trust/attune.crt").status_code == 404
