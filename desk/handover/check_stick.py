"""Whether a folder is on a stick: never on the computer's own disk, and otherwise as far as the system tells."""

from collections.abc import Iterator
from pathlib import Path

from desk.handover.errors import NoStick, NotAStick, StickUnsure
from desk.handover.medium import FAT, Medium, medium


def check_stick(stick: Path, own: Path, confirmed: bool = False) -> int:
    """The device of a stick. Raises NoStick, NotAStick for the desk's own disk, StickUnsure unless it is confirmed."""
    try:
        device = stick.stat().st_dev if stick.is_dir() else None
    except OSError as error:
        raise NoStick(folder=stick) from error
    if device is None:
        raise NoStick(folder=stick)
    there, ours = medium(stick), medium(own)
    if device == own.stat().st_dev or (there.disk is not None and there.disk == ours.disk):
        raise NotAStick(folder=stick)
    if not confirmed and (doubts := list(_doubts(there))):
        raise StickUnsure(folder=stick, cause=", and ".join(doubts))
    return device


def _doubts(there: Medium) -> Iterator[str]:
    if there.plugged is None:
        yield "this computer does not say whether it can be taken out"
    elif not there.plugged:
        yield "it is built into this computer"
    if there.kind and there.kind not in FAT:
        yield f"a television reads FAT, and it has {there.kind}"
