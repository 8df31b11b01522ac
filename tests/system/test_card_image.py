"""Cards in image files: one that another program still has mounted is waited for, and then is gone."""

import subprocess
from pathlib import Path

import pytest

from tests.support.card_image import make, mended, plugged

pytestmark = [pytest.mark.process, pytest.mark.root]


def test_a_card_that_another_mount_namespace_holds_is_waited_for(tmp_path: Path) -> None:
    image = tmp_path / "card.raw"
    make(image, 8 << 20, ["mkfs.ext4", "-q", "-F"])
    words = ["unshare", "--mount", "--propagation", "private", "sh", "-c", "echo; sleep 1"]
    with plugged(image, tmp_path / "card"):
        other = subprocess.Popen(words, stdout=subprocess.PIPE)
        assert other.stdout is not None
        other.stdout.readline()  # from here on it has the card mounted too
    other.wait(60)
    other.stdout.close()
    held = subprocess.run(["losetup", "--associated", image], capture_output=True, text=True, check=True)
    assert held.stdout == ""


def test_a_superblock_that_was_torn_is_mended_before_it_is_mounted(tmp_path: Path) -> None:
    image = tmp_path / "card.raw"
    make(image, 64 << 20, ["mkfs.ext4", "-q", "-F"])
    with image.open("r+b") as card:
        card.seek(1024 + 0x30)  # the time of the last write; the checksum at the superblock's end is from before
        card.write(b"torn")
    given_up = subprocess.run(["e2fsck", "-p", image], capture_output=True, check=False)
    assert given_up.returncode == 8
    mended(image)
    with plugged(image, tmp_path / "card"):
        assert (tmp_path / "card/lost+found").is_dir()
