"""What a release's folder holds: a manifest that Raspberry Pi Imager takes, checksums, a signature, an SBOM."""

import json
import lzma
import subprocess
from pathlib import Path
from typing import Any

import jsonschema  # type: ignore[import-untyped]
import pytest

from tools.imager_manifest import BOARDS, manifest
from tools.python_sbom import document
from tools.release_folder import NAMESPACE, SUMS, sign, write_sums

SHA256: dict[str, Any] = {"type": "string", "pattern": "^[0-9a-f]{64}$"}
SIZE: dict[str, Any] = {"type": "integer", "minimum": 1}
TEXT: dict[str, Any] = {"type": "string", "minLength": 1}
URL: dict[str, Any] = {"type": "string", "pattern": "^(https|file)://"}
SCHEMA: dict[str, Any] = {
    "type": "object",
    "required": ["os_list"],
    "properties": {
        "os_list": {
            "type": "array",
            "items": {
                "type": "object",
                "required": [
                    *("name", "description", "icon", "url", "extract_size", "extract_sha256", "image_download_size"),
                    *("release_date", "devices"),
                ],
                "additionalProperties": False,
                "properties": {
                    "name": TEXT,
                    "description": TEXT,
                    "icon": URL,
                    "url": URL,
                    "website": URL,
                    "extract_size": SIZE,
                    "extract_sha256": SHA256,
                    "image_download_size": SIZE,
                    "image_download_sha256": SHA256,
                    "release_date": {"type": "string", "pattern": r"^\d{4}-\d\d-\d\d$"},
                    "devices": {"type": "array", "items": TEXT, "minItems": 1},
                    "init_format": {"const": "none"},
                    "architecture": {"enum": ["armv6", "armv7", "armv8"]},
                },
            },
        }
    },
}
"""The rules of Imager 2.0's published schema for one image, in our own words; stricter where we know more."""


@pytest.fixture
def images(tmp_path: Path) -> list[Path]:
    (tmp_path / "attune-pi4.img.xz").write_bytes(lzma.compress(b"a card" * 1000))
    (tmp_path / "attune-zero2w.img").write_bytes(b"another card" * 1000)
    return [tmp_path / "attune-pi4.img.xz", tmp_path / "attune-zero2w.img"]


def test_the_manifest_is_what_imager_takes(images: list[Path]) -> None:
    made = json.loads(manifest(images, "0.2.0", "2026-11-26", "https://it.example/attune"))
    jsonschema.validate(made, SCHEMA)
    first, second = made["os_list"]
    assert (first["extract_size"], first["url"]) == (6000, "https://it.example/attune/attune-pi4.img.xz")
    for entry, image in ((first, images[0]), (second, images[1])):
        unpacked = lzma.decompress(image.read_bytes()) if image.suffix == ".xz" else image.read_bytes()
        ran = subprocess.run(["sha256sum"], input=unpacked, check=True, capture_output=True)
        assert entry["extract_sha256"] == ran.stdout.split()[0].decode()
        assert entry["image_download_size"] == image.stat().st_size


@pytest.mark.parametrize("lost", ["extract_sha256", "devices", "icon"])
def test_the_rules_can_fail(images: list[Path], lost: str) -> None:
    made = json.loads(manifest(images, "0.2.0", "2026-11-26", "https://it.example"))
    del made["os_list"][0][lost]
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(made, SCHEMA)


def test_an_image_for_no_board_is_refused(tmp_path: Path) -> None:
    (tmp_path / "attune.img").write_bytes(b"x")
    with pytest.raises(ValueError, match="names no board"):
        manifest([tmp_path / "attune.img"], "0.2.0", "2026-11-26", "https://it.example")


def test_every_board_has_a_configuration_and_a_name() -> None:
    configurations = Path(__file__).parents[2] / "image-build/pi/config"
    assert {path.stem for path in configurations.glob("attune-*.yaml")} == set(BOARDS)
    for path in configurations.glob("attune-*.yaml"):
        assert f"kind: {path.stem}\n" in path.read_text()


@pytest.mark.process
def test_sums_and_signature_are_those_of_the_folder(images: list[Path], tmp_path: Path) -> None:
    home = tmp_path.parent / f"{tmp_path.name}-keys"
    home.mkdir()
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", home / "key"], check=True)
    write_sums(tmp_path)
    sign(tmp_path, home / "key")
    subprocess.run(["sha256sum", "--check", "--strict", SUMS], cwd=tmp_path, check=True, capture_output=True)
    (home / "signers").write_text(f"attune {(home / 'key.pub').read_text()}")
    verify: list[str | Path] = ["ssh-keygen", "-Y", "verify", "-f", home / "signers", "-I", "attune", "-n", NAMESPACE]
    words = [*verify, "-s", tmp_path / f"{SUMS}.sig"]
    sums = (tmp_path / SUMS).read_bytes()
    assert subprocess.run(words, input=sums, check=False, capture_output=True).returncode == 0
    assert subprocess.run(words, input=sums[1:], check=False, capture_output=True).returncode != 0


def test_the_wheels_are_listed_with_their_hashes() -> None:
    made = json.loads(document((Path(__file__).parents[2] / "locks/box.txt").read_text()))
    found = {each["name"]: each for each in made["components"]}
    assert made["bomFormat"] == "CycloneDX"
    assert {"cryptography", "flask", "obstore"} <= set(found)
    assert all(each["hashes"] and each["purl"].startswith("pkg:pypi/") for each in found.values())
