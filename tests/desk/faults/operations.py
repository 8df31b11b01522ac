"""What a practitioner does at the desk, by command and by page, and how one sees that it was done."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from click.testing import CliRunner

from attune.command import main
from desk.cases.case import Case
from desk.completion import plans
from desk.errors import CaseError
from desk.unlocked import Desk
from tests.desk.faults.by_page import Pages
from tests.desk.faults.outcome import Outcome
from tests.desk.faults.world import BOX, FaultWorld
from tests.support.player_page import CODE
from tests.support.small_films import FILM

SAID, NEXT, SUMMARY = "He looked at me first", "Wait a little longer", "They found their own way."

Words = list[str]
Act = Callable[[FaultWorld, Pages], Outcome]


@dataclass(frozen=True)
class Operation:
    """`about`: the case that it is about. `seen`: what one sees when it was done. `writes`: into the desk's folder.

    `puts`: a file into a folder of hers. `erases`: these cases.
    """

    name: str
    commands: Callable[[FaultWorld], list[Words]]
    page: Act | None
    seen: Callable[[FaultWorld], bool] | None
    desk: str = "one"
    about: Callable[[FaultWorld], str] = lambda _world: CODE
    writes: bool = True
    puts: bool = False
    erases: frozenset[str] = frozenset()

    def done(self, world: FaultWorld, outcome: Outcome) -> bool:
        """Whether one sees that it was done; where nothing is left of it, whether it said so."""
        try:
            return self.seen(world) if self.seen else outcome.went
        except CaseError:
            return False

    def by_command(self, world: FaultWorld, passphrase: str = "right") -> Outcome:
        """`attune desk …`; what waits for a box goes on without it."""
        outcome = Outcome(True, 0, "")
        for words in self.commands(world):
            outcome = command(world, self.desk, words, passphrase)
            if outcome.code != 1:
                break
        return outcome


def options(world: FaultWorld, desk: str, words: Words, passphrase: str = "right") -> Words:
    """Which desk, and its passphrase; whoever verifies a certificate needs neither."""
    named = ["--desk", str(world.folder(desk)), "--passphrase-file", str(world.paper(passphrase))]
    return [] if "verify" in words else named


def command(world: FaultWorld, desk: str, words: Words, passphrase: str = "right") -> Outcome:
    """Run one, in this process."""
    ran = CliRunner().invoke(main, ["desk", *words, *options(world, desk, words, passphrase)])
    assert ran.exception is None or isinstance(ran.exception, SystemExit), (words, ran.exception)
    return Outcome(ran.exit_code == 0, ran.exit_code, " ".join(ran.output.split()))


def _case(world: FaultWorld) -> Case:
    return world.one.case(CODE)


def _words(world: FaultWorld, pages: Pages) -> Outcome:
    event = {"kind": "words-received", "id": "f" * 16, "review": world.facts.review, "clip": None}
    said = event | {"sort": "thought", "voice": "parent", "text": SAID}
    return pages.send(pages.case(CODE, f"/review/{pages.alias(world.facts.review)}/events"), said)


def _agree(world: FaultWorld, pages: Pages) -> Outcome:
    at = pages.case(CODE, f"/review/{pages.alias(world.facts.review)}/agree")
    return pages.post(at, strengths="We sing", next=NEXT)


def _hand_over(world: FaultWorld, pages: Pages) -> Outcome:
    fields = {
        "item": ["e" * 16],
        "asked_by": "parent",
        "consented": ["parent"],
        "folder": str(world.stick),
        "confirmed": str(world.stick),
    }
    answer = pages.post(pages.case(CODE, "/copy"), **fields)
    if not answer.went:
        return answer
    found = pages.settled(pages.case(CODE, "/copy"))
    return Outcome("The copy is on the stick" in found.text, found.code, found.text)


def _end(way: str, **fields: str) -> Act:
    def act(world: FaultWorld, pages: Pages) -> Outcome:
        answer = pages.post(pages.case(CODE, way), **fields)
        if not answer.went:
            return answer
        pages.settled(answer.text)
        waits = pages.post(f"{answer.text}/without", place="box", name=BOX)
        found = pages.settled(answer.text) if waits.went else waits
        return Outcome(not plans.open_erasures(pages.desk), found.code, found.text)

    return act


def _ended(world: FaultWorld) -> bool:
    return CODE not in world.one.codes() and not plans.open_erasures(world.one)


def _film_gone(world: FaultWorld) -> bool:
    desk = world.one
    return CODE in desk.codes() and not desk.case(CODE).films and not plans.open_erasures(desk)


def _made(world: FaultWorld) -> int:
    return len(_case(world).packs)


def _sent(world: FaultWorld, pages: Pages) -> Outcome:
    fields = {"purpose": "supervision", "film": FILM, "key_file": str(world.paper("key.json"))}
    return pages.post(pages.case(CODE, "/packs"), **fields, folder=str(world.out))


def _pack(rest: str, field: str, path: Callable[[FaultWorld], Path]) -> Act:
    return lambda world, pages: pages.post(f"/packs{rest}", **{field: str(path(world))})


def _of_pack(rest: str) -> Act:
    def act(world: FaultWorld, pages: Pages) -> Outcome:
        code = world.facts.opened
        return pages.post(f"/packs/{pages.alias(code)}/{rest}", **{f"{rest}-{code}": str(world.out)})

    return act


def _out(world: FaultWorld, pattern: str) -> list[Path]:
    return list(world.out.glob(pattern))


def _notes(world: FaultWorld) -> bool:
    return any(pack.notes for pack in _case(world).packs)


def _opened(world: FaultWorld) -> str:
    return world.facts.opened


def _borrowed(desk: Desk) -> int:
    return len(desk.borrowed())


CONFIRM = ["--confirm", CODE]
WITHOUT = [*CONFIRM, "--without", "box", BOX]


def operations() -> Iterator[Operation]:
    """All of part two."""
    yield Operation(
        "words", lambda w: [["review", "words", CODE, "--thought", SAID]], _words,
        lambda w: any(words.text == SAID for words in _case(w).reviews[0].words),
    )  # fmt: skip
    yield Operation(
        "agree", lambda w: [["agree", CODE, "--strength", "We sing", "--next", NEXT]], _agree,
        lambda w: _case(w).reviews[0].next == (NEXT,),
    )  # fmt: skip
    yield Operation(
        "summary", lambda w: [["summary", CODE, "--text", str(w.paper("words.txt"))]],
        lambda w, pages: pages.post(pages.case(CODE, "/end/summary"), text=SUMMARY),
        lambda w: _case(w).summary == SUMMARY,
    )  # fmt: skip
    yield Operation(
        "print", lambda w: [["summary", CODE, "--to", str(w.out / "summary.pdf")]],
        lambda w, pages: pages.post(pages.case(CODE, "/end/paper"), folder=str(w.out)),
        lambda w: bool(_out(w, "*.pdf")), writes=False, puts=True,
    )  # fmt: skip
    yield Operation(
        "hold", lambda w: [["hold", CODE, "--who", "A court", "--why", "Order of 3 May"]],
        lambda w, pages: pages.post(pages.case(CODE, "/end/hold"), who="A court", why="Order of 3 May"),
        lambda w: bool(_case(w).held()),
    )  # fmt: skip
    yield Operation(
        "hand-over",
        lambda w: [["handover", "write", CODE, str(w.stick), "--asked-by", "parent", "--consents", "parent",
                    "--item", "picture-1", "--confirm-stick"]],
        _hand_over, lambda w: bool(_case(w).handovers),
    )  # fmt: skip
    yield Operation(
        "complete", lambda w: [["complete", CODE, *CONFIRM], ["complete", CODE, *WITHOUT]],
        _end("/end", code=CODE), _ended, erases=frozenset({CODE}),
    )  # fmt: skip
    yield Operation(
        "erase", lambda w: [["erase", FILM, *CONFIRM], ["complete", CODE, *WITHOUT]],
        _end("/end/film", film=FILM, **{"film-code": CODE}), _film_gone, erases=frozenset({CODE}),
    )  # fmt: skip
    yield Operation(
        "certificate", lambda w: [["certificate", "write", w.facts.certificate, str(w.out)]],
        lambda w, pages: pages.post(f"/end/{pages.alias(w.facts.certificate)}/certificate", folder=str(w.out)),
        lambda w: len(_out(w, f"{w.facts.certificate}.*")) == 3, writes=False, puts=True, about=lambda w: "",
    )  # fmt: skip
    yield Operation(
        "verify", lambda w: [["certificate", "verify", str(_paper(w)), "--signers", str(w.paper("signers"))]], None,
        None, writes=False, about=lambda w: "",
    )  # fmt: skip
    yield Operation(
        "pack make",
        lambda w: [["pack", "make", CODE, "--to", str(w.paper("key.json")), "--purpose", "supervision",
                    "--film", FILM, "-o", str(w.out / "a.pack")]],
        _sent, lambda w: _made(w) > 3 and bool(_out(w, "*.pack")), puts=True,
    )  # fmt: skip
    yield Operation(
        "pack open", lambda w: [["pack", "open", str(w.paper("ready.pack"))]],
        _pack("/open", "pack_file", lambda w: w.paper("ready.pack")),
        lambda w: _borrowed(w.two) == 2, desk="two", about=lambda w: "",
    )  # fmt: skip
    yield Operation(
        "pack reply", lambda w: [["pack", "reply", w.facts.opened, "-o", str(w.out / "notes.age")]],
        _of_pack("reply"), lambda w: bool(_out(w, "*notes*.age")), desk="two", about=_opened, writes=False, puts=True,
    )  # fmt: skip
    yield Operation(
        "pack notes", lambda w: [["pack", "notes", str(w.paper("notes.age"))]],
        _pack("/take", "back_file", lambda w: w.paper("notes.age")), _notes,
    )  # fmt: skip
    yield Operation(
        "pack erase", lambda w: [["pack", "erase", w.facts.opened, "-o", str(w.out / "erased.json")]],
        _of_pack("erase"), lambda w: w.facts.opened not in w.two.keys.now().cases and bool(_out(w, "*erased*.json")),
        desk="two", about=lambda w: "", puts=True, erases=frozenset({"PACK"}),
    )  # fmt: skip
    yield Operation(
        "pack erased", lambda w: [["pack", "erased", str(w.paper("erased.json"))]],
        _pack("/take", "back_file", lambda w: w.paper("erased.json")),
        lambda w: any(pack.erased for pack in _case(w).packs),
    )  # fmt: skip


def _paper(world: FaultWorld) -> Path:
    return world.folder("one") / "certificates" / f"{world.facts.certificate}.json"
