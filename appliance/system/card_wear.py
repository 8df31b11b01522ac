"""The wear of the card, as far as the kernel reports it: eMMC's own registers, and errors of the file system.

Sources: JESD84-B51 (PRE_EOL_INFO, DEVICE_LIFE_TIME_EST), as Linux shows them in `pre_eol_info` and `life_time`; ext4's
`errors_count` (Documentation/ABI/testing/sysfs-fs-ext4). An SD card has no such registers: it is `unknown` until the
file system reports an error.
"""

import os
from pathlib import Path
from typing import Literal

CardHealth = Literal["good", "worn", "failing", "unknown"]

WARNING, URGENT = 2, 3
"""`pre_eol_info`: 80 % and 90 % of the reserved blocks are used."""
WORN = 9
"""`life_time`: 80 to 90 % of the estimated life is used."""


def card_health(root: Path, folder: Path) -> CardHealth:
    """How the card that holds `folder` is; `root` stands before /sys."""
    try:
        number = folder.stat().st_dev
        partition = (root / f"sys/dev/block/{os.major(number)}:{os.minor(number)}").resolve(strict=True)
    except OSError:
        return "unknown"
    if _number(root / "sys/fs/ext4" / partition.name / "errors_count", 10):
        return "failing"
    registers = (partition if (partition / "device").exists() else partition.parent) / "device"
    end, life = _number(registers / "pre_eol_info", 16), _life(registers / "life_time")
    if end is None and life is None:
        return "unknown"
    if (end or 0) >= URGENT:
        return "failing"
    return "worn" if (end or 0) >= WARNING or (life or 0) >= WORN else "good"


def _life(path: Path) -> int | None:
    """The worse of the two kinds of memory in an eMMC."""
    try:
        return max(int(text, 16) for text in path.read_text("ascii").split())
    except (OSError, ValueError):
        return None


def _number(path: Path, base: int) -> int | None:
    try:
        return int(path.read_text("ascii"), base)
    except (OSError, ValueError):
        return None
