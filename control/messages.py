"""What the control socket answers, typed (docs/control.md). Fields that a newer recorder adds are ignored."""

import msgspec


class Answer(msgspec.Struct, frozen=True):
    """The base of all answers."""


class Light(Answer, frozen=True):
    """What the light shows: amber, green, red or blue; steady, blink, slow blink, fast blink or off."""

    colour: str
    pattern: str


class Trouble(Answer, frozen=True):
    """A fault or a warning: a code for programs, a sentence for people."""

    code: str
    message: str


class Running(Answer, frozen=True):
    """The film that is being made; times in seconds, but `zero`: the monotonic nanosecond of its first picture."""

    id: str
    elapsed: float
    marks: int
    limit: float
    frames: int = 0
    delivered: int = 0
    zero: int | None = None


class Space(Answer, frozen=True):
    """Room on the card: bytes, and the minutes of film that fit into them."""

    free: int
    minutes: float


class Clock(Answer, frozen=True):
    """Who set the box's clock, and its monotonic time in nanoseconds."""

    source: str
    monotonic: int


class Sound(Answer, frozen=True):
    """How loud it is, in dB below full scale; None without a microphone."""

    level: float | None = None


class Status(Answer, frozen=True):
    """What the box does now."""

    state: str
    light: Light
    space: Space
    clock: Clock
    sound: Sound
    pairing: bool = False
    film: Running | None = None
    fault: Trouble | None = None
    warnings: tuple[Trouble, ...] = ()
    simulated: bool = False
    films: int = 0
    case: str | None = None


class Sync(Answer, frozen=True):
    """How far the copy to the store has come, in bytes."""

    state: str
    done: int = 0
    total: int = 0
    message: str | None = None

    @property
    def busy(self) -> bool:
        """Whether the courier still has work with this film."""
        return self.state in {"waiting", "copying", "verifying"}


class When(Answer, frozen=True):
    """A time in UTC (ISO 8601), None if no clock could be trusted, and who had set the clock."""

    clock: str
    utc: str | None = None


class Receipt(Answer, frozen=True):
    """The proof that a store holds every byte: which store, when it was checked, how much it holds."""

    store: str
    when: When
    objects: int
    bytes: int


class Film(Answer, frozen=True):
    """One film on the card."""

    id: str
    bytes: int
    seconds: float
    segments: int
    marks: int
    state: str
    sync: Sync | None = None
    receipt: Receipt | None = None


class Films(Answer, frozen=True):
    """All films on the card."""

    films: tuple[Film, ...]


class Consent(Answer, frozen=True):
    """What the family consented to, each by itself."""

    filming: bool = False
    supervision: bool = False
    training: bool = False


class Plan(Answer, frozen=True):
    """What is said before the next film, and sealed into it."""

    case: str | None = None
    film: int | None = None
    question: str | None = None
    consent: Consent = Consent()
    kind: str = "interaction"


class Cases(Answer, frozen=True):
    """The cases whose cards the box holds, and a sentence for each card that it cannot use."""

    cases: tuple[str, ...] = ()
    bad: tuple[str, ...] = ()


class Check(Answer, frozen=True):
    """One thing that a film needs: good, warning or bad, and a sentence."""

    name: str
    state: str
    message: str


class Checks(Answer, frozen=True):
    """All of them."""

    checks: tuple[Check, ...] = ()


class Mark(Answer, frozen=True):
    """A mark that stands; `at` in nanoseconds on the film's timeline."""

    id: str
    at: int
    by: str
    principle: str | None = None
    note: str | None = None


class Marks(Answer, frozen=True):
    """The standing marks of the film that is being made, or of the last one."""

    film: str | None = None
    marks: tuple[Mark, ...] = ()


class Queued(Answer, frozen=True):
    """The films that wait for the courier."""

    queued: tuple[str, ...]


class Marked(Answer, frozen=True):
    """A mark that was placed: `at` in nanoseconds on the film's timeline."""

    id: str
    at: int


class Refusal(Answer, frozen=True):
    """Why the box did not do what it was asked."""

    error: str
    message: str
