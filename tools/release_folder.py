"""Puts a release into one folder: packages, images, manifest for Raspberry Pi Imager, SBOM, checksums and signature.

usage: python -m tools.release_folder [--images DIR] [--url BASE] [--key SSH-KEY]        (root; from a clean checkout)

DIR holds images that rpi-image-gen made, called attune-pi4.img.xz and so on. They are to be had at BASE; without it the
manifest names this folder. `ssh-keygen -Y verify -n attune-release` checks the signature over SHA256SUMS.
"""

import argparse
import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

from tools.imager_manifest import manifest
from tools.release import PROJECT, git

NAMESPACE = "attune-release"
SUMS = "SHA256SUMS"


def main() -> None:
    """Build and gather."""
    parser = argparse.ArgumentParser(description="Puts a release into one folder.")
    parser.add_argument("--images", type=Path)
    parser.add_argument("--url")
    parser.add_argument("--key", type=Path, help="an SSH key that signs the release")
    options = parser.parse_args()
    if git("status", "--porcelain"):
        sys.exit("Files differ from the commit. Commit them, or put them away.")
    version = package_version()
    folder = PROJECT / "build/release" / version
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    subprocess.run(["tools/deb.sh"], cwd=PROJECT, check=True)
    for package in sorted((PROJECT / "build/deb").glob(f"attune_{version}_*.deb")):
        shutil.copy(package, folder)
    subprocess.run(["tools/sbom.sh", folder], cwd=PROJECT, check=True, env=os.environ | {"PYTHON": sys.executable})
    images = add_images(folder, options.images)
    add_manifest(folder, images, version, options.url or folder.as_uri())
    write_sums(folder)
    sign(folder, options.key)
    print(f"{folder}:", *sorted(path.name for path in folder.iterdir()), sep="\n  ")


def package_version() -> str:
    """The version of debian/changelog."""
    first = (PROJECT / "debian/changelog").read_text("utf-8").partition("\n")[0]
    return first.partition("(")[2].partition(")")[0]


def add_images(folder: Path, images: Path | None) -> list[Path]:
    """Copy the images, each with the SBOM beside it."""
    found = (
        [] if images is None else sorted([*images.glob("*.img"), *images.glob("*.img.xz"), *images.glob("*.cdx.json")])
    )
    if not any(".img" in path.name for path in found):
        print("NO IMAGE: none was given (--images DIR). The manifest is empty.")
    return [Path(shutil.copy(path, folder)) for path in found]


def add_manifest(folder: Path, images: list[Path], version: str, url: str) -> None:
    """Write what Imager opens."""
    date = git("log", "-1", "--format=%cs")
    shutil.copy(PROJECT / "design/static/icon.svg", folder / "attune.svg")
    wanted = [image for image in images if ".img" in image.name]
    (folder / "attune.rpi-imager-manifest").write_text(manifest(wanted, version, date, url.rstrip("/")))


def write_sums(folder: Path) -> None:
    """SHA-256 of every file, as `sha256sum --check` reads them."""
    lines = []
    for path in sorted(folder.iterdir()):
        with path.open("rb") as file:
            lines.append(f"{hashlib.file_digest(file, 'sha256').hexdigest()}  {path.name}\n")
    (folder / SUMS).write_text("".join(lines))


def sign(folder: Path, key: Path | None) -> None:
    """Sign the sums, and with them everything."""
    if key is None:
        print("NOT SIGNED: no key was given (--key SSH-KEY).")
        return
    (folder / f"{SUMS}.sig").unlink(missing_ok=True)
    subprocess.run(["ssh-keygen", "-q", "-Y", "sign", "-f", key, "-n", NAMESPACE, folder / SUMS], check=True)


if __name__ == "__main__":
    main()
