"""Whatever a power cut takes from the desk's disk, it does not take the note of a copy that is on the stick."""

import shutil
from pathlib import Path

import pytest

from desk.errors import DeskError
from desk.handover.broken_off import broken_off
from desk.handover.give import put
from sealed.disk import Disk
from tests.desk.handover.test_killed import ASKED, CODE, FILES, TODAY, lay_small_case
from tests.support.desks import at_desk
from tests.support.medium import Recorder


class WatchedStick(Disk):
    """At each name that it gets, looks at every state that a cut may leave on the desk's disk."""

    def __init__(self, desks: Recorder, scratch: Path) -> None:
        self._desks, self._scratch = desks, scratch
        self.states = self.listed = 0

    def make_folder(self, path: Path) -> None:
        for state in self._desks.medium.cuts(self._desks.root):
            self.states += 1
            root = state.lay_down(self._scratch / f"{self.states}")
            if not lists(root, path.name):
                break
            self.listed += 1
            shutil.rmtree(root)
        super().make_folder(path)


def lists(root: Path, folder: str) -> bool:
    try:
        return [begun.onto for begun in broken_off(at_desk(root), CODE)] == [folder]
    except DeskError:  # half of an event
        return False


class Lying(Recorder):
    """Flushes nothing."""

    def sync(self, file: int) -> None:
        self._done()


@pytest.mark.parametrize("recorder", [Recorder, Lying])
def test_the_note_is_on_the_disk_before_the_stick_has_a_name(
    tmp_path: Path, stick: Path, recorder: type[Recorder]
) -> None:
    (root := tmp_path / "root").mkdir()
    lay_small_case(root)
    disk = recorder(root)
    disk.file_mode, disk.folder_mode = 0o600, 0o700
    watched = WatchedStick(disk, tmp_path)
    put(at_desk(root, disk=disk), CODE, ASKED, FILES, stick, TODAY, disk=watched)
    assert watched.states >= 1
    assert (watched.listed == watched.states) is (recorder is Recorder), "a disk that lies is found out"
