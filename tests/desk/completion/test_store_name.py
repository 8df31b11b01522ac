"""The store of a case that ends is one, by the name that its films bear, however its address was typed."""

from typing import Any

import msgspec

from desk.cases.case import FilmEntry
from desk.cases.events import FilmImported
from desk.completion.inventory import plan_case
from desk.completion.steps import begin_case, go_on
from stores.address import name_of
from tests.support.ended_case import CODE, EndedCase, set_store
from tests.support.erasing import box_goes_along


def test_a_store_is_one_however_its_address_was_typed(ended: EndedCase) -> None:
    set_store(ended.desk, (ended.home / "store").as_uri() + "/")
    plan = go_on(ended.desk, begin_case(ended.desk, CODE, CODE))
    box_goes_along(ended)
    plan = go_on(ended.desk, plan)
    assert [(copy.place, copy.state) for copy in plan.copies if copy.place in ("store", "source")] == [
        ("store", "removed")
    ]
    assert plan.finished


def test_a_store_over_sftp_is_planned_by_the_name_that_its_films_bear(ended: EndedCase) -> None:
    url = "sftp://films@store.example.org/films"
    (entry, *_) = ended.desk.films(CODE)
    ended.desk.append(CODE, FilmImported(**film_facts_of(entry), source=name_of(url)))
    set_store(ended.desk, url)
    known = {(copy.place, copy.name) for copy in plan_case(ended.desk, CODE, "completed").copies}
    assert ("store", name_of(url)) in known
    assert ("source", name_of(url)) not in known
    assert not [name for _place, name in known if "films@" in name]


def film_facts_of(entry: FilmEntry) -> dict[str, Any]:
    return {name: value for name, value in msgspec.structs.asdict(entry).items() if name not in ("imported", "source")}
