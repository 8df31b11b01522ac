"""Every look that the page of a phone may have: size, size of text, scheme, motion; and what must hold in each."""

from collections.abc import Iterator
from itertools import product
from pathlib import Path
from typing import Any, NamedTuple

from tests.support.browsing import AXE
from tests.support.tabs import Tab


class Look(NamedTuple):
    """`text` in per cent; `still`: with reduced motion."""

    width: int
    height: int
    text: int
    dark: bool
    still: bool

    def __str__(self) -> str:
        scheme, motion = "dark" if self.dark else "light", "still" if self.still else "moving"
        return f"{self.width}x{self.height}-{self.text}-{scheme}-{motion}"


SIZES = ((320, 568), (390, 844), (844, 390))
TEXTS = (100, 130, 200)
LOOKS = [
    Look(*size, text, dark, still) for size, text, dark, still in product(SIZES, TEXTS, (False, True), (False, True))
]

WRONG = Path(__file__).with_name("wrong.js").read_text()

IN_VIEW = """(selectors) => selectors.filter((selector) => {
  const { left, right, top, bottom } = document.querySelector(selector).getBoundingClientRect();
  const cut = (by) => left < by.left - 1 || top < by.top - 1 || right > by.right + 1 || bottom > by.bottom + 1;
  if (left === right || cut({ left: 0, top: 0, right: innerWidth, bottom: innerHeight })) return true;
  for (let node = document.querySelector(selector).parentElement; node !== document.body; node = node.parentElement) {
    if (getComputedStyle(node).overflowY !== "visible" && cut(node.getBoundingClientRect())) return true;
  }
  return false;
})"""
"""Which are not whole on the screen."""


TAKEN = """async (look) => {
  const is = (query) => matchMedia(query).matches;
  for (let left = 600; left > 0; left -= 1) {
    const size = innerWidth === look.width && innerHeight === look.height;
    const dark = is("(prefers-color-scheme: dark)");
    const still = is("(prefers-reduced-motion: reduce)");
    if (size && dark === look.dark && still === look.still) return;
    await new Promise((done) => { setTimeout(done, 100); });
  }
}"""
"""Waits up to a minute until the page has what the browser was asked for."""


def appear(tab: Tab, look: Look) -> None:
    """Give the page this look."""
    tab.size(look.width, look.height)
    tab.prefer(look.dark, look.still)
    tab.evaluate(TAKEN, look._asdict())
    tab.evaluate("(text) => { document.documentElement.style.fontSize = `${text}%` }", look.text)


def wrong(tab: Tab, look: Look) -> list[str]:
    """What does not hold in the look that the page has now, a line each."""
    return [f"{look}: {line}" for line in tab.evaluate(WRONG, look._asdict())]


def out_of_view(tab: Tab, look: Look, *selectors: str) -> list[str]:
    """Which of these are not whole on the first screen."""
    return [f"{look}: not on the first screen: {each}" for each in tab.evaluate(IN_VIEW, list(selectors))]


def violations(tab: Tab, look: Look) -> list[str]:
    """What axe-core finds in the look that the page has now."""
    tab.evaluate(f"() => {{ if (!window.axe) {{ {AXE.read_text()} }} }}")
    found: Any = tab.evaluate(
        "() => axe.run(document, { resultTypes: ['violations'] }).then((told) => told.violations)"
    )
    return [f"{look}: {each['id']}: {node['html'][:120]}" for each in found for node in each["nodes"]]


def gathered(found: list[str]) -> dict[str, list[str]]:
    """What was found, and in which looks."""
    together: dict[str, list[str]] = {}
    for line in found:
        look, _, what = line.partition(": ")
        together.setdefault(what, []).append(look)
    return together


def looks(tab: Tab) -> Iterator[Look]:
    """The page in every look, one after the other."""
    for look in LOOKS:
        appear(tab, look)
        yield look
