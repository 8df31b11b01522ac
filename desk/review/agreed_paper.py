"""What was agreed in a review, as a page for the family to keep."""

from desk.cases.reviews import Review
from desk.paper.letterhead import Letterhead
from desk.paper.of_case import points_of
from desk.paper.render import render
from desk.unlocked import Desk


def agreed_paper(desk: Desk, code: str, review: Review, locale: str) -> bytes:
    """The PDF. Raises what desk.paper does."""
    return render(points_of(desk.case(code), review), Letterhead.read(desk.folder.root), locale)
