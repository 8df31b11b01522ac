"""The pictures of a shared review: both windows, how it ends, its record. For tools/desk_screenshots.py."""

from playwright.sync_api import Page, expect

from tools.album import Album

SAID = (
    ("I did not know that he looks for me", "Thought", "Parent"),
    ("I want to wait like that when he eats", "Idea", "Parent"),
    ("Will he do that with his grandmother too?", "Concern", "Partner"),
)


def shared_review(album: Album) -> None:
    """From the case's page to the review's record."""
    page = album.page
    page.get_by_role("link", name="Shared reviews").click()
    album.keep("review-choose")
    page.get_by_role("button", name="Begin the review").click()
    page.locator("#review[data-ready]").wait_for()
    with page.context.expect_page() as opened:
        page.get_by_role("button", name="Open the family's window").click()
    family = opened.value
    family.locator("body[data-ready]").wait_for()
    for _ in range(2):
        page.get_by_role("button", name="Show the next clip").click()
        page.wait_for_timeout(1500)
    page.get_by_label("Goal").fill("More calm at bedtime")
    page.get_by_label("Where they are on the way").fill("4")
    page.get_by_role("button", name="Keep the rating").click()
    for text, sort, voice in SAID:
        page.get_by_label(sort, exact=True).check()
        page.get_by_label(voice, exact=True).check()
        page.get_by_label("In their own words").fill(text)
        page.keyboard.press("Control+Enter")
        expect(page.get_by_label("In their own words")).to_have_value("")
    watched(album, family)
    album.keep("review")
    family.close()
    page.get_by_role("link", name="To the end").click()
    page.get_by_label("Strengths").fill("She waits until he has finished\nThey enjoy looking at each other")
    page.get_by_label("What they want to work on next").fill("Wait like that when he eats")
    page.get_by_role("button", name="Keep the points").click()
    page.get_by_label("The points were read back").check()
    page.get_by_label("They say again").check()
    page.locator("#rating").fill("6")
    album.keep("review-end")
    page.get_by_role("button", name="End the review").click()
    expect(page.get_by_text("Read back, and agreed.")).to_be_visible()
    album.keep("review-record")
    page.get_by_role("link", name="Case DEMO-1").click()


def watched(album: Album, family: Page) -> None:
    """The family's window in the middle of a clip."""
    family.get_by_role("button", name="Replay").click()
    family.wait_for_timeout(1200)
    family.get_by_role("button", name="Freeze").click()
    family.wait_for_timeout(800)
    if album.scheme == "light":  # it is dark in both
        Album(family, album.scheme, "desk-").keep("review-family", whole=False)
