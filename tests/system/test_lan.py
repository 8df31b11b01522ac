"""`attune run --lan`: a phone opens the pages by address, over TLS that chains to the authority that was shown."""

import json
import os
import re
import shutil
import ssl
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.box_process import Box

pytestmark = [
    pytest.mark.process,
    pytest.mark.root,
    pytest.mark.skipif(os.geteuid() != 0, reason="makes a network, which only root may"),
    pytest.mark.skipif(shutil.which("ip") is None, reason="iproute2 is not installed"),
]

HERE, THERE = "10.213.7.1", "10.213.7.2"
SMALL = "[camera]\nwidth = 320\nheight = 180\n"

# What a phone does: it fetches the offered certificate, compares it with what the terminal shows, and trusts it.
PHONE = """
import hashlib, json, ssl, sys, urllib.request
address, shown = sys.argv[1:]
def get(path, context):
    asked = urllib.request.Request(address + path, headers={"Accept": "text/html"})
    with urllib.request.urlopen(asked, timeout=60, context=context) as answer:
        return answer.url, answer.read()
stranger = ssl.create_default_context()
try:
    get("/pair", stranger)
    refused = False
except OSError as error:
    refused = "CERTIFICATE_VERIFY_FAILED" in str(error)
careless = ssl.create_default_context()
careless.check_hostname, careless.verify_mode = False, ssl.CERT_NONE
der = get("/trust/attune.crt", careless)[1]
same = hashlib.sha256(der).hexdigest() == shown
trusting = ssl.create_default_context(cadata=der)
trusting.minimum_version = ssl.TLSVersion.TLSv1_3
pair, bench = get("/pair", trusting), get("/box", trusting)
print(json.dumps([refused, same, pair[0], b"Attune" in pair[1], bench[0]]))
"""


@pytest.fixture
def network() -> Iterator[str]:
    """A network namespace with a cable to this machine; its name."""
    name = f"attune-phone-{os.getpid()}"

    def ip(*words: str) -> None:
        subprocess.run(["ip", *words], check=True, capture_output=True)

    ip("netns", "add", name)
    try:
        ip("link", "add", "attune-lan", "type", "veth", "peer", "name", "phone0", "netns", name)
        ip("address", "add", f"{HERE}/24", "dev", "attune-lan")
        ip("link", "set", "attune-lan", "up")
        for words in (f"address add {THERE}/24 dev phone0", "link set phone0 up"):
            ip("-n", name, *words.split())
        yield name
    finally:
        subprocess.run(["ip", "netns", "delete", name], check=True)
        subprocess.run(["ip", "link", "delete", "attune-lan"], check=False, capture_output=True)


def test_a_phone_opens_the_page_over_tls_that_chains_to_the_shown_authority(network: str, tmp_path: Path) -> None:
    with Box(tmp_path / "box", "--lan", HERE, config=SMALL) as box:
        box.start().await_pages()
        address = box.page.replace("https://", "")
        assert address.startswith(f"{HERE}:")
        found = re.search(r"SHA-256: ([0-9A-F ]+)", box.greeting)
        assert found is not None
        shown = found[1].replace(" ", "").lower()
        command = ["ip", "netns", "exec", network, sys.executable, "-c", PHONE, box.page, shown]
        said = subprocess.run(command, capture_output=True, text=True, check=False, timeout=240)
        assert said.returncode == 0, said.stderr
        refused, same, pair, is_page, bench = json.loads(said.stdout)
        assert (refused, same, is_page) == (True, True, True)
        assert pair == f"{box.page}/pair"
        assert bench == f"{box.page}/pair", "the simulated button is for who sits at this machine"
        trusting = ssl.create_default_context(cafile=str(box.data / "lan" / "authority.crt"))
        with urllib.request.urlopen(f"{box.page}/box", timeout=60, context=trusting) as answer:
            assert answer.url == f"{box.page}/box"
        assert (box.data / "lan" / "box.key").stat().st_mode & 0o077 == 0
        assert sorted(path.name for path in (box.data / "lan").iterdir()) == ["authority.crt", "box.crt", "box.key"]
