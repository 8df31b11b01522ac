"""A person who has a keyboard and no pointer: Tab to what she wants, press it, and see where she is."""

from playwright.sync_api import Error, Page
from playwright.sync_api import TimeoutError as TooLate

from tests.support.browsing import counted

LONGEST = 80
TRIES = 5
LABEL = """node => (node.labels?.[0]?.innerText || node.getAttribute('aria-label') || node.innerText || '')
  .replace(/\\s+/g, ' ').trim()"""
FOCUSED = f"""() => {{
  const node = document.activeElement;
  if (!node || node === document.body) return null;
  const seen = [node, node.closest('label') || node].map(one => getComputedStyle(one));
  const ring = seen.some(style => style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2);
  return {{label: ({LABEL})(node), ring}};
}}"""
LISTEN = f"""() => {{
  window.keyWentTo = null;
  const note = event => {{ window.keyWentTo = ({LABEL})(event.target); }};
  addEventListener('keydown', note, {{capture: true, once: true}});
}}"""
"""Notes what has the focus at the next key."""
OFFERED = f"""words => [...document.querySelectorAll('a, button, input, textarea, summary')]
  .some(node => node.checkVisibility() && ({LABEL})(node).startsWith(words))"""


class Keyboard:
    """Drives a page by keys alone."""

    def __init__(self, page: Page) -> None:
        self._page = page

    def go_to(self, words: str) -> None:
        """Tab until what begins with these words has the focus, which must be seen. Waits until the page offers it."""
        for _ in range(TRIES):
            try:
                self._tab_to(words)
            except TooLate:
                raise
            except Error:  # the page was just being left
                self._page.wait_for_load_state()
            else:
                return
        raise AssertionError(f"no page stays that offers {words!r}")

    def _tab_to(self, words: str) -> None:
        self._page.wait_for_function(OFFERED, arg=words)
        passed = []
        for _ in range(LONGEST):
            here = self._page.evaluate(FOCUSED)
            if here and here["label"].startswith(words):
                assert here["ring"], f"nobody sees that {words} has the focus"
                return
            passed.append(here["label"] if here else "-")
            self._page.keyboard.press("Tab")
        raise AssertionError(f"Tab never comes to {words!r}, only to {passed}")

    def press(self, words: str, key: str = "Enter") -> None:
        """Go to it and press it; go back to it where an update took the focus away before the key came."""
        for _ in range(TRIES):
            self.go_to(words)
            self._page.evaluate(LISTEN)
            self._page.keyboard.press(key)
            if self._arrived(words):
                return
        raise AssertionError(f"{words!r} loses the focus each time")

    def _arrived(self, words: str) -> bool:
        """Whether the last key went there. On the page that it led to nothing is known of it, so it did."""
        try:
            went = self._page.evaluate("() => window.keyWentTo")
        except Error:  # the page is being left
            return True
        return went is None or went.startswith(words)

    def hold(self, words: str, seconds: float = 1.3) -> None:
        """Go to it and keep the space bar down."""
        self.go_to(words)
        self._page.keyboard.down(" ")
        self._page.wait_for_timeout(1000 * seconds)
        counted(self._page)
        self._page.keyboard.up(" ")
