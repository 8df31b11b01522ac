"""To which cycle a shared review belongs."""

from pathlib import Path

from desk.cases.events import FilmImported
from desk.cycle.cycles import cycles
from desk.review import saving
from desk.writing import today
from tests.support.desks import make_desk

CODE, FILMS = "K-17", ("20261122-1405-k7qm", "20261206-1405-b2ym")


def test_a_second_review_of_a_takenis_of_the_same_cycle(tmp_path: Path) -> None:
    desk = make_desk(tmp_path)
    desk.open_case(CODE)
    for number, film in enumerate(FILMS, 1):
        taken = FilmImported(
            film=film, started=None, seconds=9, recorder="box", finding="complete", source="x", number=number
        )
        desk.append(CODE, taken)
    for films in (FILMS[:1], FILMS[:1], FILMS):
        review = saving.begin(desk, CODE, films, [], today())
        saving.end(desk, CODE, review, today(), 60)
        reviewed = [len(cycle.reviews) for cycle in cycles(desk.case(CODE))]
    assert [each.number for each in desk.case(CODE).reviews] == [1, 1, 2]
    assert reviewed == [2, 1, 0]
