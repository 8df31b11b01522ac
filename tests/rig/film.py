"""Opens and decodes a film that was made in the rig, and reads off it when each frame was exposed."""

from itertools import pairwise
from pathlib import Path

import av
import numpy as np
from numpy.typing import NDArray

from appliance.devices import yuv
from sealed.age import read_identities
from sealed.film.decrypt import open_film
from tests.rig.clapper import SIDE, Luma, claps_heard, claps_seen, read_exposure

PERIOD = 0.04


class Film:
    """A film in `folder`: `times` (s, of the film) and `exposed` (ns, monotonic, painted into it) of each frame."""

    def __init__(self, folder: Path, identity: Path, out: Path) -> None:
        self.folder = folder
        self.identities = read_identities(identity.read_bytes())
        with out.open("wb") as file:
            file.writelines(open_film(folder, self.identities))
        self.times: list[float] = []
        self.exposed: list[int] = []
        self.lights: list[tuple[float, Luma]] = []
        sound: list[tuple[float, NDArray[np.float32]]] = []
        with av.open(str(out), mode="r") as container:
            for frame in container.decode(container.streams.video[0]):
                luma = yuv.plane(frame, 0)
                self.times.append(float(frame.time))
                self.exposed.append(read_exposure(luma))
                self.lights.append((float(frame.time), luma[:SIDE, :SIDE].copy()))
        with av.open(str(out), mode="r") as container:
            for piece in container.decode(container.streams.audio[0]):
                sound.append((float(piece.time or 0), piece.to_ndarray().mean(axis=0)))
        self.sound = np.concatenate([samples for _, samples in sound])
        self.sound_begins = sound[0][0]

    @property
    def seen(self) -> NDArray[np.float64]:
        """When each clap is seen (s)."""
        return np.array(list(claps_seen(self.lights, PERIOD)))

    @property
    def heard(self) -> NDArray[np.float64]:
        """When each clap is heard (s)."""
        return claps_heard(self.sound) + self.sound_begins

    def apart(self) -> NDArray[np.float64]:
        """How much later each clap is heard than seen, in ms; claps cut at an end of the film are left out."""
        return np.array([1000 * (min(self.heard, key=lambda at: abs(at - seen)) - seen) for seen in self.seen[1:-1]])

    def at(self, instant: int) -> float:
        """The film time (s) at which the film shows an instant (ns, monotonic)."""
        shown = max(number for number, exposed in enumerate(self.exposed) if exposed <= instant)
        return self.times[shown] + (instant - self.exposed[shown]) / 1e9

    def missing(self) -> int:
        """How many frames would fit into the gaps."""
        return sum(round(real / PERIOD) - 1 for _, real, _ in self.gaps())

    def gaps(self) -> list[tuple[int, float, float]]:
        """Where frames are missing: (number of the frame before, s between the exposures, s in the film)."""
        both = zip(pairwise(self.exposed), pairwise(self.times), strict=True)
        steps = [((after - before) / 1e9, until - since) for (before, after), (since, until) in both]
        return [(number, real, shown) for number, (real, shown) in enumerate(steps) if real > 1.5 * PERIOD]
