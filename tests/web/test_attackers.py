"""Attackers on the Wi-Fi who ask to be paired all the time: none of them ever is, and the practitioner always is.

The recorder's state machine and the pages' pairing are the real ones; only time is simulated, so that hundreds of
windows fit into seconds.
"""

import random
import secrets
from collections.abc import Iterator

import pytest

from appliance.recorder.events import Event, Hold, Paired, Press, Refuse, Tick
from appliance.recorder.machine import step
from appliance.recorder.situation import SECOND, Situation
from control.client import Client
from control.errors import ErrorAnswer
from control.messages import PairingStatus, Status
from tests.support.situations import LIMITS, PLENTY, READY
from web.access.askers import LIFE, MOST, REST, Askers
from web.access.pairing import Pairing
from web.access.phones import Phones
from web.errors import TooManyAsk

ASKERS = 50
RUNS = 200
TICK = 0.25
MINE, ADDRESS = "the practitioner's token", "192.168.4.20"


class Recorder(Client):
    """A client of a recorder whose time is simulated."""

    def __init__(self) -> None:
        self.situation: Situation = READY
        self.now = 100.0

    def feel(self, event: Event) -> bool:
        """Whether the state machine took it."""
        self.situation, effects = step(self.situation, event, LIMITS)
        return not any(isinstance(effect, Refuse) for effect in effects)

    def at(self) -> int:
        return round(self.now * SECOND)

    def paired(self, code: str) -> Status:
        if not self.feel(Paired(code, self.at())):
            raise ErrorAnswer("refused", "refused", 7, 409)
        return None  # type: ignore[return-value]  # nobody looks at it

    def pairing_status(self) -> PairingStatus:
        window = self.situation.pairing
        return PairingStatus(window is not None, window.code if window else None, "ntp", False)


class Attackers:
    """Fifty, each with an address and as many tokens as it likes."""

    def __init__(self, pairing: Pairing, chance: random.Random, addresses: int = ASKERS) -> None:
        self.pairing, self.chance = pairing, chance
        self.addresses = [f"192.168.4.{100 + number}" for number in range(addresses)]
        self.tokens: list[str] = []
        self.won: list[str] = []

    def act(self, asks: int) -> None:
        """Ask with old tokens and new ones, and claim to have been paired."""
        for _ in range(asks):
            token = secrets.token_hex(8)
            if self.tokens and self.chance.random() < 0.5:
                token = self.chance.choice(self.tokens)
            try:
                self.pairing.ask(token, self.chance.choice(self.addresses), "computer")
            except TooManyAsk:
                continue
            self.tokens = [*self.tokens[-200:], token]
        self.claim(self.chance.choices(self.tokens, k=asks))

    def claim(self, tokens: list[str]) -> None:
        self.won += [token for token in tokens if self.pairing.claim(token, None)]


def pushes(code: str, chance: random.Random, slips: bool) -> Iterator[float]:
    """Pauses before the presses of a code by a hand in the dark; one that slips presses once too often."""
    slip = chance.randrange(len(code)) if slips else None
    for place, number in enumerate(code):
        yield chance.uniform(1.4, 3.4)
        yield from (chance.uniform(0.2, 0.9) for _ in range(int(number) - (place != slip)))


def a_window(chance: random.Random, knowing: bool) -> tuple[bool, list[str]]:
    """One attempt of the practitioner among attackers: whether she was paired, and which attackers were."""
    recorder, phones = Recorder(), Phones(None)
    pairing = Pairing(recorder, phones, lambda: recorder.now)
    attackers = Attackers(pairing, chance)
    before = recorder.pairing_status()

    def wait(seconds: float) -> None:
        nonlocal before
        end = recorder.now + seconds
        while recorder.now < end:
            recorder.now = min(end, recorder.now + TICK)
            recorder.feel(Tick(recorder.at(), PLENTY))
            status = recorder.pairing_status()
            # Whoever knows the state asks most when the window opens, and again when a code is complete.
            attackers.act(8 if knowing and status != before else 2)
            if status != before:
                before = status
                pairing.look(status)

    wait(chance.uniform(0, 20))
    for attempt in range(4):
        if chance.random() < 0.5:
            pairing.ask(MINE, ADDRESS, "iphone")
            wait(chance.uniform(0, 30))
        if recorder.situation.pairing is None:
            recorder.feel(Hold(recorder.at()))
        wait(chance.uniform(0, 10))
        code = pairing.ask(MINE, ADDRESS, "iphone")
        for pause in pushes(code, chance, slips=attempt == 0 and chance.random() < 0.3):
            wait(pause)
            recorder.feel(Press(recorder.at()))
        wait(9)
        if secret := pairing.claim(MINE, None):
            attackers.claim(attackers.tokens)
            return phones.known(secret) is not None, attackers.won
    return False, attackers.won


@pytest.mark.slow
@pytest.mark.parametrize("knowing", [False, True], ids=["blind", "knowing the state"])
def test_fifty_attackers_never_win_and_the_practitioner_always_does(knowing: bool) -> None:
    paired, won = 0, []
    for seed in range(RUNS):
        mine, theirs = a_window(random.Random(seed), knowing)
        paired += mine
        won += theirs
    assert (paired, won) == (RUNS, [])


def test_a_place_ends_by_time_and_its_code_rests() -> None:
    now = [0.0]
    askers = Askers(lambda: now[0])
    code = askers.admit("one", "a", "iphone").code
    now[0] = LIFE + 1
    assert askers.showing(code) is None
    others = {askers.admit(f"other {number}", "b", "iphone").code for number in range(MOST)}
    assert code not in others
    now[0] += REST + 1
    assert askers.admit("one", "a", "iphone").code is not None


def test_one_address_with_many_tokens_gives_way_to_others() -> None:
    askers = Askers(lambda: 0.0)
    greedy = [askers.admit(f"greedy {number}", "a", "computer") for number in range(MOST)]
    with pytest.raises(TooManyAsk):
        askers.admit("one more", "a", "computer")
    mine = askers.admit("mine", "b", "iphone")
    assert askers.showing(mine.code) is mine
    assert askers.find("greedy 0") is None
    assert all(askers.showing(known.code) is known for known in greedy[1:])
    assert mine.code not in {known.code for known in greedy}


def test_all_codes_shown_differ_and_one_slip_makes_nobodys() -> None:
    askers = Askers(lambda: 0.0)
    codes = {askers.admit(f"phone {number}", f"address {number}", "iphone").code for number in range(MOST)}
    assert len(codes) == MOST
    for code in codes:
        for place, number in enumerate(code):
            for slip in (int(number) - 1, int(number) + 1):
                assert code[:place] + str(slip) + code[place + 1 :] not in codes
