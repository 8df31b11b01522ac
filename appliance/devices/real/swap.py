"""Whether the kernel may write memory to a disk: then a frame could stay there in the clear."""

from pathlib import Path


def swaps_to_disk(root: Path) -> bool:
    """Whether a swap is in use that is no zram, or a zram that writes pages back to a disk."""
    try:
        lines = (root / "proc/swaps").read_bytes().splitlines()[1:]
    except OSError:
        return False
    return any(not _in_memory(Path(line.split()[0].decode("utf-8", "replace")), root) for line in lines if line.strip())


def _in_memory(device: Path, root: Path) -> bool:
    if device.parent != Path("/dev") or not device.name.startswith("zram"):
        return False
    try:
        backing = (root / "sys/block" / device.name / "backing_dev").read_text(encoding="utf-8").strip()
    except OSError:
        return True  # this kernel cannot write zram back
    return backing in ("none", "")
