"""What a page of the phone says and takes away after a moment, kept for whoever looks later."""

from playwright.sync_api import Page

KEEP = """(() => {
  window.spoken = {};
  new MutationObserver((changes) => {
    for (const { target, addedNodes } of changes) {
      const where = target.id || ("hint" in (target.dataset ?? {}) ? "hint" : "");
      for (const { textContent } of addedNodes) if (textContent) (window.spoken[where] ??= []).push(textContent);
    }
  }).observe(document, { childList: true, subtree: true });
})()"""
"""Runs before each page's own scripts: `window.spoken` has what was said by the id of its place, `hint` for Mark's."""
HEARD = """([where, words]) => {
  const said = window.spoken?.[where] ?? [];
  const found = said.findIndex((text) => new RegExp(words).test(text));
  said.splice(0, found + 1);
  return found >= 0;
}"""
"""Whether it was said there; each word is heard once, in the order in which they come."""


def heard(page: Page, words: str, where: str = "heard") -> None:
    """Wait until the page has said this (a regular expression) in a live region, or in `hint`, since it was opened."""
    page.wait_for_function(HEARD, arg=[where, words], polling=100)
