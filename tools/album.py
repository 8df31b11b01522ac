"""Keeps pictures of pages for the documentation."""

from pathlib import Path

from playwright.sync_api import Page, expect

IMAGES = Path(__file__).parents[1] / "docs" / "img"


class Album:
    """Pictures in one colour scheme; `prefix` begins each file's name."""

    def __init__(self, page: Page, scheme: str, prefix: str = "") -> None:
        self.page, self.scheme, self._prefix = page, scheme, prefix

    def keep(self, name: str, whole: bool = True) -> None:
        """Take a picture of the page as it is, once nothing is announced any more."""
        for said in self.page.locator("#said").all():
            expect(said).to_be_empty(timeout=15_000)
        self.page.screenshot(path=str(IMAGES / f"{self._prefix}{name}-{self.scheme}.png"), full_page=whole)
