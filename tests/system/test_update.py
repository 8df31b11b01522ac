"""Updates on the box: what is installed and when, tried once, kept or left; a plain start always finds a good slot.

That RAUC itself writes a slot, and that slots start, is shown in the virtual machine (tests/vm/test_update.py).
"""

import threading
import time
from pathlib import Path

import msgspec
import pytest
from click.testing import CliRunner

from appliance.system.autoboot import AUTOBOOT, TEXT, make_usual, usual_slot
from appliance.system.box_files import BoxFile
from appliance.system.install import put
from appliance.system.update_record import RECORD, UpdateRecord
from attune.command import main
from tests.support.services import new_service
from tests.support.update_box import UpdateBox
from tests.support.updates import new_update

pytestmark = pytest.mark.process
A, B = TEXT.format(usual=2, tried=3), TEXT.format(usual=3, tried=2)


def test_from_the_store_to_a_kept_slot(box: UpdateBox, update: Path) -> None:
    fetched = box.fetched(update, "0.3.0")
    assert box.run(quiet=1e9).state == "installed"
    assert (len(box.installs), fetched.exists()) == (1, False)
    assert box.run(quiet=1e9).state == "installed"  # somebody may want to film now
    assert box.restarts == []
    assert box.run().state == "trying"
    assert (box.restarts, box.usual) == ([True], A)
    box.start("B", "0.3.0")
    assert box.updater().confirm(within=1)
    assert (box.record.state, box.record.code, box.usual) == ("good", None, B)
    assert box.run().state == "good"
    assert len(box.installs) == 1


def test_a_slot_is_marked_good_though_rauc_was_too_busy_at_first(box: UpdateBox, update: Path) -> None:
    box.installer(marks=f"mkdir {box.root}/asked 2>/dev/null && exit 1")
    box.fetched(update, "0.3.0")
    box.run()
    box.run()
    box.start("B", "0.3.0")
    assert box.updater().confirm(within=1)
    assert (box.record.state, box.usual) == ("good", B)


def test_rauc_is_bound_to_what_is_no_older(box: UpdateBox, update: Path) -> None:
    """The courier owns what it fetched, and could put an older bundle in its place once it was judged."""
    settings = box.root / "run/rauc/system.conf"
    box.installer(failure=f'grep -qx min-bundle-version=0.2.0 "{settings}" || exit 1')
    box.fetched(update, "0.3.0")
    assert box.run(quiet=1e9).state == "installed"


def test_a_stick_is_taken_at_once_and_may_stay(box: UpdateBox, update: Path) -> None:
    box.on_stick(update)
    box.run(quiet=1e9)
    assert box.run(quiet=1e9).state == "trying"
    box.start("B", "0.3.0")
    assert box.updater().confirm(within=1)
    assert (box.run().code, len(box.installs)) == (None, 1)


@pytest.mark.parametrize("state", ["starting", "filming", "sealing", None])
def test_nothing_is_installed_while_the_box_has_other_things_to_do(
    box: UpdateBox, update: Path, state: str | None
) -> None:
    box.on_stick(update)
    box.state = state  # type: ignore[assignment]
    box.run()
    assert (box.installs, box.restarts) == ([], [])
    box.state = "ready"
    assert box.run().state == "installed"
    box.state = state  # type: ignore[assignment]
    assert box.run().state == "installed"
    assert box.restarts == []


def test_a_film_that_begins_meanwhile_pauses_the_installer(box: UpdateBox, update: Path) -> None:
    box.installer(seconds=4)
    box.on_stick(update)
    working = threading.Thread(target=box.run)
    working.start()
    await_true(lambda: box.installs != [])
    box.state = "filming"
    await_true(lambda: box.pauses == [True])
    box.state = "ready"
    await_true(lambda: box.pauses == [True, False])
    working.join(30)
    assert box.record.state == "installed"


def test_a_slot_that_does_not_start_is_given_up_after_two_tries(box: UpdateBox, update: Path) -> None:
    box.fetched(update, "0.3.0")
    box.run()
    for _ in range(2):
        assert box.run().state == "trying"
        box.start("A", "0.2.0")  # it panicked, hung, or somebody pulled the plug
    found = box.run()
    assert (found.state, found.code, found.rejected) == ("failed", "update-failed", ("0.3.0",))
    assert "went back to 0.2.0" in (found.message or "")
    assert (box.usual, box.restarts) == (A, [True, True])
    box.on_stick(update)  # the same once more
    assert box.run().state == "failed"
    assert len(box.installs) == 1


def test_a_slot_whose_recorder_never_gets_ready_is_left(box: UpdateBox, update: Path) -> None:
    box.fetched(update, "0.3.0")
    box.run()
    box.run()
    box.start("B", "0.3.0")
    box.state = "fault"
    assert not box.updater().confirm(within=0.1)
    assert (box.restarts, box.usual) == ([True, False], A)
    box.start("A", "0.2.0")
    box.state = "ready"
    assert box.updater().confirm(within=0.1)
    assert box.run().code == "update-failed"


@pytest.mark.parametrize("state", ["installing", "installed", "trying"])
def test_a_plug_pulled_at_any_step_leaves_the_old_slot_and_the_update_goes_on(
    box: UpdateBox, update: Path, state: str
) -> None:

    box.on_stick(update)
    left = UpdateRecord(state=state, version="0.3.0", slot="B", tries=1 if state == "trying" else 0)  # type: ignore[arg-type]
    put(box.root, BoxFile(RECORD, msgspec.json.encode(left).decode()))
    assert box.updater().confirm(within=0.1)
    assert box.usual == A
    while not box.restarts:
        box.run()
    assert (box.record.state, box.restarts) == ("trying", [True])


def test_a_link_on_a_stick_leads_nowhere(box: UpdateBox, update: Path) -> None:
    (box.root / "media/ATTUNE/x.raucb").symlink_to(update)
    assert box.run().state == "none"


def test_autoboot_changes_by_two_digits_in_place(tmp_path: Path) -> None:
    path = tmp_path / "autoboot.txt"
    path.write_text("[all]\nboot_partition=2\n")
    make_usual(path, "A")
    number = path.stat().st_ino
    for slot in ("B", "A", "B"):
        make_usual(path, slot)
        assert usual_slot(path) == slot
    assert path.stat().st_ino == number
    assert sum(one != two for one, two in zip(A, B, strict=True)) == 2
    assert len(A) <= 512


def test_what_rauc_asks_of_the_boot_loader(box: UpdateBox) -> None:
    def backend(*words: str) -> tuple[int, str]:
        ran = CliRunner().invoke(main, ["update", "backend", "--root", str(box.root), *words])
        return ran.exit_code, ran.output.strip()

    assert [backend("get-primary"), backend("get-current")] == [(0, "A"), (0, "A")]
    assert [backend("get-state", slot) for slot in "AB"] == [(0, "good"), (0, "bad")]
    assert backend("set-primary", "B") == (0, "")
    assert backend("set-state", "B", "bad") == (0, "")
    assert box.usual == A
    code, said = backend("set-state", "B", "good")
    assert (code, "does not run" in said, box.usual) == (7, True, A)
    box.start("B", "0.3.0")
    assert backend("set-state", "B", "good") == (0, "")
    assert (backend("get-primary"), box.usual) == ((0, "B"), B)
    (box.root / AUTOBOOT).write_text("[all]\n")
    assert backend("get-primary")[0] == 1


def test_status_says_how_it_stands(box: UpdateBox, update: Path) -> None:
    def status(*words: str) -> tuple[int, str]:
        ran = CliRunner().invoke(main, ["update", "status", "--root", str(box.root), *words])
        return ran.exit_code, ran.output

    assert status() == (0, "0.2.0 in slot A\nUpdate: none\n")
    box.on_stick(new_update(new_service(box.root / "other"), box.root).bundle)
    box.run()
    code, said = status("--json")
    assert (code, '"code":"update-foreign"' in said) == (7, True)


def await_true(what: object, within: float = 120) -> None:
    end = time.monotonic() + within
    while not what():  # type: ignore[operator]
        assert time.monotonic() < end
        time.sleep(0.02)
