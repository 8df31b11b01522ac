"""What a practitioner does on the desk's pages with one family, alike in every browser."""

import time
from dataclasses import dataclass, field
from pathlib import Path

from tests.support.audience import shows_nothing_else
from tests.support.desk_process import TICK, WATCH, accessible, click, until
from tests.support.page_looks import keep_picture, looks_right
from tests.support.tabs import Tab

LEAVE = "() => { window.left = true; }"
OPEN = """code => {
  const found = !window.left && [...document.querySelectorAll(".case-link")].find((a) => a.innerText.includes(code));
  return Boolean(found) && setTimeout(() => found.click());
}"""
"""Open a case from the list of cases, once the page before it has gone."""
SAYS = "text => document.querySelector('main').innerText.includes(text)"
PUT = """([selector, value]) => {
  const field = document.querySelector(selector);
  field.value = value;
  field.dispatchEvent(new Event("input", { bubbles: true }));
}"""
LOOKED = "() => !document.querySelector('#waiting .soft, #waiting button, #progress')"
GIVE_UP = """() => {
  const button = document.querySelector("form[action$='/without'] button");
  if (button && !document.body.dataset.left) button.click();
  if (button) document.body.dataset.left = "yes"; // this page is being left
  return !button && document.querySelector(".state") !== null;
}"""
SECOND = "() => watch.after(() => watch.press('ArrowRight', { shiftKey: true }))"
STANDS = "() => document.querySelector('video')?.paused"
LISTEN = """() => {
  window.played = false;
  document.addEventListener("playing", () => (window.played = true), true);
}"""


@dataclass(frozen=True)
class Review:
    """What happens in a shared review. `words`: the sort, who said it, what was said; `vetoed`: the second clip."""

    goal: str
    ratings: tuple[int, int]
    words: tuple[tuple[str, str, str], ...]
    strength: str
    next: str
    vetoed: bool = False


@dataclass
class Practitioner:
    """She works in this tab. `pause`: seconds from typing to saving; `judged`: whether each page's looks are."""

    tab: Tab
    pause: float = 0
    judged: bool = True
    seen: set[str] = field(default_factory=set)

    def to_case(self, code: str) -> None:
        """From any page."""
        self.tab.evaluate(LEAVE)
        click(self.tab, "Cases")
        until(self.tab, OPEN, code)
        self.tab.wait("#question")

    def consent(self, *kinds: str) -> None:
        """Write down on the case's page what the family agreed to, besides filming."""
        for kind in kinds:
            self.tab.click(f"button[aria-label='Given: {kind}']")
            self.tab.wait(f"button[aria-label='Withdrawn: {kind}']")

    def import_films(self, code: str) -> None:
        """Take in all that waits in the store, among it a film of this case."""
        click(self.tab, "Import")
        self.tab.wait("#waiting button")
        self.tab.click("#waiting button")
        until(self.tab, LOOKED)
        until(self.tab, SAYS, f"Case {code}")

    def cut(self, code: str, number: int, titles: tuple[str, ...]) -> None:
        """Clips of a second each, one after the other, in the case's film of this number."""
        self.to_case(code)
        click(self.tab, f"Film {number}")
        self.tab.wait("#film[data-ready]")
        self.tab.evaluate(f"() => {{ {WATCH.read_text()} }}")
        for count, title in enumerate(titles, 1):
            self.tab.press("i")
            self.tab.evaluate(SECOND)
            self.tab.press("o")
            self.tab.press("c")
            until(self.tab, "count => document.querySelectorAll('.clips li').length === count", count)
            until(self.tab, "() => document.activeElement?.name === 'title'")  # else what is typed are keys
            self.tab.type("#title", title)
            self.tab.click("input[name=principle][value='receiving initiatives']")
            self.tab.click("[data-clip=leave]")
            until(self.tab, "text => document.querySelector('.clips').innerText.includes(text)", title)
        self.looks("film" if number == 1 else "film-beside")

    def review(self, code: str, review: Review) -> None:
        """A shared review in two windows: two clips, what is said about them, what is agreed."""
        self.to_case(code)
        click(self.tab, "Shared reviews")
        self.tab.wait("input[name=film]")
        self.looks("review-choose")
        click(self.tab, "Begin the review")
        self.tab.wait("#review[data-ready]")
        family = self.tab.opened(lambda: self.tab.click("[data-do=window]"))
        family.wait("body[data-ready]")
        shows_nothing_else(family)
        self.put("form.goal #rating", review.ratings[0])
        self.put("#goal", review.goal)
        self.wait()
        self.tab.click("form.goal button")
        until(self.tab, "() => document.querySelector('.saved').textContent === 'Saved'")
        self._watch(family)
        for count, (sort, voice, text) in enumerate(review.words, 1):
            self.tick(f"[name=sort][value={sort}]", f"[name=voice][value={voice}]")
            self.tab.type("#text", text)
            until(family, STANDS)
            self.wait()
            self.tab.press("Control+Enter")
            until(self.tab, "count => document.querySelectorAll('.said-words li').length === count", count)
        self.looks("review")
        self.tab.click("[data-do=still]")
        self.tab.wait(".kept li")
        self._watch(family)
        if review.vetoed:
            self.tick("[name=voice][value=parent]")
            self.tab.click("[data-do=veto]")
            until(family, "() => !document.querySelector('.screen')")
        shows_nothing_else(family)
        accessible(family)
        keep_picture(family, "audience")
        family.close()
        self._agree(review)

    def _watch(self, family: Tab) -> None:
        """Show the next clip; the family looks at it once more."""
        self.tab.click("[data-do=next]")
        until(family, STANDS)
        shows_nothing_else(family)
        family.evaluate(LISTEN)
        family.click("[data-do=again]")
        until(family, "() => window.played")  # a second is soon over
        shows_nothing_else(family)

    def _agree(self, review: Review) -> None:
        """Strengths and next points, read back; where they are now."""
        click(self.tab, "To the end: strengths and next points")
        self.tab.wait("#strengths")
        self.tab.type("#strengths", review.strength)
        self.tab.type("#next", review.next)
        self.wait()
        click(self.tab, "Keep the points")
        self.tab.wait("input[name=read_back]")
        self.tick("[name=read_back]", "[name=rate]")
        self.put("#rating", review.ratings[1])
        self.looks("review-end")
        click(self.tab, "End the review")
        until(self.tab, SAYS, "Read back, and agreed.")
        self.looks("review-record")

    def watch_copy(self, code: str) -> None:
        """Look where somebody could be left out; watch the first clip as its copy shows it, to its end."""
        self.to_case(code)
        click(self.tab, "A copy for the family")
        click(self.tab, "Leave somebody out of Film 1")
        self.tab.wait("#film[data-ready]")
        self.looks("obscure")
        click(self.tab, "A copy for the family")
        self.tab.wait("#folder")
        self.tick("a[href*='/watch/']")
        self.tab.wait("#watch[data-ready]")
        self.tab.evaluate("() => { document.querySelector('video').muted = true }")
        self.tab.click("[data-watch=toggle]")
        until(self.tab, "() => document.querySelector('video').ended")
        self.looks("watch")

    def hand_over(self, code: str, stick: Path) -> None:
        """A copy of all that may be given, onto a stick."""
        self.to_case(code)
        click(self.tab, "A copy for the family")
        self.tab.wait("#folder")
        self.tick("[name=consented][value=parent]")
        self.tab.type("#folder", str(stick))
        self.looks("copy")
        click(self.tab, "Write onto the stick")
        self.tab.wait("[name=confirmed]")  # an image file, or memory, is nothing that can be taken out
        self.looks("copy-unsure")
        self.tick("[name=confirmed]")
        click(self.tab, "Write onto the stick")
        until(self.tab, SAYS, "The copy is on the stick")
        self.looks("copy-given")

    def summarise(self, code: str, text: str, folder: Path) -> None:
        """Write the summary for the record, and its PDF into a folder."""
        self.to_case(code)
        click(self.tab, "Complete the case")
        self.tab.wait("#text")
        self.tab.type("#text", text)
        self.wait()
        click(self.tab, "Save the summary")
        self.tab.wait("#folder")
        self.tab.type("#folder", str(folder))
        click(self.tab, "Write the PDF")
        until(self.tab, SAYS, "The page has been written.")
        self.looks("end")

    def complete(self, code: str) -> None:
        """Destroy the key: on the page of the case's end, with its code typed once more."""
        self.tab.type("#code", code)
        self.wait()
        click(self.tab, "Destroy the key and delete everything")
        self.tab.wait(".state")
        self.looks("erasing")

    def go_on_without(self) -> None:
        """Say of each copy that waits that it cannot be reached."""
        until(self.tab, GIVE_UP)

    def certify(self, folder: Path) -> None:
        """All is done: write the certificate into a folder."""
        until(self.tab, SAYS, "All of it is done.")
        self.looks("erased")
        self.tab.type("#folder", str(folder))
        click(self.tab, "Write the certificate")
        until(self.tab, SAYS, "The certificate, its signature and the PDF have been written.")

    def looks(self, name: str) -> None:
        """Judge the page, the first time that it is seen."""
        if self.judged and name not in self.seen:
            looks_right(self.tab, name)
        self.seen.add(name)

    @property
    def complaints(self) -> list[str]:
        """The console's, but for the refusal of what is no stick by its disk."""
        return [said for said in self.tab.complaints if "status of 422" not in said]

    def put(self, selector: str, value: object) -> None:
        """Set a slider or a field that has something in it."""
        self.tab.evaluate(PUT, [selector, str(value)])

    def tick(self, *selectors: str) -> None:
        for selector in selectors:
            until(self.tab, TICK, selector)

    def wait(self) -> None:
        time.sleep(self.pause)
