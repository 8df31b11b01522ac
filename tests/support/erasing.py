"""A case, or a film of it, that is erased: box and desk meet, and what the certificate says."""

from desk.completion.plan import Erasure
from desk.completion.steps import go_on
from sealed.papers.erasure_certificate import read_certificate
from tests.support.desks import at_desk
from tests.support.ended_case import EndedCase


def box_goes_along(ended: EndedCase) -> None:
    ended.box.fetch(ended.store)
    ended.box.report(ended.store)


def fates(ended: EndedCase, plan: Erasure) -> dict[str, str]:
    found = read_certificate(ended.desk.folder.certificates / f"{plan.id}.json")[0]
    return {copy.place: copy.fate for copy in found.copies}


def to_the_end(ended: EndedCase, plan: Erasure) -> Erasure:
    """Box and desk meet as often as it takes: the box for the film, and for what else it has under the old key."""
    for _ in range(2):
        box_goes_along(ended)
        plan = go_on(at_desk(ended.computer), plan)
        if plan.finished:
            break
    return plan
