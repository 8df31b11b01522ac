"""The pages over the real recorder and courier, as `attune run` starts them: what the stand-in must not get wrong."""

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.web.browsing import hold, phone


@pytest.fixture
def box(tmp_path: Path) -> Iterator[str]:
    """The address of a whole simulated box that films its test card."""
    command = [sys.executable, "-m", "attune", "run", "--data", str(tmp_path / "box")]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as running:
        assert running.stdout is not None
        yield next(line for line in running.stdout if line.startswith("web: ")).split()[1].rstrip("/")
        running.terminate()


@pytest.mark.slow
def test_a_whole_visit(browser: Browser, box: str, tmp_path: Path) -> None:
    with phone(browser, box) as page:
        page.goto("/")
        page.get_by_role("button", name="Start filming").tap(timeout=60_000)
        for count in ("1 mark", "2 marks", "3 marks"):
            page.get_by_role("button", name="Mark", exact=True).tap()
            expect(page.get_by_text(count)).to_be_visible()
        hold(page.get_by_role("button", name="Hold to stop"))
        page.get_by_role("link", name=re.compile("^Film ")).tap()
        expect(page.get_by_text("3 marks")).to_be_visible()
        page.get_by_role("button", name="Sync to the store").tap()
        expect(page.get_by_text("Every byte is in the store, checked")).to_be_visible(timeout=60_000)
        page.get_by_role("link", name="Wipe from this box").tap()
        hold(page.get_by_role("button", name="Hold to wipe the film"))
        expect(page.get_by_text("The film is wiped from the box.")).to_be_visible()

        page.goto("/box")
        for cause, said, cure in (
            ("Stall the camera", "Cannot film now", "Mend the camera"),
            ("Fill the card", "Cannot film now", "Make room again"),
        ):
            page.get_by_role("button", name=cause).tap()
            expect(page.locator(".state")).to_have_text(said, timeout=30_000)
            page.get_by_role("button", name=cure).tap()
            expect(page.locator(".state")).to_have_text("Ready to film", timeout=30_000)
        page.get_by_role("button", name="Unplug the microphone").tap()
        expect(page.get_by_text("No sound from the microphone. Check its plug.")).to_be_visible(timeout=30_000)
    assert len(list((tmp_path / "box" / "store").iterdir())) == 1
    assert [kept for kept in (tmp_path / "box" / "films").iterdir() if kept.suffix == ""] == []
