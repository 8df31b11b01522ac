"""What was agreed in a review, as a page for the family to keep."""

from desk.cases.reviews import Review
from desk.paper.letterhead import Letterhead
from desk.paper.papers import AgreedPoints
from desk.paper.render import render
from desk.unlocked import Desk


def agreed_paper(desk: Desk, code: str, review: Review, locale: str) -> bytes:
    """The PDF. Raises what desk.paper does."""
    case = desk.case(code)
    ahead = [day for day in (*case.planned, *case.reviews_planned) if day is not None and day > review.day]
    paper = AgreedPoints(
        day=review.ended or review.day,
        number=review.number if review.number in {1, 2, 3} else None,
        question=case.question or "",
        strengths=review.strengths,
        next=review.next,
        meeting=min(ahead, default=None),
    )
    return render(paper, Letterhead.read(desk.folder.root), locale)
