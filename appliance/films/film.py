"""A film's summary for lists, from the journal and the files' sizes, without reading the objects: cheap."""

from pathlib import Path

import msgspec

from control.messages import Film, FilmState
from sealed.durable import TEMPORARY
from sealed.errors import FilmError
from sealed.film.after import signed_names
from sealed.film.glance import Glance
from sealed.film.verified import Verified, read_verified

TRIES = 5


class FilmSummary(msgspec.Struct, frozen=True):
    """A film for lists. `closed_by`: the key that signed its end; None without an end, or if something is damaged.

    `in_full`: by its whole journal and all files' sizes, not by its last line.
    """

    film: Film
    closed_by: bytes | None = None
    in_full: bool = True


def summarize(folder: Path, filming: bool = False) -> FilmSummary:
    """Judge a film by its journal: chain, signature, and whether every object is there at its full length.

    What changed within an object is only found by reading it, which `attune verify` and the courier do.
    """
    verified = _vouched(folder, filming)
    counts = signed_names(folder)
    found = (path for path in folder.iterdir() if not path.name.endswith(TEMPORARY) and counts(path.name))
    sizes = {path.name: path.stat().st_size for path in found if path.is_file()}
    if verified is None:
        return FilmSummary(Film(folder.name, sum(sizes.values()), 0.0, 0, 0, "filming" if filming else "damaged"))
    chain = verified.chain
    state: FilmState
    if filming:
        state = "filming"
    elif any(sizes.get(entry.name) != entry.size for entry in verified.entries):
        state = "damaged"
    else:
        state = "complete" if verified.whole else "cut short"
    end = chain.end.end if chain.end else None if filming else "cut"
    lost = max(0, chain.end.delivered - chain.frames) if chain.end and chain.end.delivered is not None else 0
    film = Film(
        folder.name,
        sum(sizes.values()),
        round(chain.duration / 1e9, 3),
        chain.segments,
        chain.marks,
        state,
        end=end,
        lost=lost,
    )
    return FilmSummary(film, verified.key if chain.end and state != "damaged" else None)


def short_summary(folder: Path, seen: Glance) -> FilmSummary:
    """The same for a closed film of which only the last line was read."""
    end = seen.end
    lost = max(0, end.delivered - end.frames) if end.delivered is not None else 0
    state: FilmState = "cut short" if end.end == "cut" else "complete"
    seconds = round(seen.duration / 1e9, 3)
    film = Film(folder.name, seen.size, seconds, seen.segments, seen.marks, state, end=end.end, lost=lost)
    return FilmSummary(film, seen.key, in_full=False)


def _vouched(folder: Path, filming: bool) -> Verified | None:
    """What the signature covers; None if the journal is damaged."""
    for _ in range(TRIES if filming else 1):  # a film being made may grow between its signature and its journal
        try:
            return read_verified(folder, None)
        except FilmError:
            if not folder.is_dir():
                raise FileNotFoundError(folder) from None
    return None
