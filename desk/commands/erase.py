"""`attune desk erase`: erases one film of a case, so that no copy of it opens any more."""

from typing import Literal

import click

from attune.exits import Exit, Failure
from desk.commands.common import json_option, unlocked
from desk.commands.complete import because_option, confirm_option, show, typed_code
from desk.completion import plans
from desk.completion.steps import begin_film, go_on
from desk.player.films import case_of
from desk.unlocked import Desk


@click.command()
@click.argument("film")
@confirm_option
@because_option
@json_option
@unlocked
def erase(
    desk: Desk, film: str, confirm: str | None, because: Literal["completed", "withdrawn"], as_json: bool
) -> None:
    """Erase one film: here, at the store with all versions, and on the boxes, which are asked.

    Its clips, notes and what was said to them go too. The case's other films are sealed to a new key, and each box gets
    a new card. Once all have confirmed, and what they brought is here, the old key is destroyed. Until then the film is
    deleted, not yet unreadable; the certificate says so. Then the store's copies of the other films go, which nothing
    opens any more: back up the desk's folder. Import first what lies on sticks.

    \b
      attune desk erase 20261122-1405-k7qm                         asks for the case's code
      attune desk erase 20261122-1405-k7qm --because withdrawn     boxes do not wait for the store
      attune desk erase 20261122-1405-k7qm                         again, later: goes on with what was not done

    \b
    Exit codes
      0  erased: its key is destroyed, and every box has confirmed
      1  something waits: the store, a box or a backup; `attune desk complete` goes on. Or anything else
      2  usage, or there is no such film
      7  refused: a hold stands, or the code was not typed
    """
    plan = next((each for each in plans.open_erasures(desk) if each.film == film), None)
    if plan is None:
        try:
            code = case_of(desk, film).code
        except KeyError:
            raise Failure(f"No case has the film {film}. `attune desk films` lists them.", Exit.USAGE) from None
        plan = begin_film(desk, code, film, confirm or typed_code(code), because)
    plan = go_on(desk, plan)
    show(desk, [plan], as_json)
    if not plan.finished:
        raise Failure("Not all of it is done. `attune desk complete` goes on with it.", Exit.OTHER)
